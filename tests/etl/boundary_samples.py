"""A made-up territory of squares for tests of boundaries: no real outline, no real name.

Two districts of one old province. District 901: A B (in a row, lower) and C D (above them). A and B became X, C became
Y alone, D was divided between Z and W; E of district 902 went into W too. Codes are used again: X has A's, Z has C's.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from etl.boundaries.official_list import COUNTRY, Box, ListedUnit, OfficialList
from gis.domain.units import UnitKey, UnitLevel

CHANGED_ON = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)
SIZE = 0.1

OLD_PROVINCE = UnitKey(UnitLevel.PROVINCE, "91", None)
NEW_PROVINCE = UnitKey(UnitLevel.PROVINCE, "92", CHANGED_ON)
DISTRICT = UnitKey(UnitLevel.DISTRICT, "901", None)
OTHER_DISTRICT = UnitKey(UnitLevel.DISTRICT, "902", None)

A, B, C, D, E = (UnitKey(UnitLevel.COMMUNE, f"9000{number}", None) for number in range(1, 6))
X, Y, Z, W = (UnitKey(UnitLevel.COMMUNE, f"9000{number}", CHANGED_ON) for number in (1, 7, 3, 8))

PLACES = {A: (107.0, 12.0), B: (107.1, 12.0), C: (107.0, 12.1), D: (107.1, 12.1), E: (107.2, 12.1)}
NAMES = {
    NEW_PROVINCE: "Tỉnh Thử Mới",
    A: "Thị trấn An Lạc",
    B: "Xã Bình Thử",
    C: "Xã Cao Thử",
    D: "Xã Đắk Thử",
    E: "Xã Êa Thử",
    X: "Xã An Lạc",
    Y: "Xã Yên Thử",
    Z: "Xã Cao Thử",
    W: "Xã Vân Thử",
}
SUCCESSORS = {A: (X,), B: (X,), C: (Y,), D: (Z, W), E: (W,), OLD_PROVINCE: (NEW_PROVINCE,)}
NEW_POINTS = {X: (107.1, 12.05), Y: (107.05, 12.15), Z: (107.12, 12.15), W: (107.22, 12.15)}


def sample_list() -> OfficialList:
    """Return the official list of the made-up territory."""
    units = [
        ListedUnit(COUNTRY, "Việt Nam", "Việt Nam", None, None),
        ListedUnit(OLD_PROVINCE, "Thử Cũ", "Tỉnh Thử Cũ", COUNTRY, LAST_DAY),
        ListedUnit(NEW_PROVINCE, "Thử Mới", "Tỉnh Thử Mới", COUNTRY, None, "999/NQ"),
        ListedUnit(DISTRICT, "Thử Một", "Huyện Thử Một", OLD_PROVINCE, LAST_DAY),
        ListedUnit(OTHER_DISTRICT, "Thử Hai", "Huyện Thử Hai", OLD_PROVINCE, LAST_DAY),
    ]
    for key, (west, south) in PLACES.items():
        box = (west, south, west + SIZE, south + SIZE)
        point = (west + SIZE / 2, south + SIZE / 2)
        parent = OTHER_DISTRICT if key is E else DISTRICT
        units.append(_commune(key, parent, LAST_DAY, point, box))
    units += [_commune(key, NEW_PROVINCE, None, point, None) for key, point in NEW_POINTS.items()]
    return OfficialList({unit.key: unit for unit in units}, SUCCESSORS)


def _commune(
    key: UnitKey, parent: UnitKey, valid_to: date | None, point: tuple[float, float], box: Box | None
) -> ListedUnit:
    name = NAMES[key].removeprefix("Xã ").removeprefix("Thị trấn ")
    return ListedUnit(key, name, NAMES[key], parent, valid_to, None, point, box)


def ring(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a rectangle as a GeoJSON polygon."""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def square_of(key: UnitKey) -> dict[str, Any]:
    """Return an old commune's square."""
    west, south = PLACES[key]
    return ring(west, south, round(west + SIZE, 6), round(south + SIZE, 6))


NEW_SHAPES = {
    X: ring(107.0, 12.0, 107.2, 12.1),
    Y: ring(107.0, 12.1, 107.1, 12.2),
    Z: ring(107.1, 12.1, 107.175, 12.2),
    W: ring(107.175, 12.1, 107.3, 12.2),
}
SHAPES = {key: square_of(key) for key in PLACES} | NEW_SHAPES


def feature(key: UnitKey, shape: Mapping[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature with code and full name; `properties` add or, with None, take away."""
    known: dict[str, Any] = {"code": key.code, "full_name": NAMES[key], **properties}
    kept = {name: value for name, value in known.items() if value is not None}
    return {"type": "Feature", "properties": kept, "geometry": dict(shape or SHAPES[key])}


def write_collection(path: Path, features: Iterable[Mapping[str, Any]], **members: Any) -> Path:
    """Write a FeatureCollection and return its path."""
    document = {"type": "FeatureCollection", "features": list(features), **members}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def write_folder(folder: Path) -> Path:
    """Write boundary files as the contract describes them: both sets with their dates."""
    old = [feature(key, valid_to="2025-06-30") for key in PLACES]
    new = [feature(key, valid_from="2025-07-01") for key in NEW_SHAPES]
    write_collection(folder / "communes_old.geojson", old)
    write_collection(folder / "communes_new.geojson", new)
    return folder
