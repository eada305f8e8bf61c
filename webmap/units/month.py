"""What the page of a unit tells of a month: six figures, who has not reported, what came over from before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext

from gis.domain.contribution import LABOUR_UNIT
from gis.domain.indicators import Indicator, UnitFigures, remainder
from gis.domain.units import UnitLevel
from gis.queries.indicator_rows import rows_of_indicator
from gis.queries.residents import Homes
from gis.queries.unit_details import Succession, UnitDetails
from webmap.database import db
from webmap.indicators.asked import Months, later, months, requested_month
from webmap.indicators.lines import Line, lines
from webmap.indicators.month_words import told_of_month
from webmap.units.giving import giving_of
from webmap.units.measures import MonthOfUnits, measures
from webmap.units.residents import ResidentsOfUnit
from webmap.units.row_choice import measure_name, part_words

SHOWN_UNREPORTED = 8
_HIDDEN_BELOW_PROJECTS = 0.05
_OF_NO_COMMUNE: Final[Mapping[str, Any]] = {"giving": None, "unreported": None}


@dataclass(frozen=True, slots=True)
class Carried:
    """A unit of another time with its six figures of the month; `id` None for what is known of none of them."""

    id: int | None
    name: str
    lines: list[Line]


def month_of_unit(
    unit: UnitDetails,
    ids: list[int],
    former: list[Succession],
    after: list[Succession],
    *,
    known_homes: Homes,
    residents: ResidentsOfUnit,
) -> dict[str, Any]:
    """Return the block for the month of the address; nothing before the first summary."""
    known = months()
    if known is None:
        return {"measures": []}
    month, is_commune = requested_month(), unit.level is UnitLevel.COMMUNE
    found = measures(
        ids,
        month=month,
        data_day=known.data_day,
        own_id=unit.id if is_commune else None,
        other_ids=[each.unit.id for each in (*former, *after)],
        residents=known_homes,
    )
    return {
        "measures": found.measures,
        **told_of_month(known, month),
        "month_before": later(month, -1) if month > known.first else None,
        "month_after": later(month, 1) if month < known.last else None,
        "measure_name": measure_name,
        "labour_unit": LABOUR_UNIT,
        "part_words": part_words,
        **(_of_commune(unit.id, month, known, found, residents) if is_commune else _OF_NO_COMMUNE),
        **_carried(former, after, found, month),
    }


def _of_commune(
    unit_id: int, month: date, known: Months, found: MonthOfUnits, residents: ResidentsOfUnit
) -> dict[str, Any]:
    """Return what only communes have: gifts beside their plans, and who has not reported."""
    day = known.day_of(month)
    return {
        "giving": giving_of(unit_id, residents, found.gift_plans, year=month.year, day=day),
        **_unreported(unit_id, month, day),
    }


def _unreported(unit_id: int, month: date, day: date) -> dict[str, Any]:
    """Return the projects under way without a report of the month, those longest silent first."""
    rows = rows_of_indicator(
        db.session,
        Indicator.FRESHNESS,
        unit_id=unit_id,
        month=month,
        day=day,
        year=month.year,
    )
    silent = [row for row in rows if not row.part]
    return {
        "unreported": silent[:SHOWN_UNREPORTED],
        "unreported_count": len(silent),
        "active_count": len(rows),
    }


def _carried(
    former: list[Succession], after: list[Succession], found: MonthOfUnits, month: date
) -> dict[str, Any]:
    """Return the figures of predecessors with what none of them is known for, or of successors."""
    figures = {each.unit.id: found.others.get(each.unit.id, UnitFigures()) for each in (*former, *after)}
    before = [_line(each, figures, month) for each in former]
    if former and all(each.share_ratio == 1 for each in former):
        rest = remainder(found.own, [figures[each.unit.id] for each in former])
        if rest.project_ratio >= _HIDDEN_BELOW_PROJECTS or rest.plan_vnd or rest.contribution_vnd:
            before.append(Carried(None, str(gettext("Chưa rõ xã cũ")), lines(rest, year=month.year)))
    return {"carried_from": before, "carried_to": [_line(each, figures, month) for each in after]}


def _line(other: Succession, figures: Mapping[int, UnitFigures], month: date) -> Carried:
    unit = other.unit
    return Carried(unit.id, unit.full_name, lines(figures[unit.id], year=month.year))
