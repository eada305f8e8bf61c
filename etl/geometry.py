"""Shapes from files: what is wrong with them, what points stand for them, and their way to WGS 84."""

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import MultiLineString, MultiPoint, MultiPolygon, shape
from shapely.geometry.base import BaseGeometry

from etl.coordinates import CrsCandidate, Point
from etl.findings import CellError, Finding
from gis.crs import WITH_ISLANDS, to_wgs84

_REASONS: Final = {
    "Self-intersection": "đường biên tự cắt",
    "Ring Self-intersection": "vòng biên tự cắt",
    "Hole lies outside shell": "lỗ nằm ngoài vùng",
    "Holes are nested": "lỗ lồng nhau",
    "Interior is disconnected": "phần trong bị chia cắt",
    "Nested shells": "các vùng lồng nhau",
    "Too few points in geometry component": "quá ít điểm",
    "Invalid Coordinate": "tọa độ không hợp lệ",
}
_FAR_APART_KM: Final = 50.0
_KM_PER_DEGREE: Final = 111.2


def from_geojson(member: Any) -> BaseGeometry | None:
    """Return the shape of a GeoJSON geometry, without heights; None for null or empty.

    Raises ``CellError`` ``geometry_unreadable``.
    """
    if member is None:
        return None
    try:
        geometry = shape(member)
    except Exception as error:  # shapely raises whatever the wrong nesting provokes
        raise CellError("geometry_unreadable", reason=str(error)[:120]) from error
    return _plain(geometry)


def from_wkt(text: str) -> BaseGeometry | None:
    """Return the shape of a WKT text, without heights; raises ``CellError`` ``geometry_unreadable``."""
    try:
        return _plain(shapely.from_wkt(text))
    except shapely.GEOSException as error:
        raise CellError("geometry_unreadable", reason=str(error)[:120]) from error


def from_wkb(content: bytes) -> BaseGeometry | None:
    """Return the shape of WKB, without heights; raises ``CellError`` ``geometry_unreadable``."""
    try:
        return _plain(shapely.from_wkb(content))
    except shapely.GEOSException as error:
        raise CellError("geometry_unreadable", reason=str(error)[:120]) from error


def points_of(geometry: BaseGeometry) -> Iterator[Point]:
    """Yield a point for each part of a shape, in the numbers of the file, for finding its coordinate system."""
    for part in shapely.get_parts(geometry):
        x, y = shapely.get_coordinates(part)[0]
        yield float(x), float(y)


def to_lonlat(geometry: BaseGeometry, candidate: CrsCandidate) -> BaseGeometry:
    """Return the shape in WGS 84 (lon, lat)."""
    if isinstance(geometry, shapely.Point):
        return shapely.Point(candidate.lonlat(geometry.x, geometry.y))

    def turned(coordinates: Any) -> Any:
        xs, ys = coordinates[:, int(candidate.is_swapped)], coordinates[:, int(not candidate.is_swapped)]
        lons, lats = to_wgs84(candidate.epsg).transform(xs * candidate.scale, ys * candidate.scale)
        return np.column_stack([lons, lats])

    return shapely.transform(geometry, turned)


def check(geometry: BaseGeometry, *, max_vertices: int) -> BaseGeometry:
    """Return the shape fit for storing: one kind, polygons and lines as Multi-, collections of one kind unwrapped.

    Raises ``CellError``: ``geometry_invalid`` with reason and place, ``geometry_mixed``, ``geometry_too_large``.
    Nothing is repaired: the border of a public work is not for a program to choose.
    """
    if isinstance(geometry, shapely.Point) and math.isfinite(geometry.x) and math.isfinite(geometry.y):
        return geometry
    count = int(shapely.get_num_coordinates(geometry))
    if count > max_vertices:
        raise CellError("geometry_too_large", count=count, limit=max_vertices)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise CellError(
            "geometry_invalid", reason="tọa độ không hợp lệ", reason_en="invalid coordinate", place="?"
        )
    uniform = _uniform(geometry)
    if not uniform.is_valid:
        reason, _, place = shapely.is_valid_reason(uniform).partition("[")
        reason = reason.strip()
        told = _REASONS.get(reason, reason)
        raise CellError("geometry_invalid", reason=told, reason_en=reason, place=place.rstrip("]") or "?")
    return uniform


def warnings(geometry: BaseGeometry) -> list[Finding]:
    """Return what looks wrong with a shape in WGS 84: outside Vietnam, or parts far from one another."""
    if isinstance(geometry, shapely.Point):
        return [] if WITH_ISLANDS.contains(geometry.x, geometry.y) else [Finding.of("place_outside_country")]
    west, south, east, north = geometry.bounds
    if not (WITH_ISLANDS.contains(west, south) and WITH_ISLANDS.contains(east, north)):
        return [Finding.of("place_outside_country")]
    points = list(points_of(geometry))
    if len(points) < 2 or len(points) > 1000:
        return []
    first = points[0]
    farthest = max(distance_m(first, point) for point in points) / 1000
    is_point = geometry.geom_type == "MultiPoint"
    return (
        [Finding.of("parts_far_apart", distance_km=round(farthest, 1))]
        if is_point and farthest > _FAR_APART_KM
        else []
    )


def distance_m(one: Point, other: Point) -> float:
    """Return metres between two WGS 84 points on a plane at their latitude, good to 1 % within Vietnam."""
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, one[1] - other[1]) * _KM_PER_DEGREE * 1000


def _plain(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if geometry is None or geometry.is_empty:
        return None
    return shapely.force_2d(geometry)


def _uniform(geometry: BaseGeometry) -> BaseGeometry:
    parts = list(_leaves(geometry))
    kinds = {part.geom_type.replace("LinearRing", "LineString") for part in parts}
    if len(kinds) > 1:
        raise CellError("geometry_mixed")
    points = [part for part in parts if isinstance(part, shapely.Point)]
    if points:
        return points[0] if len(points) == 1 else MultiPoint(points)
    lines = [part for part in parts if isinstance(part, shapely.LineString)]
    return (
        MultiLineString(lines)
        if lines
        else MultiPolygon([part for part in parts if isinstance(part, shapely.Polygon)])
    )


def _leaves(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if shapely.get_num_geometries(part) > 1 or part.geom_type.startswith(("Multi", "Geometry")):
            yield from _leaves(part)
        else:
            yield part
