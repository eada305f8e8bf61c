"""What follows a change of projects, in the same transaction: shares, derived columns, map copies, data version."""

from collections.abc import Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.models import Project
from gis.operations import derive, shares, tiles, unit_tiles, versions

# Shares are computed in temporary tables, whose plans look dear and are not: compiling them costs three times the work.
_NO_COMPILING = text("SET LOCAL jit = off")


def after_change(session: Session, project_ids: Sequence[int]) -> None:
    """Bring everything derived from these projects up to date; call once, after the last write."""
    if not project_ids:
        return
    session.flush()
    session.execute(_NO_COMPILING)
    shares.recompute(session, project_ids)
    derive.refresh(session, project_ids)
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
