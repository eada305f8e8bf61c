"""Which vouchers are refused or warned of, and by which rule."""

from dataclasses import replace

import pytest

from gis.domain.breaches import Severity, is_refused
from gis.domain.disbursement import Voucher
from gis.domain.entry_checks import EntryBreach
from gis.domain.ledger_codes import ReviewState, VoucherKind
from gis.domain.payment_rules import PAYMENT_DECREE
from gis.domain.voucher_checks import PaymentContext, VoucherBreach, check_repeated, check_voucher
from tests.unit.facts import MILLION, day
from tests.unit.payments import PLAN_2025, PLANS, VOUCHERS, paid, plan

TODAY = day("31/01/2027")
ADVANCE, VOLUME, RECOVERY = VoucherKind.ADVANCE, VoucherKind.COMPLETED_VOLUME, VoucherKind.RECOVERY


def codes(voucher: Voucher, *before: Voucher, **context: object) -> list[str]:
    given: dict[str, object] = {"plans": PLANS, "vouchers": before}
    return [
        breach.code
        for breach in check_voucher(voucher, context=PaymentContext(**(given | context)), as_of=TODAY)
    ]


def test_the_worked_example_breaks_no_rule() -> None:
    for number, voucher in enumerate(VOUCHERS):
        assert codes(voucher, *VOUCHERS[:number], budget_vnd=6_000 * MILLION) == []


@pytest.mark.parametrize(("then", "is_told"), [(4_000, True), (5_000, False), (None, False)])
def test_what_was_paid_by_a_day_is_held_against_the_budget_of_that_day(
    then: int | None, is_told: bool
) -> None:
    earlier, later = paid("10/03/2025", 3_000, VOLUME), paid("20/11/2025", 1_500, VOLUME)
    given = {"budget_vnd": 9_000 * MILLION, "budget_then_vnd": then and then * MILLION}
    found = codes(paid("10/06/2025", 1_200, VOLUME), earlier, later, **given)
    assert (VoucherBreach.OVER_BUDGET in found) is is_told


@pytest.mark.parametrize("paid_on", ["20/01/2026", "31/01/2026", "05/01/2027"])
def test_money_carried_over_is_refused_outside_its_months(paid_on: str) -> None:
    voucher = paid(paid_on, 1_000, VOLUME, is_carried_over=True)
    (breach,) = check_voucher(voucher, context=PaymentContext(plans=PLANS), as_of=TODAY)
    assert (breach.code, breach.severity) == (VoucherBreach.OUTSIDE_CARRIED_OVER, Severity.REFUSE)
    assert breach.rule.legal_reference == PAYMENT_DECREE
    assert breach.rule.text == "Vốn năm N được kéo dài thanh toán từ 01/02/N+1 đến hết 31/12/N+1."
    assert breach.params == {
        "plan_year": 2025,
        "paid_on": day(paid_on),
        "opens": day("01/02/2026"),
        "closes": day("31/12/2026"),
    }


YEAR, ADVANCES, COMPENSATION = (
    VoucherBreach.OUTSIDE_YEAR,
    VoucherBreach.OUTSIDE_ADVANCES,
    VoucherBreach.OUTSIDE_COMPENSATION,
)


@pytest.mark.parametrize(
    ("kind", "paid_on", "more", "code"),
    [
        (VOLUME, "31/12/2024", {}, YEAR),
        (VOLUME, "01/01/2025", {}, None),
        (VOLUME, "31/01/2026", {"volume_accepted_on": day("31/12/2025")}, None),
        (VOLUME, "01/02/2026", {"volume_accepted_on": day("31/12/2025")}, YEAR),
        (VOLUME, "20/01/2026", {"volume_accepted_on": day("02/01/2026")}, VoucherBreach.VOLUME_TOO_LATE),
        (VOLUME, "20/01/2026", {}, VoucherBreach.VOLUME_UNDATED),
        (VOLUME, "20/06/2025", {"volume_accepted_on": day("21/06/2025")}, VoucherBreach.VOLUME_AFTER_PAYMENT),
        (ADVANCE, "31/12/2025", {}, None),
        (ADVANCE, "01/01/2026", {}, ADVANCES),
        (ADVANCE, "31/01/2026", {"is_compensation": True}, None),
        (ADVANCE, "01/02/2026", {"is_compensation": True}, COMPENSATION),
        (ADVANCE, "01/02/2026", {"is_carried_over": True}, None),
    ],
)
def test_each_kind_of_payment_has_its_days(
    kind: VoucherKind, paid_on: str, more: dict[str, object], code: VoucherBreach | None
) -> None:
    assert codes(paid(paid_on, 1_000, kind, **more)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("paid_on", "code"),
    [
        ("31/01/2026", VoucherBreach.OUTSIDE_RECOVERIES),
        ("01/02/2026", None),
        ("31/01/2027", None),
    ],
)
def test_older_advances_are_recovered_from_february_on(paid_on: str, code: VoucherBreach | None) -> None:
    older = paid("01/11/2025", 500, ADVANCE)
    assert codes(paid(paid_on, 400, RECOVERY, plan_year=2026), older) == ([code] if code else [])


def test_advances_of_the_same_plan_are_recovered_at_any_time_of_it() -> None:
    rows = paid("01/11/2025", 500, ADVANCE), paid("05/01/2026", 300, ADVANCE, plan_year=2026)
    assert codes(paid("20/01/2026", 300, RECOVERY, plan_year=2026), *rows) == []
    assert codes(paid("20/01/2026", 301, RECOVERY, plan_year=2026), *rows) == [
        VoucherBreach.OUTSIDE_RECOVERIES
    ]


def test_more_recovered_than_advanced_is_refused() -> None:
    advance = paid("10/03/2025", 500, ADVANCE)
    found = check_voucher(
        paid("01/06/2025", 501, RECOVERY),
        context=PaymentContext(plans=PLANS, vouchers=(advance,)),
        as_of=TODAY,
    )
    assert [breach.code for breach in found] == [VoucherBreach.OVER_RECOVERED]
    assert found[0].params == {"day": day("01/06/2025"), "advanced_vnd": 500 * MILLION, "over_vnd": MILLION}
    assert is_refused(found)


def test_a_recovery_before_its_advance_is_refused() -> None:
    advance = paid("10/03/2025", 500, ADVANCE)
    assert VoucherBreach.OVER_RECOVERED in codes(paid("09/03/2025", 100, RECOVERY), advance)


def test_an_advance_cannot_be_corrected_below_what_was_recovered() -> None:
    advance = replace(paid("10/03/2025", 500, ADVANCE), id=1)
    rows = advance, replace(paid("01/06/2025", 400, RECOVERY), id=2)
    smaller = replace(
        advance, id=None, corrects_id=1, amount_vnd=300 * MILLION, counted_from=day("01/01/2028")
    )
    assert codes(smaller, *rows) == [VoucherBreach.OVER_RECOVERED]
    assert codes(replace(smaller, amount_vnd=400 * MILLION), *rows) == []


def test_a_correction_stands_in_place_of_its_row() -> None:
    recovery = replace(paid("20/01/2026", 300, RECOVERY, plan_year=2026), id=2)
    rows = paid("05/01/2026", 300, ADVANCE, plan_year=2026), recovery
    assert codes(replace(recovery, id=None, corrects_id=2, amount_vnd=200 * MILLION), *rows) == []


def test_old_errors_are_not_blamed_on_new_vouchers() -> None:
    wrong = paid("01/06/2025", 500, RECOVERY)
    assert codes(paid("01/07/2025", 100, VOLUME), wrong) == []
    assert codes(paid("01/07/2025", 100, ADVANCE), wrong) == []


@pytest.mark.parametrize(
    ("voucher", "context", "code", "limit_vnd"),
    [
        (paid("01/06/2025", 5_001, VOLUME), {}, VoucherBreach.OVER_YEAR_PLAN, 5_000),
        (paid("01/06/2026", 1_201, VOLUME, is_carried_over=True), {}, VoucherBreach.OVER_CARRIED_PLAN, 1_200),
        (
            paid("01/06/2025", 4_000, VOLUME),
            {"budget_vnd": 3_999 * MILLION},
            VoucherBreach.OVER_BUDGET,
            3_999,
        ),
        (
            paid("01/06/2025", 900, VOLUME, contract_id=4),
            {"contract_vnd": 899 * MILLION},
            VoucherBreach.OVER_CONTRACT,
            899,
        ),
        (
            paid("01/06/2025", 900, VOLUME, is_compensation=True),
            {"compensation_vnd": 899 * MILLION},
            VoucherBreach.OVER_COMPENSATION,
            899,
        ),
    ],
)
def test_ceilings_warn(
    voucher: Voucher, context: dict[str, object], code: VoucherBreach, limit_vnd: int
) -> None:
    given: dict[str, object] = {"plans": PLANS}
    (breach,) = check_voucher(voucher, context=PaymentContext(**(given | context)), as_of=TODAY)
    assert (breach.code, breach.severity) == (code, Severity.WARN)
    assert breach.params == {"paid_vnd": voucher.amount_vnd, "limit_vnd": limit_vnd * MILLION}
    assert not is_refused((breach,))


def test_ceilings_count_all_sources_and_what_advances_allow() -> None:
    plans = PLAN_2025, plan("01/06/2025", 500, source_id=2)
    assert codes(paid("01/07/2025", 5_400, VOLUME, source_id=1), plans=plans) == []


def test_a_recovery_is_money_back_and_breaks_no_ceiling() -> None:
    rows = paid("01/06/2025", 9_000, ADVANCE)
    assert codes(paid("01/07/2025", 100, RECOVERY), rows) == []


def test_a_payment_without_plan_is_told() -> None:
    assert codes(paid("01/06/2025", 1, VOLUME), plans=()) == [VoucherBreach.NO_PLAN]


def test_what_cannot_be_is_refused() -> None:
    nothing = paid("01/06/2025", 0, VOLUME)
    assert codes(nothing) == [VoucherBreach.NOT_POSITIVE]
    later = paid("01/02/2027", 1, VOLUME, plan_year=2027)
    assert codes(later, plans=[plan("02/01/2027", 5, fiscal_year=2027)]) == [EntryBreach.FUTURE_DATE]
    assert codes(paid("01/06/2025", 1, VOLUME), decision_date=day("02/06/2025")) == [
        VoucherBreach.BEFORE_DECISION
    ]
    assert codes(paid("01/06/2025", 1, VOLUME), decision_date=day("01/06/2025")) == []


def test_a_draft_is_checked_as_if_it_counted() -> None:
    draft = replace(paid("01/06/2025", 6_000, VOLUME), review_state=ReviewState.DRAFT)
    assert codes(draft) == [VoucherBreach.OVER_YEAR_PLAN]


def test_the_same_payment_again_is_warned_of() -> None:
    first = replace(paid("24/10/2026", 1_000, VOLUME), id=7)
    again = paid("24/10/2026", 1_000, VOLUME)
    (breach,) = check_repeated(again, vouchers=[first], as_of=TODAY)
    assert (breach.code, breach.severity) == (VoucherBreach.REPEATED, Severity.WARN)
    others = (replace(again, corrects_id=7), replace(again, contract_id=3), paid("24/10/2026", 1_001, VOLUME))
    assert [check_repeated(other, vouchers=[first], as_of=TODAY) for other in others] == [(), (), ()]
