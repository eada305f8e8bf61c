from datetime import date
from decimal import Decimal

from gis.domain.clearance import ClearanceCount, handed_over
from gis.domain.clearance_succession import standing_counts

OLD, NEIGHBOUR, NEW, NEWEST = 1, 2, 10, 20
SUCCESSORS = {OLD: {NEW, NEWEST}, NEIGHBOUR: {NEW, NEWEST}, NEW: {NEWEST}}


def count(unit_id: int, month: int, *, project_id: int = 1) -> ClearanceCount:
    return ClearanceCount(
        effective_date=date(2025, month, 28),
        project_id=project_id,
        unit_id=unit_id,
        area_total_m2=Decimal(100),
        area_handed_over_m2=Decimal(40),
    )


def test_a_successor_that_counted_later_replaces_what_was_counted_before() -> None:
    rows = [count(OLD, 6), count(NEIGHBOUR, 6), count(NEW, 7)]
    assert standing_counts(rows, successors=SUCCESSORS) == [rows[2]]
    assert handed_over(standing_counts(rows, successors=SUCCESSORS)).area.whole == 100


def test_a_successor_far_away_replaces_too() -> None:
    rows = [count(OLD, 5), count(NEWEST, 6)]
    assert standing_counts(rows, successors=SUCCESSORS) == [rows[1]]


def test_a_later_count_of_the_old_commune_stands_beside_that_of_the_new_one() -> None:
    rows = [count(OLD, 8), count(NEW, 7)]
    assert standing_counts(rows, successors=SUCCESSORS) == rows


def test_another_project_replaces_nothing() -> None:
    rows = [count(OLD, 6), count(NEW, 7, project_id=2)]
    assert standing_counts(rows, successors=SUCCESSORS) == rows
    assert standing_counts(rows, successors={}) == rows
