"""`/tiles/{layer}/{z}/{x}/{y}.mvt` and the TileJSON that describes each layer."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from gis.domain.tile_grid import CELLS_BELOW_ZOOM, TileAddress
from gis.operations import tiles as copies
from gis.queries import tiles, unit_tiles
from gis.queries.filters import ProjectFilter
from gis.queries.tiles import MapState, Tile
from webmap.clock import today
from webmap.database import db, reading
from webmap.permissions import public
from webmap.request_filters import PARAMETERS, day, parse
from webmap.tiles.caching import Stamp, not_modified, tile_answer
from webmap.tiles.description import description

Found = TypeVar("Found")

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")


@blueprint.get("/projects/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def projects(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the projects of a tile that the filter means, with today's schedule statuses."""
    address, wanted = _address(zoom, x, y), _filter()

    def stamp(state: MapState) -> Stamp:
        return Stamp(state.version, wanted.as_of, names=(str(state.version),))

    return _kept(stamp) or _answer(_tile_of_projects(address, wanted), stamp)


@blueprint.get("/units/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def units(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the boundaries and names of the units of `units_on` (default today), without figures."""
    address, units_on = _address(zoom, x, y), day(request.args, "units_on") or today()

    def stamp(state: MapState) -> Stamp:
        return Stamp(state.units_version, units_on, names=(str(state.version), f"u{state.units_version}"))

    def ask(connection: Connection) -> Tile:
        return unit_tiles.tile_of_units(connection, address, units_on=units_on)

    return _kept(stamp) or _answer(_read(ask), stamp)


@blueprint.get("/<layer>.json")
@public
def tilejson(layer: str) -> ResponseReturnValue:
    """Describe a layer (TileJSON 3): the filter of this address is passed on to its tiles."""
    if layer not in ("projects", "units"):
        abort(404)
    parse(request.args, as_of=today())
    template = url_for(f"tiles.{layer}", zoom=0, x=0, y=0, _external=True).replace("/0/0/0.", "/{z}/{x}/{y}.")
    query = request.query_string.decode()
    return description(layer, f"{template}?{query}" if query else template)


def _address(zoom: int, x: int, y: int) -> TileAddress:
    try:
        return TileAddress(zoom, x, y)
    except ValueError:
        abort(404)


def _filter() -> ProjectFilter:
    """Return the filter of the address; most tiles have none, and then nothing is parsed."""
    if request.args.keys().isdisjoint(PARAMETERS):
        return ProjectFilter(as_of=today())
    return parse(request.args, as_of=today())


def _kept(stamp: Callable[[MapState], Stamp]) -> Response | None:
    """Return 304 where the reader holds the present tile; asks only where the reader holds one at all."""
    return not_modified(stamp(_read(tiles.state))) if request.if_none_match else None


def _answer(tile: Tile, stamp: Callable[[MapState], Stamp]) -> Response:
    return tile_answer(tile.mvt, stamp(tile.state))


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
