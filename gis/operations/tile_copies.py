"""Making the map's symbols and shapes from projects and their places, set-based, in the order of the map."""

from typing import Final

from gis.crs import WEB_MERCATOR
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, GRID_BITS, WORLD_M
from gis.operations.routine import steps

MID_TOLERANCE_M = 5
LOW_TOLERANCE_M = 40
KEY_PROJECT_RANK = 1 << 62
"""Above every budget, so that key projects come first; budgets are cut off below it."""
SIDE = 1 << GRID_BITS
STAGE = "tile_symbol_stage"
"""The temporary table in which the symbols of all projects are made."""

_SHAPE_OF = "CASE ST_Dimension(place.geom) WHEN 0 THEN 'point' WHEN 1 THEN 'line' ELSE 'area' END"

_ANCHOR_OF = """CASE
    WHEN GeometryType(place.geom) = 'POINT' THEN place.geom
    WHEN ST_Dimension(place.geom) = 1 THEN (
        SELECT ST_LineInterpolatePoint(part.geom, 0.5) FROM ST_Dump(place.geom) part
        ORDER BY ST_Length(part.geom) DESC LIMIT 1)
    ELSE ST_PointOnSurface(place.geom) END"""

REPEATED: Final = (
    "sector_id",
    "stage",
    "execution",
    "approved_completion_date",
    "acceptance_date",
    "budget_vnd",
    "name",
    "is_behind",
)
"""The columns of a project that its symbol repeats as they are."""

_SYMBOLS = f"""
INSERT INTO {{target}} (project_id, quad, grid_x, grid_y, rank, min_zoom, shape, sector_id, stage, execution,
                        approved_completion_date, acceptance_date, budget_vnd, name, is_behind)
SELECT project_id, map_quad(grid_x, grid_y), grid_x, grid_y, rank, {{min_zoom}}, shape, sector_id, stage,
       execution, approved_completion_date, acceptance_date, budget_vnd, name, is_behind
FROM (
    SELECT placed.*, least(greatest(floor((ST_X(anchor) / {WORLD_M} + 0.5) * {SIDE}), 0), {SIDE} - 1)::int AS grid_x,
           least(greatest(floor((0.5 - ST_Y(anchor) / {WORLD_M}) * {SIDE}), 0), {SIDE} - 1)::int AS grid_y
    FROM (
        SELECT project.id AS project_id, project.sector_id, project.stage, project.execution,
               project.approved_completion_date, project.acceptance_date, project.budget_vnd, project.name,
               project.is_behind,
               CASE WHEN project.is_key_project THEN {KEY_PROJECT_RANK} ELSE 0 END
               + least(coalesce(project.budget_vnd, -1), {KEY_PROJECT_RANK} - 1)::bigint AS rank,
               {_SHAPE_OF} AS shape, ST_Transform({_ANCHOR_OF}, {WEB_MERCATOR}) AS anchor
        FROM project JOIN project_location place ON place.project_id = project.id AND place.replaced_at IS NULL
        WHERE project.archived_at IS NULL AND {{scope}}
        OFFSET 0
    ) placed
    OFFSET 0
) gridded
ORDER BY 2
"""

_FIRST_SHOWN: Final = f"""
coalesce((SELECT old.min_zoom FROM unnest(:was) old WHERE old.project_id = gridded.project_id), {CELLS_BELOW_ZOOM})
"""
_SHAPES = f"""
INSERT INTO tile_shape (project_id, min_zoom, sector_id, stage, execution, approved_completion_date, acceptance_date,
                        is_behind, geom_low, geom_mid, geom)
SELECT project_id, min_zoom, sector_id, stage, execution, approved_completion_date, acceptance_date,
       is_behind, CASE shape WHEN 'line' THEN ST_Multi(ST_Simplify(geom, {LOW_TOLERANCE_M}, true)) END,
       CASE shape WHEN 'line' THEN ST_Multi(ST_Simplify(geom, {MID_TOLERANCE_M}, true))
                  ELSE ST_SimplifyPreserveTopology(geom, {MID_TOLERANCE_M}) END,
       geom
FROM (
    SELECT symbol.*, ST_Transform(place.geom, {WEB_MERCATOR}) AS geom
    FROM tile_symbol symbol
    JOIN project_location place ON place.project_id = symbol.project_id AND place.replaced_at IS NULL
    WHERE symbol.shape <> 'point' AND {{scope}}
    ORDER BY symbol.quad
    OFFSET 0
) placed
"""

REPLACE: Final = f"""
DELETE FROM tile_symbol WHERE project_id = ANY(:ids);
DELETE FROM tile_shape WHERE project_id = ANY(:ids);
{_SYMBOLS.format(target="tile_symbol", scope="project.id = ANY(:ids)", min_zoom=_FIRST_SHOWN)};
{_SHAPES.format(scope="symbol.project_id = ANY(:ids)")};
"""
"""Make symbols and shapes of these projects anew; those that `was` holds keep the zoom from which they are shown."""

# A session could have made a table of this name: the owner drops no other role's.
STAGE_ALL: Final = steps(
    f"DROP TABLE IF EXISTS pg_temp.{STAGE}",
    f"CREATE TEMP TABLE {STAGE} (LIKE tile_symbol)",
    _SYMBOLS.format(target=STAGE, scope="true", min_zoom=CELLS_BELOW_ZOOM),
    f"ANALYZE {STAGE}",
)
"""Make the symbols of all located projects in the temporary table."""
SHAPE_ALL: Final = steps(_SHAPES.format(scope="true"), f"DROP TABLE pg_temp.{STAGE}")
"""Make the shapes of all symbols; the table is empty before."""
