"""The figures of one indicator for a set of units, as JSON would hold them: values, classes and finished words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext

from gis.domain.indicator_classes import MOST_GROUPS, Classes, Ends, classify, ends
from gis.domain.indicators import Indicator, UnitFigures, parts_of, value_of
from webmap.formatting import day as day_text
from webmap.formatting import number
from webmap.indicators.month_words import due_words
from webmap.indicators.words import RULES, bounds_text, explanation, full_name, month_value, value_text

STEPS = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""The steps of the colour scale that so many classes take, so that few classes stand apart, too."""

MOST_NAMES = 2
"""So many communes with the same value are named; more are counted."""

_DIGITS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator at the end of `month` as of `day`; `year` is the fiscal year of its money.

    `data_day` is the day as of which the last month stands.
    """

    indicator: Indicator
    month: date
    year: int
    day: date
    data_day: date


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
    values = {each.id: value_of(asked.indicator, figures.get(each.id, UnitFigures())) for each in communes}
    classes, found = classify(asked.indicator, values.values()), ends(values)
    units = {each.id: _unit(asked, each, figures.get(each.id), classes) for each in communes}
    return {
        "indicator": asked.indicator.value,
        "label": full_name(asked.indicator, asked.year),
        "rule": str(RULES[asked.indicator]),
        "month": month_value(asked.month),
        "year": asked.year,
        "day": asked.day,
        "day_text": gettext("Số liệu đến ngày %(day)s", day=day_text(asked.day)),
        "note": due_words(asked.month, asked.data_day),
        "classes": _classes(asked.indicator, classes),
        "without_figures": _without(classes),
        "class_note": _one_colour() if found and _is_one(classes) else "",
        "units": {str(number): unit | {"mark": _mark(number, found)} for number, unit in units.items()},
        "ends": _ends(asked, found, units, address) if found else [],
        "unplaced": [
            _unit(asked, each, figures[each.id])
            | {
                "id": each.id,
                "label": gettext("Chưa rõ xã (%(unit)s)", unit=each.name),
                "address": _address(asked, each.id),
            }
            for each in larger
            if each.id in figures
        ],
        "total": _unit(asked, UnitName(0, gettext("Toàn địa bàn")), whole)
        | {"label": gettext("Toàn địa bàn"), "address": address},
    }


def _address(asked: Asked, number: int) -> str:
    """Return where the rows of a unit's figure are."""
    return url_for(
        "units.indicator", number=number, code=asked.indicator.value, month=month_value(asked.month)
    )


def _is_one(classes: Classes) -> bool:
    return len([count for count in classes.counts if count]) == 1


def _one_colour() -> str:
    return str(gettext("Các xã cùng một mức màu: so bằng con số."))


def _mark(number: int, found: Ends | None) -> str:
    """Return what stands below the figure of who is last."""
    return str(gettext("thấp nhất")) if found and number in found.lowest else ""


def _ends(
    asked: Asked, found: Ends, units: Mapping[int, Mapping[str, Any]], address: str
) -> list[dict[str, Any]]:
    """Tell who is last and who is first, each with the rows of its figure; several open into all communes."""
    last = gettext("Thấp nhất: %(names)s", names=_names(found.lowest, units))
    first = gettext("Cao nhất: %(names)s", names=_names(found.highest, units))
    return [
        {
            "label": label,
            "text": units[numbers[0]]["text"],
            "address": _address(asked, numbers[0]) if len(numbers) == 1 else address,
        }
        for label, numbers in ((last, found.lowest), (first, found.highest))
    ]


def _names(numbers: Sequence[int], units: Mapping[int, Mapping[str, Any]]) -> str:
    if len(numbers) > MOST_NAMES:
        return str(gettext("%(n)s xã", n=number(len(numbers))))
    return ", ".join(units[each]["name"] for each in numbers)


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
