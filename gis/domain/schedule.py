"""Whether a project is on time at a given day: status and days late by its approved completion date."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from gis.domain.completion import ScheduleHistory, accepted_on, is_stopped, is_suspended, legal_date
from gis.domain.lifecycle import ScheduleStatus


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """Thresholds an authority may set: days that count as early, points behind plan that mean risk."""

    early_from_days: int = 15
    at_risk_from_points: int = 15


DEFAULT_RULES = ScheduleRules()


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """What is known of a project's dates; works and plan in percent, null where nobody reported."""

    approved_completion_date: date | None
    acceptance_date: date | None = None
    is_suspended: bool = False
    physical_progress_pct: Decimal | None = None
    planned_progress_pct: Decimal | None = None


def schedule_facts(
    history: ScheduleHistory,
    *,
    as_of: date,
    physical_progress_pct: Decimal | None = None,
    planned_progress_pct: Decimal | None = None,
) -> ScheduleFacts:
    """Return what the ledgers of a project say on `as_of`; works and plan come from its last report."""
    return ScheduleFacts(
        approved_completion_date=legal_date(history.dates, as_of=as_of),
        acceptance_date=accepted_on(history.acceptances, as_of=as_of),
        is_suspended=is_suspended(history.suspensions, as_of=as_of)
        or is_stopped(history.execution_steps, as_of=as_of),
        physical_progress_pct=physical_progress_pct,
        planned_progress_pct=planned_progress_pct,
    )


def schedule_status(
    facts: ScheduleFacts, *, as_of: date, rules: ScheduleRules = DEFAULT_RULES
) -> ScheduleStatus:
    """Return the schedule status on `as_of`.

    An acceptance after `as_of` has not happened yet. A project without an approved completion date is
    UNKNOWN, never on time. Source: docs/rules.md.
    """
    due = facts.approved_completion_date
    if due is None:
        return ScheduleStatus.UNKNOWN
    accepted = facts.acceptance_date
    if accepted is not None and accepted <= as_of:
        return _finished_status(due, accepted, rules)
    if facts.is_suspended:
        return ScheduleStatus.SUSPENDED
    if as_of > due:
        return ScheduleStatus.OVERDUE
    return ScheduleStatus.AT_RISK if is_behind(facts, rules=rules) else ScheduleStatus.ON_TRACK


def delay_days(facts: ScheduleFacts, *, as_of: date) -> int | None:
    """Return days past the approved completion date (0 when not past), or None without such a date.

    Counts to the acceptance when it has happened by `as_of`, else to `as_of` itself.
    """
    due = facts.approved_completion_date
    if due is None:
        return None
    accepted = facts.acceptance_date
    until = accepted if accepted is not None and accepted <= as_of else as_of
    return max(0, (until - due).days)


def is_behind(facts: ScheduleFacts, *, rules: ScheduleRules = DEFAULT_RULES) -> bool:
    """Tell whether works are more points behind their plan than the rules allow; not where either is unknown."""
    if facts.physical_progress_pct is None or facts.planned_progress_pct is None:
        return False
    return facts.planned_progress_pct - facts.physical_progress_pct > rules.at_risk_from_points


def is_under_way(
    facts: ScheduleFacts, *, start_date: date | None, reported_on: date | None, as_of: date
) -> bool:
    """Tell whether works go on at `as_of`: begun, or reported of (`reported_on`), not accepted and not suspended.

    Source: docs/rules.md, "Indicators"; the SQL twin is `gis.operations.summaries.dates`.
    """
    is_accepted = facts.acceptance_date is not None and facts.acceptance_date <= as_of
    has_begun = reported_on is not None or (start_date is not None and start_date <= as_of)
    return has_begun and not is_accepted and not facts.is_suspended


def _finished_status(due: date, accepted: date, rules: ScheduleRules) -> ScheduleStatus:
    if accepted > due:
        return ScheduleStatus.LATE
    if due - accepted >= timedelta(days=rules.early_from_days):
        return ScheduleStatus.EARLY
    return ScheduleStatus.ON_TIME
