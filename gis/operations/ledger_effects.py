"""What follows new facts, in the same transaction: summaries, columns and map copies of projects, the data version."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from gis.models import CompletionDate
from gis.operations import derive, first_dates, summaries, tiles, versions

# Whoever edits a due project holds its row and may come to wait for the summaries: the passing day gives way, long
# before the database would find that the two wait for each other and stop one.
_HARDLY_WAITING: Final = text("SET LOCAL lock_timeout = '200ms'")
_WAITING_AS_EVER: Final = text("SET LOCAL lock_timeout TO DEFAULT")


def follow(
    session: Session,
    project_ids: Sequence[int],
    *,
    as_of: date,
    ledgers: Collection[str],
    unit_ids: Sequence[int] = (),
) -> None:
    """Bring everything derived up to date after facts of these projects were written; call once, after the last write.

    `ledgers` are the tables that the facts stand in, `unit_ids` communes with facts that belong to no project.
    Flushes, never commits.
    """
    session.flush()
    if CompletionDate.__tablename__ in ledgers:
        first_dates.follow_corrections(session, project_ids, as_of=as_of)
    _show(
        session, summaries.after_facts(session, project_ids, as_of=as_of, unit_ids=unit_ids, ledgers=ledgers)
    )


def advance(session: Session, *, as_of: date, most_projects: int) -> bool:
    """Let the days up to `as_of` pass over the summaries; True where nothing of that is left to do. Never commits.

    False, with nothing done, where somebody else is at work on the summaries or holds a row that it needs: ask again.
    Where more than `most_projects` would have to be counted anew for a new month, nothing is to be done here:
    `python -m etl rebuild` does that at night.
    """
    if not summaries.is_behind(session, as_of=as_of, most_projects=most_projects):
        return True
    try:
        with session.begin_nested():
            if not summaries.try_alone(session):
                return False
            session.execute(_HARDLY_WAITING)
            _show(session, summaries.after_facts(session, [], as_of=as_of))
            session.execute(_WAITING_AS_EVER)
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        return False
    return True


def rebuild(session: Session, *, as_of: date) -> None:
    """Compute all summaries anew and show what changed by it or was shown wrongly before. Flushes, never commits."""
    redrawn = summaries.rebuild(session, as_of=as_of)
    _show(session, list({*redrawn, *tiles.outdated(session)}))
    tiles.recount(session)


def _show(session: Session, redrawn: Sequence[int]) -> None:
    if redrawn:
        derive.refresh(session, redrawn)
        tiles.refresh(session, redrawn)
    versions.bump(session)
    session.expire_all()
