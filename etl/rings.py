"""Which rings of an area are holes of which: a ring inside another one is its hole, one inside a hole an island."""

from collections.abc import Sequence

import shapely
from shapely.errors import GEOSException

Position = tuple[float, float]
Ring = Sequence[Position]


def nested(rings: Sequence[Ring]) -> list[list[Ring]]:
    """Return the polygons that the rings make: each outer ring with its holes, in the order given.

    Rings that cross each other, or are given twice, stay side by side: PostGIS says what is wrong with them.
    """
    around = _rings_around(rings)
    depth = [len(outer) for outer in around]
    polygons = {each: [ring] for each, ring in enumerate(rings) if depth[each] % 2 == 0}
    for each, ring in enumerate(rings):
        if depth[each] % 2:
            home = next((outer for outer in around[each] if depth[outer] == depth[each] - 1), each)
            polygons.setdefault(home, []).append(ring)
    return list(polygons.values())


def _rings_around(rings: Sequence[Ring]) -> list[list[int]]:
    """Return, for each ring, the numbers of the larger ones that it lies within."""
    around: list[list[int]] = [[] for _ in rings]
    areas = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    try:
        inner, outer = shapely.STRtree(areas).query(areas, predicate="within")
    except GEOSException:  # a ring that crosses itself
        return around
    for each, other in zip(inner.tolist(), outer.tolist(), strict=True):
        if areas[each].area < areas[other].area:
            around[each].append(other)
    return around
