"""Schematic boundaries: cells around label points (Voronoi), so that neighbours share their edges."""

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final, TypeVar

import shapely
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from etl.boundaries.official_list import Box, Point

K = TypeVar("K", bound=Hashable)

GRID_DEGREES: Final = 1e-7
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
_SPREAD_DEGREES: Final = 0.004
_SITE_DECIMALS: Final = 3
_MARGIN_DEGREES: Final = 1.0
_STEP_DEGREES: Final = 1e-4


def cells_within(points: Mapping[K, Point], area: BaseGeometry) -> dict[K, MultiPolygon]:
    """Divide `area` (EPSG:4326) between label points; a point outside is first moved to the nearest place inside."""
    inside = {key: _moved_inside(shapely.Point(point), area) for key, point in points.items()}
    return {
        key: piece
        for key, cell in _voronoi({key: (point.x, point.y) for key, point in inside.items()}).items()
        if (piece := polygons(_cut(cell, area)))
    }


def free_cells(
    points: Mapping[K, Point], boxes: Mapping[K, Box], *, neighbours: Iterable[Point] = ()
) -> dict[K, MultiPolygon]:
    """Divide the land that the boxes of the places cover; `neighbours` are label points just outside."""
    everything: dict[Any, Point] = {**points}
    everything |= {("neighbour", number): point for number, point in enumerate(neighbours)}
    cells = _voronoi(everything)
    squares = [shapely.box(*box) for box in boxes.values()]
    tree = STRtree(squares)
    found = {}
    for key in points:
        near = [squares[number] for number in tree.query(cells[key])]
        if piece := polygons(_cut(cells[key], shapely.union_all(near))):
            found[key] = piece
    return found


def polygons(shape: BaseGeometry) -> MultiPolygon:
    """Return the areas of a shape, without the lines and points that a cut can leave; empty where none is left."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def _cut(cell: BaseGeometry, area: BaseGeometry) -> BaseGeometry:
    return shapely.intersection(cell, area, grid_size=GRID_DEGREES)


def _voronoi(points: Mapping[K, Point]) -> dict[K, BaseGeometry]:
    """Return the cell of every point; points at one place are moved apart by a few hundred metres first."""
    spread = _spread(points)
    sites = shapely.points(list(spread.values()))
    if len(spread) == 1:
        return dict.fromkeys(spread, sites[0].buffer(_MARGIN_DEGREES, cap_style="square"))
    west, south, east, north = shapely.total_bounds(sites)
    frame = shapely.box(
        west - _MARGIN_DEGREES, south - _MARGIN_DEGREES, east + _MARGIN_DEGREES, north + _MARGIN_DEGREES
    )
    diagram = shapely.voronoi_polygons(shapely.multipoints(sites), extend_to=frame, ordered=True)
    return dict(zip(spread, shapely.get_parts(diagram), strict=True))


def _spread(points: Mapping[K, Point]) -> dict[K, Point]:
    """Put the points on a grid of about 100 m, each on a place of its own: GEOS loses cells of sites closer together."""
    taken: dict[Point, K] = {}
    for key, point in points.items():
        number = 0
        while (place := _beside(point, number)) in taken:
            number += 1
        taken[place] = key
    return {key: place for place, key in taken.items()}


def _beside(point: Point, number: int) -> Point:
    """Return the grid place of the n-th point of a spiral around `point`; 0 is the point itself."""
    distance, angle = _SPREAD_DEGREES * math.sqrt(number), number * _GOLDEN_ANGLE
    return (
        round(point[0] + distance * math.cos(angle), _SITE_DECIMALS),
        round(point[1] + distance * math.sin(angle), _SITE_DECIMALS),
    )


def _moved_inside(point: shapely.Point, area: BaseGeometry) -> shapely.Point:
    if area.covers(point):
        return point
    edge = shapely.get_point(shapely.shortest_line(area, point), 0)
    middle = shapely.point_on_surface(area)
    inner: shapely.Point = shapely.line_interpolate_point(shapely.LineString([edge, middle]), _STEP_DEGREES)
    return inner
