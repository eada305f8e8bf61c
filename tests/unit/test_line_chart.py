from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from webmap.projects.line_chart import MOST_TICKS, Frame, Point, path_of

YEAR = Frame(date(2025, 1, 1), date(2026, 1, 1))


def test_days_become_shares_of_the_width() -> None:
    assert YEAR.x(date(2025, 1, 1)) == 0
    assert YEAR.x(date(2026, 1, 1)) == 100
    assert YEAR.x(date(2025, 7, 2)) == 49.86


def test_percents_grow_upwards() -> None:
    line = YEAR.line("actual", [Point(date(2025, 1, 1), 0), Point(date(2026, 1, 1), 62.5)])
    assert line.path == "M 0.0 100 L 100.0 37.5"
    assert path_of([]) == ""


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40_000))
def test_there_are_never_more_ticks_than_fit_on_a_phone(first: date, days: int) -> None:
    frame = Frame(first, date.fromordinal(first.toordinal() + days))
    ticks = frame.ticks()
    assert all(0 <= at <= 100 for _, at in ticks)
    assert len(ticks) <= MOST_TICKS


def test_a_single_day_is_no_division_by_zero() -> None:
    assert Frame(date(2025, 1, 1), date(2025, 1, 1)).x(date(2025, 1, 1)) == 0
