"""The communes that a row of a list states, against the units of this installation and, by name only, of the country."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from etl.boundaries.official_list import OfficialList
from etl.boundaries.package_list import read_official_list
from etl.findings import FileRefusedError, Finding
from etl.locate import PlaceTexts, locate, names_larger_unit
from etl.match import UnitIndex
from etl.unit_values import UnitEntry
from gis.domain.units import UnitKey, UnitLevel
from gis.queries.names import NamedUnit, named_units, successions

_KEPT_ANSWERS: Final = 50_000


class StatedUnits(NamedTuple):
    """The loaded units that a row states, whether they were read out of running text, and what to tell."""

    unit_ids: tuple[int, ...]
    are_guess: bool
    findings: tuple[Finding, ...]


class PlaceBook:
    """Answers where a row says its works are; rows that say the same get the same answer at once."""

    def __init__(self, entries: Sequence[UnitEntry], successors: Mapping[int, Sequence[int]]) -> None:
        self._index = UnitIndex(entries, successors)
        begins = {entry.valid_from for entry in entries}
        ends = {entry.valid_to + timedelta(days=1) for entry in entries if entry.valid_to is not None}
        self._changes = sorted({day for day in begins | ends if day is not None})
        self._answers: dict[tuple[PlaceTexts, int | None], StatedUnits] = {}

    def find(self, texts: PlaceTexts, *, on: date | None) -> StatedUnits:
        """Return the units that the texts state on a date.

        Units of a column are stated; those read out of the project's name fill what is open and yield to a column.
        A column that names communes for sure needs no other text, nor does one whose other texts name no larger unit.
        """
        if texts.commune:
            answer = self._answer(replace(texts, name=None, place=None), on)
            is_sure = answer.unit_ids and not answer.findings
            if is_sure or not names_larger_unit((texts.place, texts.name), self._index):
                return answer
        return self._answer(texts, on)

    def _answer(self, texts: PlaceTexts, on: date | None) -> StatedUnits:
        """Return the answer for these texts in the unit set of a date: between two changes all days are alike."""
        asked = (texts, None if on is None else bisect_right(self._changes, on))
        if asked not in self._answers:
            if len(self._answers) >= _KEPT_ANSWERS:
                self._answers.clear()
            self._answers[asked] = self._located(texts, on)
        return self._answers[asked]

    def _located(self, texts: PlaceTexts, on: date | None) -> StatedUnits:
        located = locate(texts, self._index, on=on)
        ids = tuple(unit.id for unit in located.units if unit.is_loaded)
        is_stated = bool(texts.commune or texts.district or texts.place)
        return StatedUnits(ids, are_guess=not is_stated, findings=located.findings)


def open_place_book(session: Session) -> PlaceBook:
    """Return the book of this installation; where the official list is installed, units elsewhere are known by name."""
    units = named_units(session)
    followed: dict[int, Sequence[int]] = dict(successions(session))
    try:
        listed = read_official_list()
    except FileRefusedError:
        return PlaceBook([_entry(unit) for unit in units], followed)
    elsewhere, more = _elsewhere(units, listed)
    return PlaceBook([*map(_entry, units), *elsewhere], {**followed, **more})


def _entry(unit: NamedUnit) -> UnitEntry:
    return UnitEntry(
        unit.id, unit.name, unit.level, unit.full_name, unit.parent_id, unit.valid_from, unit.valid_to
    )


def _elsewhere(
    units: Sequence[NamedUnit], listed: OfficialList
) -> tuple[list[UnitEntry], Mapping[int, Sequence[int]]]:
    """Return the listed units that are not loaded, with negative ids, and who followed whom among all."""
    loaded = {UnitKey(unit.level, unit.code, unit.valid_from): unit.id for unit in units}
    ids = {key: loaded.get(key, -number) for number, key in enumerate(listed.units, start=1)}
    entries = [
        UnitEntry(
            ids[key],
            unit.name,
            key.level,
            unit.full_name,
            ids[unit.parent] if unit.parent else None,
            key.valid_from,
            unit.valid_to,
            is_loaded=False,
        )
        for key, unit in listed.units.items()
        if key not in loaded and key.level is not UnitLevel.COUNTRY
    ]
    follows = {
        ids[old]: [ids[new] for new in news]
        for old, news in listed.successors.items()
        if ids[old] < 0 or any(ids[new] < 0 for new in news)
    }
    return entries, follows
