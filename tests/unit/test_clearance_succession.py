from datetime import date
from decimal import Decimal

import pytest

from gis.domain.clearance import ClearanceCount, handed_over
from gis.domain.clearance_succession import standing_counts
from gis.domain.ratios import Part

OLD, NEIGHBOUR, NEW, NEWEST = 1, 2, 10, 20
SUCCESSORS = {OLD: {NEW, NEWEST}, NEIGHBOUR: {NEW, NEWEST}, NEW: {NEWEST}}


DAY = date(2025, 12, 31)
AREA = {"area_total_m2": Decimal(100), "area_handed_over_m2": Decimal(40)}
HOMES = {"household_total_count": 8, "household_handed_over_count": 8, "household_noticed_count": 8}


def count(unit_id: int, month: int, *, project_id: int = 1, **quantities: object) -> ClearanceCount:
    return ClearanceCount(
        effective_date=date(2025, month, 28), project_id=project_id, unit_id=unit_id, **(quantities or AREA)
    )


def standing(*rows: ClearanceCount, successors: dict[int, set[int]] = SUCCESSORS) -> list[ClearanceCount]:
    return standing_counts(rows, successors=successors, as_of=DAY)


def test_a_successor_that_counted_later_replaces_what_was_counted_before() -> None:
    rows = [count(OLD, 6), count(NEIGHBOUR, 6), count(NEW, 7)]
    assert standing(*rows) == [rows[2]]
    assert handed_over(standing(*rows)).area.whole == 100


def test_a_successor_far_away_replaces_too() -> None:
    rows = [count(OLD, 5), count(NEWEST, 6)]
    assert standing(*rows) == [rows[1]]


def test_a_later_count_of_the_old_commune_stands_beside_that_of_the_new_one() -> None:
    rows = [count(NEW, 7), count(OLD, 8)]
    assert standing(*rows) == rows


def test_another_project_replaces_nothing() -> None:
    rows = [count(OLD, 6), count(NEW, 7, project_id=2)]
    assert standing(*rows) == rows
    assert standing(*rows, successors={}) == rows


def test_a_measure_that_the_successor_leaves_blank_stays_as_it_was_counted() -> None:
    found = handed_over(standing(count(OLD, 6, **AREA, **HOMES), count(NEW, 7)))
    assert (found.area, found.households) == (Part(40, 100), Part(8, 8))
    old, new = standing(count(OLD, 6, **AREA, **HOMES), count(NEW, 7))
    assert (old.area_total_m2, old.household_noticed_count, new.household_noticed_count) == (None, 8, None)


def test_a_measure_once_counted_by_the_successor_stays_replaced_whatever_it_leaves_blank_later() -> None:
    rows = [count(OLD, 6, **HOMES), count(NEW, 7, household_total_count=9, household_handed_over_count=2)]
    (row,) = standing(*rows, count(NEW, 8))
    assert (row.unit_id, row.household_handed_over_count, row.area_total_m2) == (NEW, 2, 100)


@pytest.mark.parametrize("stated", [{"household_total_count": 9}, {"household_handed_over_count": 9}])
def test_a_part_without_its_whole_replaces_only_its_like(stated: dict[str, int]) -> None:
    assert handed_over(standing(count(OLD, 6, **HOMES), count(NEW, 7, **stated))).households == Part(8, 8)
    assert [row.unit_id for row in standing(count(OLD, 6, **stated), count(NEW, 7, **stated))] == [NEW]


def test_a_count_that_states_nothing_goes_with_any_of_the_successor() -> None:
    empty = count(OLD, 6, area_total_m2=None)
    assert standing(empty) == [empty]
    assert standing(empty, count(NEW, 7)) == [count(NEW, 7)]
