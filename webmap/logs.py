"""Structured logs: one JSON line a request, with a request id and without personal data."""

import logging
import os
import re
import secrets
import time
import traceback
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, g, request

from webmap.config import Settings

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
STANDARD_ERROR = 2
QUIET_PATHS = ("/healthz", "/readyz")


class Log:
    """Writes events from a level on to standard error, a JSON line each."""

    def __init__(self) -> None:
        self.lowest = logging.INFO

    def debug(self, event: str, **facts: object) -> None:
        """Write what is of use only while something is searched for."""
        self._write("debug", event, facts)

    def info(self, event: str, **facts: object) -> None:
        """Write what went as it should."""
        self._write("info", event, facts)

    def error(self, event: str, *, cause: BaseException | None = None, **facts: object) -> None:
        """Write what somebody has to look at, with the trace of its cause."""
        if cause is not None:
            facts["exception"] = "".join(traceback.format_exception(cause))
        self._write("error", event, facts)

    def _write(self, level: str, event: str, facts: dict[str, object]) -> None:
        """Write one line at once, so that lines of several workers never mix; what JSON has no form for is text."""
        if logging.getLevelNamesMapping()[level.upper()] < self.lowest:
            return
        entry = facts | {"event": event, "level": level, "timestamp": datetime.now(UTC)}
        os.write(STANDARD_ERROR, orjson.dumps(entry, default=str, option=_LINE))


_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
log = Log()


def sane_id(offered: str) -> str:
    """Return the request's id that a caller offers where it is harmless, else a fresh one."""
    return offered if SANE_REQUEST_ID.fullmatch(offered) else secrets.token_hex(8)


def request_id() -> str:
    """Return this request's id: the caller's where it is harmless, else a fresh one."""
    if "request_id" not in g:
        g.request_id = sane_id(request.headers.get("X-Request-ID", ""))
    return str(g.request_id)


def write_request(
    identifier: str, method: str, path: str, status: int, *, started_s: float, account_id: int | None = None
) -> None:
    """Write the line of a request that is answered; the query string stays out, for people search for names."""
    write = log.debug if path in QUIET_PATHS else log.info
    elapsed_ms = round((time.perf_counter() - started_s) * 1000, 1)
    write(
        "request", id=identifier, method=method, path=path, status=status, ms=elapsed_ms, account=account_id
    )


def shown_path() -> str:
    """Return the request's path without the key of an invitation, which is a secret until it is used."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def _start() -> None:
    """Note when the request came."""
    g.started_s = time.perf_counter()


def _finish(response: Response) -> Response:
    """Write the request's line."""
    response.headers["X-Request-ID"] = request_id()
    write_request(
        request_id(),
        request.method,
        shown_path(),
        response.status_code,
        started_s=g.get("started_s", time.perf_counter()),
        account_id=g.get("account_id"),
    )
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Give every request a number and a line in the log."""
    log.lowest = logging.getLevelNamesMapping()[settings.log_level]
    app.before_request(_start)
    app.after_request(_finish)
