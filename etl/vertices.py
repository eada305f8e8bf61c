"""A shape as people type or paste it: a line of text per vertex, an empty line between parts."""

import json
import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from etl.coordinates import parse_coordinate
from etl.findings import CellError
from etl.rings import nested
from gis.crs import WGS84, to_wgs84
from gis.domain.errors import DomainError

MAX_LINES = 20_000
LEAST_NORTHING_M = 890_000
"""Every northing of Vietnam is greater than this and every easting smaller, so a swapped pair is always seen."""

Position = tuple[float, float]


class ShapeKind(StrEnum):
    """What the vertices make."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


class Shape(NamedTuple):
    """A kind and its parts; positions are (lon, lat) in WGS 84, the closing vertex of an area left out.

    A part of an area that lies inside another one is a hole in it.
    """

    kind: ShapeKind
    parts: tuple[tuple[Position, ...], ...]


LEAST = {ShapeKind.POINT: 1, ShapeKind.LINE: 2, ShapeKind.AREA: 3}
"""How many vertices a part must have."""


def parse(text: str, *, kind: ShapeKind, epsg: int) -> Shape:
    """Read vertices in `epsg`: degrees as "lat, lon" or "lon, lat", metres as "X Y" (northing, easting) or swapped.

    The order is seen from the numbers, which never overlap in Vietnam. Raises DomainError naming the line.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise DomainError(
            "location.too_many_vertices", field="coordinates", limit=MAX_LINES, found=len(lines)
        )
    parts: list[list[Position]] = [[]]
    for number, line in enumerate(lines, start=1):
        if line.strip():
            parts[-1].append(_position(line, number=number, epsg=epsg))
        elif parts[-1]:
            parts.append([])
    return Shape(kind, tuple(_checked(part, kind) for part in _filled(parts)))


def to_geojson(shape: Shape) -> str:
    """Return the shape as GeoJSON text: Point or MultiPoint, MultiLineString, MultiPolygon."""
    if shape.kind is ShapeKind.POINT:
        points = [position for part in shape.parts for position in part]
        single = {"type": "Point", "coordinates": points[0]}
        return json.dumps(single if len(points) == 1 else {"type": "MultiPoint", "coordinates": points})
    if shape.kind is ShapeKind.LINE:
        return json.dumps({"type": "MultiLineString", "coordinates": shape.parts})
    polygons = [[(*ring, ring[0]) for ring in polygon] for polygon in nested(shape.parts)]
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons})


def from_geojson(geojson: str) -> tuple[ShapeKind, str]:
    """Return the kind and the text ("lat, lon" lines, 7 decimals) of a stored geometry, holes as parts of their own."""
    geometry = json.loads(geojson)
    kind, parts = _parts(geometry["type"], geometry["coordinates"])
    blocks = ("\n".join(f"{lat:.7f}, {lon:.7f}" for lon, lat in part) for part in parts)
    return kind, "\n\n".join(blocks)


def _parts(geometry_type: str, coordinates: Any) -> tuple[ShapeKind, list[list[Sequence[float]]]]:
    match geometry_type:
        case "Point":
            return ShapeKind.POINT, [[coordinates]]
        case "MultiPoint":
            return ShapeKind.POINT, [coordinates]
        case "MultiLineString":
            return ShapeKind.LINE, coordinates
        case "MultiPolygon":
            return ShapeKind.AREA, [ring[:-1] for polygon in coordinates for ring in polygon]
    raise ValueError(f"{geometry_type} is not stored")


def _filled(parts: list[list[Position]]) -> list[list[Position]]:
    found = [part for part in parts if part]
    if not found:
        raise DomainError("location.empty", field="coordinates")
    return found


def _checked(part: list[Position], kind: ShapeKind) -> tuple[Position, ...]:
    if kind is ShapeKind.AREA and len(part) > 1 and part[0] == part[-1]:
        part = part[:-1]
    if len(part) < LEAST[kind]:
        raise DomainError(
            "location.too_few_vertices", field="coordinates", least=LEAST[kind], found=len(part)
        )
    return tuple(part)


def _position(line: str, *, number: int, epsg: int) -> Position:
    first, second = _pair(line, number)
    is_swapped = first < second if epsg == WGS84 else first > LEAST_NORTHING_M
    x, y = (second, first) if is_swapped else (first, second)
    lon, lat = to_wgs84(epsg).transform(x, y)
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise DomainError("location.line_outside", field="coordinates", line=number, text=line.strip()[:60])
    return round(float(lon), 7), round(float(lat), 7)


def _pair(line: str, number: int) -> tuple[float, float]:
    """Split at a semicolon, a tab, a comma with a space, spaces, or a lone comma: whichever leaves two numbers."""
    text = line.strip()
    for separator in (";", "\t", ", ", None, ","):
        cells = [cell.strip().rstrip(",") for cell in text.split(separator)]
        if len(cells) == 2:
            try:
                return parse_coordinate(cells[0]).value, parse_coordinate(cells[1]).value
            except CellError:
                continue
    raise DomainError("location.line_unreadable", field="coordinates", line=number, text=text[:60])
