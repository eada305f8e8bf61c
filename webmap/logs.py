"""Structured logs: one JSON line a request, with a request id and without personal data."""

import logging
import re
import secrets
import time
from io import FileIO
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request

from webmap.config import Settings

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
STANDARD_ERROR = structlog.BytesLogger(FileIO(2, "w", closefd=False))
QUIET_PATHS = ("/healthz", "/readyz")

log = structlog.get_logger("hatang.web")


def configure(settings: Settings) -> None:
    """Send structlog and the standard library's warnings to stderr as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
        logger_factory=lambda *_: STANDARD_ERROR,
        cache_logger_on_first_use=False,
    )


def _json(event: dict[str, Any], **_: object) -> bytes:
    """Serialise one event; what JSON has no form for is written as text."""
    return orjson.dumps(event, default=str)


def request_id() -> str:
    """Return this request's id: the caller's where it is harmless, else a fresh one."""
    if "request_id" not in g:
        offered = request.headers.get("X-Request-ID", "")
        g.request_id = offered if SANE_REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)
    return str(g.request_id)


def _start() -> None:
    """Note when the request came."""
    g.started_s = time.perf_counter()


def _finish(response: Response) -> Response:
    """Write the request's line; the query string stays out, for people search for names."""
    response.headers["X-Request-ID"] = request_id()
    elapsed_ms = round((time.perf_counter() - g.get("started_s", time.perf_counter())) * 1000, 1)
    write = log.debug if request.path in QUIET_PATHS else log.info
    write(
        "request",
        id=request_id(),
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=elapsed_ms,
        account=g.get("account_id"),
    )
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Give every request a number and a line in the log."""
    configure(settings)
    app.before_request(_start)
    app.after_request(_finish)
