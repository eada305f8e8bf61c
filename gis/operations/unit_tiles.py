"""Drawing copies of the boundaries: each unit set generalised as one coverage, so that neighbours keep their edges."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import psycopg
import shapely
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from gis.crs import WEB_MERCATOR
from gis.domain.tile_grid import UNIT_BANDS, UNITS_READY_UP_TO_ZOOM
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import TileState
from gis.operations import unit_ready
from gis.operations.unit_drawing import DrawnUnit, Piece, UnitSet, draw

_UNITS = text(f"""
SELECT id, parent_id, level, code, name, kind, coalesce(boundary_kind = '{BoundaryKind.SCHEMATIC.value}', false)
       AS is_schematic, valid_from, valid_to, ST_AsBinary(ST_Transform(geom, {WEB_MERCATOR})) AS geom
FROM unit ORDER BY id
""")

_CLEAR = text("DELETE FROM tile_unit")
_READY_UP_TO = text("SELECT max(zoom) FROM tile_unit_ready")
# A tile's statement looks dear to the planner; compiling it takes longer than the tile.
_NO_JIT = text("SET LOCAL jit = off")

_COPIED: Final = {
    "band": "int2",
    "shown_from": "date",
    "shown_to": "date",
    "unit_id": "int8",
    "is_outline": "bool",
    "code": "text",
    "name": "text",
    "kind": "text",
    "level": "text",
    "is_schematic": "bool",
    "label_x": "int4",
    "label_y": "int4",
    "geom": "bytea",  # PostGIS reads what ST_AsEWKB writes
}
_COPY: Final = f"COPY tile_unit ({', '.join(_COPIED)}) FROM STDIN (FORMAT binary)"


def rebuild(session: Session) -> None:
    """Draw every boundary anew; call after units or boundaries have changed, in the same transaction.

    Communes become areas, their districts and provinces the outline of the communes drawn.
    """
    units = {unit.id: unit for unit in _read(session)}
    session.execute(_NO_JIT)
    session.execute(_CLEAR)
    unit_ready.clear(session)
    for unit_set in _unit_sets(units.values()):
        if unit_set.communes:
            for pieces in draw(unit_set, units):
                _copy(session, unit_set, pieces)
            unit_ready.finish(session, unit_set)
    session.execute(
        update(TileState).where(TileState.id == 1).values(units_version=TileState.units_version + 1)
    )


def ensure(session: Session) -> None:
    """Draw the boundaries where an update of the program emptied the copies or wants other zooms."""
    bands = set(session.scalars(text("SELECT DISTINCT band FROM tile_unit")))
    if bands != set(UNIT_BANDS) or session.scalar(_READY_UP_TO) != UNITS_READY_UP_TO_ZOOM:
        rebuild(session)


def _read(session: Session) -> Iterator[DrawnUnit]:
    for row in session.execute(_UNITS):
        yield DrawnUnit(
            id=row.id,
            parent_id=row.parent_id,
            level=row.level,
            code=row.code,
            name=row.name,
            kind=row.kind,
            is_schematic=row.is_schematic,
            valid_from=row.valid_from or date.min,
            valid_to=row.valid_to or date.max,
            geom=None if row.geom is None else _clean(shapely.from_wkb(bytes(row.geom))),
        )


def _clean(geom: shapely.Geometry) -> shapely.Geometry:
    """Return the geometry without what has no area; PostGIS admits rings that lie on themselves."""
    if shapely.is_valid(geom):
        return geom
    return shapely.make_valid(geom, method="structure", keep_collapsed=False)


def _unit_sets(units: Iterable[DrawnUnit]) -> Iterator[UnitSet]:
    """Give the sets of communes with a boundary, from one day on which any of them begins or ends to the next."""
    drawn = [unit for unit in units if unit.level == UnitLevel.COMMUNE and unit.geom is not None]
    starts = {unit.valid_from for unit in drawn}
    starts |= {unit.valid_to + timedelta(days=1) for unit in drawn if unit.valid_to < date.max}
    days = sorted(starts | {date.min})
    ends = [day - timedelta(days=1) for day in days[1:]] + [date.max]
    for first_day, last_day in zip(days, ends, strict=True):
        alive = tuple(unit for unit in drawn if unit.valid_from <= first_day <= unit.valid_to)
        yield UnitSet(first_day, last_day, alive)


def _copy(session: Session, unit_set: UnitSet, pieces: list[Piece]) -> None:
    connection: Any = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("psycopg 3 is needed to copy rows")
    shapes = shapely.to_wkb(
        shapely.set_srid([piece.geom for piece in pieces], WEB_MERCATOR), include_srid=True
    )
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(list(_COPIED.values()))
        for piece, geom in zip(pieces, shapes, strict=True):
            copy.write_row((piece.band, unit_set.first_day, unit_set.last_day, *_told(piece), geom))


def _told(piece: Piece) -> tuple[Any, ...]:
    """Return what a row says of the unit, in the order of the columns."""
    unit = piece.unit
    words = (unit.code, unit.name, unit.kind, unit.level)
    return (unit.id, piece.is_outline, *words, unit.is_schematic, *piece.label)
