"""Which payments the address asks for: of which month or year, in which state, within what the reader may see."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request
from flask_babel import gettext

from gis.domain.ledger_codes import ReconciliationState
from gis.domain.months import last_day, month_of
from gis.domain.roles import Permission
from gis.queries.treasury_pairs import ListSpan, PairFilter
from webmap.clock import today
from webmap.indicators.words import month_text, month_value
from webmap.request_filters import FilterError, choice, integer, single
from webmap.scope import scope_of

ALL: Final = "all"
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_PAGES: Final = 1_000_000
MOST_MONTHS: Final = 120
"""So many of the newest months that lists cover are offered."""
STATES: Final = {
    state.value: state
    for state in (
        ReconciliationState.DIFFERENT,
        ReconciliationState.MISSING_IN_LEDGER,
        ReconciliationState.MISSING_AT_TREASURY,
        ReconciliationState.UNCHECKED,
        ReconciliationState.MATCHED,
    )
}
"""What needs somebody first."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a year, or all days; `key` is how addresses name it."""

    key: str
    words: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Asked:
    """The period with those that are offered, the one state or None, and the page."""

    period: Period
    offered: list[Period]
    state: ReconciliationState | None
    page: int

    @property
    def wanted(self) -> PairFilter:
        """Return the filter as of today, within the reader's units."""
        return PairFilter(
            first_day=self.period.first_day,
            last_day=self.period.last_day,
            as_of=today(),
            unit_ids=scope_of(Permission.RESTRICTED_READ),
            states=frozenset({self.state} if self.state else ()),
        )


def requested_pairs(spans: Sequence[ListSpan]) -> Asked:
    """Return what the address asks for; without a period the newest month of the lists. FilterError for nonsense."""
    offered = _offered(spans)
    key = single(request.args, "period")
    asked = next((each for each in offered if each.key == key), None) or (_period(key) if key else offered[0])
    shown = offered if asked in offered else [asked, *offered]
    state = single(request.args, "state")
    page = single(request.args, "page")
    return Asked(
        asked,
        shown,
        choice("state", state, STATES) if state else None,
        integer("page", page, low=1, high=MOST_PAGES) if page else 1,
    )


def _offered(spans: Sequence[ListSpan]) -> list[Period]:
    """Return the months and years that the lists cover, the newest first, and all days."""
    months = sorted({month for span in spans for month in _months(span)}, reverse=True)[:MOST_MONTHS]
    years = sorted({month.year for month in months}, reverse=True)
    return [*map(_month, months), *map(_year, years), _every_day()]


def _months(span: ListSpan) -> Iterator[date]:
    """Yield the newest months of a list as first days; a list may be said to reach back for ever."""
    first, month = month_of(span.first_day), month_of(min(span.last_day, today()))
    for _ in range(MOST_MONTHS):
        if month < first:
            return
        yield month
        month = date(month.year - (month.month == 1), month.month - 1 or 12, 1)


def _period(key: str) -> Period:
    """Return a month or year that no list covers, as a link from its own page names it."""
    month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", key, re.ASCII)
    year = re.fullmatch(r"\d{4}", key, re.ASCII)
    if month and FIRST_YEAR <= int(month[1]) <= LAST_YEAR:
        return _month(date(int(month[1]), int(month[2]), 1))
    if year and FIRST_YEAR <= int(key) <= LAST_YEAR:
        return _year(int(key))
    raise FilterError("unknown_value", field="period", value=key, allowed=f"2026-10, 2026, {ALL}")


def _month(month: date) -> Period:
    words = gettext("Tháng %(month)s", month=month_text(month))
    return Period(month_value(month), words, month, last_day(month))


def _year(year: int) -> Period:
    words = gettext("Năm %(year)s", year=str(year))
    return Period(str(year), words, date(year, 1, 1), date(year, 12, 31))


def _every_day() -> Period:
    return Period(ALL, gettext("Mọi kỳ"), date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
