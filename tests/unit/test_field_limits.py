"""The limits beside fields agree with the checks behind them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.breaches import Severity
from gis.domain.clearance import ClearanceCount
from gis.domain.contracts import Contract
from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.field_limits import gift_limits, land_limits, payment_limits, progress_limits
from gis.domain.ledger_codes import CapitalPlanKind, ContributionKind, ReviewState, VoucherKind
from gis.domain.plausibility import ProjectBook, check_land, check_payment, check_progress
from gis.domain.progress import ProgressReport

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
    most = min(each.high for each in limits if each.field == "amount_vnd")
    assert (check_payment(voucher(amount), book=book, as_of=TODAY) == ()) is (amount <= most)


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
    assert land_limits(None) == gift_limits(ContributionKind.CASH) == ()
    kinds = (ContributionKind.LABOUR, ContributionKind.LAND)
    assert {each.severity for kind in kinds for each in gift_limits(kind)} == {Severity.WARN}
