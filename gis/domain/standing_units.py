"""Which units stood on the ground of others on a day: what was merged or divided since, or had not been yet."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Handing = tuple[int, int, Decimal]
"""An old unit, a new one, and the part of the old that went to it."""


class Life(NamedTuple):
    """The first and last day of a unit; None is open."""

    valid_from: date | None
    valid_to: date | None


class Lineage:
    """Which units became which, and when each of them existed."""

    def __init__(self, handings: Iterable[Handing], lives: Mapping[int, Life]) -> None:
        """Take every passage between the units, and their days; a unit without days is there on every one."""
        self._lives = lives
        self._heirs: dict[int, set[int]] = {}
        self._forebears: dict[int, set[int]] = {}
        passed: dict[int, Decimal] = {}
        for old_id, new_id, ratio in handings:
            self._heirs.setdefault(old_id, set()).add(new_id)
            self._forebears.setdefault(new_id, set()).add(old_id)
            passed[old_id] = passed.get(old_id, Decimal(0)) + ratio
        self._partly = {old_id for old_id, ratio in passed.items() if ratio != 1}

    def standing_on(self, unit_ids: Collection[int], *, day: date) -> frozenset[int]:
        """Return the units of `day` that lie on exactly the same ground as these.

        Units that ended before the day give way to their heirs, those that began after it to their forebears, a whole
        group at a time. A group that reaches beyond the ground, or was passed on in part only, stays as it is.
        """
        ground = set(unit_ids)
        while True:
            gone = {each for each in ground if self._has_ended(each, day)}
            coming = {each for each in ground if self._begins_after(each, day)}
            moved = self._moved(ground, gone, day, is_forward=True)
            moved = self._moved(moved, coming, day, is_forward=False)
            if moved == ground:
                return frozenset(ground)
            ground = moved

    def _moved(self, ground: set[int], leaving: set[int], day: date, *, is_forward: bool) -> set[int]:
        """Replace the groups that leave as a whole by the units on their other side."""
        there, back = (self._heirs, self._forebears) if is_forward else (self._forebears, self._heirs)
        waiting, kept = set(leaving), set(ground)
        while waiting:
            group = self._group({waiting.pop()}, there, back, within=leaving)
            if group is None:
                continue
            here, other = group
            waiting -= here
            passed_on = here if is_forward else other
            is_out = self._begins_after if is_forward else self._has_ended
            if not passed_on & self._partly and not any(is_out(each, day) for each in other):
                kept = (kept - here) | other
        return kept

    def _group(
        self,
        here: set[int],
        there: Mapping[int, set[int]],
        back: Mapping[int, set[int]],
        *,
        within: set[int],
    ) -> tuple[set[int], set[int]] | None:
        """Return both sides of all that hangs together; None where a unit passed on nothing or lies outside."""
        other: set[int] = set()
        fresh = set(here)
        while fresh:
            if any(each not in within or each not in there for each in fresh):
                return None
            reached = set().union(*(there[each] for each in fresh)) - other
            other |= reached
            fresh = set().union(*(back[each] for each in reached)) - here
            here |= fresh
        return here, other

    def _has_ended(self, unit_id: int, day: date) -> bool:
        life = self._lives.get(unit_id)
        return life is not None and life.valid_to is not None and life.valid_to < day

    def _begins_after(self, unit_id: int, day: date) -> bool:
        life = self._lives.get(unit_id)
        return life is not None and life.valid_from is not None and life.valid_from > day
