"""The page of price lists and conversions: what holds on a day, on which papers, and what stood there before."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from gis.models import PriceItem, UnitConversion
from gis.queries.price_lists import ListPage, list_on
from webmap.clock import today
from webmap.database import db
from webmap.permissions import public
from webmap.request_filters import day, integer, single

blueprint = Blueprint("prices", __name__)

PAGE_SIZE = 200
MOST_PAGES = 10_000
MOST_CONVERSIONS = 1_000


@blueprint.get("/prices")
@public
def index() -> ResponseReturnValue:
    """Show the prices and conversions that hold on a day, today's where the address names none."""
    shown_day, page = day(request.args, "day") or today(), _page()
    prices = _prices(shown_day, page)
    pages = max(1, -(-prices.total // PAGE_SIZE))
    if page > pages:
        page, prices = pages, _prices(shown_day, pages)
    conversions = list_on(db.session, UnitConversion, day=shown_day, limit=MOST_CONVERSIONS)
    return render_template(
        "prices/index.html",
        day=shown_day,
        is_today=shown_day == today(),
        prices=prices,
        conversions=conversions,
        page=page,
        pages=pages,
    )


def _prices(shown_day: date, page: int) -> ListPage:
    return list_on(db.session, PriceItem, day=shown_day, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)


def _page() -> int:
    asked = single(request.args, "page")
    return integer("page", asked, low=1, high=MOST_PAGES) if asked else 1
