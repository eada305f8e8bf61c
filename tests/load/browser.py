"""One person's browser: a cookie jar, one connection, forms taken from the pages themselves; every answer is timed."""

import http.client
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from etl.setup.serve import HOST

TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')
IDLE_S = 10
"""A connection that was idle for longer is opened anew, as browsers do."""
TIMEOUT_S = 30


class UnexpectedError(Exception):
    """An answer that no person should get: what was asked, and what came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the body as text, where it leads, and the milliseconds from the request to its last byte."""

    status: int
    text: str
    location: str
    ms: float

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


class Browser:
    """Talks to the server as one person from one address."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None
        self._used_at = 0.0

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; its form's token is kept."""
        answer = self._ask("GET", path, None, headers)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(
        self, path: str, fields: Mapping[str, object] | Sequence[tuple[str, object]], **headers: str
    ) -> Answer:
        """Send a form with the token of the last page."""
        pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
        body = urlencode([("csrf_token", self.token), *pairs]).encode()
        own = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, own | headers)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if time.monotonic() - self._used_at > IDLE_S:
            self.close()
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_S)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Cookie": cookie, "X-Forwarded-For": self.address, "Accept": "text/html"}
        started = time.perf_counter()
        try:
            self._connection.request(method, path, body, own | headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        ms = (time.perf_counter() - started) * 1000
        self._used_at = time.monotonic()
        for given in response.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, text, response.headers.get("Location", ""), ms)
