"""Figures of units at the end of a month, read from the summaries: one row a unit, any unit set, any sectors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from gis.domain.contribution import GiftAim
from gis.domain.indicators import Indicator, UnitFigures, total
from gis.domain.months import last_day
from gis.models import UnitTarget
from gis.queries.residents import Homes, homes


class Target(NamedTuple):
    """What a unit set out to reach: a part of 1, or for contributions đồng, m² or days in the year; by which paper."""

    amount: Decimal
    source: str | None
    is_proposal: bool


class SetFigures(NamedTuple):
    """The figures of the units of a set, and of all of them together, the same by every set."""

    units: dict[int, UnitFigures]
    whole: UnitFigures


class Aims(NamedTuple):
    """What a unit set out to reach for the six indicators, and what to raise, each kind in đồng, m² or days of labour."""

    targets: Mapping[Indicator, Target]
    gift_plans: Mapping[GiftAim, Target]


_COUNTS: Final = tuple(
    name
    for name in UnitFigures.__dataclass_fields__
    if name.endswith("_ratio") or name in {"progress_sum_pct"}
)
_LAND: Final = (
    "area_total_m2",
    "area_handed_over_m2",
    "length_total_m",
    "length_handed_over_m",
    "household_total_count",
    "household_handed_over_count",
)
_OWN_YEAR: Final = (
    "plan_vnd",
    "paid_vnd",
    "contribution_vnd",
    "cash_contribution_vnd",
    "land_given_m2",
    "labour_days",
    "unconverted_count",
    "donor_household_count",
)
_YEAR_BEFORE: Final = ("carried_plan_vnd", "carried_paid_vnd")

_FIGURES: Final = f"""
WITH wanted AS (
    SELECT id FROM unit
    WHERE (valid_from IS NULL OR valid_from <= :day) AND (valid_to IS NULL OR valid_to >= :day)
      AND (:is_everywhere OR id = ANY(:unit_ids))
), works AS (
    SELECT unit_id, {", ".join(f"sum({name}) AS {name}" for name in (*_COUNTS, *_LAND))}
    FROM unit_month WHERE month = :month AND (:is_every_sector OR sector_id = ANY(:sector_ids))
      AND (:is_everywhere OR unit_id = ANY(:unit_ids))
    GROUP BY unit_id
), money AS (
    SELECT unit_id, {", ".join(f"sum({name}) FILTER (WHERE fiscal_year = :year) AS {name}" for name in _OWN_YEAR)},
           {", ".join(f"sum({name}) FILTER (WHERE fiscal_year = :year - 1) AS {name}" for name in _YEAR_BEFORE)}
    FROM unit_money WHERE month = :month AND fiscal_year IN (:year, :year - 1)
      AND (:is_every_sector OR sector_id = ANY(:sector_ids)) AND (:is_everywhere OR unit_id = ANY(:unit_ids))
    GROUP BY unit_id
)
SELECT wanted.id, {", ".join((*_COUNTS, *_LAND, *_OWN_YEAR, *_YEAR_BEFORE))}
FROM wanted LEFT JOIN works ON works.unit_id = wanted.id LEFT JOIN money ON money.unit_id = wanted.id
WHERE works.unit_id IS NOT NULL OR money.unit_id IS NOT NULL
"""
_STATEMENT: Final = text(_FIGURES)
# Every month from the first on has rows: its ends are found by the index, all of them only by reading the table.
_MONTHS: Final = text("""
SELECT each.month::date FROM (SELECT min(month) AS first, max(month) AS last FROM unit_month) AS span
CROSS JOIN generate_series(span.first, span.last, interval '1 month') AS each(month) ORDER BY 1
""")
# Money of a month is that of its own fiscal year.
_WHOSE: Final = "CASE WHEN unit_id = ANY(CAST(:other_ids AS bigint[])) THEN unit_id ELSE 0 END"
_ASKED: Final = """(unit_id = ANY(CAST(:unit_ids AS bigint[])) AND month = ANY(:months)
      OR unit_id = ANY(CAST(:other_ids AS bigint[])) AND month = :month)"""
_TREND: Final = text(f"""
WITH works AS (
    SELECT {_WHOSE} AS whose, month, {", ".join(f"sum({name}) AS {name}" for name in (*_COUNTS, *_LAND))}
    FROM unit_month WHERE {_ASKED} GROUP BY whose, month
), money AS (
    SELECT {_WHOSE} AS whose, month,
           {", ".join(f"sum({name}) FILTER (WHERE fiscal_year = extract(year FROM month)) AS {name}" for name in _OWN_YEAR)},
           {", ".join(f"sum({name}) FILTER (WHERE fiscal_year < extract(year FROM month)) AS {name}" for name in _YEAR_BEFORE)}
    FROM unit_money WHERE {_ASKED}
      AND fiscal_year BETWEEN extract(year FROM month) - 1 AND extract(year FROM month)
    GROUP BY whose, month
)
SELECT whose, month, {", ".join((*_COUNTS, *_LAND, *_OWN_YEAR, *_YEAR_BEFORE))}
FROM works FULL JOIN money USING (whose, month)
""")
_KEYS: Final = frozenset({"id", "whose", "month"})
_DAY: Final = text("SELECT as_of FROM summary_day WHERE id = 1")


def figures_of_units(
    session: Session,
    *,
    month: date,
    day: date,
    year: int | None = None,
    unit_ids: Collection[int] | None = None,
    sector_ids: Collection[int] | None = None,
) -> dict[int, UnitFigures]:
    """Return the figures at the end of `month` (its first day is given) of the units that are valid on `day`.

    `year` is the fiscal year of plans, payments and gifts, by default the month's; `sector_ids` has 0 for projects
    without a sector. A unit above the communes holds what no commune of that day is known for, so the rows add up to
    the same in every unit set. Units without any project have no row. Households are those known at the month's end.
    """
    asked = _asked(month=month, day=day, year=year, unit_ids=unit_ids, sector_ids=sector_ids)
    rows = session.execute(_STATEMENT, asked).all()
    return _by_unit(rows, homes(session, [row.id for row in rows]), day=last_day(month))


def figures_of_set(
    session: Session,
    *,
    month: date,
    day: date,
    commune_ids: Collection[int],
    year: int | None = None,
    sector_ids: Collection[int] | None = None,
) -> SetFigures:
    """Return the figures of all units of `day` as `figures_of_units` does, and of all together.

    `commune_ids` are all communes of that day; the households of the whole are told where those of all are known.
    """
    asked = _asked(month=month, day=day, year=year, unit_ids=None, sector_ids=sector_ids)
    rows, last = session.execute(_STATEMENT, asked).all(), last_day(month)
    residents = homes(session, {*commune_ids, *(row.id for row in rows)})
    units = _by_unit(rows, residents, day=last)
    households = residents.households_together(commune_ids, day=last)
    return SetFigures(units, replace(total(list(units.values())), resident_household_count=households))


def _asked(
    *,
    month: date,
    day: date,
    year: int | None,
    unit_ids: Collection[int] | None,
    sector_ids: Collection[int] | None,
) -> dict[str, object]:
    return {
        "month": month,
        "day": day,
        "year": year or month.year,
        "is_everywhere": unit_ids is None,
        "unit_ids": list(unit_ids or ()),
        "is_every_sector": sector_ids is None,
        "sector_ids": list(sector_ids or ()),
    }


def _by_unit(
    rows: Sequence[Row[*tuple[object, ...]]], residents: Homes, *, day: date
) -> dict[int, UnitFigures]:
    return {row.id: _figures(row, residents.households(row.id, day=day)) for row in rows}


def figures_by_month(
    session: Session,
    unit_ids: Collection[int],
    *,
    months: Collection[date],
    other_ids: Collection[int] = (),
    residents: Homes | None = None,
) -> tuple[dict[date, UnitFigures], dict[int, UnitFigures]]:
    """Return the figures of these units together at the end of each of `months`; a month without any has no entry.

    The units are communes of one set, with the larger ones that hold what is known of none of them. Of the units of
    other sets, each for itself, the figures of the last of `months` are returned besides. Households are told only where
    every commune tells them; `residents` are those of all these units where they are known already.
    """
    params = {"unit_ids": list(unit_ids), "months": list(months), "month": max(months)}
    found = session.execute(_TREND, params | {"other_ids": list(other_ids)}).all()
    residents = residents or homes(session, [*unit_ids, *other_ids])
    return (
        {
            row.month: _figures(row, residents.households_together(unit_ids, day=last_day(row.month)))
            for row in found
            if row.whose == 0
        },
        {
            row.whose: _figures(row, residents.households(row.whose, day=last_day(row.month)))
            for row in found
            if row.whose != 0
        },
    )


def aims(session: Session, unit_id: int, *, year: int) -> Aims:
    """Return what a unit set out to reach in a year."""
    rows = session.scalars(
        select(UnitTarget).where(UnitTarget.unit_id == unit_id, UnitTarget.target_year == year)
    )
    found = {row.indicator: Target(row.target_ratio, row.source, row.is_proposal) for row in rows}
    return Aims(
        {each: found[each] for each in Indicator if each in found},
        {each: found[each] for each in GiftAim if each in found},
    )


def months(session: Session) -> list[date]:
    """Return the months that have figures, as first days, oldest first."""
    return list(session.scalars(_MONTHS))


def data_day(session: Session) -> date | None:
    """Return the day as of which the last month stands; None before the summaries were ever computed."""
    day: date | None = session.scalar(_DAY)
    return day


def _figures(row: Row[*tuple[object, ...]], households: int | None) -> UnitFigures:
    known = {name: value for name, value in row._mapping.items() if value is not None and name not in _KEYS}
    return UnitFigures(**known, resident_household_count=households)
