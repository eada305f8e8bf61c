"""Shares of a divided unit from the areas of its parts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.units import estimated_shares

areas = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=8)


@given(areas)
def test_parts_of_the_whole_sum_to_exactly_one(parts: list[float]) -> None:
    assert sum(estimated_shares(parts, sum(parts))) == 1


def test_a_sliver_that_the_parts_lose_is_given_to_the_largest() -> None:
    assert estimated_shares([3.0, 0.98], 4.0) == [Decimal("0.7537688443"), Decimal("0.2462311557")]


def test_parts_outside_the_territory_keep_their_share() -> None:
    assert estimated_shares([1.0, 1.0], 4.0) == [Decimal("0.25"), Decimal("0.25")]


@pytest.mark.parametrize("total", [0.0, 5.0])
def test_without_boundaries_the_parts_are_equal(total: float) -> None:
    assert estimated_shares([0.0, 0.0], total) == [Decimal("0.5"), Decimal("0.5")]
