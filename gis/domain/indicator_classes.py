"""Classes of an indicator on a map: fixed thresholds for percentages, groups of equal size for đồng per household."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from gis.domain.indicators import Indicator

PERCENT_EDGES: Final = (Decimal(40), Decimal(60), Decimal(80), Decimal(95))
"""Fixed, so that a colour means the same in every month and place; 100 % is the target of the movement."""

MOST_GROUPS: Final = 5


class Bounds(NamedTuple):
    """From `low` to below `high`; None is open."""

    low: Decimal | None
    high: Decimal | None


class Ends(NamedTuple):
    """The units with the least and with the greatest value; several where values are equal."""

    lowest: tuple[int, ...]
    highest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes from the lowest to the highest, and how many units each holds.

    `edges` part them: each is the least value of the class above it. `unknown_count` units have no value, which is no
    class and never 0.
    """

    edges: tuple[Decimal, ...]
    counts: tuple[int, ...]
    unknown_count: int

    def number(self, value: Decimal | None) -> int | None:
        """Return the class of a value, from 1; None without a value."""
        return None if value is None else _place(self.edges, value) + 1

    def bounds(self) -> list[Bounds]:
        """Return the bounds of each class, the lowest open below and the highest open above."""
        sides = [None, *self.edges, None]
        return [Bounds(low, high) for low, high in pairwise(sides)][: len(self.counts)]


def classify(indicator: Indicator, values: Iterable[Decimal | None]) -> Classes:
    """Return the classes of an indicator and how many of `values`, one a unit, fall into each.

    Source: docs/rules.md, "Indicators".
    """
    every = list(values)
    known = sorted(value for value in every if value is not None)
    edges = _quantiles(known) if indicator is Indicator.CONTRIBUTION else PERCENT_EDGES
    counts = [0] * (len(edges) + 1 if known or edges else 0)
    for value in known:
        counts[_place(edges, value)] += 1
    return Classes(edges, tuple(counts), len(every) - len(known))


def ends(values: Mapping[int, Decimal | None]) -> Ends | None:
    """Return who stands lowest and highest of `values` by unit; None where all that are known are equal."""
    known = {unit: value for unit, value in values.items() if value is not None}
    if len(set(known.values())) < 2:
        return None
    least, most = min(known.values()), max(known.values())
    return Ends(
        tuple(unit for unit, value in known.items() if value == least),
        tuple(unit for unit, value in known.items() if value == most),
    )


def _place(edges: Sequence[Decimal], value: Decimal) -> int:
    return bisect_right(edges, value)


def _quantiles(known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the edges between at most five groups of nearly equal size; equal values are never parted."""
    groups = min(MOST_GROUPS, len(set(known)))
    edges = {known[len(known) * group // groups] for group in range(1, groups)}
    return tuple(sorted(edges - set(known[:1])))
