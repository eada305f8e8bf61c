"""The worked test of plans and payments, to the đồng, and what makes each rate."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.disbursement import (
    CapitalPlan,
    PlanKey,
    Voucher,
    advance_balance,
    advance_balances,
    current_plans,
    payments,
    summed,
)
from gis.domain.ledger_codes import CapitalPlanKind, PlanLevel, VoucherKind
from gis.domain.rates import Rate, RateCode, year_rates
from tests.unit.facts import MILLION, day
from tests.unit.payments import PLAN_2025, PLANS, VOUCHERS, paid, plan


def rates(year: int, as_of: str) -> tuple[Rate, Rate, Rate]:
    return year_rates(PLANS, VOUCHERS, year=year, as_of=day(as_of))


def test_the_year_at_its_last_day() -> None:
    r1, r2, r3 = rates(2025, "31/12/2025")
    assert (r1.paid_vnd, r1.plan_vnd, r1.percent) == (3_300 * MILLION, 5_000 * MILLION, Decimal("66.00"))
    assert (r2.plan_vnd, r2.ratio, r2.percent) == (None, None, None)
    assert r3.percent == Decimal("66.00")


def test_the_year_when_its_books_close() -> None:
    r1, _, _ = rates(2025, "31/01/2026")
    assert (r1.paid_vnd, r1.percent, r1.ratio) == (3_800 * MILLION, Decimal("76.00"), Decimal("0.76"))
    assert advance_balance(VOUCHERS, as_of=day("31/12/2025")) == 300 * MILLION
    assert advance_balance(VOUCHERS, as_of=day("31/01/2026")) == 0


def test_gross_volume_and_advances_are_kept_apart() -> None:
    (found,) = payments(VOUCHERS, as_of=day("31/01/2026")).values()
    assert (found.advance_vnd, found.volume_vnd, found.recovery_vnd) == (
        1_500 * MILLION,
        3_800 * MILLION,
        1_500 * MILLION,
    )
    assert found.cash_vnd == 3_800 * MILLION
    assert [summed(each).cash_vnd for each in (VOUCHERS[1:3], VOUCHERS[3:5])] == [
        1_800 * MILLION,
        500 * MILLION,
    ]
    (r1, _, _), gross_vnd = rates(2025, "31/01/2026"), found.advance_vnd + found.volume_vnd
    assert replace(r1, paid_vnd=gross_vnd).percent == Decimal("106.00"), (
        "what advances and volume would add up to"
    )
    assert r1.percent == Decimal("76.00")


def test_what_was_carried_over_has_a_rate_of_its_own() -> None:
    r1, r2, r3 = rates(2026, "31/12/2026")
    assert (r2.paid_vnd, r2.plan_vnd, r2.percent) == (1_000 * MILLION, 1_200 * MILLION, Decimal("83.33"))
    assert (r1.paid_vnd, r1.plan_vnd, r1.percent) == (None, None, None)
    assert (r3.code, r3.percent) == (RateCode.BOTH_PLANS, Decimal("83.33"))
    assert rates(2025, "31/12/2026")[0].percent == Decimal("76.00")


def test_both_plans_together() -> None:
    plans = [*PLANS, plan("05/01/2026", 2_000, fiscal_year=2026)]
    r1, _, r3 = year_rates(plans, VOUCHERS, year=2026, as_of=day("31/12/2026"))
    assert (r1.percent, r3.percent) == (Decimal("0.00"), Decimal("31.25"))
    assert (r3.paid_vnd, r3.plan_vnd) == (1_000 * MILLION, 3_200 * MILLION)


def test_a_plan_taken_back_to_nothing_has_no_rate() -> None:
    plans = [PLAN_2025, plan("01/10/2025", 5_000, kind=CapitalPlanKind.DECREASE)]
    r1, _, _ = year_rates(plans, VOUCHERS, year=2025, as_of=day("31/12/2025"))
    assert (r1.plan_vnd, r1.ratio, r1.percent) == (0, None, None)


def test_the_current_plan_is_the_sum_of_its_decisions() -> None:
    plans = [
        PLAN_2025,
        plan("01/06/2025", 700, kind=CapitalPlanKind.SUPPLEMENT),
        plan("01/07/2025", 300, kind=CapitalPlanKind.INCREASE),
        plan("01/08/2025", 1_000, kind=CapitalPlanKind.DECREASE),
        plan("01/09/2025", 50, kind=CapitalPlanKind.ADVANCE_ALLOCATION),
        plan("01/09/2025", 40, source_id=3),
        plan("01/01/2025", 9_000, level=PlanLevel.COUNCIL),
    ]
    own, other = PlanKey(2025, False, None), PlanKey(2025, False, 3)
    assert current_plans(plans, as_of=day("31/12/2025")) == {own: 5_050 * MILLION, other: 40 * MILLION}
    assert current_plans(plans, as_of=day("30/06/2025")) == {own: 5_700 * MILLION}
    assert current_plans(plans, as_of=day("31/12/2025"), level=PlanLevel.COUNCIL) == {own: 9_000 * MILLION}


def test_advances_still_out_by_the_year_that_advanced_them() -> None:
    rows = [
        paid("01/03/2024", 100, VoucherKind.ADVANCE, plan_year=2024),
        paid("01/03/2025", 100, VoucherKind.ADVANCE),
        paid("01/06/2025", 130, VoucherKind.RECOVERY),
    ]
    assert advance_balances(rows, as_of=day("31/12/2025")) == {2024: 0, 2025: 70 * MILLION}
    assert advance_balances(rows, as_of=day("31/12/2024")) == {2024: 100 * MILLION}
    assert advance_balances(rows[2:], as_of=day("31/12/2025")) == {2025: -130 * MILLION}
    assert advance_balances([], as_of=day("31/12/2025")) == {}


def test_nothing_advanced_is_not_a_balance_of_zero() -> None:
    volume = paid("01/06/2025", 130, VoucherKind.COMPLETED_VOLUME)
    assert advance_balance([volume], as_of=day("31/12/2025")) is None


ROWS = st.lists(
    st.tuples(st.sampled_from(VoucherKind), st.integers(1, 10**12), st.integers(2023, 2026)), max_size=12
)


@given(ROWS)
def test_balances_by_year_sum_to_the_balance_and_pots_to_the_cash(
    rows: list[tuple[VoucherKind, int, int]],
) -> None:
    vouchers = [
        Voucher(id=n, effective_date=day("01/06/2025"), kind=kind, amount_vnd=amount, plan_year=year)
        for n, (kind, amount, year) in enumerate(rows)
    ]
    as_of = day("31/12/2025")
    assert sum(advance_balances(vouchers, as_of=as_of).values()) == (
        advance_balance(vouchers, as_of=as_of) or 0
    )
    pots = payments(vouchers, as_of=as_of)
    assert sum(pot.cash_vnd for pot in pots.values()) == summed(vouchers).cash_vnd


@pytest.mark.parametrize(
    ("paid_vnd", "plan_vnd", "percent"),
    [(1, 3, "33.33"), (1, 6, "16.67"), (-1, 8, "-12.50"), (5, 40_000, "0.01")],
)
def test_percents_are_rounded_half_away_from_zero(paid_vnd: int, plan_vnd: int, percent: str) -> None:
    rate = Rate(
        code=RateCode.YEAR_PLAN, year=2025, level=PlanLevel.DETAILED, paid_vnd=paid_vnd, plan_vnd=plan_vnd
    )
    assert rate.percent == Decimal(percent)


def test_a_plan_keeps_its_year_when_it_is_carried_over() -> None:
    assert PlanKey(2025, True, None).spent_in == 2026
    carried = CapitalPlan(
        effective_date=day("28/02/2026"),
        fiscal_year=2025,
        kind=CapitalPlanKind.CARRIED_OVER,
        amount_vnd=1,
    )
    assert list(current_plans([carried], as_of=day("28/02/2026"))) == [PlanKey(2025, True, None)]
