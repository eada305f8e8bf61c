"""The steps in which communes are shaded by an indicator, as the map's address asks for them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from flask import request

from gis.domain.indicator_classes import classify
from gis.domain.indicators import Indicator, UnitFigures, value_of
from gis.queries import indicators, units
from webmap.database import db
from webmap.indicators.answer import step_of
from webmap.indicators.asked import INDICATORS, months, requested_month
from webmap.memory import remembered
from webmap.request_filters import FilterError, single

MOST_KEPT: Final = 12
"""Shadings that each worker keeps for the present state of the data."""


def requested_shades(*, units_on: date, sectors: Collection[int]) -> Mapping[int, int] | None:
    """Return the step of each commune, 0 where nothing is known; None where the address names no indicator with figures.

    What the address says wrongly is left to the live map, which leaves it out as well.
    """
    indicator, known = INDICATORS.get(single(request.args, "color")), months()
    if indicator is None or known is None:
        return None
    try:
        month = requested_month()
    except FilterError:
        return None
    kept = remembered("shades", dict[object, Mapping[int, int]])
    key = (indicator, month, units_on, frozenset(sectors))
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            del kept[next(iter(kept))]
        kept[key] = _shades(indicator, month, units_on, sectors)
    return kept[key]


def _shades(indicator: Indicator, month: date, units_on: date, sectors: Collection[int]) -> Mapping[int, int]:
    communes = [row.id for row in units.communes_on(db.session, units_on)]
    figures = indicators.figures_of_set(
        db.session, month=month, day=units_on, commune_ids=communes, sector_ids=sectors or None
    ).units
    values = {each: value_of(indicator, figures.get(each, UnitFigures())) for each in communes}
    classes = classify(indicator, values.values())
    return {each: step_of(classes, value) for each, value in values.items()}
