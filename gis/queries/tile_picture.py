"""What the first picture of the map shows: land and names of units, places of projects, their lines and areas."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from gis.domain.map_frame import Frame
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GRID_BITS, UNIT_BANDS, WORLD_M, TileAddress, cell_shift
from gis.queries import tiles
from gis.queries.filters import ProjectFilter
from gis.queries.tile_sql import LATE
from gis.queries.tiles import MarkRow

MOST_MARKS: Final = 1_500
MOST_SHAPES: Final = 400
MOST_COMMUNES: Final = 400
"""A land of more communes is drawn by its districts and provinces."""

_PLACED = (
    "ST_AsSVG(ST_SnapToGrid(ST_TransScale({geom}, -%(west_m)s, -%(north_m)s, %(scale)s, %(scale)s), 1), 1, 0)"
)

_UNITS = f"""
WITH shown AS (
    SELECT * FROM tile_unit WHERE band = %(band)s AND shown_to >= %(units_on)s AND shown_from = (
        SELECT max(shown_from) FROM tile_unit WHERE band = %(band)s AND shown_from <= %(units_on)s)
), few AS (SELECT count(*) <= {MOST_COMMUNES} AS are_drawn FROM shown WHERE NOT is_outline)
SELECT unit_id, name, level, is_schematic, is_outline, label_x, label_y, {_PLACED.format(geom="geom")} AS path
FROM shown, few WHERE is_outline OR are_drawn
ORDER BY is_outline, ST_Area(geom) DESC, unit_id
"""

_TOGETHER = """
SELECT {placed} FROM tile_unit
WHERE band = %(band)s AND {which} AND shown_to >= %(units_on)s AND shown_from = (
    SELECT max(shown_from) FROM tile_unit WHERE band = %(band)s AND shown_from <= %(units_on)s)
"""
_LAND = _TOGETHER.format(
    placed=_PLACED.format(geom="ST_BuildArea(ST_Collect(geom))"), which="is_outline AND level = 'province'"
)
_EDGES = _TOGETHER.format(
    placed=_PLACED.format(geom="ST_LineMerge(ST_UnaryUnion(ST_Collect(ST_Boundary(geom))))"),
    which="NOT is_outline AND is_schematic",
)

_SYMBOLS = f"""
SELECT project_id, grid_x, grid_y, sector_id, stage, schedule, 1, (schedule IN {LATE})::int, min_zoom, quad
FROM (SELECT symbol.*, {{schedule}} AS schedule FROM tile_symbol symbol WHERE project_id = ANY(%(ids)s)) symbol
ORDER BY quad, project_id LIMIT {MOST_MARKS}
"""

_SHAPES = f"""
SELECT project_id, stage, schedule, min_zoom, GeometryType(geom) LIKE '%%POLYGON' AS is_area,
       {_PLACED.format(geom="ST_Simplify(geom, 0.7 / %(scale)s, true)")} AS path
FROM (
    SELECT project_id, stage, {{schedule}} AS schedule, min_zoom, geom_mid AS geom FROM tile_shape symbol
    WHERE project_id = ANY(%(ids)s) AND min_zoom <= %(zoom)s ORDER BY min_zoom, project_id LIMIT {MOST_SHAPES}
) shape
"""

_NAMES = "SELECT id, code, name FROM project WHERE id = ANY(%(ids)s)"


class UnitRow(NamedTuple):
    """A unit; `path` is its area, for an outline its line, as SVG in units of the frame."""

    id: int
    name: str
    level: str
    is_schematic: bool
    is_outline: bool
    label_x: int
    label_y: int
    path: str


class SymbolRow(NamedTuple):
    """A project's symbol, the first zoom that shows it by itself, its Z-order number."""

    mark: MarkRow
    min_zoom: int
    quad: int


class ShapeRow(NamedTuple):
    """A project's line or area as SVG in units of the frame, and from which zoom it is drawn."""

    project_id: int
    stage: int | None
    schedule: str
    min_zoom: int
    is_area: bool
    path: str


class ProjectName(NamedTuple):
    """What a reader is told of a project, and its code for the address of its page."""

    id: int
    code: str
    name: str


def units_shown(connection: Connection, frame: Frame, *, units_on: date, zoom: int) -> list[UnitRow]:
    """Return the units of a day as `zoom` shows them: communes, largest first, then lines of larger units."""
    found = connection.exec_driver_sql(_UNITS, _values(frame, units_on=units_on, band=_band(zoom)))
    return [UnitRow(*row) for row in found if row.path]


def land(connection: Connection, frame: Frame, *, units_on: date, zoom: int) -> str:
    """Return the provinces as one area, for a land that is not drawn by its communes; '' without provinces."""
    asked = _values(frame, units_on=units_on, band=_band(zoom))
    return str(connection.exec_driver_sql(_LAND, asked).scalar() or "")


def schematic_edges(connection: Connection, frame: Frame, *, units_on: date, zoom: int) -> str:
    """Return every edge of schematic communes once, for dashes of two neighbours would fill each other's gaps."""
    asked = _values(frame, units_on=units_on, band=_band(zoom))
    return str(connection.exec_driver_sql(_EDGES, asked).scalar() or "")


def symbols_of(connection: Connection, ids: Collection[int], *, as_of: date) -> list[SymbolRow]:
    """Return the symbols of at most 1,500 of these projects; those without a place have none."""
    statement = _SYMBOLS.format(schedule=tiles.schedule_sql(as_of))
    found = connection.exec_driver_sql(statement, {"ids": list(ids)})
    return [SymbolRow(MarkRow(*row[:-2]), *row[-2:]) for row in found]


def marks_at(symbols: Sequence[SymbolRow], zoom: int) -> list[MarkRow]:
    """Return what stands on the map at `zoom`, one by one or counted by cells, as the tiles hold it."""
    if zoom >= CELLS_BELOW_ZOOM:
        return [symbol.mark for symbol in symbols]
    shown, cells = [], dict[int, list[MarkRow]]()
    for symbol in symbols:
        if symbol.min_zoom <= zoom:
            shown.append(symbol.mark)
        else:
            cells.setdefault(symbol.quad >> cell_shift(zoom), []).append(symbol.mark)
    return [*shown, *(_counted(marks) for marks in cells.values())]


def _counted(marks: list[MarkRow]) -> MarkRow:
    """Return the cell of these projects; the only one of a cell stands by itself."""
    if len(marks) == 1:
        return marks[0]
    count = len(marks)
    x, y = sum(mark.grid_x for mark in marks) // count, sum(mark.grid_y for mark in marks) // count
    return MarkRow(None, x, y, None, None, None, count, sum(mark.late_count for mark in marks))


def grid_marks(connection: Connection, frame: Frame, wanted: ProjectFilter, *, zoom: int) -> list[MarkRow]:
    """Return the marks of the frame's tiles at `zoom` from the finished grid: bounded however many projects there are."""
    grid_day = tiles.state(connection).grid_day
    found: list[MarkRow] = []
    for address in _tiles(frame, zoom):
        found += tiles.marks_of_tile(connection, address, wanted, grid_day=grid_day)
        if len(found) >= MOST_MARKS:
            break
    return found[:MOST_MARKS]


def shapes_of(
    connection: Connection, frame: Frame, ids: Collection[int], *, zoom: int, as_of: date
) -> list[ShapeRow]:
    """Return lines and areas of these projects that are drawn at `zoom`; at most 400, from the widest seen ones."""
    statement = _SHAPES.format(schedule=tiles.schedule_sql(as_of))
    deepest = zoom if zoom < CELLS_BELOW_ZOOM else 99
    asked = _values(frame, ids=list(ids), zoom=deepest)
    return [ShapeRow(*row) for row in connection.exec_driver_sql(statement, asked) if row.path]


def names_of(connection: Connection, ids: Collection[int]) -> dict[int, ProjectName]:
    """Return code and name of these projects by their ids."""
    found = connection.exec_driver_sql(_NAMES, {"ids": list(ids)})
    return {row.id: ProjectName(*row) for row in found}


def _tiles(frame: Frame, zoom: int) -> list[TileAddress]:
    """Return the tiles that hold the frame, row by row."""
    side = 1 << zoom
    columns = range(int(frame.west * side), min(int(frame.east * side), side - 1) + 1)
    rows = range(int(frame.north * side), min(int(frame.south * side), side - 1) + 1)
    return [TileAddress(zoom, x, y) for y in rows for x in columns]


def _band(zoom: int) -> int:
    return next((band for band in UNIT_BANDS if zoom <= band), UNIT_BANDS[-1])


def _values(frame: Frame, **more: object) -> dict[str, Any]:
    """Return the values that place metres of EPSG:3857 on the frame, with others."""
    return {
        "west_m": (frame.west - 0.5) * WORLD_M,
        "north_m": (0.5 - frame.north) * WORLD_M,
        "scale": frame.units_per_m,
        **more,
    }


GRID_STEPS: Final = 1 << GRID_BITS
"""Steps of the grid around the world: a mark's place on the map of the world is its step by this."""
