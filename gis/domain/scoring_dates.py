"""The scoring date of a project and its days late, so that nobody is blamed or cured for what others decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from gis.domain.completion import (
    ScheduleHistory,
    accepted_on,
    extensions,
    first_date,
    is_objective,
    is_others_duty,
    legal_date,
    suspended_spans,
)
from gis.domain.spans import ONE_DAY, Span, after, clipped, day_count, first_days, without


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringDates:
    """What a project is judged by on a day; the days that made it are kept so that the figure can be opened.

    `granted_days` come from objective extensions, `suspended_days` from decisions outside of these,
    `standing_days` stay late because an extension was decided late, `neutral_days` would, were the duty not
    another unit's. `late_days` is 0 when not late.
    """

    first_date: date
    legal_date: date
    scoring_date: date
    accepted_on: date | None
    granted_days: int
    suspended_days: int
    standing_days: int
    neutral_days: int
    late_days: int


class _Grant(NamedTuple):
    """Days that an objective extension of `decided_on` adds, and those before its decision that it does not cure."""

    decided_on: date
    days: int
    span: Span
    uncured: Span | None
    is_others_duty: bool


def scoring_dates(history: ScheduleHistory, *, as_of: date) -> ScoringDates | None:
    """Return the scoring date Ds and the days late by it on `as_of`; None without a first completion date.

    Ds = D0 + days of objective extensions + days suspended by decision that are in none of these: neither because
    they lie in the days that it adds, nor because it was decided after them and so makes up for them. Days between
    the previous date and the decision of a late extension stay late beside it, unless the council cured them in
    writing, the duty was another unit's, or the works were suspended. Days are counted up to the acceptance, or
    to `as_of` where there is none. Source: docs/rules.md, "On-time points" (proposal).
    """
    first = first_date(history.dates, as_of=as_of)
    legal = legal_date(history.dates, as_of=as_of)
    if first is None or legal is None:
        return None
    accepted = accepted_on(history.acceptances, as_of=as_of)
    until = accepted or as_of
    suspended = suspended_spans(history.suspensions, as_of=as_of, last=until)
    grants = _grants(history, as_of=as_of)
    granted_days = sum(grant.days for grant in grants)
    suspended_days = day_count(_outside_grants(suspended, grants))
    scoring = first + timedelta(days=granted_days + suspended_days)
    standing, neutral = (
        _uncured_days(
            (grant for grant in grants if grant.is_others_duty is is_others), until=until, suspended=suspended
        )
        for is_others in (False, True)
    )
    return ScoringDates(
        first_date=first,
        legal_date=legal,
        scoring_date=scoring,
        accepted_on=accepted,
        granted_days=granted_days,
        suspended_days=suspended_days,
        standing_days=standing,
        neutral_days=neutral,
        late_days=max(0, (until - scoring).days) + standing,
    )


def _grants(history: ScheduleHistory, *, as_of: date) -> list[_Grant]:
    """Return what each objective extension adds to the date that was approved before it."""
    previous = first_date(history.dates, as_of=as_of)
    grants = []
    for row in extensions(history.dates, as_of=as_of):
        if previous is not None and is_objective(row, unit_id=history.unit_id):
            days, span = (row.new_date - previous).days, after(previous, row.new_date)
            is_cured = row.cure_document_no is not None
            uncured = None if is_cured else after(previous, row.effective_date)
            is_others = is_others_duty(row, unit_id=history.unit_id)
            grants.append(_Grant(row.effective_date, days, span, uncured, is_others))
        previous = row.new_date
    return grants


def _outside_grants(suspended: list[Span], grants: list[_Grant]) -> list[Span]:
    """Return the suspended days that no extension holds yet, so that none is counted twice.

    A day that an extension adds makes up for one suspended day: for those that it falls on, else for the earliest
    days suspended before the extension was decided.
    """
    left = without(suspended, (grant.span for grant in grants))
    inside = [day_count(suspended) - day_count(without(suspended, [grant.span])) for grant in grants]
    for grant, held in zip(grants, inside, strict=True):
        before = clipped(left, last=grant.decided_on - ONE_DAY)
        left = without(left, first_days(before, max(0, grant.days - held)))
    return left


def _uncured_days(grants: Iterable[_Grant], *, until: date, suspended: list[Span]) -> int:
    late = [Span(span.first, min(span.last, until)) for grant in grants if (span := grant.uncured)]
    return day_count(without(late, suspended))
