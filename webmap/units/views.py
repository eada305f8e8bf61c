"""The list of communes and the page of one unit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from gis.domain.lifecycle import ScheduleStatus, Stage
from gis.domain.months import last_day
from gis.domain.units import UnitLevel
from gis.queries import projects, unit_details
from gis.queries.facets import FacetCounts
from gis.queries.filters import CommuneKnown, ProjectFilter
from gis.queries.outlines import set_outline, unit_outline
from gis.queries.projects import Order, SortKey
from gis.queries.residents import homes
from gis.queries.unit_details import UnitDetails
from gis.queries.unit_figures import NOTHING, UnitFigures
from gis.queries.units import UnitRow
from webmap.clock import today
from webmap.database import db
from webmap.facets import facet_counts, menu_on, page_of, reference_name, without_larger_unit
from webmap.indicators.asked import requested_month
from webmap.indicators.month_words import now_words
from webmap.map.answers import schedule_words, sector_label
from webmap.map.unit_sets import requested_sets
from webmap.navigation import address_with
from webmap.permissions import public
from webmap.request_filters import codes
from webmap.units.capital_views import show_capital
from webmap.units.charts import Bar, bars
from webmap.units.ground import day_of, ground_of
from webmap.units.indicator_views import show_indicator
from webmap.units.month import month_of_unit
from webmap.units.residents import counted_words, residents_of
from webmap.units.sector_views import sectors_as_csv, show_sectors
from webmap.units.set_month import month_of_set
from webmap.units.set_views import show_set_indicator
from webmap.units.standing import lines_of, lying_around, lying_in, told_below, told_of_succession

blueprint = Blueprint("units", __name__)
blueprint.add_url_rule(
    "/units/<int:number>/indicators/<code>", endpoint="indicator", view_func=show_indicator
)
blueprint.add_url_rule("/units/indicators/<code>", endpoint="set_indicator", view_func=show_set_indicator)
blueprint.add_url_rule("/units/sectors", endpoint="sectors", view_func=show_sectors)
blueprint.add_url_rule("/units/sectors.csv", endpoint="sectors_as_csv", view_func=sectors_as_csv)
blueprint.add_url_rule("/units/<int:number>/capital", endpoint="capital", view_func=show_capital)

ALARMING = (ScheduleStatus.OVERDUE, ScheduleStatus.LATE)
SHOWN_PROJECTS = 12


@blueprint.get("/units")
@public
def index() -> ResponseReturnValue:
    """Show the communes of the chosen date; where they are too many, the provinces."""
    sets = requested_sets()
    menu = menu_on(sets.units_on, as_of=today())
    is_by_commune = menu.homes is None
    lines = lines_of(list(menu.rows), lying_in(menu.rows, sets.units_on)) if is_by_commune else []
    counts = facet_counts(ProjectFilter(as_of=today()), units_on=sets.units_on)
    unknown = ProjectFilter(as_of=today(), commune_known=CommuneKnown(False, sets.units_on))
    return render_template(
        "units/index.html",
        sets=[
            (each.label, address_with(units_on=each.day.isoformat()), each == sets.shown)
            for each in sets.sets
        ],
        is_schematic=bool(sets.shown and sets.shown.is_schematic),
        is_by_commune=is_by_commune,
        lines=lines,
        provinces=[(row, counts.units.get(row.id, 0)) for row in menu.rows] if not is_by_commune else [],
        without_province=0 if is_by_commune else without_larger_unit(sets.units_on, as_of=today()),
        counts=counts,
        split_vnd=sum(line.figures.budget_vnd or 0 for line in lines),
        unknown=facet_counts(unknown, units_on=sets.units_on),
        has_estimates=any(line.figures.estimated_count for line in lines),
        outline=set_outline(db.session, [line.unit.id for line in lines]) if lines else None,
        tones={line.unit.id: line.tone for line in lines},
        units_on=sets.units_on,
        now_words=now_words(requested_month()),
        **month_of_set(menu.rows if is_by_commune else (), sets.units_on),
    )


@blueprint.get("/units/<int:number>")
@public
def show(number: int) -> ResponseReturnValue:
    """Show a unit: its life, its figures, what it was made of and what it became, its projects."""
    unit = unit_details.details(db.session, number)
    if unit is None:
        abort(404)
    day = day_of(unit)
    wanted = ProjectFilter(as_of=today(), units=frozenset({number}))
    counts = facet_counts(wanted, units_on=day)
    below, ids = ground_of(unit)
    former, after = unit_details.successions(db.session, number)
    others = [*former, *after]
    standing, unknown_before = lying_around(unit, ids, others)
    known_homes = homes(db.session, [*ids, *(each.unit.id for each in others)])
    residents = residents_of(unit, known_homes, day=last_day(requested_month()))
    return render_template(
        "units/show.html",
        unit=unit,
        today=today(),
        now_words=now_words(requested_month()),
        day=day,
        counts=counts,
        figures=_figures(unit, counts, standing),
        **told_below(below, ids, standing),
        charts=_charts(counts),
        outline=_outline(unit, below),
        **_projects(wanted, day),
        **told_of_succession(unit, standing, former, after),
        without_predecessor=unknown_before if former else NOTHING,
        residents=residents,
        counted_words=counted_words,
        **month_of_unit(unit, ids, former, after, known_homes=known_homes, residents=residents),
    )


def _projects(wanted: ProjectFilter, day: date) -> dict[str, Any]:
    """Return the first projects of the unit with their shares of the units of its day."""
    rows = page_of(wanted, order=Order(SortKey.SCHEDULE), limit=SHOWN_PROJECTS)
    return {
        "rows": rows,
        "shares": projects.shares_on(db.session, [row.id for row in rows], day),
        "schedule_words": schedule_words,
        "sector_label": sector_label,
    }


def _figures(unit: UnitDetails, counts: FacetCounts, standing: Mapping[int, UnitFigures]) -> dict[str, Any]:
    """Return the figures on top: for a commune its own part of the budgets, else those of all its projects."""
    if unit.level is UnitLevel.COMMUNE:
        own = standing.get(unit.id, NOTHING)
        part = own.budget_vnd
    else:
        own, part = NOTHING, None
    return {
        "part_vnd": part,
        "estimated": own.estimated_count,
        "late": sum(counts.schedules.get(status, 0) for status in ALARMING),
        "unlocated": counts.located.get(False, 0),
        "is_split": part is not None and part != counts.budget_vnd,
    }


def _outline(unit: UnitDetails, below: list[UnitRow]) -> Any:
    if unit.level is UnitLevel.COMMUNE:
        return unit_outline(db.session, unit.id, as_of=today())
    return set_outline(db.session, [each.id for each in below]) if below else None


def _charts(counts: FacetCounts) -> dict[str, list[Bar]]:
    """Return the counts by status, stage and sector as bars that lead to their rows."""
    sectors = {row.id: row for row in codes().sectors}
    return {
        "schedule": bars(
            (status.value, status, counts.schedules.get(status, 0)) for status in ScheduleStatus
        ),
        "stage": bars((str(int(stage)), stage, counts.stages.get(stage, 0)) for stage in Stage),
        "sector": bars(
            (row.code, reference_name(row), counts.sectors.get(sector, 0)) for sector, row in sectors.items()
        ),
    }
