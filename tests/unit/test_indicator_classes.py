from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.indicator_classes import MOST_GROUPS, Bounds, Ends, classify, ends
from gis.domain.indicators import Indicator

AMOUNTS = st.lists(st.none() | st.integers(0, 10**9).map(Decimal), max_size=40)


def decimals(*values: int | str | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def test_percentages_have_fixed_classes_whatever_the_units_have() -> None:
    found = classify(Indicator.DISBURSEMENT, decimals("0", "39.99", "40", "94.99", "95", "130", None))
    assert found.counts == (2, 1, 0, 1, 2)
    assert found.unknown_count == 1
    assert found.bounds()[0] == Bounds(None, Decimal(40))
    assert found.bounds()[-1] == Bounds(Decimal(95), None)
    assert found.number(Decimal(40)) == 2


def test_what_nobody_knows_is_in_no_class() -> None:
    found = classify(Indicator.PROGRESS, decimals(None, None))
    assert found.counts == (0, 0, 0, 0, 0)
    assert (found.unknown_count, found.number(None)) == (2, None)
    assert classify(Indicator.CONTRIBUTION, decimals(None)).counts == ()


def test_money_per_household_falls_into_groups_of_equal_size() -> None:
    found = classify(Indicator.CONTRIBUTION, decimals(*range(10, 110, 10)))
    assert found.counts == (2, 2, 2, 2, 2)
    assert found.edges == tuple(map(Decimal, (30, 50, 70, 90)))


def test_few_units_have_few_groups() -> None:
    assert classify(Indicator.CONTRIBUTION, decimals(5, 1, 3)).counts == (1, 1, 1)
    assert classify(Indicator.CONTRIBUTION, decimals(7, 7, 7)).counts == (3,)
    assert classify(Indicator.CONTRIBUTION, decimals(0, None)).counts == (1,)


def test_lowest_and_highest_are_told_where_values_differ() -> None:
    values = dict(enumerate(decimals("31.5", None, "20", "20")))
    assert ends(values) == Ends(lowest=(2, 3), highest=(0,))
    assert ends({1: Decimal(5), 2: Decimal(5), 3: None}) is None
    assert ends({1: Decimal(5), 2: None}) is None
    assert ends({}) is None


@given(AMOUNTS)
def test_every_unit_is_counted_once_and_in_the_class_of_its_value(values: list[Decimal | None]) -> None:
    found = classify(Indicator.CONTRIBUTION, values)
    assert sum(found.counts) + found.unknown_count == len(values)
    assert len(found.counts) <= MOST_GROUPS
    assert all(found.counts)
    numbers = [found.number(value) for value in values if value is not None]
    assert [numbers.count(number) for number in range(1, len(found.counts) + 1)] == list(found.counts)
    for value in values:
        if value is not None:
            low, high = found.bounds()[(found.number(value) or 0) - 1]
            assert low is None or low <= value
            assert high is None or value < high
