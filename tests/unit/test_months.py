"""Months of reporting: which one is worked on, when it is due, what came after it was closed."""

from datetime import UTC, date, datetime

import pytest

from gis.domain.months import Closing, due_on, is_supplement, last_day, reported_day, state_of, working_month

OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 10), OCTOBER),
        (date(2026, 11, 11), date(2026, 11, 1)),
        (date(2026, 1, 3), date(2025, 12, 1)),
    ],
)
def test_the_first_ten_days_belong_to_the_month_before(today: date, month: date) -> None:
    assert working_month(today) == month


def test_a_month_is_due_on_the_fifth_of_the_next() -> None:
    assert (due_on(OCTOBER), due_on(date(2026, 12, 1))) == (date(2026, 11, 5), date(2027, 1, 5))
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)


def test_figures_stand_for_the_last_day_or_for_today() -> None:
    assert reported_day(OCTOBER, today=date(2026, 10, 12)) == date(2026, 10, 12)
    assert reported_day(OCTOBER, today=date(2026, 11, 3)) == date(2026, 10, 31)


def at(day: int, *, is_closed: bool = True, unit_id: int | None = None) -> Closing:
    return Closing(OCTOBER, unit_id, is_closed, datetime(2026, 11, day, tzinfo=UTC))


def test_the_newest_closing_of_a_unit_or_of_all_counts() -> None:
    closings = [at(6), at(8, is_closed=False, unit_id=7), at(9, unit_id=8)]
    assert state_of(closings, [7, 1]) == closings[1]
    assert state_of(closings, [8]) == closings[2]
    assert state_of(closings, [9]) == closings[0]
    assert state_of([], [9]) is None


@pytest.mark.parametrize(
    ("written_on", "unit_id", "expected"),
    [(5, 7, False), (7, 7, True), (9, 7, False), (9, 3, True)],
)
def test_what_is_written_while_the_month_is_closed_is_a_supplement(
    written_on: int, unit_id: int, expected: bool
) -> None:
    closings = [at(6), at(8, is_closed=False, unit_id=7)]
    written = datetime(2026, 11, written_on, tzinfo=UTC)
    assert is_supplement(date(2026, 10, 20), written, closings, [unit_id]) is expected
    assert not is_supplement(date(2026, 11, 1), written, closings, [unit_id])
