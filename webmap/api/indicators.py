"""What programs may ask about units: one indicator at the end of a month, with its classes."""

import hashlib
from datetime import date
from typing import Any

import orjson
from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from gis.queries import indicators, units
from gis.queries.menus import unit_names
from webmap.clock import today
from webmap.database import db
from webmap.indicators.answer import Asked, UnitName, indicator_answer
from webmap.indicators.asked import months, requested_indicator, requested_month, requested_year
from webmap.indicators.words import month_value
from webmap.language import current_language
from webmap.map.unit_sets import requested_sets
from webmap.memory import data_version, remembered
from webmap.permissions import public
from webmap.request_filters import requested_filter

JSON = "application/json"

blueprint = Blueprint("api_indicators", __name__, url_prefix="/api/v1")


@blueprint.get("/indicators")
@public
def read_indicators() -> ResponseReturnValue:
    """Give an indicator of every commune of a day at the end of a month.

    Takes `indicator` (progress, disbursement, on_time, clearance, contribution, freshness), `month` (YYYY-MM, by default
    the last with figures), `units_on` (the day whose communes are meant, by default today's), `sector` (codes, several
    allowed) and `year` (fiscal year of money, by default the month's). Other filters have no effect: figures of units
    are kept by sector and month. Answers `units` by id: `value` (percent, or đồng per household; null is not known),
    `part`, `whole`, `class`, `mark` (of the lowest); `classes` with bounds and counts, `without_figures`, `ends` (who is
    lowest, who highest), `unplaced` (what is known of no
    commune of the day), `total`, each with the `address` of its rows, `day` of the figures and a `note` while their month lasts. A parameter that makes no sense is answered by 400.
    """
    month = requested_month()
    known = months()
    asked = Asked(
        indicator=requested_indicator(),
        month=month,
        year=requested_year(month),
        day=known.day_of(month) if known else today(),
        data_day=known.data_day if known else date.max,
    )
    units_on, sectors = requested_sets().units_on, requested_filter().sectors
    stamp = (*data_version(), current_language(), asked, units_on, sorted(sectors))
    etag = hashlib.sha256(repr(stamp).encode()).hexdigest()[:20]
    if request.if_none_match.contains_weak(etag):
        return _kept(Response(status=304, content_type=JSON), etag)
    communes = remembered(
        ("communes", units_on),
        lambda: [UnitName(row.id, row.full_name) for row in units.communes_on(db.session, units_on)],
    )
    placed = {each.id for each in communes}
    figures = indicators.figures_of_set(
        db.session,
        month=month,
        day=units_on,
        year=asked.year,
        commune_ids=placed,
        sector_ids=sectors or None,
    )
    larger = unit_names(db.session, figures.units.keys() - placed)
    answer = indicator_answer(
        asked,
        figures.units,
        whole=figures.whole,
        communes=communes,
        larger=[UnitName(*each) for each in larger.items()],
        address=_opened(asked, units_on),
    )
    return _kept(Response(orjson.dumps(answer | {"units_on": units_on}), content_type=JSON), etag)


def _opened(asked: Asked, units_on: date) -> str:
    """Return where the whole opens into its communes, with the sectors and the year that were asked for."""
    more: dict[str, Any] = {
        name: request.args.getlist(name) for name in ("sector", "year") if name in request.args
    }
    return url_for(
        "units.set_indicator",
        code=asked.indicator.value,
        units_on=units_on.isoformat(),
        month=month_value(asked.month),
        **more,
    )


def _kept(response: Response, etag: str) -> Response:
    """Let the reader keep the answer, but ask each time whether it still holds."""
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
