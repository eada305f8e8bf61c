"""A database's tables summed up, for a manifest or against one, while a dump sees the same moment."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.processes import with_log

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database: its name for pg_dump, how large the database is, and on demand its sums."""

    name: str
    database_bytes: int
    answers: IO[str]

    def sums(self) -> Told:
        """Return revision, head of the log, and rows and sum of every table; waits until they are added up."""
        told: Told = json.loads(self.answers.readline() or "{}")
        return told


@contextlib.contextmanager
def snapshot(places: Places, url: str, env: Mapping[str, str], problem: SetupError) -> Iterator[Snapshot]:
    """Hold a moment of the database at ``url``; raise ``problem`` where it does not answer."""
    log = places.logs / "sums.log"
    with log.open("ab") as errors:
        start = errors.tell()
        with subprocess.Popen(
            [str(places.python), "-m", "etl.setup.sums"],
            cwd=places.root,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as asked:
            if asked.stdin is None or asked.stdout is None:
                raise with_log(problem, log, start)
            with contextlib.suppress(BrokenPipeError):
                asked.stdin.write(f"{url}\n")
                asked.stdin.flush()
            first = asked.stdout.readline()
            if not first:
                raise with_log(problem, log, start)
            told = json.loads(first)
            yield Snapshot(told["snapshot"], told["database_bytes"], asked.stdout)


def sums_of(places: Places, url: str, env: Mapping[str, str], problem: SetupError) -> Told:
    """Return the sums of a database as it is now."""
    with snapshot(places, url, env, problem) as held:
        told = held.sums()
    if not told:
        raise problem
    return told
