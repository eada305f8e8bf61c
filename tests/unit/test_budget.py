"""The total investment in force on a day, what decisions change, and what is wrong with one."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.budget import UNKNOWN_DAY, BudgetDecision, budget_at, budget_changes, day_of_number
from gis.domain.budget_checks import check_budget
from gis.domain.disbursement import Voucher
from gis.domain.ledger_codes import BudgetKind, ReviewState, VoucherKind

FIRST = BudgetDecision(id=1, effective_date=date(2023, 3, 1), amount_vnd=100, decision_no="12/QĐ-UBND")
RAISED = BudgetDecision(
    id=2,
    effective_date=date(2025, 5, 20),
    amount_vnd=125,
    kind=BudgetKind.ADJUSTMENT,
    decision_no="45/QĐ-UBND",
)
AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-02-28", None), ("2023-03-01", 100), ("2025-05-19", 100), ("2025-05-20", 125)],
)
def test_a_decision_holds_from_its_day(day: str, expected: int | None) -> None:
    assert budget_at([RAISED, FIRST], as_of=date.fromisoformat(day), catalogue_vnd=7) == expected


def test_the_catalogue_speaks_only_where_no_decision_ever_counted() -> None:
    draft = replace(FIRST, review_state=ReviewState.DRAFT)
    assert budget_at([], as_of=AS_OF, catalogue_vnd=7) == 7
    assert budget_at([draft], as_of=AS_OF, catalogue_vnd=7) == 7
    withdrawal = replace(FIRST, id=3, corrects_id=1, is_withdrawn=True, counted_from=date(2026, 1, 1))
    assert budget_at([FIRST, withdrawal], as_of=date(2025, 12, 31), catalogue_vnd=7) == 100
    assert budget_at([FIRST, withdrawal], as_of=AS_OF, catalogue_vnd=7) is None


def test_a_decision_of_an_unknown_day_holds_on_all_days() -> None:
    assert budget_at([replace(FIRST, effective_date=UNKNOWN_DAY)], as_of=UNKNOWN_DAY) == 100


def test_what_each_decision_changed() -> None:
    lowered = replace(RAISED, id=3, effective_date=date(2026, 1, 5), amount_vnd=120)
    changes = budget_changes([lowered, FIRST, RAISED], as_of=AS_OF)
    assert [(each.change_vnd, each.change_pct) for each in changes] == [
        (None, None),
        (25, Decimal("25.00")),
        (-5, Decimal("-4.00")),
    ]
    assert len(budget_changes([lowered, FIRST, RAISED], as_of=date(2025, 12, 31))) == 2


def test_the_day_of_a_number_is_that_of_its_first_decision_however_it_is_spelled() -> None:
    again = replace(FIRST, id=3, effective_date=date(2024, 1, 2), decision_no="12 /qđ - ubnd")
    draft = replace(FIRST, id=4, effective_date=date(2020, 1, 1), review_state=ReviewState.DRAFT)
    unnumbered = replace(FIRST, id=5, effective_date=date(2020, 1, 1), decision_no=None)
    decisions = [again, FIRST, draft, unnumbered, RAISED]
    assert day_of_number(decisions, "12/QĐ–UBND") == FIRST.effective_date
    assert day_of_number(decisions, "13/QĐ-UBND") is None
    assert day_of_number(decisions, None) is None


DAYS = st.integers(0, 60).map(lambda days: date(2025, 1, 1) + timedelta(days=days))
DECISIONS = st.lists(st.tuples(DAYS, st.integers(1, 9)), min_size=1, max_size=6).map(
    lambda rows: [
        BudgetDecision(id=place, effective_date=day, amount_vnd=amount)
        for place, (day, amount) in enumerate(rows, 1)
    ]
)


@given(rows=DECISIONS, asked=DAYS, decided=DAYS, amount=st.integers(1, 9))
def test_a_later_decision_changes_no_answer_about_an_earlier_day(
    rows: list[BudgetDecision], asked: date, decided: date, amount: int
) -> None:
    newer = BudgetDecision(id=99, effective_date=decided, amount_vnd=amount)
    before, after = budget_at(rows, as_of=asked), budget_at([*rows, newer], as_of=asked)
    if asked < decided:
        assert after == before
    elif all(row.effective_date <= decided for row in rows if row.effective_date <= asked):
        assert after == amount


def told(stated: BudgetDecision, **known: object) -> list[tuple[str, str]]:
    found = check_budget(stated, as_of=AS_OF, **known)  # type: ignore[arg-type]
    return [(str(breach.code), str(breach.severity)) for breach in found]


def paid(amount_vnd: int, day: date) -> Voucher:
    return Voucher(
        effective_date=day, plan_year=day.year, kind=VoucherKind.COMPLETED_VOLUME, amount_vnd=amount_vnd
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"amount_vnd": 0}, [("budget_not_positive", "refuse")]),
        ({"amount_vnd": -1}, [("budget_not_positive", "refuse")]),
        ({"effective_date": date(2026, 7, 1)}, [("future_date", "refuse")]),
        ({"decision_no": "12 / QĐ-UBND", "effective_date": FIRST.effective_date}, [("budget_decision_twice", "warn")]),
        ({"decision_no": None, "effective_date": FIRST.effective_date}, [("budget_decision_twice", "warn")]),
        ({"decision_no": "12/QĐ-UBND"}, []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_decision(changed: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(replace(RAISED, **changed), known=(FIRST,)) == expected  # type: ignore[arg-type]


def test_a_missing_number_and_another_sum_of_the_corrected_row_are_told() -> None:
    assert told(replace(FIRST, decision_no=None), has_decision=False) == [("budget_without_decision", "warn")]
    assert told(replace(FIRST, amount_vnd=90), corrected=FIRST) == [("budget_decision_twice", "warn")]
    assert told(FIRST, known=(FIRST,)) == []


def test_a_sum_below_what_was_paid_while_it_held_is_told() -> None:
    vouchers = (paid(80, date(2024, 1, 1)), paid(40, date(2025, 6, 1)))
    assert told(replace(RAISED, amount_vnd=119), vouchers=vouchers) == [("budget_below_paid", "warn")]
    assert told(RAISED, vouchers=vouchers) == []
    assert told(FIRST, known=(RAISED,), vouchers=vouchers) == []
    assert told(replace(FIRST, amount_vnd=79), known=(RAISED,), vouchers=vouchers) == [
        ("budget_below_paid", "warn")
    ]
