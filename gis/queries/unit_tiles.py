"""Vector tiles of administrative units: boundaries, names, outlines; no figures, so that they keep long."""

from datetime import date

from sqlalchemy import Connection

from gis.database import only_row
from gis.domain.tile_grid import UNITS_READY_UP_TO_ZOOM, TileAddress
from gis.models.unit_tile import DRAWN, encoded, parameters
from gis.queries.tile_sql import STATE, STATE_TABLES
from gis.queries.tiles import MapState, Tile

_READY = f"""
SELECT {STATE}, coalesce((
    SELECT mvt FROM tile_unit_ready
    WHERE zoom = %(zoom)s AND x = %(x)s AND y = %(y)s AND %(units_on)s BETWEEN shown_from AND shown_to
), '') FROM {STATE_TABLES}
"""


def tile_of_units(connection: Connection, address: TileAddress, *, units_on: date) -> Tile:
    """Return the tile of the units that exist on `units_on` as MVT; small scales are kept finished.

    Layers: `units` (areas of communes: id, schematic, from zoom 10 code, name, kind), `outlines` (lines of districts
    and provinces: id, name, level), `edges` (the edges of schematic communes, each once), `unit_labels` (points: id, name, level).
    """
    if address.zoom <= UNITS_READY_UP_TO_ZOOM:
        statement = _READY
        values = {"zoom": address.zoom, "x": address.x, "y": address.y, "units_on": units_on}
    else:
        statement = f"{DRAWN} SELECT {STATE}, {encoded(address.zoom)} FROM {STATE_TABLES}"
        values = parameters(address, units_on=units_on)
    *stands, mvt = only_row(connection, statement, values)
    return Tile(mvt, MapState(*stands))
