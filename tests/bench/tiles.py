"""Tiles of random places, dense places more often: over HTTP and, in the same minute, from the bare database."""

import random
import threading
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import create_engine, make_url, text

from gis.domain.tile_grid import GRID_BITS, TileAddress
from gis.queries.filters import ProjectFilter
from gis.queries.tiles import tile_of_projects
from gis.queries.unit_tiles import tile_of_units
from tests.bench.client import Answer, one_after_the_other, per_second
from webmap.database import READING_OPTIONS

BEFORE_REORGANISATION = date(2025, 6, 30)
ZOOMS = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
CONNECTIONS = 8
SECONDS = 3.0


class Timing(NamedTuple):
    """What one kind of tile took: milliseconds one after the other, tiles a second side by side, bytes."""

    name: str
    http_ms: Sequence[float]
    http_rate: float
    bare_ms: Sequence[float]
    bare_rate: float
    raw_bytes: Sequence[int]
    sent_bytes: Sequence[int]


class Statement(NamedTuple):
    """A tile's SQL with its values, as the application sends it."""

    sql: str
    values: dict[str, Any]


def measure(url: str, port: int, *, as_of: date, tile_count: int) -> list[Timing]:
    """Time tiles of projects at each zoom, then tiles of units."""
    found = []
    wanted = ProjectFilter(as_of=as_of)
    with Asked(url) as asked:
        for zoom in ZOOMS:
            places = asked.places(zoom, tile_count)
            statements = asked.statements(
                lambda connection, place: tile_of_projects(connection, place, wanted, grid_day=as_of), places
            )
            found.append(_timing(f"projects z{zoom}", url, port, paths_of("projects", places), statements))
        for name, day in (("units", as_of), ("former units", BEFORE_REORGANISATION)):
            for zoom in ZOOMS[:-4]:
                places = asked.places(zoom, max(tile_count // 2, 1))
                statements = asked.statements(
                    lambda connection, place, day=day: tile_of_units(connection, place, units_on=day), places
                )
                paths = paths_of("units", places, f"?units_on={day}")
                found.append(_timing(f"{name} z{zoom}", url, port, paths, statements))
    return found


class Asked:
    """The application's own questions: where projects lie, and the SQL of a tile caught on its way."""

    def __init__(self, url: str) -> None:
        seen: list[Statement] = []

        class Noting(psycopg.Cursor[Any]):
            def execute(self, query: Any, params: Any = None, **options: Any) -> "Noting":
                seen.append(Statement(str(query), params))
                return super().execute(query, params, **options)

        self.seen = seen
        self.engine = create_engine(url, connect_args={"cursor_factory": Noting})

    def __enter__(self) -> "Asked":
        with self.engine.connect() as connection:
            sample = text("SELECT grid_x, grid_y FROM tile_symbol TABLESAMPLE BERNOULLI (2) REPEATABLE (1)")
            self.points = [tuple(row) for row in connection.execute(sample)]
        random.Random(1).shuffle(self.points)
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def places(self, zoom: int, count: int) -> list[TileAddress]:
        """Return the tiles around randomly drawn projects: dense places come more often."""
        shift = GRID_BITS - zoom
        return [TileAddress(zoom, x >> shift, y >> shift) for x, y in self.points[:count]]

    def statements(self, ask: Any, places: Sequence[TileAddress]) -> list[Statement]:
        """Return what `ask(connection, place)` sends for each place."""
        with self.engine.connect() as connection:
            self.seen.clear()
            for place in places:
                ask(connection, place)
        return [*self.seen]


def paths_of(layer: str, places: Sequence[TileAddress], query: str = "") -> list[str]:
    """Return the addresses of these tiles."""
    return [f"/tiles/{layer}/{place.zoom}/{place.x}/{place.y}.mvt{query}" for place in places]


def _timing(name: str, url: str, port: int, paths: list[str], statements: Sequence[Statement]) -> Timing:
    one_after_the_other(port, paths[:40])  # both workers plan their statements
    answers = one_after_the_other(port, paths)
    refused = [answer for answer in answers if answer.status != 200]
    if refused:
        raise RuntimeError(f"{name}: {len(refused)} tiles were refused, the first with {refused[0].status}")
    bare_ms, raw_bytes = _bare(url, statements)
    return Timing(
        name=name,
        http_ms=[answer.ms for answer in answers],
        http_rate=per_second(port, paths, connections=CONNECTIONS, seconds=SECONDS),
        bare_ms=bare_ms,
        bare_rate=bare_rate(url, statements),
        raw_bytes=raw_bytes,
        sent_bytes=[answer.size for answer in answers],
    )


def pages(port: int, paths: dict[str, str], *, times: int) -> dict[str, list[Answer]]:
    """Ask for each page so many times, one after the other; the first answers warm up and do not count."""
    found = {}
    for name, path in paths.items():
        one_after_the_other(port, [path] * 4)
        found[name] = one_after_the_other(port, [path] * times)
    return found


def connect(url: str) -> "psycopg.Connection[Any]":
    """Open a connection as the application's reading ones are: no transaction, plans kept."""
    address = make_url(url)
    query = {key: str(value) for key, value in address.query.items()}
    return psycopg.connect(
        user=address.username,
        password=address.password,
        dbname=address.database,
        autocommit=True,
        options=READING_OPTIONS,
        **query,
    )


def _bare(url: str, statements: Sequence[Statement]) -> tuple[list[float], list[int]]:
    taken, sizes = [], []
    with connect(url) as connection:
        for statement in statements[:20]:
            connection.execute(statement.sql, statement.values)
        for statement in statements:
            started = time.perf_counter()
            row = connection.execute(statement.sql, statement.values, binary=True).fetchone()
            taken.append((time.perf_counter() - started) * 1000)
            sizes.append(len(row[-1]) if row else 0)
    return taken, sizes


def bare_rate(url: str, statements: Sequence[Statement]) -> float:
    """Return tiles a second over as many connections as HTTP has."""
    until = time.perf_counter() + SECONDS
    done = [0] * CONNECTIONS

    def work(number: int) -> None:
        with connect(url) as connection:
            at = number
            while time.perf_counter() < until:
                statement = statements[at % len(statements)]
                connection.execute(statement.sql, statement.values, binary=True).fetchone()
                done[number] += 1
                at += CONNECTIONS

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS
