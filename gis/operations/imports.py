"""Remembering which file was taken in, how it was read and what came of it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.models import ImportBatch
from gis.operations.audit import Actor

_ONE_AT_A_TIME = 4_821_907


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """A file and its reading: name, SHA-256, size in bytes, how columns and coordinates were read."""

    kind: str
    file_name: str
    file_sha256: str
    file_bytes: int
    reading: dict[str, Any] = field(default_factory=dict)


def wait_for_turn(session: Session) -> None:
    """Let one import at a time work until it commits, so that two files can't claim the same new code."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def record_batch(
    session: Session, actor: Actor, facts: BatchFacts, *, counts: dict[str, Any], findings: list[Any]
) -> int:
    """Add the row of an import that changes something and return its id. Flushes, never commits."""
    batch = ImportBatch(
        kind=facts.kind,
        file_name=facts.file_name,
        file_sha256=facts.file_sha256,
        file_bytes=facts.file_bytes,
        reading=facts.reading,
        counts=counts,
        findings=findings,
        imported_by=actor.account_id,
        imported_as=actor.program,
    )
    session.add(batch)
    session.flush()
    return batch.id
