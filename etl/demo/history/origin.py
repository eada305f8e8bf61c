"""Whom the facts of the demonstration name as their author: a batch of the program, like that of an imported file."""

from datetime import date
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.demo.history.prices import AUTHOR
from gis.models import ImportBatch
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, record_batch

KIND: Final = "demo"


def batch(session: Session, *, seed: int, as_of: date) -> int:
    """Return the id of the batch of this seed and day; add it where it is missing. Flushes, never commits."""
    reading = {"seed": seed, "as_of": as_of.isoformat()}
    stamp = sha256(f"{AUTHOR} {seed} {as_of:%Y-%m-%d}".encode()).hexdigest()
    known = session.scalar(
        select(ImportBatch.id).where(ImportBatch.kind == KIND, ImportBatch.file_sha256 == stamp).limit(1)
    )
    if known is not None:
        return known
    facts = BatchFacts(kind=KIND, file_name=AUTHOR, file_sha256=stamp, file_bytes=0, reading=reading)
    return record_batch(session, Actor(AUTHOR), facts, counts={}, findings=[])
