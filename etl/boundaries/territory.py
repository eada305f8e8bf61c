"""Which units an installation takes from the official list: a district, a province or the whole country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from etl.boundaries.official_list import COUNTRY, ListedUnit, OfficialList
from etl.findings import FileRefusedError
from gis.domain.units import UnitKey, UnitLevel

_LEVEL_NAMES: Final = {UnitLevel.PROVINCE: "tỉnh", UnitLevel.DISTRICT: "huyện"}


@dataclass(frozen=True, slots=True)
class Territory:
    """Units, parents before children, and who followed whom among them.

    `complete` names the parents of which every commune is here; `joined` the districts that came along because
    one of their communes went into a commune of this territory.
    """

    units: Mapping[UnitKey, ListedUnit]
    successors: Mapping[UnitKey, tuple[UnitKey, ...]]
    complete: frozenset[UnitKey]
    joined: tuple[ListedUnit, ...]

    def communes(self, *, before: bool) -> list[ListedUnit]:
        """Return the communes of the older set, or of the newer one."""
        return [unit for unit in self.units.values() if _is_commune(unit) and _is_old(unit) is before]


def choose_territory(listed: OfficialList, *, level: UnitLevel, code: str = "") -> Territory:
    """Take a district (old code), a province (today's code, else the old one) or the country.

    Every new commune that takes in a part of the place is included with all of its predecessors, so that totals
    by old and by new communes agree. Refuses a code that the list does not have.
    """
    roots = _roots(listed, level, code)
    communes = {unit.key for unit in _under(listed, roots) if _is_commune(unit)}
    before = listed.predecessors()
    new = {after for key in communes for after in listed.successors.get(key, ())}
    new |= {key for key in communes if key.valid_from is not None}
    communes |= new | {old for key in new for old in before[key]}
    wanted = _with_parents(listed, communes, is_whole=level is UnitLevel.COUNTRY)
    units = {key: unit for key, unit in listed.units.items() if key in wanted}
    after = {
        old: kept
        for old, news in listed.successors.items()
        if old in units and (kept := tuple(key for key in news if key in units))
    }
    joined = _joined(units.values(), roots) if level is UnitLevel.DISTRICT else ()
    return Territory(units, after, _complete(listed, communes) & units.keys(), joined)


def _roots(listed: OfficialList, level: UnitLevel, code: str) -> list[UnitKey]:
    if level is UnitLevel.COUNTRY:
        return [COUNTRY]
    found = [key for key in listed.units if key.level is level and key.code == code]
    if not found:
        names = {"level": _LEVEL_NAMES[level], "level_en": level.value}
        raise FileRefusedError.of("territory_unknown", unit_code=code, **names)
    today = [key for key in found if listed.units[key].valid_to is None]
    return today or found


def _under(listed: OfficialList, roots: Iterable[UnitKey]) -> list[ListedUnit]:
    children = listed.children()
    found, waiting = [], list(roots)
    while waiting:
        key = waiting.pop()
        found.append(listed.units[key])
        waiting.extend(unit.key for unit in children.get(key, ()))
    return found


def _with_parents(listed: OfficialList, communes: set[UnitKey], *, is_whole: bool) -> set[UnitKey]:
    wanted = set(communes)
    for key in communes:
        parent = listed.units[key].parent
        while parent is not None:
            wanted.add(parent)
            parent = listed.units[parent].parent
    return wanted if is_whole else wanted - {COUNTRY}


def _complete(listed: OfficialList, communes: set[UnitKey]) -> frozenset[UnitKey]:
    """Return the parents whose communes of one date are all here."""
    missing: set[tuple[UnitKey, bool]] = set()
    held: set[tuple[UnitKey, bool]] = set()
    for unit in listed.units.values():
        if not _is_commune(unit):
            continue
        parent = unit.parent
        while parent is not None:
            (held if unit.key in communes else missing).add((parent, _is_old(unit)))
            parent = listed.units[parent].parent
    return frozenset(
        parent
        for parent in {key for key, _ in held}
        if (parent, listed.units[parent].valid_to is not None) not in missing
    )


def _joined(units: Iterable[ListedUnit], roots: list[UnitKey]) -> tuple[ListedUnit, ...]:
    return tuple(unit for unit in units if unit.key.level is UnitLevel.DISTRICT and unit.key not in roots)


def _is_commune(unit: ListedUnit) -> bool:
    return unit.key.level is UnitLevel.COMMUNE


def _is_old(unit: ListedUnit) -> bool:
    return unit.valid_to is not None
