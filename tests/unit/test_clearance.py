"""Land clearance: ratios of what was counted, blocked roads, trends."""

from decimal import Decimal

import pytest

from gis.domain.clearance import (
    ClearanceCount,
    HandedOver,
    Trend,
    donated,
    handed_over,
    is_blocked,
    latest_counts,
    trend,
)
from gis.domain.ratios import Part
from tests.unit.facts import day

NOTHING = Part(None, None)


def count(on: str = "31/05/2026", **quantities: object) -> ClearanceCount:
    given = {name: Decimal(value) if isinstance(value, str) else value for name, value in quantities.items()}
    return ClearanceCount(effective_date=day(on), **given)


def test_the_last_count_of_each_commune_stands() -> None:
    rows = [
        count("30/04/2026", id=1, unit_id=1),
        count("31/05/2026", id=2, unit_id=1),
        count("31/03/2026", id=3, unit_id=2),
        count("31/05/2026", id=4, unit_id=1, project_id=9),
    ]
    assert {row.id for row in latest_counts(rows, as_of=day("31/05/2026"))} == {2, 3, 4}
    assert {row.id for row in latest_counts(rows, as_of=day("30/05/2026"))} == {1, 3}


def test_a_blank_is_no_count_and_keeps_what_was_counted_before() -> None:
    rows = [
        count("30/04/2026", unit_id=1, area_total_m2="1000", area_handed_over_m2="400", length_total_m="9"),
        count("31/05/2026", unit_id=1, area_handed_over_m2="600", household_total_count=3),
    ]
    (row,) = latest_counts(rows, as_of=day("31/05/2026"))
    assert (row.effective_date, row.length_total_m, row.household_total_count) == (day("31/05/2026"), 9, 3)
    assert handed_over([row]).area == Part(600, 1000)


def test_parts_are_summed_over_the_communes_that_counted_both() -> None:
    found = handed_over(
        [
            count(area_total_m2="1000", area_handed_over_m2="900", household_total_count=10),
            count(area_total_m2="500", household_handed_over_count=3),
            count(
                area_total_m2="2000", area_handed_over_m2="600", length_total_m="0", length_handed_over_m="0"
            ),
        ]
    )
    assert found.area == Part(1500, 3000)
    assert (found.area.ratio, found.area.percent) == (Decimal("0.5"), Decimal("50.00"))
    assert found.households == NOTHING
    assert (found.households.ratio, found.households.percent) == (None, None)
    assert found.length.ratio is None


def test_nothing_counted_is_not_nothing_handed_over() -> None:
    assert handed_over([]) == HandedOver(NOTHING, NOTHING, NOTHING)


def test_participation_is_the_share_of_households_that_handed_over() -> None:
    found = handed_over([count(household_total_count=7, household_handed_over_count=5)])
    assert found.households.percent == Decimal("71.43")


def test_land_given_is_set_against_all_land() -> None:
    rows = [count(area_total_m2="1000"), count(area_total_m2="600"), count()]
    assert donated(Decimal(400), rows).percent == Decimal("25.00")
    assert donated(None, rows).ratio is None
    assert donated(Decimal(400), [count()]).ratio is None


@pytest.mark.parametrize(
    ("area", "length", "blocked"),
    [
        ("949.99", "900", False),
        ("949.99", None, False),
        ("950", "999.99", True),
        ("1000", "1000", False),
        ("950", None, None),
        (None, "900", None),
    ],
)
def test_ninety_five_percent_of_the_area_may_still_block_the_road(
    area: str | None, length: str | None, blocked: bool | None
) -> None:
    area_m2, length_m = (Decimal(each) if each else None for each in (area, length))
    row = count(
        area_total_m2="1000",
        area_handed_over_m2=area_m2,
        length_total_m="1000",
        length_handed_over_m=length_m,
    )
    assert is_blocked([row]) is blocked


def test_the_trend_compares_communes_that_counted_on_both_days() -> None:
    rows = [
        count("30/04/2026", id=1, unit_id=1, area_handed_over_m2="100", household_handed_over_count=2),
        count("31/05/2026", id=2, unit_id=1, area_handed_over_m2="250", household_handed_over_count=1),
        count("31/05/2026", id=3, unit_id=2, area_handed_over_m2="900", length_handed_over_m="50"),
    ]
    assert trend(rows, since=day("30/04/2026"), as_of=day("31/05/2026")) == Trend(Decimal(150), -1, None)


def test_the_trend_of_what_was_left_blank_counts_from_the_last_figure_and_says_nothing_of_a_blank_day() -> (
    None
):
    rows = [
        count("31/03/2026", unit_id=1, area_handed_over_m2="100"),
        count("30/04/2026", unit_id=1, household_handed_over_count=2),
        count("31/05/2026", unit_id=1, area_handed_over_m2="250"),
    ]
    assert trend(rows, since=day("30/04/2026"), as_of=day("31/05/2026")) == Trend(Decimal(150), None, None)
