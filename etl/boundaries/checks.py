"""Checks of a set of boundaries: areas in m² on the ellipsoid, overlaps, gaps, what lies outside the unit above."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import shapely
from pyproj import Geod
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from etl.boundaries.cells import polygons

_ELLIPSOID: Final = Geod(ellps="WGS84")
_METRES_PER_DEGREE: Final = 111_200.0
_HALF_GAP_M: Final = 10.0
_CLOSING_UNITS: Final = 500


class Overlap(NamedTuple):
    """Two units that share an area, and a place (lon, lat) within it."""

    first: int
    second: int
    area_m2: float
    place: str


class Gap(NamedTuple):
    """Areas between the same units that belong to none of them; `place` lies in the largest."""

    unit_ids: tuple[int, ...]
    piece_count: int
    area_m2: float
    place: str


def area_m2(shape: BaseGeometry) -> float:
    """Return the area in m² of a shape in EPSG:4326, on the WGS 84 ellipsoid."""
    if shape.is_empty:
        return 0.0
    area, _ = _ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))


def distance_km(first: BaseGeometry, second: BaseGeometry) -> float:
    """Return the kilometres between two shapes in EPSG:4326, good to 1 % within Vietnam."""
    latitude = (first.centroid.y + second.centroid.y) / 2
    return float(_flat(first, latitude).distance(_flat(second, latitude))) / 1000


def outside_m2(shape: BaseGeometry, parent: BaseGeometry) -> float:
    """Return how much of a shape lies outside the unit above it, in m²."""
    return 0.0 if parent.covers(shape) else area_m2(polygons(shapely.difference(shape, parent)))


def overlaps(shapes: Mapping[int, MultiPolygon], changed: set[int], *, least_m2: float) -> Iterator[Overlap]:
    """Yield pairs of units, one of them changed, that have at least `least_m2` in common."""
    ids, tree = list(shapes), STRtree(list(shapes.values()))
    for first in sorted(changed):
        for place in sorted(tree.query(shapes[first], predicate="intersects")):
            second = ids[place]
            if second == first or (second in changed and second < first):
                continue
            common = polygons(shapely.intersection(shapes[first], shapes[second]))
            if common and (size := area_m2(common)) >= least_m2:
                yield Overlap(first, second, size, _place(common))


def gaps(shapes: Mapping[int, MultiPolygon], *, least_m2: float) -> Iterator[Gap]:
    """Yield what is empty between units, together `least_m2` or more between the same ones, largest first.

    These are the holes of the whole and, in sets of up to 500 units, slits of less than 20 m that reach its outside.
    """
    ids, tree = list(shapes), STRtree(list(shapes.values()))
    found: dict[tuple[int, ...], list[shapely.Polygon]] = defaultdict(list)
    for piece in _empty(list(shapes.values())):
        near = tree.query(piece.buffer(1 / _METRES_PER_DEGREE), predicate="intersects")
        found[tuple(sorted(ids[place] for place in near))].append(piece)
    sized = [
        Gap(around, len(pieces), size, _place(shapely.MultiPolygon(pieces)))
        for around, pieces in found.items()
        if len(around) > 1 and (size := sum(map(area_m2, pieces))) >= least_m2
    ]
    yield from sorted(sized, key=lambda gap: -gap.area_m2)


def _empty(shapes: Sequence[MultiPolygon]) -> list[shapely.Polygon]:
    whole = shapely.union_all(shapes)
    holes = [shapely.Polygon(ring) for part in polygons(whole).geoms for ring in part.interiors]
    if not shapes or len(shapes) > _CLOSING_UNITS:
        return holes
    latitude = whole.centroid.y
    flat = _flat(whole, latitude)
    closed = flat.buffer(_HALF_GAP_M, join_style="mitre").buffer(-_HALF_GAP_M, join_style="mitre")
    slits = polygons(_unflat(shapely.difference(closed, flat), latitude))
    return list(polygons(shapely.union_all([*holes, slits])).geoms)


def _place(shape: BaseGeometry) -> str:
    point = shapely.point_on_surface(max(shapely.get_parts(shape), key=lambda part: part.area))
    return f"{point.x:.6f} {point.y:.6f}"


def _scale(latitude: float) -> Sequence[float]:
    return _METRES_PER_DEGREE * math.cos(math.radians(latitude)), _METRES_PER_DEGREE


def _flat(shape: BaseGeometry, latitude: float) -> BaseGeometry:
    """Return the shape in metres on a plane that is true at the latitude."""
    return shapely.transform(shape, lambda lonlat: lonlat * _scale(latitude))


def _unflat(shape: BaseGeometry, latitude: float) -> BaseGeometry:
    return shapely.transform(shape, lambda metres: metres / _scale(latitude))
