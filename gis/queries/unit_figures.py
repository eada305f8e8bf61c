"""Figures of communes: projects that lie in each, and its part of their budgets, exact to the đồng."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from gis.domain.units import UnitLevel
from gis.models import Project, ProjectShare, Unit, UnitSuccession
from gis.queries.units import UnitRow, ids_under, is_valid_on

# The SQL twin of gis.domain.units.split_exact over a project's communes by id: a part is what the rounded running
# total grows by, div(2a + b, 2b) being a / b rounded half up without a remainder lost. Parts sum to the budget.
_PARTS = text("""
WITH part AS (
    SELECT share.unit_id, share.share_ratio, project.budget_vnd, project.is_located,
           sum(share.share_ratio) OVER (PARTITION BY share.project_id ORDER BY share.unit_id) AS up_to,
           nullif(sum(share.share_ratio) OVER (PARTITION BY share.project_id), 0) AS whole
    FROM project_share share
    JOIN unit ON unit.id = share.unit_id AND unit.level = 'commune'
        AND (unit.valid_from IS NULL OR unit.valid_from <= :day) AND (unit.valid_to IS NULL OR unit.valid_to >= :day)
    JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
    WHERE :is_all OR share.project_id IN (SELECT project_id FROM project_share WHERE unit_id = ANY(:unit_ids))
)
SELECT unit_id, count(*) AS project_count, count(*) FILTER (WHERE NOT is_located) AS unlocated_count,
       count(budget_vnd) AS budgeted_count,
       sum(div(2 * budget_vnd * up_to + whole, 2 * whole)
           - div(2 * budget_vnd * (up_to - share_ratio) + whole, 2 * whole)) AS budget_vnd
FROM part WHERE :is_all OR unit_id = ANY(:unit_ids)
GROUP BY unit_id
""")


class UnitFigures(NamedTuple):
    """What lies in a commune: a project of several communes counts in each, its budget is split between them.

    `budget_vnd` is null where no project has one.
    """

    project_count: int
    unlocated_count: int
    budgeted_count: int
    budget_vnd: Decimal | None


class Succession(NamedTuple):
    """A unit that came before or after another, and how much of the older one went over."""

    unit: UnitRow
    effective_date: date
    share_ratio: Decimal
    legal_doc: str | None


class UnitDetails(NamedTuple):
    """A unit's own facts; `area_km2` is computed on the ellipsoid, the official one is as published."""

    id: int
    code: str
    name: str
    full_name: str
    name_en: str | None
    level: UnitLevel
    parent_id: int | None
    parent_name: str | None
    valid_from: date | None
    valid_to: date | None
    legal_doc: str | None
    population: int | None
    population_date: date | None
    household_count: int | None
    official_area_km2: Decimal | None
    area_km2: float | None
    boundary_kind: str | None
    boundary_source: str | None


def figures_on(
    session: Session, day: date, *, unit_ids: Iterable[int] | None = None
) -> dict[int, UnitFigures]:
    """Return the figures of the communes of `day` that have projects: all, or those of `unit_ids`."""
    ids = list(unit_ids) if unit_ids is not None else []
    params = {"day": day, "is_all": unit_ids is None, "unit_ids": ids}
    return {row.unit_id: UnitFigures(*row[1:]) for row in session.execute(_PARTS, params)}


def homeless_count(session: Session, day: date) -> int:
    """Return how many projects lie in no commune of `day`, as far as is known."""
    inside = (
        select(ProjectShare.project_id)
        .join(Unit, Unit.id == ProjectShare.unit_id)
        .where(Unit.level == UnitLevel.COMMUNE, is_valid_on(day))
    )
    statement = select(func.count()).where(Project.archived_at.is_(None), Project.id.not_in(inside))
    return session.scalars(statement).one()


def details(session: Session, unit_id: int) -> UnitDetails | None:
    """Return one unit, or None."""
    parent = aliased(Unit)
    own = [getattr(Unit, name) for name in UnitDetails._fields if hasattr(Unit, name)]
    statement = (
        select(
            *own,
            parent.full_name.label("parent_name"),
            (func.ST_Area(func.geography(Unit.geom)) / 1_000_000).label("area_km2"),
        )
        .join(parent, parent.id == Unit.parent_id, isouter=True)
        .where(Unit.id == unit_id)
    )
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else UnitDetails(**{name: row[name] for name in UnitDetails._fields})


def predecessors(session: Session, unit_id: int) -> list[Succession]:
    """Return the units that this one was made of, by name."""
    return _successions(session, UnitSuccession.old_id, UnitSuccession.new_id == unit_id)


def successors(session: Session, unit_id: int) -> list[Succession]:
    """Return the units that took this one over, by name."""
    return _successions(session, UnitSuccession.new_id, UnitSuccession.old_id == unit_id)


def communes_below(session: Session, unit_id: int, *, day: date) -> list[UnitRow]:
    """Return the communes of `day` that lie in a district or province, by name."""
    statement = (
        select(*_ROW)
        .where(Unit.id.in_(ids_under(unit_id)), Unit.level == UnitLevel.COMMUNE, is_valid_on(day))
        .order_by(Unit.name_key, Unit.id)
    )
    return [UnitRow._make(row) for row in session.execute(statement)]


_ROW = [getattr(Unit, name) for name in UnitRow._fields]


def _successions(
    session: Session, other: ColumnElement[int] | InstrumentedAttribute[int], condition: ColumnElement[bool]
) -> list[Succession]:
    statement = (
        select(*_ROW, UnitSuccession.effective_date, UnitSuccession.share_ratio, UnitSuccession.legal_doc)
        .join(UnitSuccession, other == Unit.id)
        .where(condition)
        .order_by(Unit.name_key, Unit.id)
    )
    width = len(UnitRow._fields)
    return [Succession(UnitRow._make(row[:width]), *row[width:]) for row in session.execute(statement)]
