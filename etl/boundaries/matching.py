"""Which outline of a file draws which dated unit: by code within one unit set, checked by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from etl.boundaries.official_list import ListedUnit, OfficialList
from etl.boundaries.outline_files import Outline, read_outlines, vertex_count
from etl.boundaries.sources import BoundaryFile
from etl.boundaries.territory import Territory
from etl.findings import FileRefusedError
from gis.domain.names import name_key
from gis.domain.units import UnitKey, UnitLevel


class Coverage(NamedTuple):
    """What one source of outlines draws of one unit set; the one with more units, then more vertices, is better."""

    unit_count: int
    vertex_count: int
    outlines: dict[UnitKey, Outline]


def best_outlines(
    territory: Territory, listed: OfficialList, files: Sequence[BoundaryFile]
) -> dict[UnitKey, Outline]:
    """Return the outline of each commune that the files draw; one unit set never mixes two sources.

    Files are read in order until every set is covered, files named `communes_*` always. Refuses a file of which
    neither dates nor names tell the unit set.
    """
    matcher = Matcher(territory, listed)
    best = {True: Coverage(0, 0, {}), False: Coverage(0, 0, {})}
    wanted = {before: len(territory.communes(before=before)) for before in best}
    for pool in _pools(files):
        if all(best[before].unit_count == wanted[before] for before in best) and not _is_standard(pool[0]):
            break
        for before, found in matcher.matched(pool).items():
            best[before] = max(best[before], _coverage(found), key=lambda coverage: coverage[:2])
    return best[True].outlines | best[False].outlines


def _pools(files: Sequence[BoundaryFile]) -> Iterator[list[BoundaryFile]]:
    """Yield the files that belong together: downloads hold one unit each, other files stand alone."""
    downloads = [file for file in files if file.source is not None]
    if downloads:
        yield downloads
    yield from ([file] for file in files if file.source is None)


def _is_standard(file: BoundaryFile) -> bool:
    return file.source is not None or file.path.name.startswith("communes_")


def _coverage(outlines: dict[UnitKey, Outline]) -> Coverage:
    return Coverage(len(outlines), vertex_count(outlines.values()) if outlines else 0, outlines)


class Matcher:
    """Finds the commune of a territory, before (True) or after (False), that an outline draws."""

    def __init__(self, territory: Territory, listed: OfficialList) -> None:
        self._known = {
            (key.code, unit.valid_to is not None)
            for key, unit in listed.units.items()
            if key.level is UnitLevel.COMMUNE
        }
        self._units: dict[tuple[str, bool], ListedUnit] = {}
        named: dict[tuple[str, str, bool], list[ListedUnit]] = defaultdict(list)
        for before in (True, False):
            for unit in territory.communes(before=before):
                self._units[unit.key.code, before] = unit
                named[name_key(unit.full_name), _province_code(listed, unit), before].append(unit)
        self._named = {name: units[0] for name, units in named.items() if len(units) == 1}

    def matched(self, pool: Sequence[BoundaryFile]) -> dict[bool, dict[UnitKey, Outline]]:
        """Return what the files draw of the units before and after."""
        found: dict[bool, dict[UnitKey, Outline]] = {True: {}, False: {}}
        for file in pool:
            outlines = [
                outline
                for outline in read_outlines(file.path, day=file.day, source=file.source)
                if self.unit(outline, before=True) or self.unit(outline, before=False)
            ]
            vote = None if all(outline.day for outline in outlines) else self._vote(outlines, file)
            for outline in outlines:
                before = vote if outline.day is None else self._is_before(outline, outline.day)
                if before is not None and (unit := self.unit(outline, before=before)):
                    found[before][unit.key] = outline
        return found

    def unit(self, outline: Outline, *, before: bool) -> ListedUnit | None:
        """Return the unit by code and name; a code that the list does not have at all gives way to name and province."""
        if unit := self._units.get((outline.code, before)):
            names = {name_key(unit.name), name_key(unit.full_name)}
            return unit if not outline.name or names & {outline.key, outline.full_key} else None
        if (outline.code, before) in self._known:
            return None
        return self._named.get((outline.full_key, outline.province_code, before))

    def _is_before(self, outline: Outline, day: date) -> bool | None:
        for before in (True, False):
            unit = self.unit(outline, before=before)
            if unit and (unit.key.valid_from or day) <= day <= (unit.valid_to or day):
                return before
        return None

    def _vote(self, outlines: Iterable[Outline], file: BoundaryFile) -> bool:
        """Say which set a file without dates draws: the one of which it has more full names."""
        counts = {True: 0, False: 0}
        for outline in outlines:
            for before in counts:
                unit = self.unit(outline, before=before)
                counts[before] += unit is not None and name_key(unit.full_name) == outline.full_key
        if counts[True] == counts[False]:
            raise FileRefusedError.of("unit_set_unclear", name=file.path.name)
        return counts[True] > counts[False]


def _province_code(listed: OfficialList, unit: ListedUnit) -> str:
    while unit.key.level is not UnitLevel.PROVINCE and unit.parent is not None:
        unit = listed.units[unit.parent]
    return unit.key.code
