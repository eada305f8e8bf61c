"""How far a commune's month is, counted in projects: each under way once, by its progress report; other ledgers beside."""

from collections.abc import Iterable
from dataclasses import dataclass

from gis.domain.ledger_codes import ReviewState
from gis.queries.updates import MonthRow, UnitMonth

_WAITING = (ReviewState.RETURNED, ReviewState.DRAFT, ReviewState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """Projects under way and the states of their reports, which add up to `asked`; all numbers are of projects.

    `aside` are projects no longer under way that have rows of the month. `others` says for each state how many projects
    (what belongs to the commune alone as one) have rows of other ledgers in it, `to_submit` and `to_judge` how many have
    rows of any ledger to hand in and to judge.
    """

    asked: int
    missing: int
    returned: int
    draft: int
    submitted: int
    accepted: int
    aside: int
    others: dict[ReviewState, int]
    to_submit: int
    to_judge: int


def count_month(month: UnitMonth) -> MonthCounts:
    """Count the projects of a month, by the rule of `gis.queries.reporting`."""
    active = [row.state for row in month.rows if row.is_active]
    return MonthCounts(
        asked=len(active),
        missing=active.count(None),
        returned=active.count(ReviewState.RETURNED),
        draft=active.count(ReviewState.DRAFT),
        submitted=active.count(ReviewState.SUBMITTED),
        accepted=active.count(ReviewState.ACCEPTED),
        aside=len(month.rows) - len(active),
        others={state: count for state in _WAITING if (count := len(_with_others(month, state)))},
        to_submit=_with_any(month, ReviewState.DRAFT),
        to_judge=_with_any(month, ReviewState.SUBMITTED),
    )


def left_out(month: UnitMonth) -> list[MonthRow]:
    """Return the projects under way whose report is not handed in with the drafts: it came back, or nobody wrote it."""
    found = [row for row in month.rows if row.is_active and row.state in (None, ReviewState.RETURNED)]
    return sorted(found, key=lambda row: row.state is None)


def foreign_reports(rows: Iterable[MonthRow], account_id: int) -> int:
    """Return how many reports of the month that are not released were written by others than this account."""
    return sum(row.state in _WAITING and row.recorded_by != account_id for row in rows)


def _with_others(month: UnitMonth, state: ReviewState) -> set[int | None]:
    return {row.project_id for row in month.open_rows if row.state is state}


def _with_any(month: UnitMonth, state: ReviewState) -> int:
    reported = {row.project_id for row in month.rows if row.state is state}
    return len(reported | _with_others(month, state))
