"""The short door of tiles: what the map itself asks for is answered before Flask begins with the request."""

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from gis.domain.tile_grid import TileAddress
from gis.queries.filters import ProjectFilter
from webmap.clock import today
from webmap.config import Settings
from webmap.logs import sane_id, write_request
from webmap.security import HEADERS, HSTS
from webmap.tiles import answers
from webmap.tiles.caching import Answer, Asked

PLAIN = re.compile(r"/tiles/(projects|units)/(\d{1,2})/(\d{1,6})/(\d{1,6})\.mvt", re.ASCII)
QUERY = re.compile(r"(?:units_on=(\d{4}-\d\d-\d\d)(?:&|\Z))?(?:v=(u?\d+))?", re.ASCII)


class TileDoor:
    """Answers tiles without a filter; everything else, and whatever goes wrong here, is for the application within.

    Flask's part of a tile (routing, session, hooks, request and response) takes as long as a small tile in the database.
    """

    def __init__(self, app: Flask, *, is_https: bool) -> None:
        self.app = app
        self.within = app.wsgi_app
        self.is_https = is_https

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the tile, with its line in the log and the guards of every answer."""
        started_s = time.perf_counter()
        answer = self._answer(environ)
        if answer is None:
            return self.within(environ, start_response)
        identifier = sane_id(environ.get("HTTP_X_REQUEST_ID", ""))
        hsts = HSTS.items() if self.is_https and environ["wsgi.url_scheme"] == "https" else ()
        headers = [*answer.headers, *HEADERS.items(), *hsts, ("X-Request-ID", identifier)]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        write_request(identifier, "GET", environ["PATH_INFO"], answer.status, started_s=started_s)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment) -> Answer | None:
        """Return the tile; None where it is none, or has a filter, or the database does not answer."""
        place, query = PLAIN.fullmatch(environ["PATH_INFO"]), QUERY.fullmatch(environ["QUERY_STRING"])
        if place is None or query is None or environ["REQUEST_METHOD"] != "GET":
            return None
        layer, *numbers = place.groups()
        day, version = query.groups()
        try:
            address = TileAddress(*map(int, numbers))
            units_on = date.fromisoformat(day) if day else today()
        except ValueError:
            return None
        asked = Asked(environ, version=version)
        with self.app.app_context(), suppress(SQLAlchemyError):
            if layer == "units":
                return answers.of_units(asked, address, units_on)
            return answers.of_projects(asked, address, ProjectFilter(as_of=today()))
        return None


def init_app(app: Flask, settings: Settings) -> None:
    """Put the door before the application; call it before anything else is put around it."""
    app.wsgi_app = TileDoor(app, is_https=settings.https)  # type: ignore[method-assign]
