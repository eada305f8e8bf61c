"""Spans of whole days: joining, cutting and counting, so that no day is counted twice."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

ONE_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """All days from `first` to `last`, both included; empty where `last` is before `first`."""

    first: date
    last: date


def after(day: date, until: date) -> Span:
    """Return the days after `day` up to and with `until`: what passes between two dates."""
    return Span(day + ONE_DAY, until)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same days as spans in order, none empty, none touching another."""
    joined: list[Span] = []
    for span in sorted(span for span in spans if span.first <= span.last):
        if joined and span.first <= joined[-1].last + ONE_DAY:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return joined


def without(spans: Iterable[Span], cover: Iterable[Span]) -> list[Span]:
    """Return the days of `spans` that `cover` does not hold."""
    left = merged(spans)
    for hole in merged(cover):
        left = [part for span in left for part in _outside(span, hole)]
    return left


def clipped(spans: Iterable[Span], *, last: date) -> list[Span]:
    """Return the days of `spans` up to and with `last`."""
    return merged(Span(span.first, min(span.last, last)) for span in spans)


def first_days(spans: Iterable[Span], count: int) -> list[Span]:
    """Return the first `count` days of the spans, all of them where they are fewer."""
    found: list[Span] = []
    for span in merged(spans):
        if count <= 0:
            break
        found.append(Span(span.first, min(span.last, span.first + (count - 1) * ONE_DAY)))
        count -= day_count(found[-1:])
    return found


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Tell whether every day of `wanted` lies in `spans`."""
    return not without([wanted], spans)


def day_count(spans: Iterable[Span]) -> int:
    """Return how many different days the spans hold."""
    return sum((span.last - span.first).days + 1 for span in merged(spans))


def _outside(span: Span, hole: Span) -> list[Span]:
    before = Span(span.first, min(span.last, hole.first - ONE_DAY))
    behind = Span(max(span.first, hole.last + ONE_DAY), span.last)
    return [part for part in (before, behind) if part.first <= part.last]
