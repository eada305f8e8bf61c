"""How long a tile may be kept, and the answer that it has not changed."""

import gzip
import hashlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request

from webmap.clock import now
from webmap.language import TIME_ZONE

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
GZIP_LEVEL = 1
WORTH_COMPRESSING_BYTES = 256


def etag_of(*parts: object) -> str:
    """Return a validator that changes when any of `parts` does."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def is_unchanged(etag: str) -> bool:
    """Tell whether the reader already holds this very tile."""
    return request.if_none_match.contains_weak(etag)


def tile_answer(tile: bytes | None, *, etag: str, is_versioned: bool) -> Response:
    """Return the tile, compressed where that helps and is understood; None answers 304 Not Modified.

    An address that names the current version is good to the end of the day (statuses change at midnight in
    Vietnam); any other is asked again each time.
    """
    response = Response(status=304) if tile is None else _body(tile)
    response.set_etag(etag, weak=True)
    response.headers["Vary"] = "Accept-Encoding"
    seconds = _seconds_to_midnight()
    response.headers["Cache-Control"] = (
        f"public, max-age={seconds}, immutable" if is_versioned else "public, no-cache"
    )
    return response


def _body(tile: bytes) -> Response:
    if len(tile) < WORTH_COMPRESSING_BYTES or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(tile, content_type=MEDIA_TYPE)
    packed = gzip.compress(tile, compresslevel=GZIP_LEVEL, mtime=0)
    return Response(packed, content_type=MEDIA_TYPE, headers={"Content-Encoding": "gzip"})


def _seconds_to_midnight() -> int:
    """Return the seconds that are left of today in Vietnam."""
    here = now().astimezone(ZoneInfo(TIME_ZONE))
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return max(int((midnight - here).total_seconds()), 0)
