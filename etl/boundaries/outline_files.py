"""Reading boundaries that others drew from GeoJSON in WGS 84, whatever they call code, name and area."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from etl.findings import FileRefusedError
from gis.domain.names import UnitName, name_key

_CODE: Final = ("code", "unit_code", "ma", "ma_xa", "maxa", "wardCode", "ward_code")
_NAME: Final = ("full_name", "fullName", "unit_name", "name", "ten", "ten_xa", "tenxa", "ward")
_AREA: Final = ("area_official_km2", "areaKm2")
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feature of a boundary file in EPSG:4326; `day` is a day on which it held, None where nothing says so."""

    code: str
    name: str
    shape: BaseGeometry
    day: date | None
    source: str
    official_area_km2: Decimal | None = None
    province_code: str = ""
    population: int | None = None
    population_date: date | None = None

    @property
    def key(self) -> str:
        """The search key of the bare name."""
        return UnitName.parse(self.name).key

    @property
    def full_key(self) -> str:
        """The search key with the prefix that the file writes."""
        return name_key(self.name)


def read_outlines(path: Path, *, day: date | None = None, source: str | None = None) -> list[Outline]:
    """Read every area of a GeoJSON file; `day` and `source` stand in where the file does not say.

    Refuses a file that is no GeoJSON collection.
    """
    try:
        features = orjson.loads(path.read_bytes())["features"]
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise FileRefusedError.of("file_damaged", name=path.name, reason=type(error).__name__) from error
    standing_day = day or _day_in(path.name)
    standing_source = source or path.name
    return [
        _outline(feature.get("properties") or {}, shape, standing_day, standing_source)
        for feature, shape in zip(features, shapes, strict=True)
        if shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
    ]


def vertex_count(outlines: Iterable[Outline]) -> int:
    """Return how many vertices the outlines have together."""
    return int(shapely.get_num_coordinates([outline.shape for outline in outlines]).sum())


def as_date(value: Any) -> date | None:
    """Read the first ISO date inside a value; None where there is none."""
    found = _ISO_DATE.search(str(value)) if value is not None else None
    return date.fromisoformat(found[0]) if found else None


def _outline(properties: Mapping[str, Any], shape: BaseGeometry, day: date | None, source: str) -> Outline:
    valid_to, valid_from = as_date(properties.get("valid_to")), as_date(properties.get("valid_from"))
    dated = properties.get("population_date") or properties.get("population_source")
    return Outline(
        code=_first(properties, _CODE),
        name=_first(properties, _NAME),
        shape=shape if shape.is_valid else shapely.make_valid(shape, method="structure"),
        day=valid_to or valid_from or day,
        source=str(properties.get("source") or source),
        official_area_km2=_decimal(_first(properties, _AREA)),
        province_code=_first(properties, ("province_code",)),
        population=_whole(properties.get("population")),
        population_date=as_date(dated),
    )


def _first(properties: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(properties[name]).strip() for name in names if properties.get(name) is not None), "")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _day_in(name: str) -> date | None:
    """Return the last day of the year that a file name holds."""
    found = _YEAR.search(name)
    return date(int(found[1]), 12, 31) if found else None
