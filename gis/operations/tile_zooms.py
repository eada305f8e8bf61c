"""From which zoom a project is shown by itself: where its cells are empty enough, or it is the most important of one."""

from typing import Final

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, SINGLES_UP_TO, TOP_DELAY, cell_shift
from gis.operations import tile_copies, tile_counts

_SINGLES: Final = f"(ARRAY{list(SINGLES_UP_TO)})"

# The cells of the deepest zoom in `dirty`, and those above them.
CELLS: Final = f"""
SELECT array_agg(tile_cell)
FROM (SELECT DISTINCT zoom, deep >> (2 * ({tile_counts.DEEPEST_ZOOM} - zoom)) AS cell
      FROM unnest(:dirty) deep CROSS JOIN generate_series(0, {tile_counts.DEEPEST_ZOOM}) zoom) wanted
JOIN tile_cell USING (zoom, cell)
"""
# Where another project is on top now, and the members of cells that became, or ceased to be, empty enough to show all.
AFFECTED: Final = f"""
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

SHOW: Final = f"""
UPDATE tile_symbol SET min_zoom = first.min_zoom FROM ({_FIRST_ZOOMS}) first
WHERE tile_symbol.project_id = first.project_id AND tile_symbol.min_zoom <> first.min_zoom
"""
SHOW_SHAPES: Final = """
UPDATE tile_shape SET min_zoom = symbol.min_zoom FROM tile_symbol symbol
WHERE symbol.project_id = ANY(:affected) AND tile_shape.project_id = symbol.project_id
  AND tile_shape.min_zoom <> symbol.min_zoom
"""

# A cell of the deepest zoom passes on from which zoom it or a cell above it is empty enough.
INSERT_SHOWN = f"""
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
