"""The limits that stand beside each field of a form, from the rules that check it: what is possible, what is usual."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from gis.domain.breaches import Rule, Severity
from gis.domain.clearance import ClearanceCount
from gis.domain.clearance_checks import CUMULATIVE, GROWING, LIMITS, POSITIVE, QUANTITIES, TOTALS
from gis.domain.completion import legal_date
from gis.domain.contribution_checks import CONTRIBUTION_RULES, QUANTITY, USUAL
from gis.domain.date_checks import LATE, ORDER
from gis.domain.disbursement import Voucher, advance_balance, plan_of, summed
from gis.domain.entry_checks import DECISION_FIRST, EVENTS_ONLY, WITHIN_PROJECT
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ContributionKind, VoucherKind
from gis.domain.payment_rules import (
    AMOUNT,
    BUDGET_CEILING,
    PAYMENT_RULES,
    RECOVERY,
    VOLUME,
    YEAR_CEILING,
    Window,
)
from gis.domain.plausibility import ProjectBook, waiting_counts
from gis.domain.progress import JUMP, PERCENT, REASON, ProgressReport, jump_from

Number = int | Decimal
_FULL: Final = Decimal(100)
_STEP: Final = Decimal("0.01")
"""Percents are kept with two places."""


class Limit(NamedTuple):
    """Where a field may lie, both ends included; None is open. A limit that only warns may be passed with a reason.

    `kind` names the kind of gift or payment that it holds for, None for all; `per_household` says that a household is
    meant, `is_above` that `low` itself is too little. Where both ends are open the rule alone is told.
    """

    field: str
    low: Number | date | None
    high: Number | date | None
    severity: Severity
    rule: Rule
    kind: ContributionKind | VoucherKind | None = None
    per_household: bool = False
    is_above: bool = False


def progress_limits(previous: ProgressReport | None, *, day: date) -> tuple[Limit, ...]:
    """Return the limits of a report of works of `day`: 0 to 100, neither below the one before nor far above it."""
    found = [
        Limit(name, Decimal(0), _FULL, Severity.REFUSE, PERCENT)
        for name in ("physical_progress_pct", "planned_progress_pct")
    ]
    if previous is not None:
        low, below = previous.physical_progress_pct, jump_from(previous, day) - _STEP
        found.append(Limit("physical_progress_pct", low, None, Severity.WARN, REASON))
        if below < _FULL:
            found.append(Limit("physical_progress_pct", None, below, Severity.WARN, JUMP))
    return tuple(found)


def day_limits(book: ProjectBook, *, as_of: date) -> tuple[Limit, ...]:
    """Return on which days facts of a project can have happened: from its beginning up to the day of entry."""
    latest = Limit("effective_date", None, as_of, Severity.REFUSE, EVENTS_ONLY)
    if book.began_on is None:
        return (latest,)
    return (Limit("effective_date", book.began_on, None, Severity.WARN, WITHIN_PROJECT), latest)


def extension_limits(book: ProjectBook, *, as_of: date) -> tuple[Limit, ...]:
    """Return the limits of an extension: decided by the date that it moves, never to a day before the start."""
    found = [Limit("effective_date", None, as_of, Severity.REFUSE, EVENTS_ONLY)]
    due = legal_date(waiting_counts(book.dates), as_of=as_of)
    if due is not None and due < as_of:
        found.append(Limit("effective_date", None, due, Severity.WARN, LATE))
    if book.start_date is not None:
        found.append(Limit("new_date", book.start_date, None, Severity.WARN, ORDER))
    return tuple(found)


def payment_limits(
    book: ProjectBook, *, plan_year: int, as_of: date, is_carried_over: bool = False
) -> tuple[Limit, ...]:
    """Return what is left to be paid within the budget and the plan of a year, and the days of payment.

    What recovers an advance is bounded by the advances that are out alone.
    """
    rows = paid_rows(book, as_of=as_of)
    found = list(_payment_days(book, plan_year=plan_year, as_of=as_of, is_carried_over=is_carried_over))
    own = [row for row in rows if (row.plan_year, row.is_carried_over) == (plan_year, is_carried_over)]
    plan_vnd = plan_of(book.plans, plan_year=plan_year, is_carried_over=is_carried_over, as_of=as_of)
    if (budget_vnd := book.budget_on(as_of)) is not None:
        found.append(_left(budget_vnd - summed(rows).cash_vnd, BUDGET_CEILING))
    if plan_vnd is not None:
        found.append(_left(plan_vnd - summed(own).cash_vnd, YEAR_CEILING))
    if not any(limit.field == "amount_vnd" for limit in found):
        found.append(Limit("amount_vnd", 0, None, Severity.REFUSE, AMOUNT, is_above=True))
    out_vnd = max(advance_balance(rows, as_of=as_of) or 0, 0)
    found.append(Limit("amount_vnd", None, out_vnd, Severity.REFUSE, RECOVERY, VoucherKind.RECOVERY))
    return tuple(found)


def paid_rows(book: ProjectBook, *, as_of: date) -> list[Voucher]:
    """Return the vouchers that a new one is added to: what waits for review counts, too."""
    return visible(waiting_counts(book.vouchers), as_of=as_of)


def _payment_days(
    book: ProjectBook, *, plan_year: int, as_of: date, is_carried_over: bool
) -> Iterator[Limit]:
    window = PAYMENT_RULES.carried_over if is_carried_over else PAYMENT_RULES.year_plan
    span, advance = window.of(plan_year), PAYMENT_RULES.advance.of(plan_year)
    yield Limit("plan_year", None, _last_open(window, as_of), Severity.REFUSE, window.rule)
    yield Limit("effective_date", span.first, min(span.last, as_of), Severity.REFUSE, window.rule)
    if book.decision_date is not None and book.decision_date > span.first:
        yield Limit("effective_date", book.decision_date, None, Severity.WARN, DECISION_FIRST)
    elif book.decision_date is None and book.began_on is not None and book.began_on > span.first:
        yield Limit("effective_date", book.began_on, None, Severity.WARN, WITHIN_PROJECT)
    if is_carried_over:
        return
    last_volume = PAYMENT_RULES.volume_accepted_by.of(plan_year)
    yield Limit("volume_accepted_on", None, last_volume, Severity.REFUSE, VOLUME)
    if advance.last < as_of:
        rule = PAYMENT_RULES.advance.rule
        yield Limit("effective_date", None, advance.last, Severity.REFUSE, rule, VoucherKind.ADVANCE)


def _last_open(window: Window, as_of: date) -> int:
    """Return the newest year whose plan may be paid from already."""
    year = as_of.year - window.opens.years_later
    return year if window.of(year).first <= as_of else year - 1


def land_limits(previous: ClearanceCount | None) -> tuple[Limit, ...]:
    """Return the limits of a count by what was last known: what was handed over does not shrink, parts stay within totals.

    Nothing lies below 0; a total that nobody stated yet bounds its parts by the rule alone.
    """
    found = [Limit(name, 0, None, Severity.REFUSE, POSITIVE) for name in QUANTITIES]
    grown = [(name, getattr(previous, name, None)) for name in GROWING]
    found += [Limit(name, low, None, Severity.WARN, CUMULATIVE) for name, low in grown if low is not None]
    for name, total, _code, severity, rule in LIMITS:
        high = getattr(previous, total, None) if total in TOTALS else None
        found.append(Limit(name, None, high, severity, rule))
    return tuple(found)


def standing_gift_limits() -> tuple[Limit, ...]:
    """Return what holds for gifts of every kind: something was given, nothing is negative."""
    return (
        Limit("quantity", 0, None, Severity.REFUSE, QUANTITY, is_above=True),
        Limit("unit_price_vnd", 0, None, Severity.REFUSE, QUANTITY),
        Limit("household_count", 0, None, Severity.REFUSE, POSITIVE),
    )


def gift_limits(kind: ContributionKind) -> tuple[Limit, ...]:
    """Return what is usual for a gift of a kind; passing it is asked about, never refused."""
    rules = CONTRIBUTION_RULES
    if kind is ContributionKind.LABOUR:
        low, high = rules.labour_day_min_vnd, rules.labour_day_max_vnd
        return (Limit("unit_price_vnd", low, high, Severity.WARN, USUAL, kind),)
    if kind is ContributionKind.LAND:
        most_m2 = rules.land_per_household_m2
        return (Limit("quantity", None, most_m2, Severity.WARN, USUAL, kind, per_household=True),)
    return ()


def _left(vnd: int, rule: Rule) -> Limit:
    return Limit("amount_vnd", None, max(vnd, 0), Severity.WARN, rule)
