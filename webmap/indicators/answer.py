"""The figures of one indicator for a set of units, as JSON would hold them: values, classes and finished words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext

from gis.domain.indicator_classes import MOST_GROUPS, Classes, classify
from gis.domain.indicators import Indicator, UnitFigures, parts_of, value_of
from webmap.formatting import day as day_text
from webmap.formatting import number
from webmap.indicators.words import RULES, bounds_text, explanation, full_name, month_value, value_text

STEPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""The steps of the colour scale that so many classes take, so that few classes stand apart, too."""

_DIGITS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator at the end of `month` as of `day`; `year` is the fiscal year of its money."""

    indicator: Indicator
    month: date
    year: int
    day: date


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit of the answer."""

    id: int
    name: str


def indicator_answer(
    asked: Asked,
    figures: Mapping[int, UnitFigures],
    *,
    whole: UnitFigures,
    communes: Collection[UnitName],
    larger: Collection[UnitName],
    address: str,
) -> dict[str, Any]:
    """Return the answer: each commune has a value or none; `larger` hold what is known of no commune of the day.

    `address` opens the `whole` into its communes.
    """
    values = [value_of(asked.indicator, figures.get(each.id, UnitFigures())) for each in communes]
    classes = classify(asked.indicator, values)
    return {
        "indicator": asked.indicator.value,
        "label": full_name(asked.indicator, asked.year),
        "rule": str(RULES[asked.indicator]),
        "month": month_value(asked.month),
        "year": asked.year,
        "day": asked.day,
        "day_text": gettext("Số liệu đến ngày %(day)s", day=day_text(asked.day)),
        "classes": _classes(asked.indicator, classes),
        "without_figures": _without(classes),
        "units": {str(each.id): _unit(asked, each, figures.get(each.id), classes) for each in communes},
        "unplaced": [
            _unit(asked, each, figures[each.id])
            | {
                "id": each.id,
                "label": gettext("Chưa rõ xã (%(unit)s)", unit=each.name),
                "address": url_for(
                    "units.indicator",
                    number=each.id,
                    code=asked.indicator.value,
                    month=month_value(asked.month),
                ),
            }
            for each in larger
            if each.id in figures
        ],
        "total": _unit(asked, UnitName(0, gettext("Toàn địa bàn")), whole)
        | {"label": gettext("Toàn địa bàn"), "address": address},
    }


def step_of(classes: Classes, value: Decimal | None) -> int:
    """Return the step of the colour scale of a value, 0 for none."""
    number = classes.number(value)
    return _steps(classes)[number - 1] if number else 0


def _steps(classes: Classes) -> tuple[int, ...]:
    return STEPS[max(1, min(len(classes.counts), MOST_GROUPS))]


def _classes(indicator: Indicator, classes: Classes) -> list[dict[str, Any]]:
    steps = _steps(classes)
    return [
        {
            "number": place + 1,
            "step": steps[place],
            "low": _plain(bounds.low),
            "high": _plain(bounds.high),
            "label": bounds_text(indicator, bounds),
            "count": count,
            "count_text": number(count),
        }
        for place, (bounds, count) in enumerate(zip(classes.bounds(), classes.counts, strict=True))
    ]


def _without(classes: Classes) -> dict[str, Any]:
    count = classes.unknown_count
    return {"label": gettext("Chưa có số liệu"), "count": count, "count_text": number(count)}


def _unit(
    asked: Asked, unit: UnitName, figures: UnitFigures | None, classes: Classes | None = None
) -> dict[str, Any]:
    found = figures or UnitFigures()
    value, parts = value_of(asked.indicator, found), parts_of(asked.indicator, found)
    answer = {
        "name": unit.name,
        "value": _plain(value),
        "part": _plain(parts.part),
        "whole": _plain(parts.whole),
        "text": value_text(asked.indicator, value),
        "more": explanation(asked.indicator, found, asked.year),
    }
    return answer | {"class": classes.number(value)} if classes else answer


def _plain(value: Decimal | int | None) -> float | int | None:
    """Return a number as JSON holds it: whole where it is whole, else with two decimals."""
    if value is None:
        return None
    rounded = Decimal(value).quantize(_DIGITS)
    return int(rounded) if rounded == int(rounded) else float(rounded)
