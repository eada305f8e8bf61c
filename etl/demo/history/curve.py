"""How works grow between two days: an S-curve that slows in the rains and stands still when works are stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

_FIRST_YEAR: Final = 2005
_LAST_YEAR: Final = 2060
_DRY: Final = 1.15
_WET: Final = 0.8
_RAINS: Final = range(5, 11)
"""May to October, the rainy season of the Central Highlands."""


def _table() -> list[float]:
    sums, so_far = [], 0.0
    for _ in range(_FIRST_YEAR, _LAST_YEAR):
        for month in range(1, 13):
            sums.append(so_far)
            so_far += 30.4 * (_WET if month in _RAINS else _DRY)
    return sums


_WORKED: Final = _table()


def worked_days(day: date) -> float:
    """Return the days of work there were since a fixed day, fewer in the rains."""
    rate = _WET if day.month in _RAINS else _DRY
    return _WORKED[(day.year - _FIRST_YEAR) * 12 + day.month - 1] + min(day.day - 1, 30.4) * rate


def smooth(part: float) -> float:
    """Return the S-curve from 0 to 1 for a part of the way 0–1: slow, fast, slow."""
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


class Stall(NamedTuple):
    """Days on which works go on at a part of their pace only."""

    first: date
    until: date
    pace: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Works from `start` to `finish`; `warp` above 1 begins slower than usual."""

    start: date
    finish: date
    warp: float = 1.0
    stalls: Sequence[Stall] = ()

    def done_ratio(self, day: date) -> float:
        """Return what part of the works is done by the day: never falls, 0 before the start, 1 from the finish on."""
        if day <= self.start:
            return 0.0
        if day >= self.finish:
            return 1.0
        part = self._effort(day) / max(self._effort(self.finish), 1e-9)
        part = float(min(1.0, max(0.0, part)) ** self.warp)
        return 0.85 * smooth(part) + 0.15 * part

    def _effort(self, day: date) -> float:
        effort = worked_days(day) - worked_days(self.start)
        for stall in self.stalls:
            first, until = max(stall.first, self.start), min(stall.until, day)
            if until > first:
                effort -= (1 - stall.pace) * (worked_days(until) - worked_days(first))
        return effort
