"""Generalising one unit set as one coverage, zoom by zoom, so that neighbours keep their common edges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException

from gis.domain.tile_grid import GRID_BITS, UNIT_BANDS, WORLD_M, interleave
from gis.domain.units import UnitLevel

OUTLINED: Final = (UnitLevel.DISTRICT.value, UnitLevel.PROVINCE.value)
LABEL_TOLERANCE_M: Final = 100
PIXEL_M_AT_ZOOM_0: Final = WORLD_M / 512
TOLERANCE_PX: Final = 1.6
"""Corners smaller than the square of this are left out; more would be seen, less makes tiles over 100 kB."""

SNAP_M: Final = 0.1
GAP_M: Final = 20.0
"""Narrower gaps between neighbours are faults of the drawing and go to the neighbour with the longest edge."""

Areas = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit of the map: what is written of it, and its boundary in EPSG:3857 where it has one."""

    id: int
    parent_id: int | None
    level: str
    code: str
    name: str
    kind: str
    is_schematic: bool
    valid_from: date
    valid_to: date
    geom: shapely.Geometry | None


@dataclass(frozen=True, slots=True)
class UnitSet:
    """The communes that exist from a day to a day, both included."""

    first_day: date
    last_day: date
    communes: tuple[DrawnUnit, ...]


class Label(NamedTuple):
    """Where on the map's grid a unit's name goes."""

    x: int
    y: int


class Piece(NamedTuple):
    """One unit at one band: an area of a commune, or the outline of what lies above it."""

    band: int
    unit: DrawnUnit
    is_outline: bool
    label: Label
    geom: shapely.Geometry


def draw(unit_set: UnitSet, units: Mapping[int, DrawnUnit]) -> Iterator[list[Piece]]:
    """Yield the unit set band by band, each generalised from the finer one before, neighbours beside each other."""
    areas = mended(np.array([unit.geom for unit in unit_set.communes], dtype=object))
    groups = _groups(unit_set, units)
    labels = _labels([unit.id for unit in unit_set.communes], areas)
    labels |= _labels(list(groups), _merged(areas, groups))
    order = sorted(range(len(areas)), key=lambda place: interleave(*labels[unit_set.communes[place].id]))
    for band in reversed(UNIT_BANDS):
        if band != UNIT_BANDS[-1]:
            areas = shapely.coverage_simplify(areas, TOLERANCE_PX * PIXEL_M_AT_ZOOM_0 / (1 << band))
        turned = shapely.orient_polygons(areas, exterior_cw=True)  # as vector tiles want it
        drawn = [(unit_set.communes[place], False, turned[place]) for place in order]
        outlines = shapely.boundary(_merged(areas, groups))
        drawn += [(units[above], True, line) for above, line in zip(groups, outlines, strict=True)]
        yield [Piece(band, unit, is_line, labels[unit.id], geom) for unit, is_line, geom in drawn]


def mended(areas: Areas) -> Areas:
    """Return the areas with exactly the same vertices along common edges, without overlaps and narrow gaps.

    An area that lies wholly in others stays as it is, and is drawn on top of them.
    """
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # new in 2.2, the stubs are older
        areas, snapping_distance=SNAP_M, gap_width=GAP_M
    )
    return np.where(shapely.is_empty(clean), areas, clean)


def _groups(unit_set: UnitSet, units: Mapping[int, DrawnUnit]) -> dict[int, list[int]]:
    """Return, for each district and province, the places of its communes in the set."""
    groups: dict[int, list[int]] = {}
    for place, unit in enumerate(unit_set.communes):
        for above in _ancestors(unit, units):
            groups.setdefault(above.id, []).append(place)
    return groups


def _ancestors(unit: DrawnUnit, units: Mapping[int, DrawnUnit]) -> Iterator[DrawnUnit]:
    """Give the districts and provinces that a unit lies in."""
    above = unit.parent_id
    while above is not None:
        if units[above].level in OUTLINED:
            yield units[above]
        above = units[above].parent_id


def _merged(areas: Areas, groups: Mapping[int, Sequence[int]]) -> Areas:
    """Return the areas of each group put together."""
    merged = np.empty(len(groups), dtype=object)
    for number, places in enumerate(groups.values()):
        merged[number] = _union(areas[places])
    return merged


def _union(areas: Areas) -> Any:
    try:
        return shapely.coverage_union_all(areas)
    except GEOSException:  # one lies on top of another
        return shapely.union_all(areas)


def _labels(ids: Sequence[int], areas: Areas) -> dict[int, Label]:
    """Return for each unit the place farthest from the edges of its area."""
    circles = shapely.maximum_inscribed_circle(areas, LABEL_TOLERANCE_M)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0)) / WORLD_M
    columns = np.floor((centres[:, 0] + 0.5) * (1 << GRID_BITS)).astype(int).tolist()
    rows = np.floor((0.5 - centres[:, 1]) * (1 << GRID_BITS)).astype(int).tolist()
    return {unit: Label(x, y) for unit, x, y in zip(ids, columns, rows, strict=True)}
