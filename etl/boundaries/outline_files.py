"""Reading boundaries that others drew from GeoJSON in WGS 84, whatever they call code, name and area."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import orjson
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from etl.findings import CellError, FileRefusedError
from etl.geometry import from_geojson
from gis.domain.names import UnitName, name_key

# Property names without case and underscores, the most telling first.
_CODE: Final = ("code", "unitcode", "wardcode", "maxa", "madvhc", "mahc", "maxaphuong", "ma")
_NAME: Final = ("fullname", "unitname", "tenxa", "tendvhc", "tenhc", "tenxaphuong", "name", "ten")
_AREA: Final = ("areaofficialkm2", "dientichcongbo")
_HOUSEHOLDS: Final = ("householdcount", "households", "soho")
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
    household_count: int | None = None

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
        shapes = [from_geojson(feature["geometry"]) for feature in features]
    except (orjson.JSONDecodeError, KeyError, TypeError, CellError) as error:
        raise FileRefusedError.of("file_damaged", name=path.name, reason=type(error).__name__) from error
    standing_day = day or day_in(path.name)
    standing_source = source or path.name
    return [
        outline_of(feature.get("properties") or {}, _valid(shape), day=standing_day, source=standing_source)
        for feature, shape in zip(features, shapes, strict=True)
        if isinstance(shape, Polygon | MultiPolygon)
    ]


def vertex_count(outlines: Iterable[Outline]) -> int:
    """Return how many vertices the outlines have together."""
    return int(shapely.get_num_coordinates([outline.shape for outline in outlines]).sum())


def as_date(value: Any) -> date | None:
    """Read the first ISO date inside a value; None where there is none."""
    found = _ISO_DATE.search(str(value)) if value is not None else None
    return date.fromisoformat(found[0]) if found else None


def outline_of(
    properties: Mapping[str, Any], shape: BaseGeometry, *, day: date | None, source: str
) -> Outline:
    """Make an outline of a feature's properties, whatever their names; the shape stays as it is."""
    plain = {name.replace("_", "").lower(): value for name, value in properties.items()}
    first = _Properties(plain).first
    dated = plain.get("populationdate") or plain.get("populationsource")
    return Outline(
        code=first(*_CODE),
        name=first(*_NAME),
        shape=shape,
        day=as_date(plain.get("validto")) or as_date(plain.get("validfrom")) or day,
        source=first("source") or source,
        official_area_km2=_decimal(first(*_AREA)),
        province_code=first("provincecode"),
        population=_whole(plain.get("population")),
        population_date=as_date(dated),
        household_count=_whole(next((plain[name] for name in _HOUSEHOLDS if name in plain), None)),
    )


class _Properties(dict[str, Any]):
    def first(self, *names: str) -> str:
        """Return the first of the named properties that says something, as text."""
        value = next((self[name] for name in names if self.get(name) is not None), "")
        return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _valid(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def day_in(name: str) -> date | None:
    """Return the last day of the year that a file name holds."""
    found = _YEAR.search(name)
    return date(int(found[1]), 12, 31) if found else None
