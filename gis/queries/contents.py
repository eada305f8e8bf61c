"""Whether the database holds anything yet, as the set-up asks before it fills it."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gis.domain.units import BoundaryKind
from gis.models import Project, Unit


def has_units(session: Session) -> bool:
    """Say whether any administrative unit is known."""
    return bool(session.scalar(select(exists(select(Unit.id)))))


def has_projects(session: Session) -> bool:
    """Say whether any project is known, archived ones included."""
    return bool(session.scalar(select(exists(select(Project.id)))))


def schematic_codes(session: Session, codes: Collection[str]) -> set[str]:
    """Return which of these codes belong to units of today whose boundary is only schematic."""
    statement = select(Unit.code).where(
        Unit.code.in_(codes), Unit.valid_to.is_(None), Unit.boundary_kind == BoundaryKind.SCHEMATIC
    )
    return set(session.scalars(statement))
