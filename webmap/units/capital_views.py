"""A unit's part of the budgets opened into its projects."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from gis.queries import unit_details, unit_figures
from gis.queries.unit_figures import NOTHING
from webmap.database import db
from webmap.permissions import public
from webmap.request_filters import integer, single
from webmap.units.ground import day_of

PAGE_SIZE = 50
MOST_PAGES = 10_000


@public
def show_capital(number: int) -> ResponseReturnValue:
    """Show the projects whose budgets make up a unit's own part, each with its share and its part to the đồng."""
    unit = unit_details.details(db.session, number)
    if unit is None:
        abort(404)
    day = day_of(unit)
    whole = unit_figures.figures_on(db.session, day, unit_ids=[number]).get(number, NOTHING)
    pages = max(1, -(-whole.project_count // PAGE_SIZE))
    asked = single(request.args, "page")
    page = min(integer("page", asked, low=1, high=MOST_PAGES) if asked else 1, pages)
    first = (page - 1) * PAGE_SIZE
    return render_template(
        "units/capital.html",
        unit=unit,
        day=day,
        whole=whole,
        rows=unit_figures.capital_rows(db.session, number, day=day, first=first, limit=PAGE_SIZE),
        page=page,
        pages=pages,
        first_row=first + 1,
    )
