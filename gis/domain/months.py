"""Months of reporting: when one is due, when it is late, what was added after it was closed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

REPORT_DUE_DAY: Final = 5
"""The day of the following month by which a month's figures are handed in (practice; monthly reports are due on the 5th)."""
LOOKED_BACK_DAYS: Final = 10
"""In the first days of a month people still write down the one before."""
LOOKED_BACK_MONTHS: Final = 12
"""So many months before the one that is worked on are asked after where their report is missing (a proposal)."""


class Closing(NamedTuple):
    """A month was closed or opened again for a unit, or for all where `unit_id` is None."""

    month: date
    unit_id: int | None
    is_closed: bool
    recorded_at: datetime
    remark: str | None = None
    author: str | None = None


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the following month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(month: date) -> date:
    """Return the last day of the month."""
    return next_month(month) - timedelta(days=1)


def due_on(month: date) -> date:
    """Return the day by which the figures of a month are handed in."""
    return next_month(month).replace(day=REPORT_DUE_DAY)


def working_month(today: date) -> date:
    """Return the month whose figures are written down on `today`: the one before in the first ten days of a month."""
    return month_of(today - timedelta(days=LOOKED_BACK_DAYS))


def overdue_months(month: date, *, today: date) -> list[date]:
    """Return the months before `month` whose figures were due before `today`, oldest first, at most the last twelve."""
    found: list[date] = []
    for _ in range(LOOKED_BACK_MONTHS):
        month = month_of(month - timedelta(days=1))
        found.append(month)
    return [each for each in reversed(found) if due_on(each) < today]


def reported_day(month: date, *, today: date) -> date:
    """Return the day that figures of a month stand for: its last one, or today while it lasts."""
    return min(last_day(month), today)


def state_of(closings: Iterable[Closing], unit_ids: Iterable[int]) -> Closing | None:
    """Return the newest closing or opening that holds for a unit; `unit_ids` are the unit and all above it."""
    own = set(unit_ids)
    holding = [each for each in closings if each.unit_id is None or each.unit_id in own]
    return max(holding, key=lambda each: each.recorded_at, default=None)


def is_supplement(
    effective_date: date, recorded_at: datetime, closings: Iterable[Closing], unit_ids: Iterable[int]
) -> bool:
    """Tell whether a fact was written after its month had been closed ("bổ sung sau khóa sổ")."""
    month = month_of(effective_date)
    before = [each for each in closings if each.month == month and each.recorded_at < recorded_at]
    found = state_of(before, unit_ids)
    return found is not None and found.is_closed
