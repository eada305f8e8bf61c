"""pg_tileserv beside our tiles in the same minutes: it serves a table of the same projects as it serves any table."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

from gis.domain.tile_grid import TileAddress
from gis.queries.filters import ProjectFilter
from gis.queries.tiles import tile_of_projects
from tests.bench.client import one_after_the_other, per_second
from tests.bench.server import HOST, free_port
from tests.bench.tiles import CONNECTIONS, Asked, Statement, bare_rate, connect, paths_of

ZOOMS = (9, 12, 14)
ROUNDS = 3
SECONDS = 2.0
TABLE = "bench_peer"

_MAKE = f"""
CREATE TABLE {TABLE} AS
SELECT symbol.project_id AS id, symbol.sector_id AS sector, symbol.stage, symbol.execution, symbol.name,
       ST_Transform(place.geom, 3857)::geometry(Geometry, 3857) AS geom
FROM tile_symbol symbol JOIN project_location place USING (project_id) WHERE place.replaced_at IS NULL
ORDER BY symbol.quad;
ALTER TABLE {TABLE} ADD PRIMARY KEY (id);
CREATE INDEX ON {TABLE} USING gist (geom);
ANALYZE {TABLE}
"""
"""As kind to it as its manual advises: in the map's own projection, with an index, few columns, in the map's order."""


class Rates(NamedTuple):
    """Tiles a second at one zoom, the middle of some rounds taken in turns."""

    zoom: int
    peer: float
    ours: float
    bare: float


def measure(url: str, port: int, program: Path, *, as_of: date, tile_count: int) -> list[Rates]:
    """Return the rates of `program` (pg_tileserv), of the application at `port` and of the bare database."""
    wanted = ProjectFilter(as_of=as_of)
    found = []
    with _serving(program, url) as peer_port, Asked(url) as asked:
        for zoom in ZOOMS:
            places = asked.places(zoom, tile_count)
            statements = asked.statements(
                lambda connection, place: tile_of_projects(connection, place, wanted, grid_day=as_of), places
            )
            found.append(_rates(url, zoom, (peer_port, port), places, statements))
    return found


def _rates(
    url: str,
    zoom: int,
    ports: tuple[int, int],
    places: Sequence[TileAddress],
    statements: Sequence[Statement],
) -> Rates:
    asked = [[f"/public.{TABLE}/{each.zoom}/{each.x}/{each.y}.pbf" for each in places]]
    asked += [paths_of("projects", places)]
    for port, paths in zip(ports, asked, strict=True):
        refused = [answer for answer in one_after_the_other(port, paths[:40]) if answer.status != 200]
        if refused:
            raise RuntimeError(f"zoom {zoom}: tiles were refused, the first with {refused[0].status}")
    rounds = [
        [
            *(
                per_second(port, paths, connections=CONNECTIONS, seconds=SECONDS)
                for port, paths in zip(ports, asked, strict=True)
            ),
            bare_rate(url, statements),
        ]
        for _ in range(ROUNDS)
    ]
    return Rates(zoom, *(sorted(column)[ROUNDS // 2] for column in zip(*rounds, strict=True)))


@contextmanager
def _serving(program: Path, url: str) -> Iterator[int]:
    """Give the port of pg_tileserv over a table of the projects; both are gone afterwards."""
    address, port = make_url(url), free_port()
    query = "&".join(f"{name}={value}" for name, value in address.query.items())
    database = f"postgresql://{address.username}:{address.password or ''}@/{address.database}?{query}"
    with connect(url) as connection, tempfile.TemporaryDirectory() as folder:
        for statement in (f"DROP TABLE IF EXISTS {TABLE}", *_MAKE.split(";")):
            connection.execute(statement)
        settings = Path(folder) / "settings.toml"
        settings.write_text(f'HttpHost = "{HOST}"\nHttpPort = {port}\nDbPoolMaxConns = {CONNECTIONS}\n')
        server = subprocess.Popen(
            [str(program.resolve()), "--config", str(settings)],
            cwd=program.resolve().parent,
            env=os.environ | {"DATABASE_URL": database},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait()
            connection.execute(f"DROP TABLE {TABLE}")


def _wait(port: int) -> None:
    """Return when the port answers; ConnectionError after ten seconds."""
    for _ in range(100):
        try:
            one_after_the_other(port, [f"/public.{TABLE}/0/0/0.json"])
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise ConnectionError("pg_tileserv does not answer")
