"""Which outline of a file draws which dated unit: by code within one unit set, checked by name."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from etl.boundaries.official_list import ListedUnit
from etl.boundaries.outline_files import Outline, read_outlines, vertex_count
from etl.boundaries.sources import BoundaryFile
from etl.boundaries.territory import Territory
from etl.findings import FileRefusedError
from gis.domain.names import name_key
from gis.domain.units import UnitKey


class Coverage(NamedTuple):
    """What one source of outlines draws of one unit set; the one with more units, then more vertices, is better."""

    unit_count: int
    vertex_count: int
    outlines: dict[UnitKey, Outline]


def best_outlines(territory: Territory, files: Sequence[BoundaryFile]) -> dict[UnitKey, Outline]:
    """Return the outline of each commune that the files draw; one unit set never mixes two sources.

    Files are read in order until every set is covered, files named `communes_*` always. Refuses a file of which
    neither dates nor names tell the unit set.
    """
    best = {True: Coverage(0, 0, {}), False: Coverage(0, 0, {})}
    wanted = {before: len(territory.communes(before=before)) for before in best}
    for pool in _pools(files):
        if all(best[before].unit_count == wanted[before] for before in best) and not _is_standard(pool[0]):
            break
        for before, found in _matched(territory, pool).items():
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


def _matched(territory: Territory, pool: Sequence[BoundaryFile]) -> dict[bool, dict[UnitKey, Outline]]:
    """Return what the files draw of the units before (True) and after (False)."""
    units = {
        (unit.key.code, before): unit
        for before in (True, False)
        for unit in territory.communes(before=before)
    }
    found: dict[bool, dict[UnitKey, Outline]] = {True: {}, False: {}}
    for file in pool:
        outlines = [
            outline
            for outline in read_outlines(file.path, day=file.day, source=file.source)
            if (outline.code, True) in units or (outline.code, False) in units
        ]
        vote = None if all(outline.day for outline in outlines) else _vote(units, outlines, file)
        for outline in outlines:
            before = vote if outline.day is None else _is_before(units, outline.code, outline.day)
            if before is not None and (unit := units.get((outline.code, before))) and is_named(unit, outline):
                found[before][unit.key] = outline
    return found


def is_named(unit: ListedUnit, outline: Outline) -> bool:
    """Say whether the outline's name, where it has one, is the unit's."""
    names = {name_key(unit.name), name_key(unit.full_name)}
    return not outline.name or bool(names & {outline.key, outline.full_key})


def _is_before(units: dict[tuple[str, bool], ListedUnit], code: str, day: date) -> bool | None:
    for before in (True, False):
        unit = units.get((code, before))
        if unit and (unit.key.valid_from or day) <= day <= (unit.valid_to or day):
            return before
    return None


def _vote(units: dict[tuple[str, bool], ListedUnit], outlines: Iterable[Outline], file: BoundaryFile) -> bool:
    """Say which set a file without dates draws: the one whose codes and full names it has more of."""
    counts = {True: 0, False: 0}
    for outline in outlines:
        for before in counts:
            unit = units.get((outline.code, before))
            counts[before] += unit is not None and name_key(unit.full_name) == outline.full_key
    if counts[True] == counts[False]:
        raise FileRefusedError.of("unit_set_unclear", name=file.path.name)
    return counts[True] > counts[False]
