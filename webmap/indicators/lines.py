"""The six indicators of one unit as lines to show: name, value in words, what it was divided by."""

from dataclasses import dataclass
from decimal import Decimal

from gis.domain.indicators import Indicator, UnitFigures, value_of
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
