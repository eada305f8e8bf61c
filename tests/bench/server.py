"""The application as `make run` serves it, on a free port: granian, two workers of one blocking thread."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from etl.setup.serve import GIVING_BACK, HOST, server_command

SECONDS_TO_START = 60


@contextmanager
def serving(database_url: str, var_folder: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Give the port and the process id of a server on this database; it is stopped afterwards.

    `settings` are further HATANG_* of its environment, by their whole names.
    """
    port = free_port()
    environment = (
        GIVING_BACK
        | os.environ
        | {
            "HATANG_DATABASE_URL": database_url,
            "HATANG_SECRET_KEY": "of the benchmark",
            "HATANG_VAR_FOLDER": str(var_folder),
        }
    )
    environment |= settings
    command = server_command(sys.executable, port)
    var_folder.mkdir(parents=True, exist_ok=True)
    with (var_folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(server, port)
            yield port, server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=15)
            if server.poll() is None:
                server.kill()
                server.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        connection.close()
        time.sleep(0.1)
    raise RuntimeError("the server did not start; see its log")
