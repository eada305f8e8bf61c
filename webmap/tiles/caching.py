"""How long a tile may be kept, and the answer that it has not changed."""

import zlib
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from wsgiref.types import WSGIEnvironment

from isal import igzip

from gis.domain.local_time import TIME_ZONE
from webmap.clock import now

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
GZIP_LEVEL = 1
WORTH_COMPRESSING_BYTES = 256


class Asked:
    """What a request for a tile says: its address as a number, the version that it names, what its reader holds."""

    def __init__(self, environ: WSGIEnvironment, *, version: str | None) -> None:
        self.address = zlib.crc32(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".encode())
        self.version = version
        self.held = environ.get("HTTP_IF_NONE_MATCH", "")
        self.takes_gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")


class Stamp:
    """What a tile was made from, as a validator, and whether the address (`v=`) names this very version."""

    def __init__(self, asked: Asked, version: int, day: date, *, names: tuple[str, ...]) -> None:
        self.etag = f'"{version}-{day}-{asked.address:x}"'
        self.is_named = asked.version in names
        self.is_held = self.etag in asked.held or asked.held == "*"


class Answer(NamedTuple):
    """A tile as it is sent, with its headers; or 304 without a body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def not_modified(stamp: Stamp) -> Answer | None:
    """Return 304 where the reader already holds this very tile, else None."""
    return Answer(304, _headers(stamp), b"") if stamp.is_held else None


def tile_answer(tile: bytes, asked: Asked, stamp: Stamp) -> Answer:
    """Return the tile, compressed where that helps and is understood."""
    headers = _headers(stamp)
    if asked.takes_gzip and len(tile) >= WORTH_COMPRESSING_BYTES:
        headers.append(("Content-Encoding", "gzip"))
        tile = igzip.compress(tile, GZIP_LEVEL, mtime=0)
    headers.append(("Content-Length", str(len(tile))))
    return Answer(200, headers, tile)


def _headers(stamp: Stamp) -> list[tuple[str, str]]:
    """Let a tile whose address names its version be kept to the end of the day; others are asked again each time."""
    named = f"public, max-age={_seconds_to_midnight()}, immutable" if stamp.is_named else ""
    return [
        ("Content-Type", MEDIA_TYPE),
        ("ETag", f"W/{stamp.etag}"),
        ("Vary", "Accept-Encoding"),
        ("Cache-Control", named or "public, no-cache"),
    ]


def _seconds_to_midnight() -> int:
    """Return the seconds that are left of today in Vietnam, when the statuses change."""
    here = now().astimezone(TIME_ZONE)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return max(int((midnight - here).total_seconds()), 0)
