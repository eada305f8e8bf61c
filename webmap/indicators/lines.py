"""The six indicators of one unit as lines to show: name, value in words, what it was divided by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from gis.domain.indicators import Indicator, UnitFigures, total, value_of
from webmap.indicators.words import RULES, SHORT, explanation, full_name, value_text


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a unit; `value` is a percentage, or đồng per household."""

    indicator: Indicator
    name: str
    short: str
    rule: str
    value: Decimal | None
    text: str
    more: str


def lines(figures: UnitFigures, *, year: int) -> list[Line]:
    """Return the indicators in their usual order; `year` is the fiscal year of the figures."""
    return [_line(indicator, figures, year) for indicator in Indicator]


def _line(indicator: Indicator, figures: UnitFigures, year: int) -> Line:
    value = value_of(indicator, figures)
    return Line(
        indicator=indicator,
        name=full_name(indicator, year),
        short=str(SHORT[indicator]),
        rule=str(RULES[indicator]),
        value=value,
        text=value_text(indicator, value),
        more=explanation(indicator, figures, year),
    )


def whole_of(figures: Mapping[int, UnitFigures], commune_ids: Collection[int]) -> UnitFigures:
    """Return all figures of a unit set together; per household only where every commune tells its households."""
    together = total(list(figures.values()))
    known = all(
        each in figures and figures[each].resident_household_count is not None for each in commune_ids
    )
    return together if known else replace(together, resident_household_count=None)
