"""Communes by sector in a fiscal year: projects at the end of a month and the year's money, read from the summaries."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# Each table of a month first: joined row by row they would take four times as long. A unit above the communes holds
# what no commune of that day is known for.
_ROWS: Final = """
WITH counts AS MATERIALIZED (
    SELECT unit_id, sector_id, project_ratio, early_ratio + on_time_ratio + late_ratio AS done_ratio,
           early_ratio + on_time_ratio AS on_time_ratio, overdue_ratio
    FROM unit_month WHERE month = :month AND project_ratio > 0
), money AS MATERIALIZED (
    SELECT unit_id, sector_id, plan_vnd, paid_vnd, contribution_vnd
    FROM unit_money WHERE month = :month AND fiscal_year = :year
      AND (plan_vnd IS NOT NULL OR paid_vnd IS NOT NULL OR contribution_vnd IS NOT NULL)
)
SELECT unit_id, unit.full_name AS unit_name, unit.level = 'commune' AS is_commune, sector_id,
       coalesce(project_ratio, 0) AS project_ratio, coalesce(done_ratio, 0) AS done_ratio,
       coalesce(on_time_ratio, 0) AS on_time_ratio, coalesce(overdue_ratio, 0) AS overdue_ratio,
       plan_vnd, paid_vnd, contribution_vnd
FROM counts FULL JOIN money USING (unit_id, sector_id) JOIN unit ON unit.id = unit_id
WHERE (valid_from IS NULL OR valid_from <= :day) AND (valid_to IS NULL OR valid_to >= :day)
"""
_SUMS: Final = text(f"""
SELECT count(*) AS row_count, sum(project_ratio) AS project_ratio, sum(done_ratio) AS done_ratio,
       sum(on_time_ratio) AS on_time_ratio, sum(overdue_ratio) AS overdue_ratio, sum(plan_vnd) AS plan_vnd,
       sum(paid_vnd) AS paid_vnd, sum(contribution_vnd) AS contribution_vnd
FROM ({_ROWS}) AS row
""")  # noqa: S608 - statements of our own
_ORDERED: Final = f"""
SELECT row.* FROM ({_ROWS}) AS row LEFT JOIN sector ON sector.id = sector_id
ORDER BY NOT is_commune, unit_name, unit_id, sector.position NULLS LAST, sector_id
"""  # noqa: S608
_PAGE: Final = text(f"{_ORDERED} LIMIT :limit OFFSET :first")
_ALL: Final = text(_ORDERED)
_ROWS_A_FETCH: Final = 1_000


class SectorYear(NamedTuple):
    """A unit's projects of a sector, parts of several units by their shares, and its đồng of the year; None is not known.

    `sector_id` 0 is "chưa phân lĩnh vực". `done_ratio` are accepted ones, `on_time_ratio` those of them in time.
    """

    unit_id: int
    unit_name: str
    is_commune: bool
    sector_id: int
    project_ratio: Decimal
    done_ratio: Decimal
    on_time_ratio: Decimal
    overdue_ratio: Decimal
    plan_vnd: Decimal | None
    paid_vnd: Decimal | None
    contribution_vnd: Decimal | None


class SectorSums(NamedTuple):
    """All rows together: the same by every unit set; None where there is no row, or no money known."""

    row_count: int
    project_ratio: Decimal | None
    done_ratio: Decimal | None
    on_time_ratio: Decimal | None
    overdue_ratio: Decimal | None
    plan_vnd: Decimal | None
    paid_vnd: Decimal | None
    contribution_vnd: Decimal | None


def sums(session: Session, *, month: date, day: date, year: int) -> SectorSums:
    """Return how many rows the units of `day` have at the end of `month` (its first day) and what they add up to."""
    found = session.execute(_SUMS, {"month": month, "day": day, "year": year}).one()
    return SectorSums._make(found)


def page(session: Session, *, month: date, day: date, year: int, first: int, limit: int) -> list[SectorYear]:
    """Return the rows from number `first` on, by commune and sector; units above the communes come last."""
    asked = {"month": month, "day": day, "year": year, "first": first, "limit": limit}
    return [SectorYear._make(row) for row in session.execute(_PAGE, asked)]


def every_row(session: Session, *, month: date, day: date, year: int) -> Iterator[SectorYear]:
    """Yield all rows in the order of `page`, fetched a thousand at a time."""
    asked = {"month": month, "day": day, "year": year}
    found = session.execute(_ALL, asked, execution_options={"yield_per": _ROWS_A_FETCH})
    yield from map(SectorYear._make, found)
