"""`/tiles/{layer}/{z}/{x}/{y}.mvt` and the TileJSON that describes each layer."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from gis.domain.tile_grid import TileAddress
from gis.operations import tiles as copies
from gis.queries import tiles, unit_tiles
from gis.queries.tiles import MapState
from webmap.clock import today
from webmap.database import db
from webmap.permissions import public
from webmap.request_filters import day, parse
from webmap.tiles.caching import etag_of, is_unchanged, tile_answer
from webmap.tiles.description import description

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")


@blueprint.get("/projects/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def projects(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the projects of a tile that the filter means, with today's schedule statuses."""
    address = _address(zoom, x, y)
    wanted = parse(request.args, as_of=today())
    state = tiles.state(db.session)
    etag = etag_of("projects", state.version, address, wanted)
    tile = None
    if not is_unchanged(etag):
        state = _on_today(state)
        tile = tiles.tile_of_projects(db.session, address, wanted, grid_day=state.grid_day)
    return tile_answer(tile, etag=etag, is_versioned=request.args.get("v") == str(state.version))


@blueprint.get("/units/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def units(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the boundaries and names of the units of `units_on` (default today), without figures."""
    address = _address(zoom, x, y)
    units_on = day(request.args, "units_on") or today()
    state = tiles.state(db.session)
    etag = etag_of("units", state.units_version, address, units_on)
    tile = None
    if not is_unchanged(etag):
        tile = unit_tiles.tile_of_units(db.session, address, units_on=units_on)
    versions = (str(state.version), f"u{state.units_version}")
    return tile_answer(tile, etag=etag, is_versioned=request.args.get("v") in versions)


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


def _on_today(state: MapState) -> MapState:
    """Move the grid's statuses on to today; while somebody else does so, tiles count their projects themselves."""
    if state.grid_day >= today() or not copies.advance(db.session, as_of=today()):
        return state
    db.session.commit()
    return tiles.state(db.session)
