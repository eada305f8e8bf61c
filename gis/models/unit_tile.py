"""The SQL of a tile of boundaries, for whoever asks for one and for the copies that are kept finished."""

from datetime import date
from typing import Final

from gis.crs import WEB_MERCATOR
from gis.domain.tile_grid import EXTENT, GRID_BITS, MARGIN_STEPS, UNIT_BANDS, WORLD_M, TileAddress

COMMUNE_LABELS_FROM_ZOOM = 8
"""Above it, where communes are smaller than their names, provinces and districts are named instead."""

NAMED_FROM_ZOOM = 10
"""Above it a tile holds up to thousands of communes, which say no more than their id: with names it is over 100 kB."""

_DRAWN = f"""
drawn AS MATERIALIZED (
    SELECT unit_id AS id, code, name, kind, level, is_schematic AS schematic, is_outline, label_x, label_y,
           CASE WHEN geom @ ST_MakeEnvelope(%(west_far)s, %(south_far)s, %(east_far)s, %(north_far)s, {WEB_MERCATOR})
                THEN ST_SnapToGrid(ST_TransScale(geom, -%(west)s, -%(north)s, %(scale)s, -%(scale)s), 1)
                ELSE ST_AsMVTGeom(geom, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, {WEB_MERCATOR})::box2d,
                                  {EXTENT}, {MARGIN_STEPS}, true) END AS geom
    FROM tile_unit
    WHERE band = %(band)s AND (is_outline OR %(draws_areas)s) AND shown_to >= %(units_on)s AND shown_from = (
        SELECT max(shown_from) FROM tile_unit WHERE band = %(band)s AND shown_from <= %(units_on)s)
      AND geom && ST_MakeEnvelope(%(west_wide)s, %(south_wide)s, %(east_wide)s, %(north_wide)s, {WEB_MERCATOR})
)"""
"""Clipping a polygon costs eight times as much as moving it; what ends within the next tile need not be clipped."""

_AREAS = f"""coalesce((SELECT ST_AsMVT(part, 'units', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id{{names}}, schematic, geom FROM drawn
    WHERE NOT is_outline AND NOT ST_IsEmpty(geom)
) part), '')"""

_OUTLINES = f"""coalesce((SELECT ST_AsMVT(part, 'outlines', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id, name, level, geom FROM drawn WHERE is_outline
) part), '')"""

_EDGES = f"""coalesce((SELECT ST_AsMVT(part, 'edges', {EXTENT}, 'geom') FROM (
    SELECT ST_UnaryUnion(ST_Collect(ST_Boundary(geom))) AS geom FROM drawn
    WHERE NOT is_outline AND schematic AND NOT ST_IsEmpty(geom) HAVING count(*) > 0
) part), '')"""
"""Every edge of schematic communes once: drawn for both neighbours, dashes would fill each other's gaps."""

_LABELS = f"""coalesce((SELECT ST_AsMVT(part, 'unit_labels', {EXTENT}, 'geom', 'fid') FROM (
    SELECT id AS fid, id, name, level,
           ST_MakePoint((label_x >> %(shift)s) & {EXTENT - 1}, (label_y >> %(shift)s) & {EXTENT - 1}) AS geom
    FROM drawn WHERE is_outline = %(names_outlines)s
      AND label_x >> %(tile_shift)s = %(x)s AND label_y >> %(tile_shift)s = %(y)s
) part), '')"""

_NAMES: Final = ", code, name, kind"


DRAWN: Final = f"WITH {_DRAWN}"
"""What `encoded` reads."""


def encoded(zoom: int) -> str:
    """Return the expression of the tile at a zoom, '' where it is empty; its parameters are those of `parameters`."""
    names = _NAMES if zoom >= NAMED_FROM_ZOOM else ""
    return f"{_AREAS.format(names=names)} || {_OUTLINES} || {_EDGES} || {_LABELS}"


def parameters(address: TileAddress, *, units_on: date, draws_areas: bool = True) -> dict[str, object]:
    """Return the values of the SQL for one tile, by the units that exist on `units_on`."""
    width_m = WORLD_M / (1 << address.zoom)
    return {
        "band": next((band for band in UNIT_BANDS if address.zoom <= band), UNIT_BANDS[-1]),
        "units_on": units_on,
        "draws_areas": draws_areas,
        "shift": address.shift,
        "tile_shift": GRID_BITS - address.zoom,
        "x": address.x,
        "y": address.y,
        "scale": EXTENT / width_m,
        "names_outlines": address.zoom < COMMUNE_LABELS_FROM_ZOOM,
        **_box(address, 0, ""),
        **_box(address, MARGIN_STEPS, "_wide"),
        **_box(address, EXTENT, "_far"),
    }


def _box(address: TileAddress, margin_steps: int, suffix: str) -> dict[str, float]:
    """Return the sides of the tile, widened by a margin, in EPSG:3857."""
    sides = ("west", "south", "east", "north")
    return {f"{side}{suffix}": m for side, m in zip(sides, address.box_m(margin_steps), strict=True)}
