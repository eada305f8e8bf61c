"""Vector tiles of administrative units: boundaries, names, outlines; no figures, so that they keep long."""

from datetime import date

from sqlalchemy.orm import Session

from gis.crs import WEB_MERCATOR
from gis.domain.tile_grid import EXTENT, GRID_BITS, UNIT_BANDS, TileAddress
from gis.domain.units import BoundaryKind

MARGIN_STEPS = 64
COMMUNE_LABELS_FROM_ZOOM = 8
"""Above it, where communes are smaller than their names, provinces and districts are named instead."""

_TILE = f"""
WITH drawn AS MATERIALIZED (
    SELECT unit.id, unit.code, unit.name, unit.kind, unit.level,
           unit.boundary_kind = '{BoundaryKind.SCHEMATIC.value}' AS schematic, copy.is_outline,
           copy.label_x, copy.label_y, copy.geom
    FROM tile_unit copy JOIN unit ON unit.id = copy.unit_id
    WHERE copy.band = %(band)s AND copy.shown_from <= %(units_on)s AND copy.shown_to >= %(units_on)s
      AND copy.geom && ST_MakeEnvelope(%(west_wide)s, %(south_wide)s, %(east_wide)s, %(north_wide)s, {WEB_MERCATOR})
), box AS (
    SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {WEB_MERCATOR})::box2d AS tile
)
SELECT coalesce((SELECT ST_AsMVT(part, 'units', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id, code, name, kind, level, coalesce(schematic, false) AS schematic,
           ST_AsMVTGeom(geom, box.tile, {EXTENT}, {MARGIN_STEPS}, true) AS geom
    FROM drawn, box WHERE NOT is_outline
) part), '') || coalesce((SELECT ST_AsMVT(part, 'outlines', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id, name, level, ST_AsMVTGeom(geom, box.tile, {EXTENT}, {MARGIN_STEPS}, true) AS geom
    FROM drawn, box WHERE is_outline
) part), '') || coalesce((SELECT ST_AsMVT(part, 'unit_labels', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id, name, level,
           ST_MakePoint((label_x >> %(shift)s) & {EXTENT - 1}, (label_y >> %(shift)s) & {EXTENT - 1}) AS geom
    FROM drawn WHERE is_outline = %(names_outlines)s
      AND label_x >> %(tile_shift)s = %(x)s AND label_y >> %(tile_shift)s = %(y)s
) part), '')
"""


def tile_of_units(session: Session, address: TileAddress, *, units_on: date) -> bytes:
    """Return the tile of the units that exist on `units_on` as MVT; empty where there are none.

    Layers: `units` (areas of communes: id, code, name, kind, level, schematic), `outlines` (lines of districts
    and provinces: id, name, level), `unit_labels` (points: id, name, level).
    """
    sides = ("west", "south", "east", "north")
    wide = address.box_m(MARGIN_STEPS)
    params = {
        "band": next((band for band in UNIT_BANDS if address.zoom <= band), UNIT_BANDS[-1]),
        "units_on": units_on,
        "shift": address.shift,
        "tile_shift": GRID_BITS - address.zoom,
        "x": address.x,
        "y": address.y,
        "names_outlines": address.zoom < COMMUNE_LABELS_FROM_ZOOM,
        **dict(zip(sides, address.box_m(), strict=True)),
        **{f"{side}_wide": value for side, value in zip(sides, wide, strict=True)},
    }
    return bytes(session.connection().exec_driver_sql(_TILE, params).scalar_one())
