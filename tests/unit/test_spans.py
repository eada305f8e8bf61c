"""Spans of days: no day is counted twice."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gis.domain.spans import Span, after, clipped, covers, day_count, first_days, merged, without
from tests.unit.facts import day

START = date(2025, 1, 1)
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(-2, 20)).map(
        lambda pair: Span(START + timedelta(days=pair[0]), START + timedelta(days=sum(pair)))
    ),
    max_size=8,
)


def days(spans: list[Span]) -> set[date]:
    return {
        span.first + timedelta(days=number)
        for span in spans
        for number in range((span.last - span.first).days + 1)
    }


@given(SPANS)
def test_merging_keeps_the_days_in_spans_that_do_not_touch(spans: list[Span]) -> None:
    found = merged(spans)
    assert days(found) == days(spans)
    assert day_count(spans) == len(days(spans))
    assert all(left.last + timedelta(days=1) < right.first for left, right in pairwise(found))


@given(SPANS, SPANS)
def test_cutting_takes_away_exactly_the_days_of_the_cover(spans: list[Span], cover: list[Span]) -> None:
    assert days(without(spans, cover)) == days(spans) - days(cover)


@given(SPANS, st.integers(0, 80))
def test_clipping_keeps_the_days_up_to_the_last(spans: list[Span], number: int) -> None:
    last = START + timedelta(days=number)
    assert days(clipped(spans, last=last)) == {each for each in days(spans) if each <= last}


@given(SPANS, st.integers(-2, 80))
def test_the_first_days_are_the_earliest(spans: list[Span], count: int) -> None:
    assert days(first_days(spans, count)) == set(sorted(days(spans))[: max(0, count)])


def test_the_days_between_two_dates_leave_out_the_first() -> None:
    assert day_count([after(day("30/06/2025"), day("20/07/2025"))]) == 20


def test_a_cover_holds_every_day_or_not() -> None:
    year = Span(day("01/01/2025"), day("31/12/2025"))
    halves = [Span(day("01/01/2025"), day("30/06/2025")), Span(day("01/07/2025"), day("31/12/2025"))]
    assert covers(halves, year)
    assert not covers(halves[:1], year)
