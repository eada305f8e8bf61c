"""Counting the projects of the grid's cells: the deepest zoom from the symbols, every other from the one below it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Integer, cast, select, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ScheduleStatus
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GROUPS_UP_TO_ZOOM, cell_shift
from gis.models import TileSymbol
from gis.models.schedule import schedule_status

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]
DEEPEST_ZOOM = CELLS_BELOW_ZOOM - 1
STAGE = "tile_symbol_stage"

_LATE = f"schedule IN ('{ScheduleStatus.LATE.value}', '{ScheduleStatus.OVERDUE.value}')"

_TOTALS = f"""
INSERT INTO tile_cell (zoom, cell, project_count, late_count, budget_count, budget_vnd, x_sum, y_sum, top_rank, top_id)
SELECT :zoom, cell, count(*), count(*) FILTER (WHERE {_LATE}), count(budget_vnd), coalesce(sum(budget_vnd), 0),
       sum(grid_x), sum(grid_y), (max(ARRAY[rank, -project_id]))[1], -(max(ARRAY[rank, -project_id]))[2]
FROM ({{facts}}) facts GROUP BY cell ORDER BY cell
"""

_GROUPS = """
INSERT INTO tile_cell_group (zoom, cell, sector_id, schedule, project_count, budget_count, budget_vnd, x_sum, y_sum,
                             id_sum)
SELECT :zoom, cell, coalesce(sector_id, 0), schedule, count(*), count(budget_vnd), coalesce(sum(budget_vnd), 0),
       sum(grid_x), sum(grid_y), sum(project_id)
FROM ({facts}) facts GROUP BY 2, 3, 4 ORDER BY 2
"""

_FACTS = """
SELECT symbol.quad >> :shift AS cell, symbol.project_id, symbol.sector_id, symbol.rank, symbol.budget_vnd,
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

_WITHIN = "unnest(CAST(:cells AS bigint[])) dirty(cell) JOIN {rows} ON {position} BETWEEN {first} AND {last}"


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


def count_all(session: Session, *, as_of: date) -> None:
    """Count the symbols of the stage in every cell, with the statuses of `as_of`; the tables are empty before."""
    for level in _LEVELS:
        facts = _FACTS.format(schedule=_schedule_sql(as_of), rows=f"{STAGE} symbol")
        at = {"zoom": level.deepest_zoom, "shift": cell_shift(level.deepest_zoom)}
        session.execute(text(level.from_facts.format(facts=facts)), at)
        for zoom in range(level.deepest_zoom - 1, -1, -1):
            session.execute(text(level.from_below.format(rows=f"{level.table} child")), {"zoom": zoom})


def recount(session: Session, cells: Iterable[int], *, as_of: date) -> None:
    """Count these cells of the deepest zoom, and the cells above them, anew from the symbols."""
    wanted = set(cells)
    for level in _LEVELS:
        dirty = above(wanted, DEEPEST_ZOOM - level.deepest_zoom)
        facts = _FACTS.format(
            schedule=_schedule_sql(as_of), rows=_rows_of("tile_symbol symbol", "symbol.quad")
        )
        _recount_zoom(session, level, level.from_facts.format(facts=facts), level.deepest_zoom, dirty)
        count_above = level.from_below.format(rows=_rows_of(f"{level.table} child", "child.cell"))
        for zoom in range(level.deepest_zoom - 1, -1, -1):
            dirty = above(dirty, 1)
            _recount_zoom(session, level, count_above, zoom, dirty)


def above(cells: set[int], zooms: int) -> set[int]:
    """Return the cells that hold these ones so many zooms further up."""
    return {cell >> (2 * zooms) for cell in cells}


def changed_cells(session: Session, before: date, after: date) -> set[int]:
    """Return the cells of the deepest zoom with a project whose schedule status differs between two days."""
    low, high = sorted((before, after))
    was, now = (schedule_status(TileSymbol, as_of=day) for day in (before, after))
    due, accepted = TileSymbol.approved_completion_date, TileSymbol.acceptance_date
    can_change = due.between(low, high) | accepted.between(low, high)
    cell = TileSymbol.quad.op(">>")(cast(cell_shift(DEEPEST_ZOOM), Integer))
    return set(session.scalars(select(cell).where(can_change, was != now).distinct()))


def _recount_zoom(session: Session, level: _Level, statement: str, zoom: int, cells: set[int]) -> None:
    shift = cell_shift(zoom) if zoom == level.deepest_zoom else 2
    at = {"zoom": zoom, "cells": sorted(cells), "shift": shift}
    session.execute(text(f"DELETE FROM {level.table} WHERE zoom = :zoom AND cell = ANY(:cells)"), at)
    session.execute(text(statement), at)


def _rows_of(rows: str, position: str) -> str:
    """Return the rows inside the cells of the parameter `cells`, by the range of their Z-order numbers."""
    first, last = "dirty.cell << CAST(:shift AS int)", "((dirty.cell + 1) << CAST(:shift AS int)) - 1"
    return _WITHIN.format(rows=rows, position=position, first=first, last=last)


def _schedule_sql(as_of: date) -> str:
    """Return the rule of the schedule status for the columns of `symbol`."""
    symbol = TileSymbol.__table__.alias("symbol")
    rule = schedule_status(symbol.c, as_of=as_of)
    compiled = rule.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled)
