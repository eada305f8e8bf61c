"""Vouchers against the Treasury's list: worked cases of the rule, and that pairs are one to one on random lists."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.ledger_codes import ReconciliationState, VoucherKind
from gis.domain.reconciliation import MatchRules, Pair, Payment, counts, reconcile

MATCHED, DIFFERENT = ReconciliationState.MATCHED, ReconciliationState.DIFFERENT
IN_LEDGER, AT_TREASURY = ReconciliationState.MISSING_IN_LEDGER, ReconciliationState.MISSING_AT_TREASURY
DAY = date(2026, 3, 10)


def pay(key: int, amount: int = 100, day: int = 0, **more: object) -> Payment:
    stated = {"project_id": 1, "kind": VoucherKind.ADVANCE} | more
    return Payment(key=key, amount_vnd=amount, paid_on=DAY + timedelta(days=day), **stated)  # type: ignore[arg-type]


def told(pairs: list[Pair]) -> list[tuple[int | None, int | None, ReconciliationState]]:
    return [
        (pair.line.key if pair.line else None, pair.voucher.key if pair.voucher else None, pair.state)
        for pair in pairs
    ]


def test_a_few_days_apart_is_one_payment() -> None:
    assert told(reconcile([pay(1)], [pay(11, day=5)])) == [(1, 11, MATCHED)]
    late = reconcile([pay(1)], [pay(11, day=6)])
    assert told(late) == [(1, 11, DIFFERENT)]
    assert [(each.field, each.ours, each.theirs) for each in late[0].differences] == [
        ("paid_on", DAY + timedelta(days=6), DAY)
    ]
    assert told(reconcile([pay(1)], [pay(11, day=6)], rules=MatchRules(most_days=6))) == [(1, 11, MATCHED)]


def test_equal_payments_pair_by_number_then_by_day() -> None:
    lines = [pay(1, number="a"), pay(2, number="b"), pay(3, day=3)]
    vouchers = [pay(11, number="b", day=1), pay(12, day=3), pay(13, number="a", day=2)]
    assert told(reconcile(lines, vouchers)) == [(1, 13, MATCHED), (2, 11, MATCHED), (3, 12, MATCHED)]


def test_a_line_is_used_once() -> None:
    assert told(reconcile([pay(1)], [pay(11), pay(12)])) == [(1, 11, MATCHED), (None, 12, AT_TREASURY)]
    assert told(reconcile([pay(1), pay(2)], [pay(11)])) == [(1, 11, MATCHED), (2, None, IN_LEDGER)]


def test_the_same_number_with_another_amount_differs_in_it() -> None:
    pairs = reconcile([pay(1, 120, number="x")], [pay(11, 100, number="x")])
    assert told(pairs) == [(1, 11, DIFFERENT)]
    assert pairs[0].differences == (("amount_vnd", 100, 120),)


def test_the_plan_year_is_compared_where_both_state_it() -> None:
    assert told(reconcile([pay(1, plan_year=2025)], [pay(11)])) == [(1, 11, MATCHED)]
    pairs = reconcile([pay(1, plan_year=2025)], [pay(11, plan_year=2026)])
    assert pairs[0].differences == (("plan_year", 2026, 2025),)


def test_other_numbers_of_the_same_sum_are_told() -> None:
    pairs = reconcile([pay(1, number="x")], [pay(11, number="y")])
    assert told(pairs) == [(1, 11, DIFFERENT)]
    assert pairs[0].differences == (("number", "y", "x"),)


def test_the_same_kind_on_one_day_differs_in_amount() -> None:
    assert told(reconcile([pay(1, 90)], [pay(11, 100)])) == [(1, 11, DIFFERENT)]
    assert told(reconcile([pay(1, 90)], [pay(11, 100, day=1)])) == [
        (1, None, IN_LEDGER),
        (None, 11, AT_TREASURY),
    ]


def test_projects_and_kinds_do_not_mix() -> None:
    assert told(reconcile([pay(1, project_id=2)], [pay(11)])) == [
        (1, None, IN_LEDGER),
        (None, 11, AT_TREASURY),
    ]
    assert told(reconcile([pay(1, project_id=None)], [])) == [(1, None, IN_LEDGER)]
    recovery = pay(11, kind=VoucherKind.RECOVERY)
    assert told(reconcile([pay(1)], [recovery])) == [(1, None, IN_LEDGER), (None, 11, AT_TREASURY)]


PAYMENTS = st.builds(
    pay,
    key=st.just(0),
    amount=st.sampled_from([100, 200]),
    day=st.integers(0, 12),
    project_id=st.sampled_from([1, 2]),
    number=st.sampled_from([None, "a", "b"]),
)


@given(st.lists(PAYMENTS, max_size=8), st.lists(PAYMENTS, max_size=8))
def test_every_payment_is_told_once(lines: list[Payment], vouchers: list[Payment]) -> None:
    ours = [
        pay(
            100 + at,
            each.amount_vnd,
            (each.paid_on - DAY).days,
            project_id=each.project_id,
            number=each.number,
        )
        for at, each in enumerate(vouchers)
    ]
    theirs = [
        pay(at, each.amount_vnd, (each.paid_on - DAY).days, project_id=each.project_id, number=each.number)
        for at, each in enumerate(lines)
    ]
    pairs = reconcile(theirs, ours)
    assert [pair.line for pair in pairs if pair.line is not None] == theirs
    assert sorted(pair.voucher.key for pair in pairs if pair.voucher) == [each.key for each in ours]
    for pair in pairs:
        if pair.line and pair.voucher:
            assert pair.line.project_id == pair.voucher.project_id
            assert (pair.state is MATCHED) is (not pair.differences)
    assert sum(counts(pairs).values()) == len(pairs)
