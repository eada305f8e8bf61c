"""Figures of units: projects that lie in each, and its part of their budgets, exact to the đồng."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session, aliased

from gis.domain.units import UnitLevel
from gis.models import Unit, UnitSuccession
from gis.queries.units import UnitRow, ids_under, is_valid_on

# The SQL twin of gis.domain.units.split_exact over a project's units of a day by id: communes, and the larger unit that
# holds what is not known of any: a part is what the rounded running
# total grows by, div(2a + b, 2b) being a / b rounded half up without a remainder lost. Parts sum to the budget.
_PART = """
WITH part AS (
    SELECT share.project_id, share.unit_id, each.day, share.share_ratio, share.is_estimated, project.budget_vnd, project.is_located,
           sum(share.share_ratio) OVER (PARTITION BY share.project_id, each.day ORDER BY share.unit_id) AS up_to,
           nullif(sum(share.share_ratio) OVER (PARTITION BY share.project_id, each.day), 0) AS whole
    FROM unnest(CAST(:{days} AS date[])) AS each(day) CROSS JOIN project_share share
    JOIN unit ON unit.id = share.unit_id AND (unit.valid_from IS NULL OR unit.valid_from <= each.day)
        AND (unit.valid_to IS NULL OR unit.valid_to >= each.day)
    JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
    WHERE {projects}
), counted AS (
    SELECT part.*, div(2 * budget_vnd * up_to + whole, 2 * whole)
                   - div(2 * budget_vnd * (up_to - share_ratio) + whole, 2 * whole) AS part_vnd
    FROM part WHERE {units}
)
"""
_PARTS = (
    _PART
    + """
SELECT unit_id, count(*) AS project_count, count(*) FILTER (WHERE NOT is_located) AS unlocated_count,
       count(budget_vnd) AS budgeted_count, sum(part_vnd) AS budget_vnd,
       count(*) FILTER (WHERE is_estimated) AS estimated_count
FROM counted
GROUP BY unit_id, day
"""
)
_ALL_PARTS = text(_PARTS.format(days="days", projects="true", units="true"))
_SOME = _PARTS.format(
    days="days",
    projects="share.project_id IN (SELECT project_id FROM project_share WHERE unit_id = ANY(:unit_ids))",
    units="unit_id = ANY(:unit_ids)",
)
_SOME_PARTS = text(_SOME)
_EACH = (
    _PART
    + """
SELECT project.code, project.name, share_ratio, counted.is_estimated, counted.budget_vnd, part_vnd
FROM counted JOIN project ON project.id = counted.project_id
ORDER BY part_vnd DESC NULLS LAST, project.name, project.id
LIMIT :limit OFFSET :first
"""
)
_ROWS = text(
    _EACH.format(
        days="days",
        projects="share.project_id IN (SELECT project_id FROM project_share WHERE unit_id = :unit_id)",
        units="unit_id = :unit_id",
    )
)
_WITHOUT_PREDECESSOR = _PARTS.format(
    days="own_days",
    projects="""share.project_id IN (
        SELECT project_id FROM project_share WHERE unit_id = :unit_id
        EXCEPT SELECT project_id FROM project_share JOIN unit_succession ON old_id = unit_id WHERE new_id = :unit_id)""",
    units="unit_id = :unit_id",
)
_REST = 0
"""Stands for a unit: what none of its predecessors is known to have had."""
_PARTS_AND_REST = text(f"""
SELECT * FROM ({_SOME}) parts
UNION ALL
SELECT {_REST}, project_count, unlocated_count, budgeted_count, budget_vnd, estimated_count
FROM ({_WITHOUT_PREDECESSOR}) rest
""")  # noqa: S608 - statements of our own


class UnitFigures(NamedTuple):
    """What lies in a unit: a project of several units counts in each, its budget is split between them.

    `budget_vnd` is null where no project has one; `estimated_count` projects lie here by an estimated share.
    """

    project_count: int
    unlocated_count: int
    budgeted_count: int
    budget_vnd: Decimal | None
    estimated_count: int


NOTHING = UnitFigures(0, 0, 0, None, 0)


class CapitalRow(NamedTuple):
    """A project's budget and the part of it that falls to a unit by its share, in whole đồng; None without a budget."""

    code: str
    name: str
    share_ratio: Decimal
    is_estimated: bool
    budget_vnd: Decimal | None
    part_vnd: Decimal | None


class Succession(NamedTuple):
    """A unit that came before or after another, and how much of the older one went over."""

    unit: UnitRow
    effective_date: date
    share_ratio: Decimal
    is_estimated: bool
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
    session: Session, *days: date, unit_ids: Iterable[int] | None = None
) -> dict[int, UnitFigures]:
    """Return the figures of the units of `days` that hold shares of projects: all, or those of `unit_ids`.

    Each unit is wanted on one of the days, and none on two of them: of units of several sets together.
    """
    if unit_ids is None:
        found = session.execute(_ALL_PARTS, {"days": list(days)})
    else:
        found = session.execute(_SOME_PARTS, {"days": list(days), "unit_ids": list(unit_ids)})
    return {row.unit_id: UnitFigures(*row[1:]) for row in found}


def capital_rows(session: Session, unit_id: int, *, day: date, first: int, limit: int) -> list[CapitalRow]:
    """Return the projects behind a unit's part of the budgets on `day`, the largest parts first, from number `first`."""
    params = {"days": [day], "unit_id": unit_id, "first": first, "limit": limit}
    return [CapitalRow._make(row) for row in session.execute(_ROWS, params)]


def larger_units_below(session: Session, unit_id: int, *, day: date) -> list[int]:
    """Return this district or province and the districts in it: they hold what is known of no commune of `day`."""
    statement = select(Unit.id).where(
        Unit.id.in_(ids_under(unit_id)), Unit.level != UnitLevel.COMMUNE, is_valid_on(day)
    )
    return list(session.scalars(statement))


def figures_and_rest(
    session: Session, *days: date, unit_ids: Iterable[int], unit_id: int, day: date
) -> tuple[dict[int, UnitFigures], UnitFigures]:
    """Return the figures of `figures_on`, and the part of the unit's on `day` that none of its predecessors is known to have had."""
    params = {"days": list(days), "unit_ids": list(unit_ids), "own_days": [day], "unit_id": unit_id}
    found = {row.unit_id: UnitFigures(*row[1:]) for row in session.execute(_PARTS_AND_REST, params)}
    return found, found.pop(_REST, NOTHING)


def together(figures: Iterable[UnitFigures]) -> UnitFigures:
    """Return the sums of figures that have no project in common; the budget is null where none is known."""
    every = list(figures)
    known = [each.budget_vnd for each in every if each.budget_vnd is not None]
    return UnitFigures(
        project_count=sum(each.project_count for each in every),
        unlocated_count=sum(each.unlocated_count for each in every),
        budgeted_count=sum(each.budgeted_count for each in every),
        budget_vnd=sum(known, Decimal(0)) if known else None,
        estimated_count=sum(each.estimated_count for each in every),
    )


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


def successions(session: Session, unit_id: int) -> tuple[list[Succession], list[Succession]]:
    """Return the units that this one was made of and those that took it over, each by name."""
    is_former = UnitSuccession.new_id == unit_id
    statement = (
        select(
            is_former.label("is_former"),
            *_ROW,
            UnitSuccession.effective_date,
            UnitSuccession.share_ratio,
            UnitSuccession.is_estimated,
            UnitSuccession.legal_doc,
        )
        .join(
            UnitSuccession, Unit.id == case((is_former, UnitSuccession.old_id), else_=UnitSuccession.new_id)
        )
        .where(is_former | (UnitSuccession.old_id == unit_id))
        .order_by(Unit.name_key, Unit.id)
    )
    width = len(UnitRow._fields) + 1
    found = [
        (row[0], Succession(UnitRow._make(row[1:width]), *row[width:])) for row in session.execute(statement)
    ]
    return [each for is_old, each in found if is_old], [each for is_old, each in found if not is_old]


def communes_below(session: Session, unit_id: int, *, day: date) -> list[UnitRow]:
    """Return the communes of `day` that lie in a district or province, by name."""
    statement = (
        select(*_ROW)
        .where(Unit.id.in_(ids_under(unit_id)), Unit.level == UnitLevel.COMMUNE, is_valid_on(day))
        .order_by(Unit.name_key, Unit.id)
    )
    return [UnitRow._make(row) for row in session.execute(statement)]


_ROW = [getattr(Unit, name) for name in UnitRow._fields]
