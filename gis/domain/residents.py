"""Households and people of a unit: its newest count by a day, else its parts of what the units before it counted."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from gis.domain.standing_units import Life, Lineage
from gis.domain.units import split_exact


class Residents(StrEnum):
    """What is counted, by the names of our columns."""

    HOUSEHOLDS = "household_count"
    PEOPLE = "population"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentCount:
    """What a source states of a unit; `counted_on` None where it names no day and so holds on all.

    A demonstration's count stands only where nothing else is stated of the unit.
    """

    unit_id: int
    counted_on: date | None
    household_count: int | None = None
    population: int | None = None
    source: str | None = None
    is_demo: bool = False


class Passage(NamedTuple):
    """Which part of an old unit's people went to a new one."""

    old_id: int
    new_id: int
    share_ratio: Decimal
    is_estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A number of residents with its day and sources; of several units together the oldest day.

    `unit_ids` are those whose own counts it comes from. `is_estimated` says that a divided unit's part is in it whose
    share no document gives.
    """

    value: int
    counted_on: date | None
    sources: tuple[str, ...]
    unit_ids: tuple[int, ...]
    is_demo: bool = False
    is_estimated: bool = False


class ResidentBook:
    """All that is known of some units and of those before them."""

    def __init__(
        self,
        counts: Iterable[ResidentCount],
        passages: Iterable[Passage],
        lives: Mapping[int, Life] | None = None,
    ) -> None:
        """Take the counts of the units and of every unit before them, all that these passed on, and their days."""
        self._counts: dict[int, list[ResidentCount]] = {}
        self._into: dict[int, list[Passage]] = {}
        self._out_of: dict[int, list[Passage]] = {}
        for count in sorted(counts, key=lambda each: each.counted_on or date.min):
            self._counts.setdefault(count.unit_id, []).append(count)
        ordered = sorted(passages)
        self._lineage = Lineage(
            ((each.old_id, each.new_id, each.share_ratio) for each in ordered), lives or {}
        )
        for passage in ordered:
            self._into.setdefault(passage.new_id, []).append(passage)
            self._out_of.setdefault(passage.old_id, []).append(passage)
        days = {each.counted_on for known in self._counts.values() for each in known}
        self._days = sorted(day for day in days if day is not None)
        self._found: dict[tuple[int, int, Residents], Counted | None] = {}

    def counted(self, unit_id: int, *, day: date, what: Residents = Residents.HOUSEHOLDS) -> Counted | None:
        """Return what is known of a unit on `day`, None where nothing is: missing is never zero.

        Without a count of its own by then, a unit has its parts of the units that it was made of, each split by the
        shares to the last household; where one of them is not known, it is not known either. Source: docs/rules.md,
        "Households".
        """
        key = (unit_id, bisect_right(self._days, day), what)
        if key not in self._found:
            self._found[key] = self._counted(unit_id, day, what)
        return self._found[key]

    def counted_together(
        self, unit_ids: Collection[int], *, day: date, what: Residents = Residents.HOUSEHOLDS
    ) -> Counted | None:
        """Return what is known of the ground of these units on `day`, the same by every unit set; None where a part is not.

        Counted are the units of that day on this ground, whichever were asked for: what was merged since has the count
        of the new unit, what was not merged yet those of the old ones. Source: docs/rules.md, "Households".
        """
        found = [
            self.counted(each, day=day, what=what) for each in self._lineage.standing_on(unit_ids, day=day)
        ]
        known = [each for each in found if each is not None]
        return together(known) if known and len(known) == len(found) else None

    def _counted(self, unit_id: int, day: date, what: Residents) -> Counted | None:
        own = self._own(unit_id, day, what)
        if own is not None:
            return own
        parts = [self._passed(each, day, what) for each in self._into.get(unit_id, ())]
        known = [part for part in parts if part is not None]
        return together(known) if known and len(known) == len(parts) else None

    def _own(self, unit_id: int, day: date, what: Residents) -> Counted | None:
        stated = [each for each in self._counts.get(unit_id, ()) if getattr(each, what) is not None]
        real = [each for each in stated if not each.is_demo]
        by_then = [each for each in real or stated if each.counted_on is None or each.counted_on <= day]
        if not by_then:
            return None
        last = by_then[-1]
        return Counted(
            value=getattr(last, what),
            counted_on=last.counted_on,
            sources=(last.source,) if last.source else (),
            unit_ids=(unit_id,),
            is_demo=last.is_demo,
        )

    def _passed(self, passage: Passage, day: date, what: Residents) -> Counted | None:
        """Return the part of the old unit's residents that went the way of `passage`."""
        before = self.counted(passage.old_id, day=day, what=what)
        if before is None:
            return None
        heirs = self._out_of[passage.old_id]
        if len(heirs) == 1 and passage.share_ratio == 1:
            return before
        shares = [each.share_ratio for each in heirs]
        if (rest := 1 - sum(shares, Decimal(0))) > 0:
            shares.append(rest)
        return Counted(
            value=split_exact(before.value, shares)[heirs.index(passage)],
            counted_on=before.counted_on,
            sources=before.sources,
            unit_ids=before.unit_ids,
            is_demo=before.is_demo,
            is_estimated=before.is_estimated or passage.is_estimated,
        )


def together(parts: Iterable[Counted]) -> Counted:
    """Return the sum of numbers of different units, with the oldest of their days and all their sources."""
    every = list(parts)
    return Counted(
        value=sum(each.value for each in every),
        counted_on=min((each.counted_on for each in every if each.counted_on), default=None),
        sources=tuple(dict.fromkeys(source for each in every for source in each.sources)),
        unit_ids=tuple(dict.fromkeys(number for each in every for number in each.unit_ids)),
        is_demo=any(each.is_demo for each in every),
        is_estimated=any(each.is_estimated for each in every),
    )
