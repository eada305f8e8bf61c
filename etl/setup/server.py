"""The processes of this checkout's web server: found by what they are, stopped all together."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from etl.setup.environment import Places
from etl.setup.location import is_free
from etl.setup.messages import SetupError
from etl.setup.processes import processes_in, read_pid

APPLICATION = "webmap.wsgi:app"
SECONDS_TO_STOP = 8
SECONDS_TO_LET_GO = 2


def remember_server(places: Places, pid: int, address: str) -> None:
    """Write down the server that leads its own process group, and where it answers."""
    (places.run / "server.pid").write_text(f"{pid}\n")
    (places.run / "server.address").write_text(f"{address}\n")


def server_processes(places: Places) -> list[int]:
    """Return the ids of the living processes of the remembered server, its leader among them or not."""
    leader = read_pid(places.run / "server.pid")
    return [pid for pid in processes_in(places.root) if _serves_for(pid, leader)]


def _serves_for(pid: int, leader: int | None) -> bool:
    with contextlib.suppress(OSError):
        return os.getpgid(pid) == leader and APPLICATION.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def require_port(places: Places, port: int) -> None:
    """Raise ``SetupError`` where something listens on the port, and tell whether it is this checkout's server.

    Workers whose leader was killed hard serve nobody and are ended.
    """
    processes = server_processes(places)
    if processes and read_pid(places.run / "server.pid") in processes:
        raise SetupError("already_running", address=(places.run / "server.address").read_text().strip())
    if processes:
        stop_server(places)
    if not _becomes_free(port):
        others = (candidate for candidate in range(port + 1, 65536) if is_free(candidate))
        raise SetupError("port_in_use", port=port, other=next(others, 8001))


def _becomes_free(port: int) -> bool:
    """Say whether the port is free, or becomes so: a process that ends lets go of it after it has left the list."""
    deadline = time.monotonic() + SECONDS_TO_LET_GO
    while not (free := is_free(port)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return free


def stop_server(places: Places) -> bool:
    """Stop this checkout's server with all its workers; say whether there was one."""
    leader, processes = read_pid(places.run / "server.pid"), server_processes(places)
    if leader in processes:
        _send(signal.SIGTERM, [leader])
        _wait(places)
    _send(signal.SIGKILL, server_processes(places))
    _wait(places)
    for name in ("server.pid", "server.address"):
        (places.run / name).unlink(missing_ok=True)
    return bool(processes)


def _wait(places: Places) -> None:
    deadline = time.monotonic() + SECONDS_TO_STOP
    while server_processes(places) and time.monotonic() < deadline:
        time.sleep(0.05)


def _send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
