"""What follows new facts, in the same transaction: summaries, columns and map copies of projects, the data version."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from gis.models.ledger import Acceptance, CompletionDate, LedgerEntry, ProgressReport, Suspension
from gis.operations import derive, summaries, tiles, versions

_SHOWN_ON_MAPS: Final = frozenset({Acceptance, CompletionDate, ProgressReport, Suspension})
"""Ledgers that decide columns of the project which lists and maps show; the others only change figures."""


def follow(
    session: Session,
    ledgers: Collection[type[LedgerEntry]],
    project_ids: Sequence[int],
    *,
    as_of: date,
    unit_ids: Sequence[int] = (),
) -> None:
    """Bring everything derived up to date after facts of these ledgers were written; call once, after the last write.

    `unit_ids` are communes with facts that belong to no project. Flushes, never commits.
    """
    session.flush()
    summaries.after_facts(session, project_ids, as_of=as_of, unit_ids=unit_ids)
    if project_ids and not _SHOWN_ON_MAPS.isdisjoint(ledgers):
        derive.refresh(session, project_ids)
        tiles.refresh(session, project_ids)
    versions.bump(session)
    session.expire_all()
