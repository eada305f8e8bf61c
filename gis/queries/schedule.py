"""The SQL twin of `gis.domain.schedule`, on the same rules; a Hypothesis test holds both equal."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, cast, func, literal

from gis.domain.lifecycle import Execution, ScheduleStatus
from gis.domain.schedule import DEFAULT_RULES, ScheduleRules

SUSPENDED_EXECUTIONS = (Execution.PAUSED, Execution.STOPPED, Execution.CANCELLED)


def schedule_status(table: Any, *, as_of: date, rules: ScheduleRules = DEFAULT_RULES) -> ColumnElement[str]:
    """Return the schedule status of each row of `table` on `as_of`, as the code of `ScheduleStatus`.

    `table` has approved_completion_date, acceptance_date and execution.
    """
    due, accepted = table.approved_completion_date, table.acceptance_date
    is_accepted = and_(accepted.is_not(None), accepted <= as_of)
    early_from = timedelta(days=rules.early_from_days)
    return case(
        (due.is_(None), ScheduleStatus.UNKNOWN.value),
        (and_(is_accepted, accepted > due), ScheduleStatus.LATE.value),
        (and_(is_accepted, accepted + early_from <= due), ScheduleStatus.EARLY.value),
        (is_accepted, ScheduleStatus.ON_TIME.value),
        (table.execution.in_(SUSPENDED_EXECUTIONS), ScheduleStatus.SUSPENDED.value),
        (due < as_of, ScheduleStatus.OVERDUE.value),
        else_=ScheduleStatus.ON_TRACK.value,
    )


def delay_days(table: Any, *, as_of: date) -> ColumnElement[int]:
    """Return days past the approved completion date on `as_of`, 0 when not past, null without such a date."""
    today = literal(as_of, Date)
    until = func.least(func.coalesce(table.acceptance_date, today), today)
    return case(
        (table.approved_completion_date.is_(None), None),
        else_=func.greatest(cast(until - table.approved_completion_date, Integer), 0),
    )
