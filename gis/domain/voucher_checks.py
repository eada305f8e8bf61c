"""Whether a voucher keeps to the windows and ceilings of payment: every broken rule by name, never an exception."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.disbursement import CapitalPlan, PlanKey, Voucher, advance_balance, plan_of, summed
from gis.domain.entry_checks import DECISION_FIRST, check_day
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ReviewState, VoucherKind
from gis.domain.payment_rules import (
    AMOUNT,
    BUDGET_CEILING,
    COMPENSATION_CEILING,
    CONTRACT_CEILING,
    ONCE,
    PAYMENT_RULES,
    PLAN_FIRST,
    RECOVERY,
    VOLUME,
    YEAR_CEILING,
    PaymentRules,
    Window,
)


class VoucherBreach(StrEnum):
    """What can be wrong with a voucher."""

    NOT_POSITIVE = "voucher_not_positive"
    BEFORE_DECISION = "voucher_before_decision"
    OUTSIDE_YEAR = "voucher_outside_year"
    OUTSIDE_ADVANCES = "voucher_outside_advances"
    OUTSIDE_COMPENSATION = "voucher_outside_compensation"
    OUTSIDE_CARRIED_OVER = "voucher_outside_carried_over"
    OUTSIDE_RECOVERIES = "voucher_outside_recoveries"
    VOLUME_TOO_LATE = "voucher_volume_too_late"
    VOLUME_UNDATED = "voucher_volume_undated"
    VOLUME_AFTER_PAYMENT = "voucher_volume_after_payment"
    OVER_RECOVERED = "voucher_over_recovered"
    NO_PLAN = "voucher_no_plan"
    OVER_YEAR_PLAN = "voucher_over_year_plan"
    OVER_CARRIED_PLAN = "voucher_over_carried_plan"
    OVER_BUDGET = "voucher_over_budget"
    OVER_CONTRACT = "voucher_over_contract"
    OVER_COMPENSATION = "voucher_over_compensation"
    REPEATED = "voucher_repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentContext:
    """What a voucher of a project is held against; amounts in đồng, None where nobody stated them.

    `budget_vnd` is the total investment of the day of entry, `budget_then_vnd` that of the voucher's own day where it was
    another; `contract_vnd` is the value, addenda included, of the contract that the voucher names; `began_on` speaks where no
    decision is known.
    """

    plans: tuple[CapitalPlan, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    budget_vnd: int | None = None
    budget_then_vnd: int | None = None
    contract_vnd: int | None = None
    compensation_vnd: int | None = None
    decision_date: date | None = None
    began_on: date | None = None


def check_voucher(
    voucher: Voucher, *, context: PaymentContext, as_of: date, rules: PaymentRules = PAYMENT_RULES
) -> tuple[Breach, ...]:
    """Return the rules that a voucher entered on `as_of` breaks, beside the vouchers already there.

    Refused are days outside the window of its plan, volume accepted too late, more recovered than advanced, and what
    has not happened yet; ceilings and missing papers warn, ceilings only of a voucher that nothing refuses: it would
    not be paid. A correction is checked in place of the row it corrects.
    Source: docs/rules.md, "Plans and payments".
    """
    counted = replace(voucher, review_state=ReviewState.ACCEPTED, counted_from=None)
    began_on = context.began_on if context.decision_date is None else None
    found = (
        *check_day(voucher.effective_date, as_of=as_of, began_on=began_on),
        *_check_itself(voucher, context=context),
        *_check_window(voucher, context=context, rules=rules),
        *_check_volume(voucher, rules=rules),
        *_check_recovery(counted, context=context, as_of=as_of),
    )
    if any(breach.severity is Severity.REFUSE for breach in found):
        return found
    return (*found, *_check_ceilings(counted, context=context, as_of=as_of))


def check_repeated(voucher: Voucher, *, vouchers: Iterable[Voucher], as_of: date) -> tuple[Breach, ...]:
    """Warn of another voucher of the same day, kind, amount, plan and contract; one that it corrects is none."""
    same = [
        row
        for row in visible(vouchers, as_of=max(as_of, voucher.effective_date))
        if (row.id is None or row.id != voucher.corrects_id) and _what_is_paid(row) == _what_is_paid(voucher)
    ]
    params: Params = {"paid_on": voucher.effective_date, "amount_vnd": voucher.amount_vnd}
    return (Breach(VoucherBreach.REPEATED, Severity.WARN, ONCE, params),) if same else ()


def _what_is_paid(voucher: Voucher) -> tuple[object, ...]:
    return (voucher.effective_date, voucher.kind, voucher.amount_vnd, _pot(voucher), voucher.contract_id)


def _check_itself(voucher: Voucher, *, context: PaymentContext) -> Iterator[Breach]:
    if voucher.amount_vnd <= 0:
        yield Breach(VoucherBreach.NOT_POSITIVE, Severity.REFUSE, AMOUNT, {"amount_vnd": voucher.amount_vnd})
    decided = context.decision_date
    if decided is not None and voucher.effective_date < decided:
        params: Params = {"paid_on": voucher.effective_date, "decision_date": decided}
        yield Breach(VoucherBreach.BEFORE_DECISION, Severity.WARN, DECISION_FIRST, params)


def _check_window(voucher: Voucher, *, context: PaymentContext, rules: PaymentRules) -> Iterator[Breach]:
    code, window = _window_of(voucher, context=context, rules=rules)
    span = window.of(voucher.plan_year)
    if not span.first <= voucher.effective_date <= span.last:
        params: Params = {
            "plan_year": voucher.plan_year,
            "paid_on": voucher.effective_date,
            "opens": span.first,
            "closes": span.last,
        }
        yield Breach(code, Severity.REFUSE, window.rule, params)


def _window_of(
    voucher: Voucher, *, context: PaymentContext, rules: PaymentRules
) -> tuple[VoucherBreach, Window]:
    if voucher.is_carried_over:
        return VoucherBreach.OUTSIDE_CARRIED_OVER, rules.carried_over
    if voucher.kind is VoucherKind.ADVANCE:
        if voucher.is_compensation:
            return VoucherBreach.OUTSIDE_COMPENSATION, rules.compensation_advance
        return VoucherBreach.OUTSIDE_ADVANCES, rules.advance
    if voucher.kind is VoucherKind.RECOVERY and _recovers_older(voucher, context.vouchers):
        return VoucherBreach.OUTSIDE_RECOVERIES, rules.older_recovery
    return VoucherBreach.OUTSIDE_YEAR, rules.year_plan


def _recovers_older(voucher: Voucher, vouchers: tuple[Voucher, ...]) -> bool:
    """Tell whether advances from the voucher's own plan do not suffice for it, so that older ones are recovered."""
    own = [
        row
        for row in visible(vouchers, as_of=voucher.effective_date)
        if row.plan_year == voucher.plan_year and not row.is_carried_over
        if voucher.corrects_id is None or row.id != voucher.corrects_id
    ]
    return summed([*own, voucher]).advance_balance_vnd < 0


def _check_volume(voucher: Voucher, *, rules: PaymentRules) -> Iterator[Breach]:
    if voucher.kind is not VoucherKind.COMPLETED_VOLUME or voucher.is_carried_over:
        return
    last_day, accepted = rules.volume_accepted_by.of(voucher.plan_year), voucher.volume_accepted_on
    params: Params = {"plan_year": voucher.plan_year, "paid_on": voucher.effective_date, "last_day": last_day}
    if accepted is None:
        if voucher.effective_date > last_day:
            yield Breach(VoucherBreach.VOLUME_UNDATED, Severity.WARN, VOLUME, params)
    elif accepted > last_day:
        yield Breach(
            VoucherBreach.VOLUME_TOO_LATE, Severity.REFUSE, VOLUME, params | {"accepted_on": accepted}
        )
    elif accepted > voucher.effective_date:
        yield Breach(
            VoucherBreach.VOLUME_AFTER_PAYMENT,
            Severity.WARN,
            VOLUME,
            params | {"accepted_on": accepted},
        )


def _check_recovery(voucher: Voucher, *, context: PaymentContext, as_of: date) -> Iterator[Breach]:
    """Compare advances still out with and without the voucher, on its own day and today: neither may fall below 0."""
    if voucher.kind is VoucherKind.COMPLETED_VOLUME and voucher.corrects_id is None:
        return  # a payment for volume touches no advance
    for day in sorted({min(voucher.effective_date, as_of), as_of}):
        before = advance_balance(context.vouchers, as_of=day) or 0
        after = advance_balance([*context.vouchers, voucher], as_of=day) or 0
        if after < min(before, 0):
            params: Params = {"day": day, "advanced_vnd": max(before, 0), "over_vnd": -after}
            yield Breach(VoucherBreach.OVER_RECOVERED, Severity.REFUSE, RECOVERY, params)
            return


def _check_ceilings(voucher: Voucher, *, context: PaymentContext, as_of: date) -> Iterator[Breach]:
    if voucher.kind is VoucherKind.RECOVERY:
        return
    rows = visible([*context.vouchers, voucher], as_of=max(as_of, voucher.effective_date))
    plan_vnd = plan_of(
        context.plans, plan_year=voucher.plan_year, is_carried_over=voucher.is_carried_over, as_of=as_of
    )
    if plan_vnd is None:
        yield Breach(VoucherBreach.NO_PLAN, Severity.WARN, PLAN_FIRST, {"plan_year": voucher.plan_year})
    over_plan = VoucherBreach.OVER_CARRIED_PLAN if voucher.is_carried_over else VoucherBreach.OVER_YEAR_PLAN
    own_plan = [row for row in rows if _pot(row) == _pot(voucher)]
    yield from _over(over_plan, YEAR_CEILING, own_plan, plan_vnd)
    yield from _over_budget(voucher, rows, context=context)
    if voucher.contract_id is not None:
        own = [row for row in rows if row.contract_id == voucher.contract_id]
        yield from _over(VoucherBreach.OVER_CONTRACT, CONTRACT_CEILING, own, context.contract_vnd)
    if voucher.is_compensation:
        own = [row for row in rows if row.is_compensation]
        yield from _over(VoucherBreach.OVER_COMPENSATION, COMPENSATION_CEILING, own, context.compensation_vnd)


def _over_budget(voucher: Voucher, rows: list[Voucher], *, context: PaymentContext) -> Iterator[Breach]:
    """Hold all that is paid against the budget of today, and what was paid by the voucher's day against that of the day."""
    found = list(_over(VoucherBreach.OVER_BUDGET, BUDGET_CEILING, rows, context.budget_vnd))
    if not found:
        paid = [row for row in rows if row.effective_date <= voucher.effective_date]
        found += _over(VoucherBreach.OVER_BUDGET, BUDGET_CEILING, paid, context.budget_then_vnd)
    yield from found


def _over(code: VoucherBreach, rule: Rule, rows: list[Voucher], limit_vnd: int | None) -> Iterator[Breach]:
    paid_vnd = summed(rows).cash_vnd
    if limit_vnd is not None and paid_vnd > limit_vnd:
        yield Breach(code, Severity.WARN, rule, {"paid_vnd": paid_vnd, "limit_vnd": limit_vnd})


def _pot(voucher: Voucher) -> PlanKey:
    return PlanKey(voucher.plan_year, voucher.is_carried_over, None)
