"""Lines over time as shares of a drawing's width and height, so that a template can draw them at any size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FULL = 100
MOST_TICKS = 6
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


class Point(NamedTuple):
    """A day and a percent from 0 to 100."""

    day: date
    percent: float


class Place(NamedTuple):
    """The same as percents of width and height from the top left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it is called in style sheets, its path and its corners."""

    name: str
    path: str
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Frame:
    """The days from the left to the right edge."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day lies, in percent of the width."""
        return round(FULL * (day - self.first).days / max(1, (self.last - self.first).days), 2)

    def line(self, name: str, points: Iterable[Point]) -> Line:
        """Return a line through the points."""
        places = [Place(self.x(point.day), round(FULL - point.percent, 2)) for point in points]
        return Line(name, path_of(places), places)

    def ticks(self) -> list[tuple[str, float]]:
        """Return the beginnings of months to write below, not more than fit on a phone."""
        months = _months(self.first, self.last)
        step = next((step for step in MONTH_STEPS if _count(months, step) <= MOST_TICKS), MONTH_STEPS[-1])
        return [(f"{day:%m/%Y}", self.x(day)) for day in months if _is_on(day, step)]


def path_of(places: Sequence[Place]) -> str:
    """Return straight lines through the places as SVG path data; "" for none."""
    return " ".join(f"{'L' if at else 'M'} {place.x} {place.y}" for at, place in enumerate(places))


def _months(first: date, last: date) -> list[date]:
    month = date(first.year, first.month, 1)
    found = []
    while month <= last:
        if month >= first:
            found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def _count(months: list[date], step: int) -> int:
    return sum(_is_on(day, step) for day in months)


def _is_on(day: date, step: int) -> bool:
    return (day.year * 12 + day.month - 1) % step == 0
