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


class Stamp:
    """What a tile was made from, as a validator, and whether the address (`v=`) names this very version."""

    def __init__(self, parts: tuple[object, ...], *, versions: tuple[str, ...]) -> None:
        self.etag = hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
        self.is_named = request.args.get("v") in versions


def not_modified(stamp: Stamp) -> Response | None:
    """Return 304 where the reader already holds this very tile, else None."""
    if not request.if_none_match.contains_weak(stamp.etag):
        return None
    return _with_headers(Response(status=304, content_type=MEDIA_TYPE), stamp)


def tile_answer(tile: bytes, stamp: Stamp) -> Response:
    """Return the tile, compressed where that helps and is understood."""
    if len(tile) < WORTH_COMPRESSING_BYTES or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return _with_headers(Response(tile, content_type=MEDIA_TYPE), stamp)
    response = Response(gzip.compress(tile, compresslevel=GZIP_LEVEL, mtime=0), content_type=MEDIA_TYPE)
    response.headers["Content-Encoding"] = "gzip"
    return _with_headers(response, stamp)


def _with_headers(response: Response, stamp: Stamp) -> Response:
    """Let a tile whose address names its version be kept to the end of the day; others are asked again each time."""
    response.set_etag(stamp.etag, weak=True)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        f"public, max-age={_seconds_to_midnight()}, immutable" if stamp.is_named else "public, no-cache"
    )
    return response


def _seconds_to_midnight() -> int:
    """Return the seconds that are left of today in Vietnam, when the statuses change."""
    here = now().astimezone(ZoneInfo(TIME_ZONE))
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return max(int((midnight - here).total_seconds()), 0)
