"""Databases of the benchmark: the country's units once, a copy filled with projects for each scale."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import Choice, load_units
from etl.findings import Findings
from gis.domain.units import UnitLevel
from gis.operations import tiles, unit_tiles
from gis.operations.audit import Actor
from tests import databases
from tests.bench import synthetic

ACTOR = Actor("bench")
WARMED = ("tile_symbol", "tile_shape", "tile_cell", "tile_cell_group", "tile_unit", "tile_unit_ready")


@contextmanager
def country_units(communes: Path | None) -> Iterator[tuple[str, dict[str, float]]]:
    """Give a template database with the units of the country, and the seconds that they took.

    Boundaries are those of `communes`, else schematic cells.
    """
    template = databases.TemplateName()
    try:
        name = template.make()
        with databases.copy_of(name) as url:
            seconds = {}
            with _session(url) as session:
                started = time.perf_counter()
                findings = Findings()
                downloads = Downloads(findings, pinned=())
                choice = Choice(UnitLevel.COUNTRY)
                load_units(session, ACTOR, choice, findings=findings, given=communes, downloads=downloads)
                seconds["units and boundaries"] = time.perf_counter() - started
                started = time.perf_counter()
                unit_tiles.rebuild(session)
                session.commit()
                seconds["their copies for the map"] = time.perf_counter() - started
            yield url.rsplit("/", 1)[1].split("?")[0], seconds
    finally:
        template.drop()


@contextmanager
def filled(template: str, *, projects: int, as_of: date) -> Iterator[tuple[str, dict[str, float]]]:
    """Give the address of a copy with so many projects, and the seconds that filling and rebuilding took."""
    with databases.copy_of(template) as url:
        seconds = {}
        engine = create_engine(url)
        started = time.perf_counter()
        with engine.begin() as connection:
            synthetic.fill(connection, projects=projects, as_of=as_of)
        seconds["fill"] = time.perf_counter() - started
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        started = time.perf_counter()
        with Session(engine) as session, session.begin():
            tiles.rebuild(session, as_of=as_of)
        seconds["rebuild of the map's copies"] = time.perf_counter() - started
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            for table in WARMED:
                connection.execute(text(f"SELECT count(*) FROM {table} WHERE NOT {table} IS NULL"))
        engine.dispose()
        yield url, seconds


@contextmanager
def _session(url: str) -> Iterator[Session]:
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
