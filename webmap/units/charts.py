"""Counts as bars: the value that filters by them, words, count, width in percent of the longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from webmap.labels import label

STEPS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` is what the filter's parameter takes to show its rows."""

    value: str
    words: str
    count: int
    percent: float


def bars(counts: Iterable[tuple[str, Enum | str, int]]) -> list[Bar]:
    """Return a bar for each count that is not zero, in the given order."""
    found = [(value, name, count) for value, name, count in counts if count]
    most = max((count for _, _, count in found), default=1)
    return [
        Bar(value, name if type(name) is str else label(name), count, round(100 * count / most, 1))
        for value, name, count in found
    ]


def tone_of(count: int, most: int) -> str:
    """Return the step of the sequential scale for a count: "" for none, else s1 to s5."""
    if not count or not most:
        return ""
    return f"s{min(STEPS, 1 + (STEPS * count - 1) // most)}"
