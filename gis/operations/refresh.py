"""What follows a change of projects, in the same transaction: shares, derived columns, map copies, data version."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import Project
from gis.operations import derive, shares, summaries, tiles, unit_tiles, versions


def after_change(session: Session, project_ids: Sequence[int], *, as_of: date | None = None) -> None:
    """Bring everything derived from these projects up to date; call once, after the last write.

    `as_of` is the day of new facts; without any, the summaries stay on their day.
    """
    if project_ids:
        place(session, project_ids)
        summaries.after_change(session, project_ids, as_of=as_of)
        follow(session, project_ids)


def place(session: Session, project_ids: Sequence[int]) -> None:
    """Compute in which communes these projects lie: the first half of `after_change`, for facts that need to know."""
    shares.recompute(session, project_ids)


def follow(session: Session, project_ids: Sequence[int]) -> None:
    """Bring up to date what follows from the facts and shares of these projects: the second half."""
    describe(session, project_ids)
    draw(session, project_ids)


def describe(session: Session, project_ids: Sequence[int]) -> None:
    """Compute the derived columns of these projects: the first part of `follow`, for batches of one great change."""
    derive.refresh(session, project_ids)


def draw(session: Session, project_ids: Sequence[int]) -> None:
    """Bring the map up to date with these projects and tell the caches: the last part, once for all batches."""
    tiles.refresh(session, project_ids)
    versions.bump(session)
    session.expire_all()


def after_boundaries(session: Session) -> None:
    """Draw the changed boundaries, bring every project up to date with them, and tell the caches."""
    session.flush()
    unit_tiles.rebuild(session)
    ids = list(session.scalars(select(Project.id).order_by(Project.id)))
    if ids:
        after_change(session, ids)
    else:
        versions.bump(session)
