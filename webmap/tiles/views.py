"""`/tiles/{layer}/{z}/{x}/{y}.mvt` and the TileJSON that describes each layer."""

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from gis.domain.tile_grid import TileAddress
from webmap.clock import today
from webmap.permissions import public
from webmap.request_filters import day, parse
from webmap.tiles import answers
from webmap.tiles.caching import Answer, Asked
from webmap.tiles.description import description

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")


@blueprint.get("/projects/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def projects(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the projects of a tile that the filter means, with today's schedule statuses."""
    wanted = parse(request.args, as_of=today())
    return _response(answers.of_projects(_asked(), _address(zoom, x, y), wanted))


@blueprint.get("/units/<int:zoom>/<int:x>/<int:y>.mvt")
@public
def units(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Give the boundaries and names of the units of `units_on` (default today), without figures."""
    units_on = day(request.args, "units_on") or today()
    return _response(answers.of_units(_asked(), _address(zoom, x, y), units_on))


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


def _asked() -> Asked:
    return Asked(request.environ, version=request.args.get("v"))


def _response(answer: Answer) -> Response:
    return Response(answer.body, status=answer.status, headers=answer.headers)
