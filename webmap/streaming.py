"""Files that are sent while they are written."""

from collections.abc import Iterator

from flask import Response, stream_with_context
from sqlalchemy.orm import Session

from webmap.database import db

CSV = "text/csv; charset=utf-8"


def streamed(chunks: Iterator[bytes], content_type: str, *, name: str) -> Response:
    """Return a response that sends the chunks as a file `name` and gives the connection back after the last one."""
    response = Response(stream_with_context(_closing(chunks, db.session)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _closing(chunks: Iterator[bytes], session: Session) -> Iterator[bytes]:
    """Close the session behind the last row: the request's own end comes before the first one is sent."""
    try:
        yield from chunks
    finally:
        session.close()
