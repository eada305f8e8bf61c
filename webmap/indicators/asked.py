"""Which indicator at the end of which month an address asks for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from etl.filter_query import YEARS, Args
from gis.domain.indicators import Indicator
from gis.queries import indicators
from webmap.clock import today
from webmap.database import db
from webmap.indicators.words import month_value
from webmap.memory import remembered
from webmap.request_filters import FilterError, choice, integer, single

INDICATORS = {each.value: each for each in Indicator}


@dataclass(frozen=True, slots=True)
class Months:
    """The months that have figures, as first days, and the day as of which the last one stands."""

    first: date
    last: date
    data_day: date

    @property
    def all(self) -> list[date]:
        """Every month from the first to the last."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [later(self.first, number) for number in range(count)]

    def day_of(self, month: date) -> date:
        """Return the day as of which the figures of a month stand: its last one, or that of the data."""
        return min(self.data_day, later(month, 1) - timedelta(days=1))


def later(month: date, count: int) -> date:
    """Return the first day of the month `count` months later, or earlier for less than 0."""
    years, number = divmod(month.month - 1 + count, 12)
    return date(month.year + years, number + 1, 1)


def months() -> Months | None:
    """Return the months that have figures; None before the first summary."""
    return remembered("indicator_months", _find_months)


def requested_month(args: Args | None = None) -> date:
    """Return the month of the address as its first day, the last one with figures where it names none.

    Raises FilterError for what is no month, and for one without figures.
    """
    value, known = single(args or request.args, "month"), months()
    if not value:
        return known.last if known else today().replace(day=1)
    written = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", value, re.ASCII)
    month = date(int(written[1]), int(written[2]), 1) if written and written[1] > "0000" else None
    if month is None:
        raise FilterError("bad_month", field="month", value=value)
    if known and not known.first <= month <= known.last:
        raise FilterError(
            "month_without_figures",
            field="month",
            value=value,
            low=month_value(known.first),
            high=month_value(known.last),
        )
    return month


def requested_indicator() -> Indicator:
    """Return the indicator that the address names; FilterError without one or with another word."""
    return choice("indicator", single(request.args, "indicator"), INDICATORS)


def requested_year(month: date) -> int:
    """Return the fiscal year of plans, payments and gifts: the month's own where the address names none."""
    value = single(request.args, "year")
    return integer("year", value, low=YEARS[0], high=YEARS[1]) if value else month.year


def figures_day() -> date | None:
    """Return the day as of which the figures of projects and units stand; None before the first summary."""
    return remembered("figures_day", lambda: indicators.data_day(db.session))


def _find_months() -> Months | None:
    found, day = indicators.months(db.session), figures_day()
    return Months(found[0], found[-1], day) if found and day else None
