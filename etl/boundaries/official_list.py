"""The official list of units before and after the reorganisation: what it holds and how its parts hang together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from gis.domain.units import UnitKey, UnitLevel

SOURCE: Final = "vietnamadminunits (MIT)"
COUNTRY: Final = UnitKey(UnitLevel.COUNTRY, "VN", None)

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One unit of the list: `point` is where its label stands (lon, lat), `box` west, south, east, north in degrees."""

    key: UnitKey
    name: str
    full_name: str
    parent: UnitKey | None
    valid_to: date | None
    legal_doc: str | None = None
    point: Point | None = None
    box: Box | None = None
    official_area_km2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OfficialList:
    """Every unit of two dates and, for each old commune and province, what followed it."""

    units: Mapping[UnitKey, ListedUnit]
    successors: Mapping[UnitKey, tuple[UnitKey, ...]]

    def children(self) -> dict[UnitKey, list[ListedUnit]]:
        """Return the units below each unit, in the order of the list."""
        below: dict[UnitKey, list[ListedUnit]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent is not None:
                below[unit.parent].append(unit)
        return below

    def predecessors(self) -> dict[UnitKey, list[UnitKey]]:
        """Return what each new unit followed."""
        before: dict[UnitKey, list[UnitKey]] = defaultdict(list)
        for old, news in self.successors.items():
            for new in news:
                before[new].append(old)
        return before
