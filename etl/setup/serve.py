"""Serve the application in the foreground until Ctrl-C."""

from __future__ import annotations

import contextlib
import http.client
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.progress import worded
from etl.setup.server import APPLICATION, remember_server, stop_server

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
SECONDS_TO_ANSWER = 60
GIVING_BACK = {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1"}
"""Lets the C library give memory back that a worker has used: without it a worker keeps 10 to 20 MB more.

One heap for all threads saves 2 MB more: only one of a worker's threads runs Python.
"""


def read_port(settings: Mapping[str, str]) -> int:
    """Return the port of the setting HATANG_PORT; raise ``SetupError`` where it is no port."""
    value = settings.get("HATANG_PORT") or DEFAULT_PORT
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise SetupError("bad_port", value=value)
    return int(value)


def server_command(python: str | Path, port: int) -> list[str]:
    """Return how the server is started: a worker that was killed is replaced at once, and the other one serves on."""
    options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]
    options += ["--workers-kill-timeout", "5", "--respawn-failed-workers"]
    return [str(python), "-m", "granian", *options, "--host", HOST, "--port", str(port), APPLICATION]


def serve(places: Places, port: int, env: Mapping[str, str], accounts: Callable[[], str]) -> None:
    """Start granian, tell the address as soon as it answers, and stay until it ends or Ctrl-C is pressed.

    ``accounts`` then makes the demonstration accounts, or says why there are none, and returns that as a text.
    """
    log = places.logs / "server.log"
    with log.open("ab") as output, _signals_end_it():
        start = output.tell()
        server = subprocess.Popen(
            server_command(places.python, port),
            cwd=places.root,
            env=GIVING_BACK | dict(env),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        remember_server(places, server.pid, f"http://{HOST}:{port}")
        try:
            if not _does_answer(server, port):
                raise SetupError("server_failed", log=log, start=start)
            print(worded("serving", address=f"http://{HOST}:{port}"), flush=True)
            print(f"\n{accounts()}", flush=True)
            server.wait()
        except KeyboardInterrupt:
            print(worded("server_stopped"), flush=True)
        finally:
            stop_server(places)
            server.wait()


def _does_answer(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the first answer; say whether one came before the server ended or the patience did."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if server.poll() is not None:
            return False
        if _answers(port):
            return True
        time.sleep(0.1)
    return False


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _signals_end_it() -> Iterator[None]:
    """Let Ctrl-C, a closed terminal or a kill end the server alike, also where the shell had Ctrl-C ignored."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
