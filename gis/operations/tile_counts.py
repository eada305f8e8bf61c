"""Counting the projects of the grid's cells: the deepest zoom from the symbols, every other from the one below it."""

from typing import Final, NamedTuple

from sqlalchemy import Date, literal_column, select

from gis.domain.lifecycle import ScheduleStatus
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GROUPS_UP_TO_ZOOM, cell_shift
from gis.models import TileSymbol
from gis.models.ledger.visible import literal_sql
from gis.models.schedule import schedule_status
from gis.operations.routine import Routine
from gis.operations.tile_copies import STAGE

DEEPEST_ZOOM: Final = CELLS_BELOW_ZOOM - 1

_LATE = f"schedule IN ('{ScheduleStatus.LATE.value}', '{ScheduleStatus.OVERDUE.value}')"

_TOTALS = f"""
INSERT INTO tile_cell (zoom, cell, project_count, late_count, budget_count, budget_vnd, x_sum, y_sum, top_rank, top_id)
SELECT {{zoom}}, cell, count(*), count(*) FILTER (WHERE {_LATE}), count(budget_vnd), coalesce(sum(budget_vnd), 0),
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
FROM {rows}
"""

_TOTALS_ABOVE = """
INSERT INTO tile_cell (zoom, cell, project_count, late_count, budget_count, budget_vnd, x_sum, y_sum, top_rank, top_id)
SELECT :zoom, child.cell >> 2, sum(project_count), sum(late_count), sum(budget_count), sum(budget_vnd), sum(x_sum),
       sum(y_sum), (max(ARRAY[top_rank, -top_id]))[1], -(max(ARRAY[top_rank, -top_id]))[2]
FROM {rows} WHERE child.zoom = :zoom + 1 GROUP BY 2 ORDER BY 2
"""

_GROUPS_ABOVE = """
INSERT INTO tile_cell_group (zoom, cell, sector_id, schedule, project_count, budget_count, budget_vnd, x_sum, y_sum,
                             id_sum)
SELECT :zoom, child.cell >> 2, sector_id, schedule, sum(project_count), sum(budget_count), sum(budget_vnd),
       sum(x_sum), sum(y_sum), sum(id_sum)
FROM {rows} WHERE child.zoom = :zoom + 1 GROUP BY 2, 3, 4 ORDER BY 2
"""

_WITHIN = "unnest(:cells) dirty(cell) JOIN {rows} ON {position} BETWEEN {first} AND {last}"


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


def _schedule_sql(as_of: str) -> str:
    """Return the rule of the schedule status for the columns of `symbol`."""
    symbol = TileSymbol.__table__.alias("symbol")
    return literal_sql(schedule_status(symbol.c, as_of=literal_column(f"CAST({as_of} AS date)", Date)))


def _facts(level: _Level, rows: str) -> str:
    """Return the statement that counts the deepest zoom of a level from the symbols."""
    shift = cell_shift(level.deepest_zoom)
    facts = _FACTS.format(shift=shift, schedule=_schedule_sql(":as_of"), rows=rows)
    return level.from_facts.format(zoom=level.deepest_zoom, facts=facts)


def _within(rows: str, position: str, *, shift: int) -> str:
    """Return the rows inside the cells of the variable `cells`, by the range of their Z-order numbers."""
    first, last = f"dirty.cell << {shift}", f"((dirty.cell + 1) << {shift}) - 1"
    return _WITHIN.format(rows=rows, position=position, first=first, last=last)


def _count_level(level: _Level) -> str:
    return f"""
{_facts(level, f"{STAGE} symbol")};
FOR :zoom IN REVERSE {level.deepest_zoom - 1}..0 LOOP
{level.from_below.format(rows=f"{level.table} child")};
END LOOP;
"""


def _recount_level(level: _Level) -> str:
    """Return the body for one level; the loop goes up from the deepest zoom, each time to the cells that hold these."""
    symbols = _within("tile_symbol symbol", "symbol.quad", shift=cell_shift(level.deepest_zoom))
    children = _within(f"{level.table} child", "child.cell", shift=2)
    return f"""
:cells := ARRAY(SELECT DISTINCT cell >> {2 * (DEEPEST_ZOOM - level.deepest_zoom)} FROM unnest(:dirty) cell);
DELETE FROM {level.table} WHERE zoom = {level.deepest_zoom} AND cell = ANY(:cells);
{_facts(level, symbols)};
FOR :zoom IN REVERSE {level.deepest_zoom - 1}..0 LOOP
:cells := ARRAY(SELECT DISTINCT cell >> 2 FROM unnest(:cells) cell);
DELETE FROM {level.table} WHERE zoom = :zoom AND cell = ANY(:cells);
{level.from_below.format(rows=children)};
END LOOP;
"""


COUNT_ALL: Final = "".join(map(_count_level, _LEVELS))
"""Count the symbols of the stage in every cell, with the statuses of `as_of`; the tables are empty before."""

RECOUNT: Final = Routine(
    "hatang_recount",
    "".join(map(_recount_level, _LEVELS)),
    parameters={"dirty": "bigint[]", "as_of": "date"},
    variables={"cells": "bigint[]"},
)
"""Count these cells of the deepest zoom, and the cells above them, anew from the symbols."""


def changed_cells() -> str:
    """Return SQL for the cells of the deepest zoom with a project whose status differs between `since` and `as_of`."""
    symbol = TileSymbol.__table__.alias("symbol")
    since, day = (literal_column(f"CAST({name} AS date)", Date) for name in (":since", ":as_of"))
    was, now = (schedule_status(symbol.c, as_of=each) for each in (since, day))
    due, accepted = symbol.c.approved_completion_date, symbol.c.acceptance_date
    differs = (due.between(since, day) | accepted.between(since, day)) & (was != now)
    cell = symbol.c.quad.op(">>")(literal_column(str(cell_shift(DEEPEST_ZOOM))))
    return literal_sql(select(cell).where(differs).distinct())
