"""Keeping the map's copies of projects: a few after a change, all in a rebuild, the statuses at the turn of a day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, SINGLES_UP_TO, TOP_DELAY, cell_shift
from gis.operations import tile_copies, tile_counts, versions
from gis.operations.routine import IS_NOT_AHEAD, SEES_ALL, Routine

LOCK = 7_203_857_001
"""Held to the end of the transaction by whoever writes the copies: counts made side by side would be wrong."""

MANY = 5_000
REBUILT_FROM_SHARE = 20
"""A change of more than one project in so many costs more one by one than making all copies anew."""

_IS_EMPTIED = text("""
SELECT NOT EXISTS (SELECT FROM tile_symbol) AND EXISTS (SELECT FROM project_location WHERE replaced_at IS NULL)
""")
# Copies that repeat other values than their project has, and those that are missing or too many.
_OUTDATED = text(f"""
WITH placed AS (
    SELECT project.* FROM project JOIN project_location place ON place.project_id = project.id
    WHERE place.replaced_at IS NULL AND project.archived_at IS NULL
)
SELECT coalesce(placed.id, symbol.project_id)
FROM placed FULL JOIN tile_symbol symbol ON symbol.project_id = placed.id
WHERE ({", ".join(f"placed.{name}" for name in tile_copies.REPEATED)})
      IS DISTINCT FROM ({", ".join(f"symbol.{name}" for name in tile_copies.REPEATED)})
   OR placed.id IS NULL OR symbol.project_id IS NULL
""")
_SINGLES: Final = f"(ARRAY{list(SINGLES_UP_TO)})"
_SHIFT: Final = cell_shift(tile_counts.DEEPEST_ZOOM)

# The cells of the deepest zoom in `dirty`, and those above them.
_CELLS: Final = f"""
SELECT array_agg(tile_cell)
FROM (SELECT DISTINCT zoom, deep >> (2 * ({tile_counts.DEEPEST_ZOOM} - zoom)) AS cell
      FROM unnest(:dirty) deep CROSS JOIN generate_series(0, {tile_counts.DEEPEST_ZOOM}) zoom) wanted
JOIN tile_cell USING (zoom, cell)
"""
# Where another project is on top now, and the members of cells that became, or ceased to be, empty enough to show all.
_AFFECTED: Final = f"""
WITH changed AS (
    SELECT zoom, cell, old.top_id AS old_top_id, new.top_id AS new_top_id,
           new.project_count <= {_SINGLES}[zoom + 1] AS is_open, old.project_count <= {_SINGLES}[zoom + 1] AS was_open
    FROM unnest(:before) old FULL JOIN unnest(:after) new USING (zoom, cell)
)
SELECT unnest(:ids)
UNION SELECT top_id FROM changed CROSS JOIN LATERAL (VALUES (old_top_id), (new_top_id)) AS top(top_id)
      WHERE top_id IS NOT NULL AND old_top_id IS DISTINCT FROM new_top_id
UNION SELECT project_id
      FROM changed JOIN tile_symbol ON quad BETWEEN cell << ({cell_shift(0)} - 2 * zoom)
                                               AND ((cell + 1) << ({cell_shift(0)} - 2 * zoom)) - 1
      WHERE is_open IS NOT NULL AND is_open IS DISTINCT FROM was_open
"""

_FIRST_ZOOMS = f"""
SELECT symbol.project_id,
       least({CELLS_BELOW_ZOOM}, min(CASE WHEN cell.project_count <= {_SINGLES}[cell.zoom + 1]
                                          THEN cell.zoom ELSE cell.zoom + {TOP_DELAY} END)) AS min_zoom
FROM tile_symbol symbol
CROSS JOIN generate_series(0, {CELLS_BELOW_ZOOM - 1}) up
LEFT JOIN tile_cell cell ON cell.zoom = up
     AND cell.cell = symbol.quad >> ({cell_shift(0)} - 2 * up)
     AND (cell.project_count <= {_SINGLES}[up + 1] OR cell.top_id = symbol.project_id)
WHERE symbol.project_id = ANY(:affected)
GROUP BY symbol.project_id
"""

_SHOW: Final = f"""
UPDATE tile_symbol SET min_zoom = first.min_zoom FROM ({_FIRST_ZOOMS}) first
WHERE tile_symbol.project_id = first.project_id AND tile_symbol.min_zoom <> first.min_zoom
"""
_SHOW_SHAPES: Final = """
UPDATE tile_shape SET min_zoom = symbol.min_zoom FROM tile_symbol symbol
WHERE symbol.project_id = ANY(:affected) AND tile_shape.project_id = symbol.project_id
  AND tile_shape.min_zoom <> symbol.min_zoom
"""

# A cell of the deepest zoom passes on from which zoom it or a cell above it is empty enough.
_INSERT_SHOWN = f"""
INSERT INTO tile_symbol
SELECT stage.project_id, stage.quad, stage.grid_x, stage.grid_y, stage.rank,
       least({CELLS_BELOW_ZOOM}, open.zoom, top.zoom), stage.shape, stage.sector_id, stage.stage, stage.execution,
       stage.approved_completion_date, stage.acceptance_date, stage.budget_vnd, stage.name,
       stage.is_behind
FROM {tile_copies.STAGE} stage
LEFT JOIN (
    SELECT deep.cell, min(cell.zoom) AS zoom
    FROM tile_cell deep CROSS JOIN generate_series(0, {tile_counts.DEEPEST_ZOOM}) up
    JOIN tile_cell cell ON cell.zoom = up AND cell.cell = deep.cell >> (2 * ({tile_counts.DEEPEST_ZOOM} - up))
    WHERE deep.zoom = {tile_counts.DEEPEST_ZOOM} AND cell.project_count <= {_SINGLES}[up + 1]
    GROUP BY deep.cell
) open ON open.cell = stage.quad >> {cell_shift(tile_counts.DEEPEST_ZOOM)}
LEFT JOIN (SELECT top_id, min(zoom) + {TOP_DELAY} AS zoom FROM tile_cell GROUP BY top_id) top
     ON top.top_id = stage.project_id
ORDER BY stage.quad
"""


_MAKE_ALL: Final = Routine(
    "hatang_draw_all",
    f"""
PERFORM pg_advisory_xact_lock({LOCK});
:as_of := coalesce(:as_of, (SELECT kept.as_of FROM tile_state kept WHERE id = 1));
{tile_copies.STAGE_ALL}
DELETE FROM tile_shape;
DELETE FROM tile_symbol;
DELETE FROM tile_cell;
DELETE FROM tile_cell_group;
{tile_counts.COUNT_ALL}
{_INSERT_SHOWN};
{tile_copies.SHAPE_ALL}
UPDATE tile_state SET as_of = :as_of WHERE id = 1;
""",
    parameters={"as_of": "date"},
    settings=("client_min_messages = warning",),
)
_DRAW: Final = Routine(
    "hatang_draw",
    f"""
{SEES_ALL}
PERFORM pg_advisory_xact_lock({LOCK});
IF cardinality(:ids) > {MANY} AND {REBUILT_FROM_SHARE} * cardinality(:ids) > (SELECT count(*) FROM tile_symbol) THEN
    PERFORM {_MAKE_ALL.name}(NULL);
    RETURN;
END IF;
SELECT as_of INTO STRICT :day FROM tile_state WHERE id = 1;
{tile_copies.REPLACE}
:dirty := ARRAY(SELECT DISTINCT quad >> {_SHIFT} FROM unnest(:quads) quad);
:before := ({_CELLS});
PERFORM {tile_counts.RECOUNT.name}(:dirty, :day);
:after := ({_CELLS});
:affected := ARRAY({_AFFECTED});
{_SHOW};
{_SHOW_SHAPES};
""",
    parameters={"ids": "bigint[]"},
    variables={
        "day": "date",
        "quads": "bigint[]",
        "dirty": "bigint[]",
        "before": "tile_cell[]",
        "after": "tile_cell[]",
        "affected": "bigint[]",
    },
    is_open=True,
)
_ADVANCE: Final = Routine(
    "hatang_pass_days",
    f"""
{SEES_ALL}
{IS_NOT_AHEAD}
IF NOT pg_try_advisory_xact_lock({LOCK}) THEN
    RETURN false;
END IF;
SELECT kept.as_of INTO STRICT :since FROM tile_state kept WHERE id = 1;
IF :since < :as_of THEN
    PERFORM {tile_counts.RECOUNT.name}(ARRAY({tile_counts.changed_cells()}), :as_of);
    UPDATE tile_state SET as_of = :as_of WHERE id = 1;
END IF;
RETURN true;
""",
    parameters={"as_of": "date"},
    variables={"since": "date"},
    returns="boolean",
    is_open=True,
)
ROUTINES: Final = (tile_counts.RECOUNT, _MAKE_ALL, _DRAW, _ADVANCE)


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Bring symbols, shapes and counts up to date with these projects; call in the transaction that changed them.

    Waits for other writers of the copies. A change of more than a twentieth of all projects rebuilds everything.
    """
    session.flush()
    session.execute(_DRAW.call, {"ids": list(project_ids)})


def rebuild(session: Session, *, as_of: date) -> None:
    """Make all copies anew from the projects, counting the schedule statuses of `as_of`; for the tables' owner.

    Readers see the old copies until the commit.
    """
    session.flush()
    session.execute(_MAKE_ALL.call, {"as_of": as_of})


def advance(session: Session, *, as_of: date) -> bool:
    """Count the statuses of `as_of` where they differ from the day that the grid holds; never go back in time.

    Returns False, with nothing done, where somebody else writes the copies at this moment.
    """
    return bool(session.execute(_ADVANCE.call, {"as_of": as_of}).scalar_one())


def hold(session: Session) -> None:
    """Wait until nobody else writes the copies, and keep it so to the end of the transaction."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def outdated(session: Session) -> list[int]:
    """Return the ids of projects that the map shows otherwise than they are, by more than their place."""
    session.flush()
    return list(session.scalars(_OUTDATED))


def ensure(session: Session, *, as_of: date) -> None:
    """Rebuild where an update of the program emptied the copies, else only move the statuses on to `as_of`."""
    if session.scalar(_IS_EMPTIED):
        rebuild(session, as_of=as_of)
        versions.bump(session)
    else:
        advance(session, as_of=as_of)
