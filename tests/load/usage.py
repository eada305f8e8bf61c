"""How much computing time and memory processes took, as Linux counts them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                children.append(int(status.parent.name))
    return [pid, *children]


def backends(engine: Engine) -> list[int]:
    """Return the database's processes that serve this database."""
    with engine.connect() as connection:
        asked = text(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return list(connection.scalars(asked))


def cpu_s(pids: Iterable[int]) -> dict[int, float]:
    """Return the computing seconds of each process that lives."""
    found = {}
    for pid in pids:
        with suppress(OSError, IndexError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def spent_s(before: dict[int, float], after: dict[int, float]) -> float:
    """Return the seconds spent between two measurements; who came later counts from its start."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


class Memory(NamedTuple):
    """Memory in MB: all that a process has in reach, and its part of it, files shared with others counted in parts."""

    resident_mb: float = 0.0
    part_mb: float = 0.0

    def __str__(self) -> str:
        return f"{self.part_mb:.0f} MB ({self.resident_mb:.0f} with what it shares)"


def largest(pids: Iterable[int]) -> Memory:
    """Return the memory of the process that takes most of it; nothing where none lives."""
    return max(filter(None, map(_memory, pids)), key=lambda found: found.part_mb, default=Memory())


def _memory(pid: int) -> Memory | None:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        kilobytes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
        return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024)
    return None
