"""A boundary for every commune of a territory: as drawn in files, as follows from the other unit set, or schematic."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import shapely
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from etl.boundaries.cells import cells_within, free_cells, polygons
from etl.boundaries.official_list import SOURCE, Box, ListedUnit, OfficialList, Point
from etl.boundaries.outline_files import Outline
from etl.boundaries.territory import Territory
from gis.domain.units import BoundaryKind, UnitKey

_AROUND_DEGREES: Final = 0.3
_HALF_BOX_DEGREES: Final = 0.04


class Drawn(NamedTuple):
    """A commune's boundary in EPSG:4326, how good it is and where it came from."""

    shape: MultiPolygon
    kind: BoundaryKind
    source: str


def draw(
    territory: Territory,
    listed: OfficialList,
    outlines: Mapping[UnitKey, Outline],
    *,
    kept: Mapping[UnitKey, Drawn] | None = None,
) -> dict[UnitKey, Drawn]:
    """Return a boundary for every commune that files, the other unit set or label points allow one for.

    An old commune without an outline gets its part of the new communes that it went into, all of it where it is the
    only predecessor; a new one without an outline is made of its predecessors. Cells share their edges. Boundaries
    that are better than any file's and stay as they are come in `kept`.
    """
    public = {
        key: Drawn(polygons(outline.shape), BoundaryKind.PUBLIC, outline.source)
        for key, outline in outlines.items()
    }
    return _Drawing(territory, listed, public | dict(kept or {})).run()


class _Drawing:
    def __init__(self, territory: Territory, listed: OfficialList, drawn: dict[UnitKey, Drawn]) -> None:
        self.units, self.listed, self.drawn = territory.units, listed, drawn
        self.old, self.new = territory.communes(before=True), territory.communes(before=False)
        self.before = listed.predecessors()

    def run(self) -> dict[UnitKey, Drawn]:
        """Draw the old set inside the new, what is left freely, then the new set from the old."""
        self._old_within_new()
        self._old_freely()
        self._new_from_old()
        return self.drawn

    def _old_within_new(self) -> None:
        pieces: dict[UnitKey, list[BaseGeometry]] = {}
        for unit in self.new:
            if unit.key not in self.drawn:
                continue
            olds = [key for key in self.before[unit.key] if key in self.units]
            if len(olds) == 1 and self.listed.successors[olds[0]] == (unit.key,):
                self.drawn.setdefault(olds[0], self.drawn[unit.key]._replace(kind=BoundaryKind.DERIVED))
            rest = self._without(self.drawn[unit.key].shape, olds)
            missing = {
                key: point for key in olds if key not in self.drawn and (point := self.units[key].point)
            }
            if missing and not rest.is_empty:
                for key, piece in cells_within(missing, rest).items():
                    pieces.setdefault(key, []).append(piece)
        for key, parts in pieces.items():
            self._sketch(key, shapely.union_all(parts))

    def _without(self, area: BaseGeometry, known: Iterable[UnitKey]) -> BaseGeometry:
        drawn = [self.drawn[key].shape for key in known if key in self.drawn]
        return shapely.difference(area, shapely.union_all(drawn)) if drawn else area

    def _old_freely(self) -> None:
        missing = [unit for unit in self.old if unit.key not in self.drawn and unit.point]
        if not missing:
            return
        points = {unit.key: unit.point for unit in missing if unit.point}
        boxes = {unit.key: unit.box or _box_around(unit.point) for unit in missing if unit.point}
        known = [self.drawn[unit.key].shape for unit in self.old if unit.key in self.drawn]
        tree = STRtree(known)
        for key, cell in free_cells(
            points, boxes, neighbours=self._neighbours(points, boxes.values())
        ).items():
            near = [known[number] for number in tree.query(cell, predicate="intersects")]
            self._sketch(key, shapely.difference(cell, shapely.union_all(near)) if near else cell)

    def _neighbours(self, inside: Mapping[UnitKey, Point], boxes: Iterable[Box]) -> list[Point]:
        """Return label points of other old communes around, so that the outer edge lies between the two."""
        west, south, east, north = shapely.total_bounds([shapely.box(*box) for box in boxes])
        frame = shapely.box(west, south, east, north).buffer(_AROUND_DEGREES)
        taken = set(inside.values())
        others = [
            unit.point
            for unit in self.listed.units.values()
            if unit.point and unit.box and unit.key not in self.units and unit.point not in taken
        ]
        return [point for point in dict.fromkeys(others) if frame.covers(shapely.Point(point))]

    def _new_from_old(self) -> None:
        pieces: dict[UnitKey, list[Drawn]] = {}
        for unit in self.old:
            if unit.key in self.drawn:
                for key, piece in self._divided(unit).items():
                    pieces.setdefault(key, []).append(piece)
        for unit in self.new:
            if unit.key not in self.drawn and (parts := pieces.get(unit.key)):
                self.drawn[unit.key] = _joined(parts, is_whole=len(parts) == len(self.before[unit.key]))

    def _divided(self, unit: ListedUnit) -> dict[UnitKey, Drawn]:
        """Return an old commune's part of each successor: all of it, or cells around their label points."""
        drawn, news = self.drawn[unit.key], self.listed.successors.get(unit.key, ())
        if len(news) == 1:
            return {news[0]: drawn}
        points = {key: point for key in news if (point := self.listed.units[key].point)}
        cells = cells_within(points, drawn.shape)
        return {key: Drawn(cell, BoundaryKind.SCHEMATIC, SOURCE) for key, cell in cells.items()}

    def _sketch(self, key: UnitKey, shape: BaseGeometry) -> None:
        if cell := polygons(shape):
            self.drawn[key] = Drawn(cell, BoundaryKind.SCHEMATIC, SOURCE)


def _joined(parts: Sequence[Drawn], *, is_whole: bool) -> Drawn:
    shape = polygons(shapely.union_all([part.shape for part in parts]))
    is_sketch = not is_whole or any(part.kind is BoundaryKind.SCHEMATIC for part in parts)
    sources = "; ".join(dict.fromkeys(part.source for part in parts))
    return Drawn(shape, BoundaryKind.SCHEMATIC if is_sketch else BoundaryKind.DERIVED, sources)


def _box_around(point: Point) -> Box:
    lon, lat = point
    return (
        lon - _HALF_BOX_DEGREES,
        lat - _HALF_BOX_DEGREES,
        lon + _HALF_BOX_DEGREES,
        lat + _HALF_BOX_DEGREES,
    )
