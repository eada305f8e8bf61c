"""The answer to a tile that is asked for: 304 or the tile, by one statement."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, TileAddress
from gis.operations import tiles as copies
from gis.queries import tiles, unit_tiles
from gis.queries.filters import ProjectFilter
from gis.queries.tiles import MapState, Tile
from webmap.clock import today
from webmap.database import db, reading
from webmap.tiles.caching import Answer, Asked, Stamp, not_modified, tile_answer

Found = TypeVar("Found")


def of_projects(asked: Asked, address: TileAddress, wanted: ProjectFilter) -> Answer:
    """Answer with the projects of a tile that the filter means, with the statuses of its day."""

    def stamp(state: MapState) -> Stamp:
        return Stamp(asked, state.version, wanted.as_of, names=(str(state.version),))

    return _kept(asked, stamp) or _answer(_tile_of_projects(address, wanted), asked, stamp)


def of_units(asked: Asked, address: TileAddress, units_on: date) -> Answer:
    """Answer with the boundaries and names of the units of a day, without figures."""

    def stamp(state: MapState) -> Stamp:
        names = (str(state.version), f"u{state.units_version}")
        return Stamp(asked, state.units_version, units_on, names=names)

    def ask(connection: Connection) -> Tile:
        return unit_tiles.tile_of_units(connection, address, units_on=units_on)

    return _kept(asked, stamp) or _answer(_read(ask), asked, stamp)


def _kept(asked: Asked, stamp: Callable[[MapState], Stamp]) -> Answer | None:
    """Return 304 where the reader holds the present tile; asks only where the reader holds one at all."""
    return not_modified(stamp(_read(tiles.state))) if asked.held else None


def _answer(tile: Tile, asked: Asked, stamp: Callable[[MapState], Stamp]) -> Answer:
    return tile_answer(tile.mvt, asked, stamp(tile.state))


def _tile_of_projects(address: TileAddress, wanted: ProjectFilter) -> Tile:
    """Return the tile; where the grid still counts another day's statuses, move it on or do without it."""
    if not tiles.is_quick(wanted):
        grid_day = _on_today(tiles.state(db.session.connection())).grid_day
        return tiles.tile_of_projects(db.session.connection(), address, wanted, grid_day=grid_day)

    def ask(connection: Connection, grid_day: date = wanted.as_of) -> Tile:
        return tiles.tile_of_projects(connection, address, wanted, grid_day=grid_day)

    tile = _read(ask)
    if tile.state.grid_day == wanted.as_of or address.zoom >= CELLS_BELOW_ZOOM:
        return tile
    grid_day = _on_today(tile.state).grid_day
    return _read(lambda connection: ask(connection, grid_day))


def _on_today(state: MapState) -> MapState:
    """Move the grid's statuses on to today; while somebody else does so, the state stays as it is."""
    if state.grid_day >= today() or not copies.advance(db.session, as_of=today()):
        return state
    db.session.commit()
    return tiles.state(db.session.connection())


def _read(ask: Callable[[Connection], Found]) -> Found:
    """Ask one statement on the reading connection; once more where the database was restarted meanwhile."""
    try:
        with reading() as connection:
            return ask(connection)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    with reading() as connection:
        return ask(connection)
