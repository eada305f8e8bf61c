"""Reading the official list from the data files of `vietnamadminunits`.

The package (MIT) is installed without its dependencies and never imported: only its files are read.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from etl.boundaries.changes import Changes
from etl.boundaries.official_list import COUNTRY, Box, ListedUnit, OfficialList
from etl.findings import FileRefusedError
from gis.domain.units import UnitKey, UnitLevel

PACKAGE: Final = "vietnamadminunits"


def read_official_list(folder: Path | None = None) -> OfficialList:
    """Return the list of the installed package, or of a folder with the same files; each folder is read once."""
    return _read(folder or package_folder())


@cache
def _read(folder: Path) -> OfficialList:
    with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        old = [dict(row) for row in connection.execute("SELECT * FROM admin_units_legacy")]
        new = [dict(row) for row in connection.execute("SELECT * FROM admin_units")]
    mapping = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    return _Reader(old, new, mapping, Changes()).read()


def package_folder() -> Path:
    """Return the package's data folder without importing it; refuse with the command that installs it."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileRefusedError.of("unit_list_missing", package=PACKAGE)
    return Path(next(iter(spec.submodule_search_locations))) / "data"


class _Reader:
    """Turns the rows of the package into units with keys; the package joins its tables by spelled-out names."""

    def __init__(
        self,
        old: Sequence[Mapping[str, Any]],
        new: Sequence[Mapping[str, Any]],
        mapping: Mapping[str, Any],
        changes: Changes,
    ) -> None:
        self.old, self.new, self.mapping, self.changes = old, new, mapping, changes
        self.kept_provinces = {
            name for name, before in mapping["DICT_PROVINCE"].items() if list(before) == [name]
        }
        self.units: dict[UnitKey, ListedUnit] = {
            COUNTRY: ListedUnit(COUNTRY, "Việt Nam", "Việt Nam", None, None)
        }
        self.successors: dict[UnitKey, list[UnitKey]] = defaultdict(list)
        self.old_keys: dict[str, UnitKey] = {}
        self.new_keys: dict[tuple[str, str], UnitKey] = {}

    def read(self) -> OfficialList:
        """Return the list; parents stand before their children."""
        self._provinces()
        self._old_communes()
        self._new_communes()
        self._follow()
        return OfficialList(self.units, {old: tuple(news) for old, news in self.successors.items()})

    def _provinces(self) -> None:
        change = self.changes.of(UnitLevel.PROVINCE)
        old = {row["provinceKey"]: _province(row, None) for row in self.old}
        new = {row["provinceKey"]: _province(row, change.effective_date) for row in self.new}
        self.old_provinces = {name: unit.key for name, unit in old.items()}
        self.new_provinces = {
            name: self.old_provinces[name] if name in self.kept_provinces else unit.key
            for name, unit in new.items()
        }
        for name, unit in old.items():
            end = None if name in self.kept_provinces else change.last_day
            self._add(unit, valid_to=end)
        for name, unit in new.items():
            if name not in self.kept_provinces:
                self._add(unit, legal_doc=change.legal_doc)
                for before in self.mapping["DICT_PROVINCE"][name]:
                    self.successors[self.old_provinces[before]].append(unit.key)

    def _old_communes(self) -> None:
        district_end = self.changes.of(UnitLevel.DISTRICT).last_day
        commune_end = self.changes.of(UnitLevel.COMMUNE).last_day
        for row in self.old:
            district = UnitKey(UnitLevel.DISTRICT, row["districtCode"], None)
            if district not in self.units:
                name = _name(row["districtShort"], row["district"])
                parent = self.old_provinces[row["provinceKey"]]
                self._add(ListedUnit(district, name, row["district"], parent, district_end))
            unit = _old_commune(row, district, commune_end)
            self.old_keys[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"] = unit.key
            self._add(unit)

    def _new_communes(self) -> None:
        for row in self.new:
            change = self.changes.of(UnitLevel.COMMUNE, row["provinceCode"])
            unit = ListedUnit(
                UnitKey(UnitLevel.COMMUNE, row["wardCode"], change.effective_date),
                _name(row["wardShort"], row["ward"]),
                row["ward"],
                self.new_provinces[row["provinceKey"]],
                None,
                change.legal_doc,
                (row["wardLon"], row["wardLat"]),
                official_area_km2=None if row["wardAreaKm2"] is None else Decimal(str(row["wardAreaKm2"])),
            )
            self.new_keys[row["provinceKey"], row["wardKey"]] = unit.key
            self._add(unit)

    def _follow(self) -> None:
        for old, new in self._pairs():
            self.successors[self.old_keys[old]].append(self.new_keys[new])

    def _pairs(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for province, wards in self.mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for ward, olds in wards.items():
                yield from ((old, (province, ward)) for old in olds)
        for province, divided in self.mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old, pieces in divided.items():
                yield from ((old, (province, piece["newWardKey"])) for piece in pieces)

    def _add(self, unit: ListedUnit, **changes: Any) -> None:
        self.units[unit.key] = replace(unit, **changes) if changes else unit


def _province(row: Mapping[str, Any], valid_from: date | None) -> ListedUnit:
    key = UnitKey(UnitLevel.PROVINCE, row["provinceCode"], valid_from)
    return ListedUnit(key, row["provinceShort"], row["province"], COUNTRY, None)


def _old_commune(row: Mapping[str, Any], district: UnitKey, last_day: date) -> ListedUnit:
    """Return the commune; an island district without communes stands for itself at this level too."""
    if row["wardCode"] is None:
        key = UnitKey(UnitLevel.COMMUNE, row["districtCode"], None)
        point, box = (row["districtLon"], row["districtLat"]), _box(row["districtBounds"])
        return ListedUnit(key, row["districtShort"], row["district"], district, last_day, None, point, box)
    return ListedUnit(
        UnitKey(UnitLevel.COMMUNE, row["wardCode"], None),
        _name(row["wardShort"], row["ward"]),
        row["ward"],
        district,
        last_day,
        None,
        (row["wardLon"], row["wardLat"]),
        _box(row["wardBounds"]),
    )


def _name(short: str, full: str) -> str:
    """Return the bare name; a number alone says nothing without its prefix (Quận 1)."""
    return full if short.isdigit() else short


def _box(text: str | None) -> Box | None:
    """Read `south,west – north,east` in degrees."""
    if not text:
        return None
    (south, west), (north, east) = (map(float, corner.split(",")) for corner in text.split(" – "))
    return west, south, east, north
