"""Counting all projects of the grid's cells: the deepest zoom from the symbols, every other from the one below it."""

from typing import Final, NamedTuple

from sqlalchemy import Date, literal_column

from gis.domain.lifecycle import ScheduleStatus
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GROUPS_UP_TO_ZOOM, cell_shift
from gis.models import TileSymbol
from gis.models.ledger.visible import literal_sql
from gis.models.schedule import schedule_status
from gis.operations.tile_copies import STAGE

DEEPEST_ZOOM: Final = CELLS_BELOW_ZOOM - 1

LATE: Final = f"schedule IN ('{ScheduleStatus.LATE.value}', '{ScheduleStatus.OVERDUE.value}')"

_TOTALS = f"""
INSERT INTO tile_cell (zoom, cell, project_count, late_count, budget_count, budget_vnd, x_sum, y_sum, top_rank, top_id)
SELECT {{zoom}}, cell, count(*), count(*) FILTER (WHERE {LATE}), count(budget_vnd), coalesce(sum(budget_vnd), 0),
       sum(grid_x), sum(grid_y), (max(ARRAY[rank, -project_id]))[1], -(max(ARRAY[rank, -project_id]))[2]
FROM ({{facts}}) facts GROUP BY cell ORDER BY cell
"""

_GROUPS = """
INSERT INTO tile_cell_group (zoom, cell, sector_id, schedule, project_count, budget_count, budget_vnd, x_sum, y_sum,
                             id_sum)
SELECT {zoom}, cell, coalesce(sector_id, 0), schedule, count(*), count(budget_vnd), coalesce(sum(budget_vnd), 0),
       sum(grid_x), sum(grid_y), sum(project_id)
FROM ({facts}) facts GROUP BY 2, 3, 4 ORDER BY 2
"""

_FACTS = """
SELECT symbol.quad >> {shift} AS cell, symbol.project_id, symbol.sector_id, symbol.rank, symbol.budget_vnd,
       symbol.grid_x, symbol.grid_y, {schedule} AS schedule
FROM {stage} symbol
"""

_TOTALS_ABOVE = """
INSERT INTO tile_cell (zoom, cell, project_count, late_count, budget_count, budget_vnd, x_sum, y_sum, top_rank, top_id)
SELECT :zoom, child.cell >> 2, sum(project_count), sum(late_count), sum(budget_count), sum(budget_vnd), sum(x_sum),
       sum(y_sum), (max(ARRAY[top_rank, -top_id]))[1], -(max(ARRAY[top_rank, -top_id]))[2]
FROM tile_cell child WHERE child.zoom = :zoom + 1 GROUP BY 2 ORDER BY 2
"""

_GROUPS_ABOVE = """
INSERT INTO tile_cell_group (zoom, cell, sector_id, schedule, project_count, budget_count, budget_vnd, x_sum, y_sum,
                             id_sum)
SELECT :zoom, child.cell >> 2, sector_id, schedule, sum(project_count), sum(budget_count), sum(budget_vnd),
       sum(x_sum), sum(y_sum), sum(id_sum)
FROM tile_cell_group child WHERE child.zoom = :zoom + 1 GROUP BY 2, 3, 4 ORDER BY 2
"""


class _Level(NamedTuple):
    """How one table of the grid is counted, from the symbols and from the zoom below."""

    table: str
    deepest_zoom: int
    from_facts: str
    from_below: str


_LEVELS = (
    _Level("tile_cell", DEEPEST_ZOOM, _TOTALS, _TOTALS_ABOVE),
    _Level("tile_cell_group", GROUPS_UP_TO_ZOOM, _GROUPS, _GROUPS_ABOVE),
)


def schedule_sql(as_of: str) -> str:
    """Return the rule of the schedule status on a day for the columns of `symbol`."""
    symbol = TileSymbol.__table__.alias("symbol")
    return literal_sql(schedule_status(symbol.c, as_of=literal_column(f"CAST({as_of} AS date)", Date)))


def _count_level(level: _Level) -> str:
    shift = cell_shift(level.deepest_zoom)
    facts = _FACTS.format(shift=shift, schedule=schedule_sql(":as_of"), stage=STAGE)
    return f"""
{level.from_facts.format(zoom=level.deepest_zoom, facts=facts)};
FOR :zoom IN REVERSE {level.deepest_zoom - 1}..0 LOOP
{level.from_below};
END LOOP;
"""


COUNT_ALL: Final = "".join(map(_count_level, _LEVELS))
"""Count the symbols of the stage in every cell, with the statuses of `as_of`; the tables are empty before."""

_EXPECTED: Final = """
SELECT coalesce(sector_id, 0) AS sector_id, {schedule} AS schedule, count(*) AS project_count,
       coalesce(sum(budget_vnd), 0) AS budget_vnd, sum(grid_x) AS x_sum, sum(grid_y) AS y_sum
FROM tile_symbol symbol GROUP BY 1, 2
""".format(schedule=schedule_sql("(SELECT as_of FROM tile_state WHERE id = 1)"))
_DIFFERENCE: Final = "(({0}) EXCEPT ({1})) UNION ALL (({1}) EXCEPT ({0}))"
ARE_WRONG: Final = f"""
WITH expected AS MATERIALIZED ({_EXPECTED})
SELECT EXISTS ({
    _DIFFERENCE.format(
        f"SELECT zoom, expected.* FROM expected CROSS JOIN generate_series(0, {GROUPS_UP_TO_ZOOM}) zoom",
        "SELECT zoom, sector_id, schedule, sum(project_count), sum(budget_vnd), sum(x_sum), sum(y_sum)"
        " FROM tile_cell_group GROUP BY 1, 2, 3",
    )
}) OR EXISTS ({
    _DIFFERENCE.format(
        f"SELECT zoom, sum(project_count), coalesce(sum(project_count) FILTER (WHERE {LATE}), 0), sum(budget_vnd),"
        f" sum(x_sum), sum(y_sum) FROM expected CROSS JOIN generate_series(0, {DEEPEST_ZOOM}) zoom GROUP BY 1",
        "SELECT zoom, sum(project_count), sum(late_count), sum(budget_vnd), sum(x_sum), sum(y_sum)"
        " FROM tile_cell GROUP BY 1",
    )
})
"""
"""Whether the counts of any zoom don't add up to the symbols."""
