"""Whether the database holds anything yet, as the set-up asks before it fills it."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from gis.domain.units import BoundaryKind
from gis.models import Project, Unit


def has_units(session: Session) -> bool:
    """Say whether any administrative unit is known."""
    return bool(session.scalar(select(exists(select(Unit.id)))))


def has_projects(session: Session) -> bool:
    """Say whether any project is known, archived ones included."""
    return bool(session.scalar(select(exists(select(Project.id)))))


def has_real_projects(session: Session) -> bool:
    """Say whether any project is not one of the demonstration, archived ones included."""
    return bool(session.scalar(select(exists(select(Project.id).where(~Project.is_demo)))))


def demo_without_history(session: Session, *, most: int) -> list[int]:
    """Return the demonstration projects whose ledgers are empty; none where there are more than `most` of them.

    Completion dates that the schema's change to ledgers took from the project itself are no history.
    """
    return list(session.scalars(_WITHOUT_HISTORY, {"most": most}))


_WITHOUT_HISTORY: Final = text("""
SELECT id FROM project
WHERE is_demo AND decision_date IS NOT NULL AND (SELECT count(*) FROM project WHERE is_demo) <= :most
  AND NOT EXISTS (SELECT FROM capital_plan WHERE project_id = project.id)
  AND NOT EXISTS (SELECT FROM progress_report WHERE project_id = project.id)
  AND NOT EXISTS (SELECT FROM bid_package WHERE project_id = project.id)
  AND NOT EXISTS (SELECT FROM clearance_count WHERE project_id = project.id)
  AND NOT EXISTS (SELECT FROM completion_date
                  WHERE project_id = project.id AND coalesce(entry_key, '') NOT LIKE 'project/%')
ORDER BY id
""")


def demo_without_residents(session: Session, *, most: int) -> bool:
    """Say whether there are demonstration projects, no more than `most`, and nobody's residents are recorded."""
    return bool(session.scalar(_WITHOUT_RESIDENTS, {"most": most}))


_WITHOUT_RESIDENTS: Final = text("""
SELECT NOT EXISTS (SELECT FROM unit_residents) AND (SELECT count(*) FROM project WHERE is_demo) BETWEEN 1 AND :most
""")


def schematic_codes(session: Session, codes: Collection[str]) -> set[str]:
    """Return which of these codes belong to units of today whose boundary is only schematic."""
    statement = select(Unit.code).where(
        Unit.code.in_(codes), Unit.valid_to.is_(None), Unit.boundary_kind == BoundaryKind.SCHEMATIC
    )
    return set(session.scalars(statement))
