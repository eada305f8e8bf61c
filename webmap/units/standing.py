"""What lies in a unit, in the units within it, and in those before and after it, each by the units of its own time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis.queries import unit_figures
from gis.queries.unit_details import Succession, UnitDetails
from gis.queries.unit_figures import NOTHING, UnitFigures
from gis.queries.units import UnitRow
from webmap.database import db
from webmap.units.charts import tone_of
from webmap.units.ground import day_of


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a list with its figures; `tone` is its step of the colour scale by number of projects."""

    unit: UnitRow
    figures: UnitFigures
    tone: str


def lying_in(units: Sequence[UnitRow], day: date) -> Mapping[int, UnitFigures]:
    """Return what lies in each of these units of a day."""
    return unit_figures.figures_on(db.session, day, unit_ids=[unit.id for unit in units]) if units else {}


def lines_of(units: list[UnitRow], figures: Mapping[int, UnitFigures]) -> list[UnitLine]:
    """Return a line for each unit, coloured by how many projects it has beside the others."""
    most = max((figures.get(unit.id, NOTHING).project_count for unit in units), default=0)
    return [
        UnitLine(unit, found, tone_of(found.project_count, most))
        for unit in units
        for found in (figures.get(unit.id, NOTHING),)
    ]


def lying_around(
    unit: UnitDetails, ids: list[int], others: list[Succession]
) -> tuple[Mapping[int, UnitFigures], UnitFigures]:
    """Return what lies in the unit, and in the units before and after it, each by the units of its own time.

    Beside them, what lies in the unit and in none of those before it.
    """
    day = day_of(unit)
    days = {day, *(day_of(each.unit) for each in others)}
    wanted = [*ids, *(each.unit.id for each in others)]
    return unit_figures.figures_and_rest(db.session, *sorted(days), unit_ids=wanted, unit_id=unit.id, day=day)


def told_below(communes: list[UnitRow], ids: list[int], figures: Mapping[int, UnitFigures]) -> dict[str, Any]:
    """Return the figures of a district's or province's communes, what is known of none of them, and their sum."""
    if not communes:
        return {"below": []}
    lines = lines_of(communes, figures)
    larger = set(ids) - {each.id for each in communes}
    unknown = unit_figures.together(figures.get(each, NOTHING) for each in larger)
    whole = unit_figures.together([*(line.figures for line in lines), unknown])
    return {"below": lines, "unknown_below": unknown, "whole_below": whole}


def told_of_succession(
    unit: UnitDetails,
    figures: Mapping[int, UnitFigures],
    former: list[Succession],
    later: list[Succession],
) -> dict[str, Any]:
    """Return what the unit was made of and what it became, each with the figures of its own time."""
    day = day_of(unit)
    return {
        "predecessors": [(each, figures.get(each.unit.id, NOTHING)) for each in former],
        "successors": [(each, figures.get(each.unit.id, NOTHING)) for each in later],
        "day_before": max((day_of(each.unit) for each in former), default=day),
        "day_of": day_of,
    }
