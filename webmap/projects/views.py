"""The list of projects."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.queries import projects
from gis.queries.disbursed import disbursed_parts
from gis.queries.facets import LATE_STATUSES, FacetCounts
from gis.queries.filters import ProjectFilter
from gis.queries.projects import Order, SortKey
from webmap.chips import chips
from webmap.database import db
from webmap.facets import facet_counts, facets, page_of
from webmap.map.answers import schedule_words, sector_label
from webmap.map.unit_sets import UnitSets, requested_sets
from webmap.navigation import address_with, has_page
from webmap.permissions import public
from webmap.projects.exports import as_csv, as_geojson, as_xlsx
from webmap.projects.listing import (
    EXPORTS,
    SIZES,
    Listing,
    export_addresses,
    kept_pairs,
    list_address,
    requested_listing,
    requested_owner,
    sort_options,
    sort_value,
)
from webmap.projects.show import show
from webmap.quick_filters import quick_filters
from webmap.request_filters import requested_filter

blueprint = Blueprint("projects", __name__)
blueprint.add_url_rule("/projects/<path:code>", view_func=show)
for view in (as_csv, as_xlsx, as_geojson):
    blueprint.add_url_rule(f"/projects.{view.__name__.removeprefix('as_')}", view_func=view)


@blueprint.get("/projects")
@public
def index() -> ResponseReturnValue:
    """Show the projects of the filter, a page at a time, with every filter's counts."""
    wanted, listing, sets = requested_filter(), requested_listing(), requested_sets()
    counts = facet_counts(wanted, units_on=sets.units_on)
    rows = page_of(wanted, order=listing.order, limit=listing.size, offset=listing.offset(counts.total))
    ids = [row.id for row in rows]
    return render_template(
        "projects/index.html",
        wanted=wanted,
        counts=counts,
        rows=rows,
        shares=projects.shares_on(db.session, ids, sets.units_on),
        disbursed=disbursed_parts(db.session, ids),
        facets=facets(wanted, counts, units_on=sets.units_on, owner_words=requested_owner()),
        quick=[(each, list_address(each.wanted)) for each in quick_filters(wanted, counts)],
        chips=[(chip.words, list_address(chip.rest)) for chip in chips(wanted)],
        figures=_figures(wanted, counts),
        columns=_columns(listing.order, year=wanted.as_of.year),
        sets=_set_choices(sets),
        schedule_words=schedule_words,
        sector_label=sector_label,
        **_surroundings(wanted, listing, counts),
    )


def _surroundings(wanted: ProjectFilter, listing: Listing, counts: FacetCounts) -> dict[str, Any]:
    """Return pages, sizes, orders and addresses around the table."""
    last = listing.last_page(counts.total)
    kept = [(name, value) for name, value in kept_pairs() if name not in {"sort", "size"}]
    return {
        "page": min(listing.page, last),
        "pages": last,
        "first_row": listing.offset(counts.total) + 1,
        "sizes": [(size, size == listing.size) for size in SIZES],
        "orders": sort_options(listing.order),
        "kept": kept,
        "clear_address": list_address(ProjectFilter(as_of=wanted.as_of)),
        "map_address": list_address(wanted, endpoint="map.index") if has_page("map.index") else "",
        "export_addresses": export_addresses(wanted),
        "export_names": EXPORTS,
    }


def _figures(wanted: ProjectFilter, counts: FacetCounts) -> dict[str, Any]:
    """Return what stands above the list: how many of its projects are late or wait for a place, and where to see them."""
    late = LATE_STATUSES & wanted.schedules if wanted.schedules else LATE_STATUSES
    is_known_located = wanted.is_located is True
    return {
        "late": sum(counts.schedules.get(status, 0) for status in late),
        "late_address": list_address(replace(wanted, schedules=late)),
        "waiting": 0 if is_known_located else counts.located.get(False, 0),
        "waiting_address": list_address(replace(wanted, is_located=False)),
    }


def _columns(order: Order, *, year: int) -> list[dict[str, Any]]:
    """Return the headings: each sorts by its column, a second click turns the order round."""
    heads = (
        (SortKey.NAME, gettext("Dự án"), False),
        (None, gettext("Xã"), False),
        (SortKey.STAGE, gettext("Giai đoạn"), False),
        (SortKey.SCHEDULE, gettext("Tiến độ"), False),
        (SortKey.DUE, gettext("Hạn hoàn thành"), False),
        (SortKey.BUDGET, gettext("Tổng mức đầu tư"), True),
        (None, gettext("Giải ngân %(year)s", year=str(year)), True),
    )
    return [
        {
            "label": words,
            "number": is_number,
            "sort": key and address_with(sort=sort_value(_next(order, key))),
            "sorted": _direction(order) if key is order.key else None,
        }
        for key, words, is_number in heads
    ]


def _next(order: Order, key: SortKey) -> Order:
    """Return the order that a click on a heading gives: money starts with the greatest."""
    starts_descending = key is SortKey.BUDGET
    return Order(key, not order.is_descending if order.key is key else starts_descending)


def _direction(order: Order) -> str:
    return "descending" if order.is_descending else "ascending"


def _set_choices(sets: UnitSets) -> list[tuple[str, str, bool]]:
    """Return the unit sets as exclusive choices; another set drops the chosen units of this one."""
    return [
        (each.label, address_with(units_on=each.day.isoformat(), unit=None), each == sets.shown)
        for each in sets.sets
    ]
