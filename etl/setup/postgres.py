"""Find a PostgreSQL with PostGIS on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from etl.setup.messages import SetupError

DEBIAN_LIB = Path("/usr/lib/postgresql")
DEBIAN_SHARE = Path("/usr/share/postgresql")


class Postgres(NamedTuple):
    """The programs of one PostgreSQL major version that has PostGIS."""

    major: int
    programs: Path

    def program(self, name: str) -> Path:
        """Return the path of one program, such as ``initdb``."""
        return self.programs / name


def find_postgres() -> list[Postgres]:
    """Return every PostgreSQL here that can create the extension postgis, the newest first."""
    return sorted({*_of_debian(), *_of_path()}, reverse=True)


def _of_debian() -> Iterator[Postgres]:
    for control in DEBIAN_SHARE.glob("*/extension/postgis.control"):
        major = control.parts[-3]
        base = DEBIAN_LIB / major
        if major.isdigit() and _is_whole(base / "bin", control.parents[1], base / "lib"):
            yield Postgres(int(major), base / "bin")


def _of_path() -> Iterator[Postgres]:
    asker = shutil.which("pg_config")
    if asker is None:
        return
    ask = [asker, "--version", "--bindir", "--sharedir", "--pkglibdir"]
    lines = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.splitlines()
    if len(lines) != len(ask) - 1:
        return
    major = re.search(r"(\d+)", lines[0])
    programs, shared, libraries = map(Path, lines[1:])
    if major and _is_whole(programs, shared, libraries):
        yield Postgres(int(major[1]), programs)


def _is_whole(programs: Path, shared: Path, libraries: Path) -> bool:
    """Say whether a server and PostGIS are there: Debian keeps its description in another package than its code."""
    has_postgis = (shared / "extension" / "postgis.control").is_file() and any(libraries.glob("postgis-*.so"))
    return has_postgis and (programs / "initdb").is_file()


def choose_postgres(data: Path) -> Postgres:
    """Return the programs for a data folder: the version that made it, else the newest; raise ``SetupError``."""
    found = find_postgres()
    if not found:
        raise SetupError("still_missing", packages="PostGIS")
    made = cluster_major(data)
    if made is None:
        return found[0]
    for postgres in found:
        if postgres.major == made:
            return postgres
    majors = ", ".join(str(postgres.major) for postgres in found)
    raise SetupError("other_postgres", path=data, made=made, found=majors)


def cluster_major(data: Path) -> int | None:
    """Return the major version that made a data folder, None where there is no cluster."""
    version = data / "PG_VERSION"
    return int(version.read_text().split(".")[0]) if version.is_file() else None
