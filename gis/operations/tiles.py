"""Keeping the map's copies of projects: a few after a change, all in a rebuild, the statuses at the turn of a day."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, SINGLES_UP_TO, TOP_DELAY, cell_shift
from gis.models import TileState
from gis.operations import tile_copies, tile_counts, versions

LOCK = 7_203_857_001
"""Held to the end of the transaction by whoever writes the copies: counts made side by side would be wrong."""

MANY = 5_000
REBUILT_FROM_SHARE = 20
"""A change of more than one project in so many costs more one by one than making all copies anew."""

# Compiling these statements costs up to 0.8 s each: their estimates are high, their rows few.
_NO_JIT = "set_config('jit', 'off', true)"
_LOCK = text(f"SELECT {_NO_JIT}, pg_advisory_xact_lock(:key)")
_TRY_LOCK = text(f"SELECT pg_try_advisory_xact_lock(:key), {_NO_JIT}")
_SYMBOL_COUNT = text("SELECT count(*) FROM tile_symbol")

_IS_EMPTIED = text("""
SELECT NOT EXISTS (SELECT FROM tile_symbol) AND EXISTS (SELECT FROM project_location WHERE replaced_at IS NULL)
""")

_CELLS = text("""
SELECT zoom, cell, project_count, top_id
FROM unnest(CAST(:zooms AS smallint[]), CAST(:cells AS bigint[])) wanted(zoom, cell) JOIN tile_cell USING (zoom, cell)
""")

_MEMBERS = text("""
SELECT project_id
FROM unnest(CAST(:firsts AS bigint[]), CAST(:lasts AS bigint[])) crowded(first, last)
JOIN tile_symbol ON quad BETWEEN crowded.first AND crowded.last
""")

_FIRST_ZOOMS = f"""
SELECT symbol.project_id,
       least({CELLS_BELOW_ZOOM}, min(CASE WHEN cell.project_count <= (CAST(:singles AS int[]))[cell.zoom + 1]
                                          THEN cell.zoom ELSE cell.zoom + {TOP_DELAY} END)) AS min_zoom
FROM tile_symbol symbol
CROSS JOIN generate_series(0, {CELLS_BELOW_ZOOM - 1}) up
LEFT JOIN tile_cell cell ON cell.zoom = up
     AND cell.cell = symbol.quad >> ({cell_shift(0)} - 2 * up)
     AND (cell.project_count <= (CAST(:singles AS int[]))[up + 1] OR cell.top_id = symbol.project_id)
WHERE symbol.project_id = ANY(:ids)
GROUP BY symbol.project_id
"""

_SHOW = text(f"""
UPDATE tile_symbol SET min_zoom = first.min_zoom FROM ({_FIRST_ZOOMS}) first
WHERE tile_symbol.project_id = first.project_id AND tile_symbol.min_zoom <> first.min_zoom
""")

_SHOW_SHAPES = text("""
UPDATE tile_shape SET min_zoom = symbol.min_zoom FROM tile_symbol symbol
WHERE symbol.project_id = ANY(:ids) AND tile_shape.project_id = symbol.project_id
  AND tile_shape.min_zoom <> symbol.min_zoom
""")

# A cell of the deepest zoom passes on from which zoom it or a cell above it is empty enough.
_INSERT_SHOWN = text(f"""
INSERT INTO tile_symbol
SELECT stage.project_id, stage.quad, stage.grid_x, stage.grid_y, stage.rank,
       least({CELLS_BELOW_ZOOM}, open.zoom, top.zoom), stage.shape, stage.sector_id, stage.stage, stage.execution,
       stage.approved_completion_date, stage.acceptance_date, stage.budget_vnd, stage.name,
       stage.is_behind
FROM {tile_counts.STAGE} stage
LEFT JOIN (
    SELECT deep.cell, min(cell.zoom) AS zoom
    FROM tile_cell deep CROSS JOIN generate_series(0, {tile_counts.DEEPEST_ZOOM}) up
    JOIN tile_cell cell ON cell.zoom = up AND cell.cell = deep.cell >> (2 * ({tile_counts.DEEPEST_ZOOM} - up))
    WHERE deep.zoom = {tile_counts.DEEPEST_ZOOM} AND cell.project_count <= (CAST(:singles AS int[]))[up + 1]
    GROUP BY deep.cell
) open ON open.cell = stage.quad >> {cell_shift(tile_counts.DEEPEST_ZOOM)}
LEFT JOIN (SELECT top_id, min(zoom) + {TOP_DELAY} AS zoom FROM tile_cell GROUP BY top_id) top
     ON top.top_id = stage.project_id
ORDER BY stage.quad
""")

_SINGLES = {"singles": list(SINGLES_UP_TO)}


class _Cell(NamedTuple):
    zoom: int
    cell: int
    project_count: int
    top_id: int

    @property
    def is_open(self) -> bool:
        """Whether it holds few enough projects to show them all."""
        return self.project_count <= SINGLES_UP_TO[self.zoom]


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Bring symbols, shapes and counts up to date with these projects; call in the transaction that changed them.

    Waits for other writers of the copies. A change of more than a twentieth of all projects rebuilds everything.
    """
    session.execute(_LOCK, {"key": LOCK})
    as_of = _stored_day(session)
    if len(project_ids) > MANY and REBUILT_FROM_SHARE * len(project_ids) > session.scalar(_SYMBOL_COUNT):
        _make_all(session, as_of)
        return
    quads = tile_copies.replace(session, project_ids)
    shift = cell_shift(tile_counts.DEEPEST_ZOOM)
    dirty = {quad >> shift for quad in quads}
    before = _read_cells(session, dirty)
    tile_counts.recount(session, dirty, as_of=as_of)
    after = _read_cells(session, dirty)
    affected = set(project_ids) | _tops_that_changed(before, after) | _members(session, before, after)
    session.execute(_SHOW, {"ids": sorted(affected)} | _SINGLES)
    session.execute(_SHOW_SHAPES, {"ids": sorted(affected)})


def rebuild(session: Session, *, as_of: date) -> None:
    """Make all copies anew from the projects, counting the schedule statuses of `as_of`.

    Readers see the old copies until the commit.
    """
    session.execute(_LOCK, {"key": LOCK})
    _make_all(session, as_of)
    _store_day(session, as_of)


def advance(session: Session, *, as_of: date) -> bool:
    """Count the statuses of `as_of` where they differ from the day that the grid holds; never go back in time.

    Returns False, with nothing done, where somebody else writes the copies at this moment.
    """
    if not session.scalar(_TRY_LOCK, {"key": LOCK}):
        return False
    stored = _stored_day(session)
    if stored < as_of:
        tile_counts.recount(session, tile_counts.changed_cells(session, stored, as_of), as_of=as_of)
        _store_day(session, as_of)
    return True


def ensure(session: Session, *, as_of: date) -> None:
    """Rebuild where an update of the program emptied the copies, else only move the statuses on to `as_of`."""
    if session.scalar(_IS_EMPTIED):
        rebuild(session, as_of=as_of)
        versions.bump(session)
    else:
        advance(session, as_of=as_of)


def _make_all(session: Session, as_of: date) -> None:
    tile_copies.stage_all(session)
    for table in ("tile_shape", "tile_symbol", "tile_cell", "tile_cell_group"):
        session.execute(text(f"DELETE FROM {table}"))
    tile_counts.count_all(session, as_of=as_of)
    session.execute(_INSERT_SHOWN, _SINGLES)
    tile_copies.shape_all(session)


def _stored_day(session: Session) -> date:
    return session.scalars(select(TileState.as_of).where(TileState.id == 1)).one()


def _store_day(session: Session, as_of: date) -> None:
    session.execute(update(TileState).where(TileState.id == 1).values(as_of=as_of))


def _read_cells(session: Session, deepest: set[int]) -> dict[tuple[int, int], _Cell]:
    """Return these cells of the deepest zoom, and those above them, by zoom and number."""
    wanted = [
        (zoom, cell)
        for zoom in range(CELLS_BELOW_ZOOM)
        for cell in tile_counts.above(deepest, tile_counts.DEEPEST_ZOOM - zoom)
    ]
    params = {"zooms": [zoom for zoom, _ in wanted], "cells": [cell for _, cell in wanted]}
    return {(row.zoom, row.cell): _Cell(*row) for row in session.execute(_CELLS, params)}


Cells = dict[tuple[int, int], _Cell]


def _tops_that_changed(before: Cells, after: Cells) -> set[int]:
    keys = before.keys() | after.keys()
    changed = (
        {cells[key].top_id for cells in (before, after) if key in cells}
        for key in keys
        if key not in before or key not in after or before[key].top_id != after[key].top_id
    )
    return set().union(*changed)


def _members(session: Session, before: Cells, after: Cells) -> set[int]:
    """Return the projects of cells that became, or ceased to be, empty enough to show them all."""
    crossed = [key for key, cell in after.items() if key not in before or before[key].is_open != cell.is_open]
    shifts = [(cell, cell_shift(zoom)) for zoom, cell in crossed]
    firsts = [cell << shift for cell, shift in shifts]
    lasts = [((cell + 1) << shift) - 1 for cell, shift in shifts]
    return set(session.scalars(_MEMBERS, {"firsts": firsts, "lasts": lasts}))
