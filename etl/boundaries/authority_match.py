"""Which unit of which date an authority's feature draws: by code and name together, by name alone where the code is new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from etl.boundaries.authority_files import GivenOutline
from etl.findings import FileRefusedError, Findings
from gis.domain.names import UnitName, name_key
from gis.queries.boundaries import BoundaryRow
from gis.queries.unit_sets import CommuneSet

_CODE_LENGTH = 5


class UnitNames:
    """The units of one day by code and by name."""

    def __init__(self, units: Iterable[BoundaryRow]) -> None:
        self._by_code: dict[str, BoundaryRow] = {}
        self._by_name: dict[str, list[BoundaryRow]] = defaultdict(list)
        for unit in units:
            self._by_code[unit.code] = unit
            for key in {name_key(unit.name), name_key(unit.full_name)}:
                self._by_name[key].append(unit)

    def by_code(self, code: str) -> BoundaryRow | None:
        """Return the unit of a code; codes of communes may have lost their leading zeros in a table of numbers."""
        return self._by_code.get(code) or self._by_code.get(code.zfill(_CODE_LENGTH) if code else "")

    def by_name(self, name: str) -> BoundaryRow | None:
        """Return the only unit of a name, with or without its prefix, accents or case."""
        full = self._by_name.get(name_key(name), [])
        found = full or self._by_name.get(UnitName.parse(name).key, [])
        return found[0] if len(found) == 1 else None

    def agrees(self, unit: BoundaryRow, name: str) -> bool:
        """Say whether a name, where there is one, is the unit's."""
        names = {name_key(unit.name), name_key(unit.full_name)}
        return not name or bool(names & {name_key(name), UnitName.parse(name).key})


def match_units(
    names: UnitNames, given: Iterable[GivenOutline], findings: Findings, *, day: date
) -> list[tuple[BoundaryRow, GivenOutline]]:
    """Return each unit with its feature; contradictions, unknown names and units drawn twice are findings."""
    found: dict[BoundaryRow, list[GivenOutline]] = defaultdict(list)
    for item in given:
        unit = _unit(names, item, findings, day=day)
        if unit is not None:
            found[unit].append(item)
    for unit, items in found.items():
        if len(items) > 1:
            findings.add(items[-1].finding("unit_twice", unit=unit.full_name))
    return [(unit, items[0]) for unit, items in found.items() if len(items) == 1]


def _unit(names: UnitNames, item: GivenOutline, findings: Findings, *, day: date) -> BoundaryRow | None:
    outline = item.outline
    coded = names.by_code(outline.code)
    if coded is not None and names.agrees(coded, outline.name):
        return coded
    if coded is not None:
        findings.add(item.finding("unit_code_contradicts_name", unit_code=outline.code, unit=coded.full_name))
        return None
    named = names.by_name(outline.name)
    if named is None:
        findings.add(item.finding("unit_not_matched", day=f"{day:%d/%m/%Y}"))
    elif outline.code:
        findings.add(item.finding("unit_matched_by_name", unit_code=outline.code, unit=named.full_name))
    return named


def by_set(
    sets: Mapping[CommuneSet, UnitNames], given: Sequence[GivenOutline], *, on: date | None
) -> dict[CommuneSet, list[GivenOutline]]:
    """Return the features of each unit set: by `on`, by their own dates, else by the set that knows more of a file.

    Refuses a file that two sets fit equally well: codes and names are used again.
    """
    found: dict[CommuneSet, list[GivenOutline]] = defaultdict(list)
    undated: dict[str, list[GivenOutline]] = defaultdict(list)
    for item in given:
        day = on or item.outline.day
        if day is None:
            undated[item.file].append(item)
        else:
            found[_set_of(list(sets), day)].append(item)
    for file, items in undated.items():
        found[_vote(sets, items, file)] += items
    return found


def _set_of(sets: Sequence[CommuneSet], day: date) -> CommuneSet:
    begun = [each for each in sets if each.first_day is None or each.first_day <= day]
    return begun[-1] if begun else sets[0]


def _vote(sets: Mapping[CommuneSet, UnitNames], items: Sequence[GivenOutline], file: str) -> CommuneSet:
    counts = {each: sum(_fits(names, item) for item in items) for each, names in sets.items()}
    best = max(counts.values())
    winners = [each for each, count in counts.items() if count == best]
    if len(winners) > 1:
        raise FileRefusedError.of("unit_set_unclear", name=file)
    return winners[0]


def _fits(names: UnitNames, item: GivenOutline) -> bool:
    """Say whether code and full name are those of one unit; a bare name says less and must agree with the code."""
    unit = names.by_code(item.outline.code) if item.outline.code else names.by_name(item.outline.name)
    if unit is None:
        return False
    written = UnitName.parse(item.outline.name)
    return names.agrees(unit, item.outline.name) and (
        written.kind is None or name_key(unit.full_name) == written.full_key
    )
