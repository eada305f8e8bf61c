"""Hatang on a cluster of its own, started as the set-up starts it, so that its processes can be killed one by one."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.reference import load_reference
from etl.setup.cluster import postmaster
from etl.setup.database import ensure_database, stop_database, upgrade
from etl.setup.environment import Places
from etl.setup.location import is_free, locate
from etl.setup.processes import read_pid, tail
from etl.setup.server import require_port, server_processes, stop_server

ROOT = Path(__file__).parents[2]
PARTS = (".venv", "etl", "gis", "webmap", "data", "alembic.ini")
PORTS = range(18_000 + os.getpid() % 10_000, 32_000)
"""Below those that clients get: nobody takes the server's while it is down; tests beside this one look elsewhere."""
SECONDS_TO_END = 30
SERVE = """
import os, sys
from pathlib import Path
from etl.setup.environment import Places
from etl.setup.serve import serve
serve(Places(Path(sys.argv[1])), int(sys.argv[2]), os.environ, str)
"""


class Service:
    """A checkout of its own with a migrated database and, once started, a web server."""

    def __init__(self, places: Places, settings: Mapping[str, str]) -> None:
        self.places = places
        self.port = next(port for port in PORTS if is_free(port))
        self.url = self.start_database()
        upgrade(places, self.url, {"PATH": os.defpath})
        self._fill_reference()
        own = {name: value for name, value in os.environ.items() if not name.startswith("HATANG_")}
        self._environment = own | dict(settings)
        self._serving: subprocess.Popen[bytes] | None = None

    def start_database(self) -> str:
        """Start the cluster where it does not run, as `make run` does; return the owner's address."""
        return ensure_database(self.places, {})

    def stop_database(self) -> None:
        """Stop the cluster in order."""
        stop_database(self.places)

    def start_web(self) -> None:
        """Start the server as `make run` does: what an earlier one left behind is ended first."""
        require_port(self.places, self.port)
        command = [sys.executable, "-c", SERVE, str(self.places.root), str(self.port)]
        self._serving = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def stop_web(self) -> None:
        """End the server as Ctrl-C does."""
        if self._serving is not None:
            with suppress(ProcessLookupError):
                self._serving.send_signal(signal.SIGINT)
            self._end()

    def workers(self) -> list[int]:
        """Return the server's worker processes."""
        return [pid for pid in server_processes(self.places) if pid != self._master()]

    def kill_worker(self) -> None:
        """Kill one worker hard; the server replaces it by itself."""
        os.kill(self.workers()[0], signal.SIGKILL)

    def kill_server(self) -> None:
        """Kill the server's first process hard and start the server again."""
        os.kill(self._master(), signal.SIGKILL)
        self._end()
        self.start_web()

    def kill_database(self) -> None:
        """Kill the first process of the cluster hard and start the cluster again."""
        pid = postmaster(locate(self.places).home)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self._await_end_of_database()
        self.start_database()

    def _await_end_of_database(self) -> None:
        """A process that was killed is still on the list for a moment, and what runs is not started."""
        deadline, pause = time.monotonic() + SECONDS_TO_END, threading.Event()
        while locate(self.places).is_running():
            assert time.monotonic() < deadline
            pause.wait(0.01)

    def log(self) -> str:
        """Return the end of what the server wrote."""
        return tail(self.places.logs / "server.log")

    def _master(self) -> int:
        pid = read_pid(self.places.run / "server.pid")
        assert pid is not None, self.log()
        return pid

    def _end(self) -> None:
        assert self._serving is not None
        try:
            self._serving.communicate(timeout=SECONDS_TO_END)
        finally:
            self._serving.kill()
            stop_server(self.places)
        self._serving = None

    def _fill_reference(self) -> None:
        engine = create_engine(self.url)
        with Session(engine) as session, session.begin():
            load_reference(session)
        engine.dispose()


@contextmanager
def own_service(**settings: str) -> Iterator[Service]:
    """Give a service whose database is empty but for the reference rows; everything goes afterwards."""
    top = Path(tempfile.mkdtemp(prefix="hatang-"))
    top.chmod(0o755)
    for name in PARTS:
        (top / name).symlink_to(ROOT / name)
    places = Places(top)
    places.prepare()
    service = None
    try:
        service = Service(places, settings)
        yield service
    finally:
        if service is not None:
            service.stop_web()
        sockets = locate(places).sockets
        stop_database(places)
        shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(top)
