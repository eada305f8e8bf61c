"""Names of units on the first picture, for each of its zooms where they cover no symbol."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from gis.domain.map_clusters import Mark
from gis.domain.map_frame import Frame
from gis.domain.map_names import Box, Name, standing
from gis.domain.units import UnitLevel
from gis.models.unit_tile import COMMUNE_LABELS_FROM_ZOOM
from gis.queries.tile_picture import GRID_STEPS, UnitRow
from webmap.map.picture_marks import ring_radius

MARK_HALF_PX: Final = 14
RING_EDGE_PX: Final = 4
MOST_NAMES: Final = 150
BETWEEN: Final = 0.5
"""Windows show the land between two whole zooms; room is weighed in the middle."""


class UnitName(NamedTuple):
    """A name: its point in percent of the land, and lines with how far each is from it in em."""

    unit_id: int
    is_commune: bool
    x: str
    y: str
    lines: list[tuple[str, float, float]]


def names(
    frame: Frame, units: Sequence[UnitRow], marks: Mapping[int, list[Mark]]
) -> dict[tuple[int, ...], list[UnitName]]:
    """Return the names of each zoom: of communes, or of the larger units where communes are too small."""
    return {(zoom,): _at(frame, units, marks.get(zoom, ()), zoom) for zoom in frame.zooms}


def _at(frame: Frame, units: Sequence[UnitRow], marks: Iterable[Mark], zoom: int) -> list[UnitName]:
    of_outlines = zoom < COMMUNE_LABELS_FROM_ZOOM
    named = [unit for unit in units if unit.is_outline is of_outlines and _is_named(unit)][:MOST_NAMES]
    width_px = frame.width_px(zoom + BETWEEN)
    scale = width_px / (frame.east - frame.west)
    places = {
        unit.id: (unit.label_x / GRID_STEPS - frame.west, unit.label_y / GRID_STEPS - frame.north)
        for unit in named
    }
    asked = [Name(unit.id, unit.name, *(each * scale for each in places[unit.id])) for unit in named]
    taken = [_box(frame, mark, scale) for mark in marks]
    is_commune = {unit.id: unit.level == UnitLevel.COMMUNE for unit in named}
    height = frame.south - frame.north
    found = []
    for each in standing(asked, taken, zoom=zoom + BETWEEN):
        x, y = places[each.key]
        first = each.down_em - (len(each.lines) - 1) * 0.6
        lines = [(line, each.right_em, round(first + 1.2 * row, 2)) for row, line in enumerate(each.lines)]
        right, down = f"{100 * x / (frame.east - frame.west):.2f}%", f"{100 * y / height:.2f}%"
        found.append(UnitName(each.key, is_commune[each.key], right, down, lines))
    return found


def _is_named(unit: UnitRow) -> bool:
    return unit.label_x >= 0 and bool(unit.name)


def _box(frame: Frame, mark: Mark, scale: float) -> Box:
    half = MARK_HALF_PX if mark.project_id else ring_radius(mark) + RING_EDGE_PX
    x, y = (mark.x - frame.west) * scale, (mark.y - frame.north) * scale
    return (x - half, y - half, x + half, y + half)
