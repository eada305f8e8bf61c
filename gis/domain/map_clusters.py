"""Groups of marks that would overlap on the map: the same groups that the browser's own clustering makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

TILE_PX: Final = 512
RADIUS_PX: Final = 26
LAST_CLUSTER_ZOOM: Final = 15
"""Both as in static/js/map/sources.js: the first picture must show what the live map shows next."""

_Buckets = dict[tuple[int, int], list[int]]


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol of the map; `x`, `y` and `box` (west, north, east, south) run from 0 to 1 over the world, y down.

    `project_id` is None for a group; `points` is of how many symbols and cells it was made.
    """

    x: float
    y: float
    box: tuple[float, float, float, float]
    count: int = 1
    late_count: int = 0
    points: int = 1
    project_id: int | None = None


def cluster(marks: Sequence[Mark], *, zoom: int) -> list[Mark]:
    """Return what stands on the map at `zoom`: from close up outwards, marks nearer than 26 px become one.

    It is the procedure of Mapbox's supercluster, which the live map uses; groups stand in the middle of their points.
    """
    found = list(marks)
    for each in range(LAST_CLUSTER_ZOOM, zoom - 1, -1):
        found = _merged(found, RADIUS_PX / (TILE_PX * 2**each))
    return found


def _merged(marks: list[Mark], radius: float) -> list[Mark]:
    """Return the marks with those within `radius` of an earlier one taken into it."""
    buckets = _Buckets()
    for place, mark in enumerate(marks):
        buckets.setdefault((int(mark.x / radius), int(mark.y / radius)), []).append(place)
    if len(buckets) == len(marks) and not _touches(buckets):
        return marks
    taken = [False] * len(marks)
    found = []
    for place, mark in enumerate(marks):
        if taken[place]:
            continue
        taken[place] = True
        near = [other for other in _within(marks, buckets, mark, radius) if not taken[other]]
        for other in near:
            taken[other] = True
        found.append(_one([mark, *(marks[other] for other in near)]) if near else mark)
    return found


def _touches(buckets: _Buckets) -> bool:
    """Return whether any two buckets are neighbours."""
    around = ((1, -1), (1, 0), (1, 1), (0, 1))
    return any((x + right, y + down) in buckets for x, y in buckets for right, down in around)


def _within(marks: list[Mark], buckets: _Buckets, mark: Mark, radius: float) -> list[int]:
    x, y = int(mark.x / radius), int(mark.y / radius)
    around = (-1, 0, 1)
    candidates = (buckets.get((x + right, y + down), ()) for right in around for down in around)
    return [
        place
        for places in candidates
        for place in places
        if (marks[place].x - mark.x) ** 2 + (marks[place].y - mark.y) ** 2 <= radius**2
    ]


def _one(group: list[Mark]) -> Mark:
    """Return the group as one mark, in the middle of its points."""
    points = sum(mark.points for mark in group)
    boxes = [mark.box for mark in group]
    return replace(
        group[0],
        x=sum(mark.x * mark.points for mark in group) / points,
        y=sum(mark.y * mark.points for mark in group) / points,
        box=(
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        count=sum(mark.count for mark in group),
        late_count=sum(mark.late_count for mark in group),
        points=points,
        project_id=None,
    )
