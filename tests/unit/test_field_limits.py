"""The limits beside fields agree with the checks behind them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.breaches import Severity
from gis.domain.clearance import ClearanceCount
from gis.domain.clearance_checks import QUANTITIES
from gis.domain.completion import CompletionDate
from gis.domain.contracts import Contract
from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.field_figures import Figure, FigureCode, payment_figures, price_figures
from gis.domain.field_limits import (
    extension_limits,
    gift_limits,
    land_limits,
    payment_limits,
    progress_limits,
    standing_gift_limits,
)
from gis.domain.ledger_codes import (
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    ExtensionCause,
    ReviewState,
    VoucherKind,
)
from gis.domain.plausibility import ProjectBook, check_extension, check_land, check_payment, check_progress
from gis.domain.progress import ProgressReport
from gis.domain.valuation import PriceItem
from gis.domain.voucher_checks import VoucherBreach

TODAY = date(2026, 11, 20)
PERCENT = st.decimals(-20, 140, places=2)


def report(percent: Decimal, day: date = TODAY, **more: object) -> ProgressReport:
    return ProgressReport(effective_date=day, physical_progress_pct=percent, **more)


@given(PERCENT, st.decimals(0, 100, places=2), st.integers(1, 100))
def test_a_report_within_its_limits_breaks_nothing(percent: Decimal, before: Decimal, days: int) -> None:
    previous = report(before, TODAY - timedelta(days=days), id=1)
    book = ProjectBook(reports=(previous,))
    limits = [each for each in progress_limits(previous, day=TODAY) if each.field == "physical_progress_pct"]
    within = all(
        (each.low is None or percent >= each.low) and (each.high is None or percent <= each.high)
        for each in limits
    )
    assert (check_progress(report(percent), book=book, as_of=TODAY) == ()) is within


def voucher(amount_vnd: int, **more: object) -> Voucher:
    fields = {"effective_date": TODAY, "plan_year": 2026, "kind": VoucherKind.COMPLETED_VOLUME}
    return Voucher(**fields | {"amount_vnd": amount_vnd, "volume_accepted_on": TODAY} | more)


@given(st.integers(1, 2_000), st.integers(0, 900), st.sampled_from([ReviewState.DRAFT, ReviewState.ACCEPTED]))
def test_a_payment_within_what_is_left_breaks_nothing(amount: int, paid: int, state: ReviewState) -> None:
    plan = CapitalPlan(
        effective_date=date(2026, 1, 5), fiscal_year=2026, kind=CapitalPlanKind.INITIAL, amount_vnd=1_000
    )
    earlier = (
        (voucher(paid, id=1, review_state=state, effective_date=date(2026, 2, 2), volume_accepted_on=None),)
        if paid
        else ()
    )
    book = ProjectBook(budget_vnd=1_500, plans=(plan,), vouchers=earlier)
    limits = payment_limits(book, plan_year=2026, as_of=TODAY)
    most = min(each.high for each in limits if each.field == "amount_vnd" and each.kind is None)
    assert (check_payment(voucher(amount), book=book, as_of=TODAY) == ()) is (amount <= most)


@given(st.integers(1, 900), st.integers(0, 500))
def test_a_recovery_within_the_advances_that_are_out_breaks_nothing(amount: int, advanced: int) -> None:
    plan = CapitalPlan(
        effective_date=date(2026, 1, 5), fiscal_year=2026, kind=CapitalPlanKind.INITIAL, amount_vnd=1_000
    )
    more = {"kind": VoucherKind.ADVANCE, "effective_date": date(2026, 2, 2), "volume_accepted_on": None}
    earlier = (voucher(advanced, id=1, **more),) if advanced else ()
    book = ProjectBook(budget_vnd=1_500, plans=(plan,), vouchers=earlier)
    limits = payment_limits(book, plan_year=2026, as_of=TODAY)
    most = min(each.high for each in limits if each.kind is VoucherKind.RECOVERY)
    recovery = voucher(amount, kind=VoucherKind.RECOVERY, volume_accepted_on=None)
    assert (check_payment(recovery, book=book, as_of=TODAY) == ()) is (amount <= most)


@pytest.mark.parametrize("is_carried_over", [False, True])
@pytest.mark.parametrize("known", ["decision_date", "start_date"])
@given(st.dates(date(2024, 6, 1), date(2026, 3, 1)))
def test_a_payment_within_its_days_is_in_the_window(known: str, is_carried_over: bool, day: date) -> None:
    book = ProjectBook(**{known: date(2024, 12, 20)})
    paid = voucher(
        1, plan_year=2024, effective_date=day, is_carried_over=is_carried_over, volume_accepted_on=None
    )
    limits = payment_limits(book, plan_year=2024, is_carried_over=is_carried_over, as_of=TODAY)
    days = [each for each in limits if each.field == "effective_date" and each.kind is None]
    within = all((not each.low or day >= each.low) and (not each.high or day <= each.high) for each in days)
    told = {
        "voucher_outside_year",
        "voucher_outside_carried_over",
        "voucher_before_decision",
        "before_project",
    }
    codes = {str(each.code) for each in check_payment(paid, book=book, as_of=TODAY)}
    assert (not codes & told) is within


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_an_extension_within_its_limits_breaks_no_rule_of_days(day: date, new_date: date) -> None:
    first = CompletionDate(
        id=1, effective_date=date(2025, 1, 2), kind=CompletionDateKind.FIRST, new_date=date(2026, 6, 30)
    )
    book = ProjectBook(start_date=date(2025, 3, 1), dates=(first,))
    stated = CompletionDate(
        effective_date=day,
        kind=CompletionDateKind.EXTENSION,
        new_date=new_date,
        decision_no="1",
        cause=ExtensionCause.CAPITAL_BY_OTHERS,
    )
    typed = {"effective_date": day, "new_date": new_date}
    within = all(
        (each.low is None or typed[each.field] >= each.low)
        and (each.high is None or typed[each.field] <= each.high)
        for each in extension_limits(book, as_of=TODAY)
    )
    known = day > date(2025, 1, 2)  # of one day before, the first date is not there yet
    codes = {str(each.code) for each in check_extension(stated, book=book, as_of=TODAY)}
    assert (
        not codes & {"future_date", "extension_too_late", "completion_before_start"}
    ) is within or not known


def test_figures_tell_plan_payments_advances_and_prices() -> None:
    plan = CapitalPlan(
        effective_date=date(2026, 1, 5), fiscal_year=2026, kind=CapitalPlanKind.INITIAL, amount_vnd=1_000
    )
    advance = voucher(300, id=1, kind=VoucherKind.ADVANCE, review_state=ReviewState.DRAFT)
    book = ProjectBook(budget_vnd=1_500, plans=(plan,), vouchers=(advance,))
    told = payment_figures(book, plan_year=2026, is_carried_over=False, as_of=TODAY)
    assert [(each.field, each.code, each.params) for each in told] == [
        ("amount_vnd", "year_plan", {"year": "2026", "paid": 300, "plan": 1_000}),
        ("amount_vnd", "budget", {"budget": 1_500, "paid": 300}),
        ("kind", "advance_out", {"value": 300}),
    ]
    older = payment_figures(book, plan_year=2025, is_carried_over=True, as_of=TODAY)
    assert older[0] == Figure("amount_vnd", FigureCode.NO_PLAN, {"year": "2025", "paid": 0})

    def price(item: str, price_vnd: int, **more: object) -> PriceItem:
        fields = {
            "kind": ContributionKind.LAND,
            "quantity_unit": "m2",
            "valid_from": date(2026, 1, 1),
            "source": "QĐ",
        }
        return PriceItem(item=item, price_vnd=price_vnd, **fields | more)

    prices = [
        price("rừng", 10),
        price("ở", 40),
        price("ở", 50, unit_id=7),
        price("ở", 9, valid_from=date(2030, 1, 1)),
    ]
    (span,) = price_figures(prices, unit_id=7, item=None, day=TODAY)
    assert span.params == {"low": 10, "high": 50, "count": 2, "day": TODAY}
    (own,) = price_figures(prices, unit_id=8, item="ở", day=TODAY)
    assert (own.params["value"], own.kind, own.code) == (
        40,
        ContributionKind.LAND,
        FigureCode.PRICE_PROPOSED,
    )
    adopted = [price("ở", 40, review_state=ReviewState.ACCEPTED)]
    assert price_figures(adopted, unit_id=8, item="ở", day=TODAY)[0].code is FigureCode.PRICE


def test_a_row_that_is_rewritten_does_not_count_beside_itself() -> None:
    book = ProjectBook(budget_vnd=1_000, vouchers=(voucher(900, id=1, review_state=ReviewState.DRAFT),))
    rewritten = voucher(950, corrects_id=1)
    codes = {str(each.code) for each in check_payment(rewritten, book=book, as_of=TODAY)}
    assert codes == {"voucher_no_plan"}


def test_a_corrected_contract_still_is_the_ceiling_of_what_names_it_as_first_written() -> None:
    first = Contract(id=7, effective_date=date(2026, 2, 1), contract_no="7", value_vnd=900)
    newer = replace(first, id=9, corrects_id=7, value_vnd=800)
    plan = CapitalPlan(
        effective_date=date(2026, 1, 5), fiscal_year=2026, kind=CapitalPlanKind.INITIAL, amount_vnd=2_000
    )
    book = ProjectBook(budget_vnd=2_000, plans=(plan,), contracts=(first, newer))
    told = [check_payment(voucher(paid, contract_id=7), book=book, as_of=TODAY) for paid in (800, 801)]
    assert [[str(each.code) for each in found] for found in told] == [[], ["voucher_over_contract"]]


def count(handed_over: int, day: date, **more: object) -> ClearanceCount:
    area = {"area_total_m2": Decimal(1_000), "area_handed_over_m2": Decimal(handed_over)}
    return ClearanceCount(effective_date=day, unit_id=7, **area, **more)


@given(st.integers(0, 1_500), st.integers(0, 1_000), st.booleans())
def test_a_count_within_its_limits_breaks_nothing(handed_over: int, before: int, states_total: bool) -> None:
    previous = count(before, TODAY - timedelta(days=30), id=1)
    limits = [each for each in land_limits(previous) if each.field == "area_handed_over_m2"]
    within = all(
        (each.low is None or handed_over >= each.low) and (each.high is None or handed_over <= each.high)
        for each in limits
    )
    book = ProjectBook(counts=(previous,))
    typed = (
        count(handed_over, TODAY) if states_total else replace(count(handed_over, TODAY), area_total_m2=None)
    )
    assert (check_land(typed, book=book, as_of=TODAY) == ()) is within


def test_what_is_usual_warns_only() -> None:
    assert gift_limits(ContributionKind.CASH) == ()
    kinds = (ContributionKind.LABOUR, ContributionKind.LAND)
    assert {each.severity for kind in kinds for each in gift_limits(kind)} == {Severity.WARN}


def test_what_nobody_counted_before_has_its_limits_too() -> None:
    first = {(each.field, each.low, each.high) for each in land_limits(None)}
    assert {(name, 0, None) for name in QUANTITIES} <= first
    assert ("household_paid_count", None, None) in first, "the rule alone, until somebody states the total"
    bounded = {each.field for each in standing_gift_limits()}
    assert bounded == {"quantity", "unit_price_vnd", "household_count"}
    limits = payment_limits(ProjectBook(), plan_year=2026, as_of=TODAY)
    years = [each.high for each in limits if each.field == "plan_year"]
    amounts = [(each.low, each.is_above) for each in limits if each.field == "amount_vnd" and not each.kind]
    assert (years, amounts) == ([TODAY.year], [(0, True)])


@pytest.mark.parametrize("blank", [False, True])
def test_compensation_left_blank_by_the_last_count_is_what_was_approved_before(blank: bool) -> None:
    counts = [
        ClearanceCount(
            effective_date=TODAY - timedelta(days=40), id=1, unit_id=1, compensation_approved_vnd=500
        ),
        ClearanceCount(
            effective_date=TODAY, id=2, unit_id=1, compensation_approved_vnd=None if blank else 900
        ),
    ]
    paid = voucher(800, is_compensation=True)
    found = check_payment(paid, book=ProjectBook(counts=tuple(counts)), as_of=TODAY)
    assert (VoucherBreach.OVER_COMPENSATION in [breach.code for breach in found]) is blank
