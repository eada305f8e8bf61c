"""What the month's workbook asks for: the projects of a unit, and rows that were written from a workbook before."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.models import Project, ProjectShare
from gis.models.ledger import LedgerEntry


class UnitProject(NamedTuple):
    """A project of a unit."""

    id: int
    code: str
    name: str


class WrittenRow(NamedTuple):
    """A row that a workbook wrote, by its key."""

    entry_key: str
    project_id: int
    id: int


def unit_projects(session: Session, unit_id: int) -> list[UnitProject]:
    """Return the projects of a unit that are not archived, by their shares, in the order of their names."""
    statement = (
        select(Project.id, Project.code, Project.name)
        .join(ProjectShare, ProjectShare.project_id == Project.id)
        .where(ProjectShare.unit_id == unit_id, Project.archived_at.is_(None))
        .order_by(Project.name, Project.id)
        .distinct()
    )
    return [UnitProject(*row) for row in session.execute(statement)]


def rows_written(session: Session, model: type[LedgerEntry], unit_id: int, prefix: str) -> list[WrittenRow]:
    """Return the rows of a unit's projects whose keys begin with `prefix`, oldest first."""
    own = select(ProjectShare.project_id).where(ProjectShare.unit_id == unit_id)
    statement = (
        select(model.entry_key, model.project_id, model.id)
        .where(model.project_id.in_(own), model.entry_key.startswith(prefix, autoescape=True))
        .order_by(model.id)
    )
    return [WrittenRow(key, *rest) for key, *rest in session.execute(statement) if key is not None]
