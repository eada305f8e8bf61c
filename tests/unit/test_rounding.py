"""Rounding: halves away from zero, on exact numbers."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.rounding import round_half_away, whole_vnd


@pytest.mark.parametrize(
    ("number", "rounded"), [("0.5", 1), ("-0.5", -1), ("1.4999", 1), ("-2.5", -3), ("2.5", 3), ("0", 0)]
)
def test_halves_go_away_from_zero(number: str, rounded: int) -> None:
    assert whole_vnd(Decimal(number)) == rounded


def test_a_third_is_never_taken_for_a_half() -> None:
    assert round_half_away(Fraction(2, 3), places=2) == Decimal("0.67")
    assert str(round_half_away(1, places=2)) == "1.00"


@given(st.decimals(-(10**12), 10**12, places=5), st.integers(0, 4))
def test_it_is_the_usual_rounding(number: Decimal, places: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert round_half_away(number, places=places) == expected
