"""Figures of units: projects that lie in each, and its part of their budgets, exact to the đồng."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

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
