"""The limits that stand beside each field of a form, from the rules that check it: what is possible, what is usual."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from gis.domain.breaches import Rule, Severity
from gis.domain.clearance import ClearanceCount
from gis.domain.clearance_checks import CUMULATIVE, GROWING, LIMITS, TOTALS
from gis.domain.contribution_checks import CONTRIBUTION_RULES, USUAL
from gis.domain.disbursement import summed
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ContributionKind
from gis.domain.payment_rules import BUDGET_CEILING, PAYMENT_RULES, VOLUME, YEAR_CEILING
from gis.domain.plausibility import ProjectBook, waiting_counts
from gis.domain.progress import JUMP, PERCENT, REASON, ProgressReport, jump_from
from gis.domain.voucher_checks import plan_of

Number = int | Decimal
_FULL: Final = Decimal(100)
_STEP: Final = Decimal("0.01")
"""Percents are kept with two places."""


class Limit(NamedTuple):
    """Where a field may lie, both ends included; None is open. A limit that only warns may be passed with a reason.

    `kind` names the kind of gift that it holds for, None for all; `per_household` says that a household is meant.
    """

    field: str
    low: Number | date | None
    high: Number | date | None
    severity: Severity
    rule: Rule
    kind: ContributionKind | None = None
    per_household: bool = False


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


def payment_limits(book: ProjectBook, *, plan_year: int, as_of: date) -> tuple[Limit, ...]:
    """Return what is left to be paid within the budget and the plan of a year, and the days of payment."""
    rows = visible(waiting_counts(book.vouchers), as_of=as_of)
    span = PAYMENT_RULES.year_plan.of(plan_year)
    found = [
        Limit("effective_date", span.first, min(span.last, as_of), Severity.REFUSE, PAYMENT_RULES.year_plan.rule),
        Limit("volume_accepted_on", None, PAYMENT_RULES.volume_accepted_by.of(plan_year), Severity.REFUSE, VOLUME),
    ]  # fmt: skip
    if book.budget_vnd is not None:
        found.append(_left(book.budget_vnd - summed(rows).cash_vnd, BUDGET_CEILING))
    plan_vnd = plan_of(book.plans, plan_year=plan_year, is_carried_over=False, as_of=as_of)
    if plan_vnd is not None:
        own = [row for row in rows if row.plan_year == plan_year and not row.is_carried_over]
        found.append(_left(plan_vnd - summed(own).cash_vnd, YEAR_CEILING))
    return tuple(found)


def land_limits(previous: ClearanceCount | None) -> tuple[Limit, ...]:
    """Return the limits of a count by what was last known: what was handed over does not shrink, parts stay within totals."""
    if previous is None:
        return ()
    grown = [(name, getattr(previous, name)) for name in GROWING]
    found = [Limit(name, low, None, Severity.WARN, CUMULATIVE) for name, low in grown if low is not None]
    for name, total, _code, severity, rule in LIMITS:
        high = getattr(previous, total)
        if total in TOTALS and high is not None:
            found.append(Limit(name, None, high, severity, rule))
    return tuple(found)


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
