"""PostgreSQL's own programs for one database: pg_dump, pg_restore and psql, told where it is by their environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from etl.setup.environment import Places
from etl.setup.messages import SetupError
from etl.setup.postgres import find_postgres
from etl.setup.processes import run


@dataclass(frozen=True, slots=True)
class Client:
    """The programs of the newest PostgreSQL here, for the database at ``url``; the password is never an argument."""

    places: Places
    url: str

    def run(self, name: str, *arguments: str | Path, problem: SetupError, text: str = "") -> str:
        """Run one program to its end; return what it printed, raise ``problem`` where it fails."""
        return run(
            [program(name), *arguments],
            log=self.places.logs / f"{name}.log",
            problem=problem,
            cwd=self.places.root,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **libpq_settings(self.url)},
            text=text,
            stdout=-1,
        )

    def sql(self, script: str, *, problem: SetupError) -> str:
        """Run SQL and return its rows without headings; raise ``problem`` at the first statement that fails."""
        return self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", problem=problem, text=script)

    def at(self, database: str) -> Client:
        """Return the client of another database of the same server."""
        return Client(self.places, with_database(self.url, database))

    @property
    def database(self) -> str:
        """The name of the database."""
        return unquote(urlsplit(self.url).path.lstrip("/"))


def program(name: str) -> str | Path:
    """Return the path of a program of PostgreSQL: of the newest with PostGIS, else the one that the shell finds."""
    for postgres in find_postgres():
        if postgres.program(name).is_file():
            return postgres.program(name)
    found = shutil.which(name)
    if found is None:
        raise SetupError("no_client", program=name)
    return found


def libpq_settings(url: str) -> Mapping[str, str]:
    """Return what PostgreSQL's programs read from the environment for an SQLAlchemy address."""
    parts = urlsplit(url)
    settings = {f"PG{name.upper()}": value for name, value in parse_qsl(parts.query)}
    given = {
        "PGHOST": parts.hostname,
        "PGPORT": parts.port,
        "PGUSER": parts.username and unquote(parts.username),
        "PGPASSWORD": parts.password and unquote(parts.password),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    return settings | {name: str(value) for name, value in given.items() if value}


def with_database(url: str, database: str) -> str:
    """Return the address of another database of the same server, in the same spelling."""
    head, mark, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{database}{mark}{query}"
