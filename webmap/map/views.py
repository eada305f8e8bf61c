"""The live map and what its scripts ask for: panel, figures in view, rows of the table."""

from urllib.parse import urlencode

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gis.domain.indicators import Indicator
from gis.domain.lifecycle import ScheduleStatus, StageGroup
from gis.queries import drawers, projects, tiles
from gis.queries.disbursed import disbursed_parts
from gis.queries.filters import BBox, ProjectFilter
from webmap.chips import chips
from webmap.clock import today
from webmap.database import db
from webmap.facets import facet_counts, facets, page_of
from webmap.indicators.words import RULES, SHORT
from webmap.labels import label
from webmap.map.answers import UNKNOWN_STAGE, Page, page_answer, summary_answer, unknown_stage
from webmap.map.figures import figures, territory_extent
from webmap.map.picture import Picture, draw
from webmap.map.settings import map_settings
from webmap.map.shades import requested_shades
from webmap.map.texts import map_texts
from webmap.map.unit_sets import UnitSets, requested_sets
from webmap.permissions import public
from webmap.projects.listing import EXPORTS, export_addresses, list_address, requested_order, requested_owner
from webmap.quick_filters import quick_filters
from webmap.request_filters import integer, requested_filter, single, to_query
from webmap.static_files import SOURCE

blueprint = Blueprint("map", __name__)

MODULES = sorted(
    path.relative_to(SOURCE).as_posix()
    for folder in ("js", "js/map")
    for path in (SOURCE / folder).glob("*.js")
)
"""Named in the page's head, so that the browser asks for all of them at once instead of one by one."""

MOST_ROWS = 200
MOST_PAGES = 10_000


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the map as the address says; its scripts add place, colouring, drawer and table."""
    wanted, sets = requested_filter(), requested_sets()
    extent = territory_extent(sets.units_on)
    return render_template(
        "map/index.html",
        settings=map_settings(state=tiles.state(db.session.connection()), sets=sets, extent=extent),
        statuses=list(ScheduleStatus),
        stage_groups=[
            *((group.value, label(group)) for group in StageGroup),
            (UNKNOWN_STAGE, unknown_stage()),
        ],
        list_address=list_address(wanted),
        exports=[(form, EXPORTS[form], address) for form, address in export_addresses(wanted)],
        today=today(),
        texts=map_texts(),
        indicators=[(each.value, SHORT[each], RULES[each]) for each in Indicator],
        modules=MODULES,
        picture=_picture(wanted, sets, extent),
        colouring=_colouring(),
        **_panel(wanted, sets),
    )


@blueprint.get("/map/picture")
@public
def picture() -> ResponseReturnValue:
    """Give the still picture of the map for other filters or colours; empty without boundaries."""
    sets = requested_sets()
    found = _picture(requested_filter(), sets, territory_extent(sets.units_on))
    return str(found.svg) if found else ""


@blueprint.get("/map/panel")
@public
def panel() -> ResponseReturnValue:
    """Give the filters with new counts and the chips of what is filtered, as a piece of the page."""
    return render_template("map/facets.html", **_panel(requested_filter(), requested_sets()))


@blueprint.get("/map/summary.json")
@public
def summary() -> ResponseReturnValue:
    """Give the figures of what is in view (`bbox`), and how many projects wait for a place."""
    return jsonify(summary_answer(figures(requested_filter(), units_on=requested_sets().units_on)))


@blueprint.get("/map/features.json")
@public
def features() -> ResponseReturnValue:
    """Give a page of the projects in view (`bbox`), in the order of the list; `size` at most 200."""
    wanted, sets = requested_filter(), requested_sets()
    page = _number("page", default=1, high=MOST_PAGES)
    size = _number("size", default=MOST_ROWS, high=MOST_ROWS)
    rows = page_of(wanted, order=requested_order(), limit=size, offset=(page - 1) * size)
    ids = [row.id for row in rows]
    shares = projects.shares_on(db.session, ids, sets.units_on)
    found = Page(rows, shares, drawers.points_of(db.session, ids), disbursed_parts(db.session, ids))
    return jsonify(
        page_answer(found, page=page, size=size, total=facet_counts(wanted, units_on=sets.units_on).total)
    )


def _picture(wanted: ProjectFilter, sets: UnitSets, extent: BBox | None) -> Picture | None:
    """Return the picture of the filter in the colours that the address asks for."""
    return draw(
        wanted,
        extent=extent,
        units_on=sets.units_on,
        colouring=_colouring(),
        shades=requested_shades(units_on=sets.units_on, sectors=wanted.sectors),
    )


def _colouring() -> str:
    """Return by what projects are coloured."""
    return "stage" if request.args.get("colour") == "stage" else "schedule"


def _panel(wanted: ProjectFilter, sets: UnitSets) -> dict[str, object]:
    """Return what the panel shows: chips, unit sets, filters with counts."""
    counts = facet_counts(wanted, units_on=sets.units_on)
    return {
        "wanted": wanted,
        "sets": sets,
        "facets": facets(wanted, counts, units_on=sets.units_on, owner_words=requested_owner()),
        "quick": [(each, _address("map.index", each.wanted)) for each in quick_filters(wanted, counts)],
        "chips": [(chip.words, _address("map.index", chip.rest)) for chip in chips(wanted)],
    }


def _address(endpoint: str, wanted: ProjectFilter) -> str:
    """Return a page's address with the filter."""
    pairs = to_query(wanted)
    return f"{url_for(endpoint)}?{urlencode(pairs)}" if pairs else url_for(endpoint)


def _number(name: str, *, default: int, high: int) -> int:
    value = single(request.args, name)
    return integer(name, value, low=1, high=high) if value else default
