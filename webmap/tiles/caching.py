"""How long a tile may be kept, and the answer that it has not changed."""

import zlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request
from isal import igzip

from webmap.clock import now
from webmap.language import TIME_ZONE

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
GZIP_LEVEL = 1
WORTH_COMPRESSING_BYTES = 256


class Stamp:
    """What a tile was made from, as a validator, and whether the address (`v=`) names this very version."""

    def __init__(self, version: int, day: date, *, names: tuple[str, ...]) -> None:
        address = zlib.crc32(request.query_string, zlib.crc32(request.path.encode()))
        self.etag = f"{version}-{day}-{address:x}"
        self.is_named = request.args.get("v") in names


def not_modified(stamp: Stamp) -> Response | None:
    """Return 304 where the reader already holds this very tile, else None."""
    if not request.if_none_match.contains_weak(stamp.etag):
        return None
    return Response(status=304, headers=_headers(stamp))


def tile_answer(tile: bytes, stamp: Stamp) -> Response:
    """Return the tile, compressed where that helps and is understood."""
    headers = _headers(stamp)
    if len(tile) >= WORTH_COMPRESSING_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers.append(("Content-Encoding", "gzip"))
        tile = igzip.compress(tile, GZIP_LEVEL, mtime=0)
    return Response(tile, headers=headers)


def _headers(stamp: Stamp) -> list[tuple[str, str]]:
    """Let a tile whose address names its version be kept to the end of the day; others are asked again each time."""
    named = f"public, max-age={_seconds_to_midnight()}, immutable" if stamp.is_named else ""
    return [
        ("Content-Type", MEDIA_TYPE),
        ("ETag", f'W/"{stamp.etag}"'),
        ("Vary", "Accept-Encoding"),
        ("Cache-Control", named or "public, no-cache"),
    ]


def _seconds_to_midnight() -> int:
    """Return the seconds that are left of today in Vietnam, when the statuses change."""
    here = now().astimezone(ZoneInfo(TIME_ZONE))
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return max(int((midnight - here).total_seconds()), 0)
