"""Places for demonstration projects inside a commune: roads that wind, sites with corners, points."""

import math

import numpy as np
import shapely
from shapely import Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon

from etl.demo.vocabulary import Shape

METRES_PER_DEGREE = 111_320.0
STEP_M = 60.0
ATTEMPTS = 12


class Commune:
    """A commune's land (degrees, EPSG:4326), prepared for many questions of "is this inside"."""

    def __init__(self, boundary: Geometry) -> None:
        """Prepare the boundary."""
        self.boundary = boundary
        shapely.prepare(boundary)
        self._box = tuple(shapely.bounds(boundary))
        self.centre = (shapely.get_x(inner := shapely.point_on_surface(boundary)), shapely.get_y(inner))
        self.degrees_per_m = np.array(
            [1 / (METRES_PER_DEGREE * math.cos(math.radians(self.centre[1]))), 1 / METRES_PER_DEGREE]
        )

    def random_point(self, rng: np.random.Generator) -> np.ndarray:
        """Return a position inside, denser towards the middle, as people live."""
        west, south, east, north = self._box
        for _ in range(60):
            place = np.array([rng.uniform(west, east), rng.uniform(south, north)])
            pulled: np.ndarray = place + (np.array(self.centre) - place) * rng.beta(1.2, 3)
            if shapely.contains_xy(self.boundary, *pulled):
                return pulled
        return np.array(self.centre)


def draw(rng: np.random.Generator, commune: Commune, *, shape: Shape, budget_million: int) -> Geometry:
    """Return a geometry of this shape inside the commune; a road's length follows from its budget."""
    if shape is Shape.POINT:
        return Point(np.round(commune.random_point(rng), 7))
    if shape is Shape.SITE:
        return MultiPolygon([_site(rng, commune, budget_million)])
    length_m = min(9_000.0, max(250.0, budget_million / rng.uniform(3.2, 6.5)))
    line = _winding(rng, commune, length_m=length_m, bend=0.16 if shape is Shape.ROAD else 0.09)
    return MultiLineString([line])


def _winding(rng: np.random.Generator, commune: Commune, *, length_m: float, bend: float) -> LineString:
    """Walk with a heading that drifts back and forth; keep the attempt that stays inside best."""
    best: tuple[float, LineString] | None = None
    for _ in range(ATTEMPTS):
        line = _walk(rng, commune, length_m=length_m, bend=bend)
        inside = shapely.intersection(line, commune.boundary).length / line.length
        if best is None or inside > best[0]:
            best = (inside, line)
        if inside > 0.97:
            break
    assert best is not None  # noqa: S101 - ATTEMPTS is at least 1
    return best[1]


def _walk(rng: np.random.Generator, commune: Commune, *, length_m: float, bend: float) -> LineString:
    """Return a road that bends to and fro about one direction: each step keeps most of the last one's turn."""
    count = max(6, round(length_m / STEP_M))
    pushes = rng.normal(0, bend, count)
    turns = np.zeros(count)
    for step in range(1, count):
        turns[step] = 0.93 * turns[step - 1] + pushes[step]
    headings = rng.uniform(0, 2 * math.pi) + np.clip(turns, -1.1, 1.1)
    steps = np.stack([np.cos(headings), np.sin(headings)], axis=1) * (length_m / count)
    offsets = np.vstack([[0, 0], np.cumsum(steps, axis=0)])
    path = commune.random_point(rng) + (offsets - offsets.mean(axis=0)) * commune.degrees_per_m
    return LineString(np.round(path, 6))


def _site(rng: np.random.Generator, commune: Commune, budget_million: int) -> Polygon:
    """Return a piece of land of about 0.1–3 ha with uneven corners."""
    side_m = 30 + min(150.0, budget_million**0.5 * 1.1) * rng.uniform(0.7, 1.2)
    angle = rng.uniform(0, math.pi)
    corners = np.array(
        [[-1, -0.7], [0.2, -0.8], [1, -0.6], [1.1, 0.1], [0.9, 0.7], [-0.3, 0.75], [-1.05, 0.6]]
    )
    corners = corners * rng.uniform(0.85, 1.15, corners.shape) * side_m / 2
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return Polygon(np.round(commune.random_point(rng) + corners @ turn.T * commune.degrees_per_m, 7))
