"""Splitting amounts by shares: parts add up, stay near their exact value, and mirror below zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.units import split_decimal, split_exact

SHARES = st.lists(st.decimals(0, 1, places=10), min_size=1, max_size=8).filter(any)
TOTALS = st.integers(-(10**19), 10**19)


@given(TOTALS, SHARES)
def test_the_parts_sum_to_the_total(total: int, shares: list[Decimal]) -> None:
    assert sum(split_exact(total, shares)) == total


@given(TOTALS, SHARES)
def test_no_part_is_more_than_one_off_its_exact_value(total: int, shares: list[Decimal]) -> None:
    weight = sum(int(share.scaleb(10)) for share in shares)
    for part, share in zip(split_exact(total, shares), shares, strict=True):
        assert abs(part * weight - total * int(share.scaleb(10))) <= weight


@given(TOTALS, SHARES)
def test_below_zero_the_parts_are_mirrored(total: int, shares: list[Decimal]) -> None:
    assert split_exact(-total, shares) == [-part for part in split_exact(total, shares)]


@given(TOTALS, SHARES)
def test_a_unit_without_a_share_gets_nothing(total: int, shares: list[Decimal]) -> None:
    without = split_exact(total, shares)
    assert split_exact(total, [Decimal(0), *shares]) == [0, *without]


@given(st.integers(-(10**15), 10**15), SHARES)
def test_areas_are_split_to_the_last_decimal(hundredths: int, shares: list[Decimal]) -> None:
    total = Decimal(hundredths).scaleb(-2)
    parts = split_decimal(total, shares, places=2)
    assert sum(parts) == total
    assert parts == [Decimal(part).scaleb(-2) for part in split_exact(hundredths, shares)]


def test_three_equal_shares_of_ten() -> None:
    assert split_exact(10, [Decimal("0.3333333333"), Decimal("0.3333333333"), Decimal("0.3333333334")]) == [
        3,
        4,
        3,
    ]
    assert split_exact(1, [Decimal("0.5"), Decimal("0.5")]) == [1, 0]
    assert split_exact(-1, [Decimal("0.5"), Decimal("0.5")]) == [-1, 0]


@pytest.mark.parametrize("shares", [[], [Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_shares_that_mean_nothing_are_refused(shares: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="shares must be"):
        split_exact(10, shares)
