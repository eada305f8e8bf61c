"""The first picture of the map: drawn by the server, seen before the live map is there and where it cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection

from gis.domain.map_clusters import Mark, cluster
from gis.domain.map_frame import Frame, frame_of
from gis.domain.tile_grid import CELL_BITS, CELLS_BELOW_ZOOM, GRID_BITS
from gis.queries import tile_picture, tiles
from gis.queries.filters import BBox, ProjectFilter
from gis.queries.tile_picture import GRID_STEPS, MOST_MARKS, ShapeRow, UnitRow
from gis.queries.tiles import MarkRow
from webmap.database import reading
from webmap.facets import located_ids
from webmap.language import current_language
from webmap.map import picture_marks
from webmap.map.picture_names import names
from webmap.map.picture_sizes import Step, steps
from webmap.memory import remembered

MOST_KEPT: Final = 24
"""Pictures that each worker keeps for the present state of the data."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture as SVG, the land it shows, the sizes of its parts."""

    svg: Markup
    frame: Frame
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class _Projects:
    """The marks of each zoom, lines and areas, and whether these are all."""

    rows: dict[int, list[MarkRow]]
    shapes: list[ShapeRow]
    is_whole: bool = True

    @property
    def by_id(self) -> dict[int, MarkRow]:
        """The projects that stand by themselves in the tiles of any zoom."""
        return {row.project_id: row for rows in self.rows.values() for row in rows if row.project_id}


def draw(
    wanted: ProjectFilter,
    *,
    extent: BBox | None,
    units_on: date,
    colouring: str,
    shades: Mapping[int, int] | None = None,
) -> Picture | None:
    """Return the picture of a filter, made once for each state of the data; None without boundaries.

    `shades` are steps of the scale of figures by commune, 0 for no data; without them communes have no colour.
    It holds what the public may see, whoever asks: it is kept for everybody.
    """
    frame = frame_of(*extent) if extent else None
    if frame is None:
        return None
    kept = remembered("pictures", dict[object, Picture])
    key = (wanted, units_on, colouring, shades and frozenset(shades.items()), current_language())
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            del kept[next(iter(kept))]
        kept[key] = _drawn(wanted, frame, units_on=units_on, colouring=colouring, shades=shades)
    return kept[key]


def _drawn(
    wanted: ProjectFilter,
    frame: Frame,
    *,
    units_on: date,
    colouring: str,
    shades: Mapping[int, int] | None,
) -> Picture:
    ids = located_ids(wanted, most=MOST_MARKS)
    middle = frame.zooms[len(frame.zooms) // 2]
    with reading() as connection:
        projects = _projects(connection, frame, wanted, ids)
        units = tile_picture.units_shown(connection, frame, units_on=units_on, zoom=middle)
        ground = tile_picture.schematic_edges if _are_communes(units) else tile_picture.land
        together = ground(connection, frame, units_on=units_on, zoom=middle)
        known = tile_picture.names_of(connection, projects.by_id)
    told = picture_marks.words(known, colouring)
    marks = {zoom: cluster(_marks(rows, zoom), zoom=zoom) for zoom, rows in projects.rows.items()}
    symbols, singles = picture_marks.singles(frame, marks, projects.by_id, told)
    rings, groups = picture_marks.groups(frame, marks, wanted)
    svg = render_template(
        "map/picture_svg.html",
        frame=frame,
        land="" if _are_communes(units) else together,
        edges=together if _are_communes(units) else "",
        communes=[unit for unit in units if not unit.is_outline],
        outlines=[unit for unit in units if unit.is_outline],
        shapes=picture_marks.shapes(projects.shapes, told, _zooms_from(frame)),
        symbols=symbols,
        singles=singles,
        rings=rings,
        groups=groups,
        names=names(frame, units, marks),
        is_whole=projects.is_whole,
        most=MOST_MARKS,
        shades=shades,
    )
    return Picture(Markup(svg), frame, steps(frame))  # noqa: S704 # our template escapes


def _are_communes(units: list[UnitRow]) -> bool:
    """Return whether the communes are drawn, and not only the units above them."""
    return any(not unit.is_outline for unit in units)


def _projects(
    connection: Connection, frame: Frame, wanted: ProjectFilter, ids: list[int] | None
) -> _Projects:
    """Return few projects by themselves, many from the finished grid; where it does not know the filter, none."""
    if ids is not None:
        symbols = tile_picture.symbols_of(connection, ids, as_of=wanted.as_of)
        rows = {zoom: tile_picture.marks_at(symbols, zoom) for zoom in frame.zooms}
    elif tiles.is_quick(wanted):
        rows = {
            zoom: tile_picture.grid_marks(connection, frame, wanted, zoom=zoom)
            for zoom in frame.zooms
            if zoom < CELLS_BELOW_ZOOM
        }
        ids = sorted({row.project_id for each in rows.values() for row in each if row.project_id})
    else:
        return _Projects({}, [], is_whole=False)
    shapes = tile_picture.shapes_of(connection, frame, ids, zoom=frame.zooms[-1], as_of=wanted.as_of)
    return _Projects(rows, shapes)


def _marks(rows: Iterable[MarkRow], zoom: int) -> list[Mark]:
    """Return rows as marks on the map of the world; the box of a cell is the cell's, that of a project its point."""
    cell = 1 << (GRID_BITS - zoom - CELL_BITS)
    found = []
    for row in rows:
        x, y = row.grid_x, row.grid_y
        box = (x, y, x, y)
        if row.project_id is None:
            west, north = x // cell * cell, y // cell * cell
            box = (west, north, west + cell, north + cell)
        sides = (box[0] / GRID_STEPS, box[1] / GRID_STEPS, box[2] / GRID_STEPS, box[3] / GRID_STEPS)
        counts = (row.project_count, row.late_count)
        found.append(Mark(x / GRID_STEPS, y / GRID_STEPS, sides, *counts, project_id=row.project_id))
    return found


def _zooms_from(frame: Frame) -> dict[int, tuple[int, ...]]:
    """Return the zooms of the picture that draw a shape which is shown from a zoom on."""
    return {
        first: tuple(zoom for zoom in frame.zooms if zoom >= min(first, CELLS_BELOW_ZOOM))
        for first in range(CELLS_BELOW_ZOOM + 10)
    }
