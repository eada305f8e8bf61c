"""Which projects a unit is judged by in a period, and why each of the others is not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from gis.domain.completion import (
    ExecutionStep,
    ScheduleHistory,
    Suspension,
    cancelled_from_above,
    suspended_spans,
)
from gis.domain.ledger import visible
from gis.domain.scoring_dates import ScoringDates, scoring_dates
from gis.domain.spans import Span, covers


class Period(NamedTuple):
    """The days of an evaluation period, both included."""

    first_day: date
    last_day: date


class MembershipReason(StrEnum):
    """Why a project is judged in a period (the first three) or is not."""

    DUE = "due"
    STILL_UNFINISHED = "still_unfinished"
    FINISHED_EARLY = "finished_early"
    NOT_DUE_YET = "not_due_yet"
    FINISHED_BEFORE = "finished_before"
    JUDGED_BEFORE = "judged_before"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    NO_FIRST_DATE = "no_first_date"


MEMBERS = frozenset(
    {MembershipReason.DUE, MembershipReason.STILL_UNFINISHED, MembershipReason.FINISHED_EARLY}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Whether a project is judged in a period, why, and the paper that an exclusion rests on.

    `entry_id` is the row of the suspension or cancellation, which names its author.
    """

    reason: MembershipReason
    scoring_date: date | None = None
    decision_no: str | None = None
    decided_on: date | None = None
    entry_id: int | None = None

    @property
    def is_member(self) -> bool:
        """Whether the project counts in the period's score."""
        return self.reason in MEMBERS


def membership(history: ScheduleHistory, *, period: Period, as_of: date) -> Membership:
    """Return whether the project belongs to the population of `period`, as known on `as_of`.

    The period ends on `as_of` where that comes first. Judged are projects whose scoring date falls in it, older
    ones still unfinished at its end, and those finished in it before a later scoring date. Out, with the reason:
    suspended through the whole period, cancelled by a higher level, finished in an earlier period, judged as
    unfinished in an earlier one, not due yet, without a first date. Source: docs/rules.md, "On-time points".
    """
    last = min(period.last_day, as_of)
    whole = Span(period.first_day, last)
    excluded = _cancelled(history, as_of=last) or _suspended(history, whole=whole)
    if excluded is not None:
        return excluded
    dates = scoring_dates(history, as_of=last)
    if dates is None:
        return Membership(reason=MembershipReason.NO_FIRST_DATE)
    return Membership(reason=_reason(dates, whole=whole), scoring_date=dates.scoring_date)


def _reason(dates: ScoringDates, *, whole: Span) -> MembershipReason:
    accepted, due = dates.accepted_on, dates.scoring_date
    if accepted is not None and accepted < whole.first:
        return MembershipReason.FINISHED_BEFORE
    if due < whole.first:
        return MembershipReason.STILL_UNFINISHED if accepted is None else MembershipReason.JUDGED_BEFORE
    if due <= whole.last:
        return MembershipReason.DUE
    return MembershipReason.NOT_DUE_YET if accepted is None else MembershipReason.FINISHED_EARLY


def _cancelled(history: ScheduleHistory, *, as_of: date) -> Membership | None:
    step = cancelled_from_above(history.execution_steps, as_of=as_of)
    return None if step is None else _excluded(MembershipReason.CANCELLED, step)


def _suspended(history: ScheduleHistory, *, whole: Span) -> Membership | None:
    spans = suspended_spans(history.suspensions, as_of=whole.last, last=whole.last)
    if whole.last < whole.first or not covers(spans, whole):
        return None
    return _excluded(MembershipReason.SUSPENDED, visible(history.suspensions, as_of=whole.last)[-1])


def _excluded(reason: MembershipReason, row: Suspension | ExecutionStep) -> Membership:
    return Membership(
        reason=reason, decision_no=row.decision_no, decided_on=row.effective_date, entry_id=row.id
    )
