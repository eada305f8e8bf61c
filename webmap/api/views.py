"""What programs may ask: the filter's choices with their counts."""

import orjson
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from webmap.chips import chips
from webmap.choices import Facet
from webmap.facets import facet_counts, facets
from webmap.map.unit_sets import requested_sets
from webmap.memory import data_version
from webmap.permissions import public
from webmap.request_filters import requested_filter

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/facets")
@public
def read_facets() -> ResponseReturnValue:
    """Give what the filter leaves and, for each value of each facet, how many projects it would leave.

    Takes the query string of map and lists (q, sector, stage, schedule, unit, units_on, year, owner, source, min_vnd,
    max_vnd, disbursed_min and disbursed_max (percent of this year's plan: from, below), located, commune_known, bbox,
    lang). Answers `total`, `budget_vnd` (sum of known budgets in đồng), `without_budget_count`, `as_of`, `units_on`, `data_version`, `filters` in words, and `facets`: name, label and
    choices of value, label, count, is_chosen. A facet ignores its own choice and honours all others. A parameter that
    makes no sense is answered by 400 and a problem+json that names it.
    """
    wanted, sets = requested_filter(), requested_sets()
    counts = facet_counts(wanted, units_on=sets.units_on)
    answer = {
        "total": counts.total,
        "budget_vnd": counts.budget_vnd if counts.total > counts.without_budget_count else None,
        "without_budget_count": counts.without_budget_count,
        "as_of": wanted.as_of,
        "units_on": sets.units_on,
        "data_version": data_version().number,
        "filters": [chip.words for chip in chips(wanted)],
        "facets": [_facet(each) for each in facets(wanted, counts, units_on=sets.units_on)],
    }
    return Response(orjson.dumps(answer), content_type="application/json")


def _facet(facet: Facet) -> dict[str, object]:
    choices = [
        {"value": each.value, "label": each.label, "count": each.count, "is_chosen": each.is_chosen}
        for each in facet.choices
    ]
    return {"name": facet.name, "label": facet.legend, "choices": choices}
