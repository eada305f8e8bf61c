"""Rates of disbursement, each of which names what it divides by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gis.domain.disbursement import CapitalPlan, PlanKey, Voucher, current_plans, payments
from gis.domain.ledger_codes import PlanLevel
from gis.domain.ratios import percent, ratio


class RateCode(StrEnum):
    """The three rates, named by their divisors: year plan, plan carried over, both."""

    YEAR_PLAN = "r1"
    CARRIED_OVER_PLAN = "r2"
    BOTH_PLANS = "r3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Cash disbursed against a plan, in đồng.

    The plan is None where nothing was assigned, and then there is no rate; paid is 0 where a plan is not paid from
    yet, and None where there is neither plan nor payment.
    """

    code: RateCode
    year: int
    level: PlanLevel
    paid_vnd: int | None
    plan_vnd: int | None

    @property
    def ratio(self) -> Decimal | None:
        """Paid ÷ plan; None, never 0, where the plan is missing or 0."""
        return ratio(self.paid_vnd, self.plan_vnd)

    @property
    def percent(self) -> Decimal | None:
        """The same in percent with 2 decimals, half away from zero, rounded once from the exact value."""
        return percent(self.paid_vnd, self.plan_vnd)


def year_rates(
    plans: Iterable[CapitalPlan],
    vouchers: Iterable[Voucher],
    *,
    year: int,
    as_of: date,
    level: PlanLevel = PlanLevel.DETAILED,
) -> tuple[Rate, Rate, Rate]:
    """Return R1, R2 and R3 of fiscal `year` on `as_of`, over all sources.

    R1 sets payments from the plan of the year against that plan with its advance allocations; R2 payments from what
    the year before carried over against that; R3 both against both. Source: docs/rules.md, "Plans and payments".
    """
    assigned = current_plans(plans, as_of=as_of, level=level)
    paid = payments(vouchers, as_of=as_of)

    def rate(code: RateCode, *, carried: tuple[bool, ...]) -> Rate:
        def is_meant(key: PlanKey) -> bool:
            return key.spent_in == year and key.is_carried_over in carried

        known = [amount for key, amount in assigned.items() if is_meant(key)]
        spent = [each.cash_vnd for key, each in paid.items() if is_meant(key)]
        return Rate(
            code=code,
            year=year,
            level=level,
            paid_vnd=sum(spent) if known or spent else None,
            plan_vnd=sum(known) if known else None,
        )

    return (
        rate(RateCode.YEAR_PLAN, carried=(False,)),
        rate(RateCode.CARRIED_OVER_PLAN, carried=(True,)),
        rate(RateCode.BOTH_PLANS, carried=(False, True)),
    )
