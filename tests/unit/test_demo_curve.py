"""The S-curve of demonstration works."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from etl.demo.history.curve import Curve, Stall, smooth, worked_days

START = date(2025, 1, 1)
FINISH = date(2025, 12, 31)
DAYS = st.integers(-30, 400).map(lambda days: START + timedelta(days=days))


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    stalls = [
        Stall(first, first + timedelta(days=draw(st.integers(0, 120))), draw(st.floats(0, 1)))
        for first in draw(st.lists(DAYS, max_size=1))
    ]
    return Curve(START, FINISH, draw(st.floats(0.8, 1.3)), stalls)


@given(curves(), DAYS, DAYS)
def test_works_never_go_back_and_end_at_the_finish(curve: Curve, one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert 0 <= curve.done_ratio(first) <= curve.done_ratio(last) <= 1
    assert curve.done_ratio(START) == 0
    assert curve.done_ratio(FINISH) == 1


def test_the_rains_slow_the_works() -> None:
    dry = worked_days(date(2025, 4, 1)) - worked_days(date(2025, 3, 1))
    wet = worked_days(date(2025, 9, 1)) - worked_days(date(2025, 8, 1))
    assert wet < 0.75 * dry


def test_works_stand_still_while_they_are_stopped() -> None:
    stop = Stall(date(2025, 4, 1), date(2025, 6, 1), 0.0)
    curve = Curve(START, FINISH, 1.0, (stop,))
    assert curve.done_ratio(stop.first) == curve.done_ratio(stop.until) > 0
    assert smooth(-1) == 0
    assert smooth(2) == 1
