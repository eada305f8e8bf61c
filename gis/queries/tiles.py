"""Vector tiles of projects: clusters, symbols, lines and areas, encoded by the database."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from gis.database import only_row
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GROUPS_UP_TO_ZOOM, MARGIN_STEPS, TileAddress, cell_shift
from gis.models import Project, TileSymbol
from gis.queries.filters import ProjectFilter, conditions
from gis.queries.schedule import schedule_status
from gis.queries.tile_sql import STATE, STATE_TABLES, Counting, project_marks, project_tile

TIMEOUT_MS = 8_000
"""Where a filter needs longer for the projects of one tile, the database gives up (OperationalError)."""

_LIMITS = text("SELECT set_config('statement_timeout', :ms, true), set_config('jit', 'off', true)")
_STATE = f"SELECT {STATE} FROM {STATE_TABLES}"
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


class MapState(NamedTuple):
    """What the copies for the map stand at: versions of data and boundaries, the day of the grid's statuses."""

    version: int
    units_version: int
    grid_day: date


class MarkRow(NamedTuple):
    """A symbol or, without `project_id`, a cell of several projects; `grid_x`, `grid_y` as in `gis.domain.tile_grid`."""

    project_id: int | None
    grid_x: int
    grid_y: int
    sector_id: int | None
    stage: int | None
    schedule: str | None
    project_count: int
    late_count: int


class Tile(NamedTuple):
    """An encoded tile, empty where nothing lies in it, and the state that it was made from."""

    mvt: bytes
    state: MapState


def state(connection: Connection) -> MapState:
    """Return the state of the copies; one tiny query, for caches."""
    return MapState(*only_row(connection, _STATE, {}))


def tile_of_projects(
    connection: Connection, address: TileAddress, wanted: ProjectFilter, *, grid_day: date
) -> Tile:
    """Return the projects of a tile as MVT.

    Layers: `cells` (count, late, budget_vnd in đồng where known), `symbols` (id, sector, stage, schedule, shape;
    from zoom 12 name), `shapes` (id, sector, stage, schedule). Below zoom 12 every project that is meant is
    either one symbol or counted in one cell of two or more. `grid_day` is the day whose statuses the grid is
    believed to hold: where it is not `wanted.as_of`, the projects of the tile are counted one by one instead.
    """
    statement, values = _asked(project_tile, address, wanted, grid_day)
    if not is_quick(wanted):
        connection.execute(_LIMITS, {"ms": str(TIMEOUT_MS)})
    *stands, mvt = only_row(connection, statement, values)
    return Tile(mvt, MapState(*stands))


def marks_of_tile(
    connection: Connection, address: TileAddress, wanted: ProjectFilter, *, grid_day: date
) -> list[MarkRow]:
    """Return the symbols and cells of a tile, the same that `tile_of_projects` encodes, in steps of the grid."""
    statement, values = _asked(project_marks, address, wanted, grid_day)
    return [MarkRow(*row) for row in connection.exec_driver_sql(statement, values)]


def _asked(
    write: Callable[..., str], address: TileAddress, wanted: ProjectFilter, grid_day: date
) -> tuple[str, dict[str, Any]]:
    """Return a statement about the tile's projects and its values."""
    clauses, values = _clauses(wanted)
    statement = write(
        _counting(address.zoom, wanted, is_grid_current=grid_day == wanted.as_of),
        zoom=address.zoom,
        schedule=schedule_sql(wanted.as_of),
        clauses=clauses,
        has_status=bool(wanted.schedules),
    )
    return statement, _place(address) | values


def is_quick(wanted: ProjectFilter) -> bool:
    """Tell whether the grid's groups by sector and status answer the filter, so that no time limit is needed."""
    return wanted.is_empty or wanted.without("sectors", "schedules").is_empty


def _counting(zoom: int, wanted: ProjectFilter, *, is_grid_current: bool) -> Counting:
    if zoom >= CELLS_BELOW_ZOOM:
        return Counting.NONE
    if is_grid_current and wanted.is_empty:
        return Counting.TOTALS
    if is_grid_current and zoom <= GROUPS_UP_TO_ZOOM and is_quick(wanted):
        return Counting.GROUPS
    return Counting.PROJECTS


def _clauses(wanted: ProjectFilter) -> tuple[str, dict[str, Any]]:
    """Return the conditions on `symbol` as SQL and their values; what a symbol carries is asked of it alone."""
    clauses, values = "", dict[str, Any]()
    if wanted.is_empty:
        return clauses, values
    if wanted.sectors:
        clauses += "AND coalesce(symbol.sector_id, 0) = ANY(%(sectors)s) "
        values["sectors"] = sorted(wanted.sectors)
    if wanted.stages:
        clauses += "AND symbol.stage = ANY(%(stages)s) "
        values["stages"] = sorted(int(stage) for stage in wanted.stages)
    if wanted.schedules:
        values["schedules"] = sorted(status.value for status in wanted.schedules)
    rest = wanted.without("sectors", "stages", "schedules")
    if not rest.is_empty:
        asked, more = _compiled(conditions(rest))
        clauses += f"AND symbol.project_id IN ({asked}) "
        values |= more
    return clauses, values


def _compiled(asked: Sequence[ColumnElement[bool]]) -> tuple[str, dict[str, Any]]:
    """Return a SELECT of the ids of these projects as text and its values, in psycopg's style."""
    compiled = (
        select(Project.id)
        .where(*asked)
        .compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    )
    return str(compiled), dict(compiled.params)


@lru_cache(maxsize=8)
def schedule_sql(as_of: date) -> str:
    """Return the rule of the schedule status for the columns of `symbol`, as text."""
    rule = schedule_status(TileSymbol.__table__.alias("symbol").c, as_of=as_of)
    return str(rule.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def _place(address: TileAddress) -> dict[str, Any]:
    """Return the parameters of a tile: its range in Z-order, its cells, its box with and without margin."""
    quads, cells = address.quads, address.cells
    sides = ("west", "south", "east", "north")
    wide = address.box_m(MARGIN_STEPS)
    return {
        "zoom": address.zoom,
        "shift": address.shift,
        "cell_shift": cell_shift(address.zoom),
        "first": quads.first,
        "last": quads.last,
        "first_cell": cells.first,
        "last_cell": cells.last,
        **dict(zip(sides, address.box_m(), strict=True)),
        **{f"{side}_wide": value for side, value in zip(sides, wide, strict=True)},
    }
