"""The SQL of project tiles, put together from named clauses; every parameter is in psycopg's style."""

from enum import Enum
from functools import lru_cache
from typing import Final

from gis.crs import WEB_MERCATOR
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, EXTENT, MARGIN_STEPS

FULL_SHAPES_FROM_ZOOM: Final = 14
LATE: Final = f"('{ScheduleStatus.LATE.value}', '{ScheduleStatus.OVERDUE.value}')"


STATE: Final = "data_version.version, tile_state.units_version, tile_state.as_of"
STATE_TABLES: Final = "data_version JOIN tile_state USING (id) WHERE id = 1"
"""What the copies stand at (`gis.queries.tiles.MapState`), read in the same moment as the tile."""


class Counting(Enum):
    """Where the counts of clusters come from."""

    NONE = "every project is shown by itself"
    TOTALS = "the grid, all projects"
    GROUPS = "the grid, some sectors and statuses"
    PROJECTS = "the projects of the tile one by one"


_SYMBOL_COLUMNS = """symbol.project_id, symbol.quad, symbol.grid_x, symbol.grid_y, symbol.sector_id, symbol.stage,
    symbol.shape, symbol.budget_vnd, symbol.name, symbol.min_zoom"""

_SHOWN = """
shown AS MATERIALIZED (
    SELECT * FROM (
        SELECT {columns}, symbol.quad >> %(cell_shift)s AS cell, {schedule} AS schedule
        FROM tile_symbol symbol WHERE symbol.quad BETWEEN %(first)s AND %(last)s {zooms}{clauses}
        OFFSET 0
    ) symbol {status}
)"""

_SEEN = f"""
seen AS (
    SELECT cell, count(*) AS project_count, count(*) FILTER (WHERE schedule IN {LATE}) AS late_count,
           count(budget_vnd) AS budget_count, coalesce(sum(budget_vnd), 0) AS budget_vnd,
           sum(grid_x) AS x_sum, sum(grid_y) AS y_sum, sum(project_id) AS id_sum
    FROM shown GROUP BY cell
)"""

_LEFT = """
hidden AS (
    SELECT total.project_count - coalesce(seen.project_count, 0) AS project_count,
           total.late_count - coalesce(seen.late_count, 0) AS late_count,
           total.budget_count - coalesce(seen.budget_count, 0) AS budget_count,
           total.budget_vnd - coalesce(seen.budget_vnd, 0) AS budget_vnd,
           total.x_sum - coalesce(seen.x_sum, 0) AS x_sum, total.y_sum - coalesce(seen.y_sum, 0) AS y_sum,
           CAST({last_id} AS bigint) AS last_id
    FROM {totals} total LEFT JOIN seen USING (cell)
    WHERE {within} total.project_count > coalesce(seen.project_count, 0)
)"""

_GROUPED = f"""
grouped AS (
    SELECT cell, sum(project_count) AS project_count,
           coalesce(sum(project_count) FILTER (WHERE schedule IN {LATE}), 0) AS late_count,
           sum(budget_count) AS budget_count, sum(budget_vnd) AS budget_vnd, sum(x_sum) AS x_sum,
           sum(y_sum) AS y_sum, sum(id_sum) AS id_sum
    FROM tile_cell_group part
    WHERE zoom = %(zoom)s AND cell BETWEEN %(first_cell)s AND %(last_cell)s {{clauses}}
    GROUP BY cell
)"""

_COUNTED = f"""
hidden AS (
    SELECT count(*) AS project_count, count(*) FILTER (WHERE schedule IN {LATE}) AS late_count,
           count(budget_vnd) AS budget_count, sum(budget_vnd) AS budget_vnd, sum(grid_x) AS x_sum,
           sum(grid_y) AS y_sum, min(project_id) AS last_id
    FROM meant WHERE min_zoom > %(zoom)s GROUP BY cell
)"""

_WITHIN = "total.zoom = %(zoom)s AND total.cell BETWEEN %(first_cell)s AND %(last_cell)s AND"

# A cluster needs two; the last project of a cell is shown by itself.
_LAST_ONES = """
UNION ALL
SELECT {columns}, 0, {schedule} FROM hidden JOIN tile_symbol symbol ON symbol.project_id = hidden.last_id
WHERE hidden.project_count = 1"""

_CELLS = f"""coalesce((SELECT ST_AsMVT(part, 'cells', {EXTENT}, 'geom') FROM (
    SELECT project_count::int AS count, late_count::int AS late,
           CASE WHEN budget_count > 0 THEN budget_vnd::float8 END AS budget_vnd,
           ST_MakePoint(((x_sum / project_count)::bigint >> %(shift)s) & {EXTENT - 1},
                        ((y_sum / project_count)::bigint >> %(shift)s) & {EXTENT - 1}) AS geom
    FROM hidden WHERE project_count > 1
) part), '')"""

_SYMBOLS = f"""coalesce((SELECT ST_AsMVT(part, 'symbols', {EXTENT}, 'geom', 'fid') FROM (
    SELECT project_id AS fid, project_id AS id, coalesce(sector_id, 0)::int AS sector,
           coalesce(stage, 0)::int AS stage, schedule, shape{{name}},
           ST_MakePoint((grid_x >> %(shift)s) & {EXTENT - 1}, (grid_y >> %(shift)s) & {EXTENT - 1}) AS geom
    FROM (SELECT * FROM shown {{last_ones}}) symbol
) part), '')"""

_SHAPES = f"""coalesce((SELECT ST_AsMVT(part, 'shapes', {EXTENT}, 'geom', 'fid') FROM (
    SELECT project_id AS fid, project_id AS id, coalesce(sector_id, 0)::int AS sector,
           coalesce(stage, 0)::int AS stage, schedule,
           ST_AsMVTGeom(geom, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {WEB_MERCATOR})::box2d,
                        {EXTENT}, {MARGIN_STEPS}, true) AS geom
    FROM (
        SELECT symbol.project_id, symbol.sector_id, symbol.stage, {{schedule}} AS schedule, symbol.{{column}} AS geom
        FROM tile_shape symbol
        WHERE symbol.{{indexed}} && ST_MakeEnvelope(%(west_wide)s, %(south_wide)s, %(east_wide)s, %(north_wide)s,
                                                 {WEB_MERCATOR}) {{zooms}}{{clauses}}
        OFFSET 0
    ) symbol {{status}}
) part), '')"""

_MARK_CELLS = """
UNION ALL
SELECT NULL, (x_sum / project_count)::bigint, (y_sum / project_count)::bigint, NULL, NULL, NULL,
       project_count::int, late_count::int FROM hidden WHERE project_count > 1"""

_SHAPE_BANDS = ((7, "geom_low"), (9, "geom_low"), (10, "geom_mid"), (11, "geom_mid"))
"""Zooms up to which a partial index of tile_shape holds what is shown, with its column (see the model)."""


@lru_cache(maxsize=512)
def project_tile(counting: Counting, *, zoom: int, schedule: str, clauses: str, has_status: bool) -> str:
    """Return the statement of a tile at `zoom`: one row of the state's columns and the encoded layers.

    `schedule` is the rule of the status for columns of `symbol`, `clauses` further conditions on `symbol`
    (a row of tile_symbol or tile_shape; each with AND before it); `has_status` asks for the statuses in the parameter `schedules` only.
    """
    status = "WHERE schedule = ANY(%(schedules)s)" if has_status else ""
    last_ones = counting in (Counting.GROUPS, Counting.PROJECTS)
    rule = {"schedule": schedule, "columns": _SYMBOL_COLUMNS, "status": status, "clauses": clauses}
    layers = [
        _SYMBOLS.format(
            name=", name" if zoom >= CELLS_BELOW_ZOOM else "",
            last_ones=_LAST_ONES.format(**rule) if last_ones else "",
        ),
        _SHAPES.format(**rule | _band(zoom)),
    ]
    if counting is not Counting.NONE:
        layers.insert(0, _CELLS)
    return f"WITH {','.join(_counts(counting, zoom, rule))} SELECT {STATE}, {' || '.join(layers)} FROM {STATE_TABLES}"


@lru_cache(maxsize=64)
def project_marks(counting: Counting, *, zoom: int, schedule: str, clauses: str, has_status: bool) -> str:
    """Return the statement of what a tile's `symbols` and `cells` hold, as rows instead of an encoded tile.

    Their columns: project_id (NULL for a cell), grid_x, grid_y, sector_id, stage, schedule, count, late.
    """
    status = "WHERE schedule = ANY(%(schedules)s)" if has_status else ""
    rule = {"schedule": schedule, "columns": _SYMBOL_COLUMNS, "status": status, "clauses": clauses}
    last_ones = _LAST_ONES.format(**rule) if counting in (Counting.GROUPS, Counting.PROJECTS) else ""
    return (
        f"WITH {','.join(_counts(counting, zoom, rule))} "
        f"SELECT project_id, grid_x, grid_y, sector_id, stage, schedule, 1, (schedule IN {LATE})::int "
        f"FROM (SELECT * FROM shown {last_ones}) symbol{_MARK_CELLS if counting is not Counting.NONE else ''}"
    )


def _counts(counting: Counting, zoom: int, rule: dict[str, str]) -> list[str]:
    """Return the named clauses that end in `shown` and, where there are clusters, `hidden`.

    Zooms stand in the text, for how few projects are shown at a small one decides the plan.
    """
    up_to_zoom = f"AND symbol.min_zoom IN ({', '.join(map(str, range(zoom + 1)))}) "
    if counting is Counting.NONE:
        return [_SHOWN.format(zooms="", **rule)]
    if counting is Counting.PROJECTS:
        meant = _SHOWN.replace("shown AS", "meant AS").format(zooms="", **rule)
        return [meant, "shown AS (SELECT * FROM meant WHERE min_zoom <= %(zoom)s)", _COUNTED]
    shown = _SHOWN.format(zooms=up_to_zoom, **rule)
    if counting is Counting.TOTALS:
        return [shown, _SEEN, _LEFT.format(totals="tile_cell", within=_WITHIN, last_id="NULL")]
    part = rule["clauses"].replace("symbol.", "part.") + rule["status"].replace("WHERE", "AND")
    last_id = "total.id_sum - coalesce(seen.id_sum, 0)"
    return [
        shown,
        _SEEN,
        _GROUPED.format(clauses=part),
        _LEFT.format(totals="grouped", within="", last_id=last_id),
    ]


def _band(zoom: int) -> dict[str, str]:
    """Return which generalised copy is drawn at `zoom`, and the index that finds it."""
    for last_zoom, column in _SHAPE_BANDS:
        if zoom <= last_zoom:
            zooms = f"AND symbol.min_zoom <= {last_zoom} AND symbol.min_zoom <= %(zoom)s "
            return {"column": column, "indexed": column, "zooms": zooms}
    column = "geom_mid" if zoom < FULL_SHAPES_FROM_ZOOM else "geom"
    return {"column": column, "indexed": "geom", "zooms": ""}
