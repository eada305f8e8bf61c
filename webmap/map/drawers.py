"""The drawers of the map: one project, one commune, as pieces of the page."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from gis.domain.indicators import UnitFigures
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.units import BoundaryKind, UnitLevel
from gis.queries import drawers, indicators, projects, unit_figures, units
from gis.queries.drawers import UnitFacts
from gis.queries.filters import ProjectFilter
from gis.queries.indicator_delays import delay_of
from gis.queries.projects import ProjectRow
from gis.queries.unit_figures import NOTHING
from webmap.clock import today
from webmap.database import db
from webmap.facets import facet_counts
from webmap.indicators.asked import months, requested_month
from webmap.indicators.delays import told_delays
from webmap.indicators.lines import lines
from webmap.indicators.month_words import told_of_month
from webmap.map.answers import mark, schedule_words, sector_label
from webmap.map.unit_sets import requested_sets
from webmap.permissions import public
from webmap.units.ground import day_of

_BEHIND = (ScheduleStatus.OVERDUE, ScheduleStatus.LATE, ScheduleStatus.AT_RISK)

blueprint = Blueprint("map_drawers", __name__, url_prefix="/map/drawer")


@blueprint.get("/project")
@public
def project() -> ResponseReturnValue:
    """Give a project in short by its code (`code=`, since a code may hold any sign), as addresses name it."""
    code = request.args.get("code", "")
    return _project(drawers.project_in_short(db.session, as_of=today(), code=code))


@blueprint.get("/project/<int:number>")
@public
def project_by_number(number: int) -> ResponseReturnValue:
    """Give the same by the number that tiles carry."""
    return _project(drawers.project_in_short(db.session, as_of=today(), project_id=number))


@blueprint.get("/unit/<int:number>")
@public
def unit(number: int) -> ResponseReturnValue:
    """Give a commune with the figures of its projects and what it was or became."""
    found = drawers.unit_facts(db.session, number)
    if found is None:
        abort(404)
    day = requested_sets().units_on
    counts = facet_counts(ProjectFilter(as_of=today(), units=frozenset({number})), units_on=day)
    return render_template(
        "map/unit_drawer.html",
        unit=found,
        day=day,
        counts=counts,
        statuses=[status for status in ScheduleStatus if counts.schedules.get(status)],
        own=unit_figures.figures_on(db.session, day_of(found), unit_ids=[number]).get(number, NOTHING),
        predecessors=units.predecessors(db.session, number),
        successors=units.successors(db.session, number),
        is_schematic=found.boundary_kind is BoundaryKind.SCHEMATIC,
        **_figures(found),
    )


def _figures(unit: UnitFacts) -> dict[str, Any]:
    """Return the six figures of a commune at the end of the month of the address; a larger unit has none here."""
    known = months()
    if known is None or unit.level is not UnitLevel.COMMUNE:
        return {"measures": []}
    month = requested_month()
    found = indicators.figures_of_units(
        db.session, month=month, day=unit.valid_to or today(), unit_ids=[unit.id]
    )
    own = found.get(unit.id, UnitFigures())
    return {
        "measures": lines(own, year=month.year),
        "delays": told_delays(own, [unit.id], month=month, known=known),
        **told_of_month(known, month),
    }


def _project(row: ProjectRow | None) -> ResponseReturnValue:
    if row is None:
        abort(404)
    shares = projects.shares_on(db.session, [row.id], requested_sets().units_on)
    place = drawers.place_of(db.session, row.id)
    return render_template(
        "map/project_drawer.html",
        project=row,
        place=place,
        mark=mark(row, place.point) if place else None,
        shares=shares.get(row.id, []),
        sector_name=sector_label(row),
        schedule=schedule_words(row),
        delay=delay_of(db.session, row.id, as_of=today()),
        is_late=row.schedule in _BEHIND,
    )
