"""Schedule status and days late as SQL: the twin of `gis.domain.schedule`; a Hypothesis test holds both equal."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, cast, func, literal, true

from gis.domain.lifecycle import Execution, ScheduleStatus
from gis.domain.schedule import DEFAULT_RULES, ScheduleRules

SUSPENDED_EXECUTIONS = (Execution.PAUSED, Execution.STOPPED, Execution.CANCELLED)
SCHEDULE_NUMBERS = tuple(ScheduleStatus)
Day = date | ColumnElement[date]


def schedule_status(table: Any, *, as_of: Day, rules: ScheduleRules = DEFAULT_RULES) -> ColumnElement[str]:
    """Return the schedule status of each row of `table` on `as_of`, as the code of `ScheduleStatus`.

    `table` has approved_completion_date, acceptance_date, execution, and is_behind as `is_behind` below gives it.
    """
    *decided, (_, otherwise) = _cases(table, as_of=as_of, rules=rules)
    return case(*((condition, status.value) for condition, status in decided), else_=otherwise.value)


def schedule_number(table: Any, *, as_of: date, rules: ScheduleRules = DEFAULT_RULES) -> ColumnElement[int]:
    """Return the same as the place of the status in `SCHEDULE_NUMBERS`: cheap to group, sort and carry."""
    number = SCHEDULE_NUMBERS.index
    *decided, (_, otherwise) = _cases(table, as_of=as_of, rules=rules)
    return case(*((condition, number(status)) for condition, status in decided), else_=number(otherwise))


def _cases(
    table: Any, *, as_of: Day, rules: ScheduleRules
) -> list[tuple[ColumnElement[bool], ScheduleStatus]]:
    """Return the conditions in the order in which they decide; the last one holds for every other row."""
    due, accepted = table.approved_completion_date, table.acceptance_date
    is_accepted = and_(accepted.is_not(None), accepted <= as_of)
    days_early = cast(due - accepted, Integer)
    return [
        (due.is_(None), ScheduleStatus.UNKNOWN),
        (and_(is_accepted, accepted > due), ScheduleStatus.LATE),
        (and_(is_accepted, days_early >= rules.early_from_days), ScheduleStatus.EARLY),
        (is_accepted, ScheduleStatus.ON_TIME),
        (table.execution.in_(SUSPENDED_EXECUTIONS), ScheduleStatus.SUSPENDED),
        (due < as_of, ScheduleStatus.OVERDUE),
        (table.is_behind, ScheduleStatus.AT_RISK),
        (true(), ScheduleStatus.ON_TRACK),
    ]


def is_behind(table: Any, *, rules: ScheduleRules = DEFAULT_RULES) -> ColumnElement[bool]:
    """Return whether the works of `table` are more points behind their plan than the rules allow; false where unknown."""
    points = table.planned_progress_pct - table.physical_progress_pct
    return func.coalesce(points > rules.at_risk_from_points, False)


def delay_days(table: Any, *, as_of: date) -> ColumnElement[int]:
    """Return days past the approved completion date on `as_of`, 0 when not past, null without such a date."""
    today = literal(as_of, Date)
    until = func.least(func.coalesce(table.acceptance_date, today), today)
    return case(
        (table.approved_completion_date.is_(None), None),
        else_=func.greatest(cast(until - table.approved_completion_date, Integer), 0),
    )
