"""Keeping the tiles of boundaries finished where making one takes long: at small scales, for each unit set."""

from collections import Counter
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.tile_grid import EXTENT, MARGIN_STEPS, UNITS_READY_UP_TO_ZOOM, WORLD_M, TileAddress
from gis.models.unit_tile import DRAWN, encoded, parameters
from gis.operations.unit_drawing import UnitSet

MOST_AREAS: Final = 1_500
"""Where a tile of a zoom would hold more communes, each a few pixels wide, that zoom shows only what lies above them."""

_CLEAR = text("DELETE FROM tile_unit_ready")
_MAKE = """
INSERT INTO tile_unit_ready (zoom, x, y, shown_from, shown_to, mvt)
SELECT * FROM (
    {drawn} SELECT %(zoom)s::int, %(x)s::int, %(y)s::int, %(first_day)s::date, %(last_day)s::date, {encoded} AS mvt
) made WHERE mvt <> ''
"""


def clear(session: Session) -> None:
    """Forget every finished tile."""
    session.execute(_CLEAR)


def finish(session: Session, unit_set: UnitSet) -> None:
    """Make the tiles of a set whose boundaries have been drawn."""
    boxes = shapely.bounds([unit.geom for unit in unit_set.communes])
    days = {"first_day": unit_set.first_day, "last_day": unit_set.last_day}
    connection = session.connection()
    for zoom in range(UNITS_READY_UP_TO_ZOOM + 1):
        statement = _MAKE.format(drawn=DRAWN, encoded=encoded(zoom))
        touched = _touched(boxes, zoom)
        draws_areas = max(touched.values(), default=0) <= MOST_AREAS
        for x, y in sorted(touched):
            tile = parameters(TileAddress(zoom, x, y), units_on=unit_set.last_day, draws_areas=draws_areas)
            connection.exec_driver_sql(statement, tile | days | {"zoom": zoom})


def _touched(boxes_m: NDArray[np.float64], zoom: int) -> Counter[tuple[int, int]]:
    """Count, by tile, how many of the boxes (EPSG:3857) touch it."""
    side, margin = 1 << zoom, MARGIN_STEPS / EXTENT
    west, south, east, north = (boxes_m / WORLD_M).T
    firsts = np.stack([(west + 0.5) * side - margin, (0.5 - north) * side - margin], axis=1)
    lasts = np.stack([(east + 0.5) * side + margin, (0.5 - south) * side + margin], axis=1)
    spans = np.clip(np.floor(np.concatenate([firsts, lasts], axis=1)), 0, side - 1).astype(int).tolist()
    return Counter(
        (x, y)
        for first_x, first_y, last_x, last_y in spans
        for x in range(first_x, last_x + 1)
        for y in range(first_y, last_y + 1)
    )
