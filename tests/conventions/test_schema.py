"""The database as the code says it is: one head, nothing to generate, indexed geometry, units in names."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from geoalchemy2 import Geometry, alembic_helpers
from sqlalchemy import Engine, Numeric, text
from sqlalchemy.dialects.postgresql import BIGINT, INTEGER, SMALLINT

from gis.crs import WEB_MERCATOR, WGS84
from gis.database import Base
from gis.migrations.head import newest_revision
from gis.migrations.runner import alembic_config

UNIT_ENDINGS = ("_vnd", "_m", "_m2", "_km2", "_ratio", "_count", "_pct", "_days", "_id", "_year", "_bytes")
WITHOUT_UNIT = {
    "id": "a key",
    "position": "an order",
    "stage": "a code",
    "version": "a number of the data's or a row's state",
    "population": "people",
    "zoom": "a map zoom",
    "min_zoom": "a map zoom",
    "band": "a map zoom up to which a drawing serves",
    "rank": "an order",
    "quantity": "counted in the unit that `quantity_unit` names",
}


def test_migrations_have_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("")).get_heads()) == 1


def test_the_program_knows_the_head_without_alembic() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config("")).get_current_head()


def test_autogenerate_finds_nothing(engine: Engine) -> None:
    options = {"include_object": alembic_helpers.include_object, "compare_type": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


GEOMETRIES = [
    (table.name, column)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Geometry)
]


@pytest.mark.parametrize(("table", "column"), GEOMETRIES, ids=lambda part: getattr(part, "name", part))
def test_every_geometry_has_its_system_and_an_index(engine: Engine, table: str, column: object) -> None:
    is_map_copy = table.startswith("tile_")
    assert column.type.srid == (WEB_MERCATOR if is_map_copy else WGS84)
    if is_map_copy:
        return  # read by a key of the map's grid, measured to be faster (decision 0006)
    with engine.connect() as connection:
        found = connection.scalar(
            text("SELECT count(*) FROM pg_indexes WHERE tablename = :table AND indexdef ~ :pattern"),
            {"table": table, "pattern": rf"USING gist \({column.name}\)"},
        )
    assert found == 1


def test_every_number_says_its_unit() -> None:
    numbers = (Numeric, INTEGER, BIGINT, SMALLINT)
    unclear = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if not table.name.startswith("tile_")
        for column in table.columns
        if isinstance(column.type, numbers) or column.type.__class__.__name__.endswith("Integer")
        if not column.name.endswith(UNIT_ENDINGS) and column.name not in WITHOUT_UNIT
    ]
    known = {
        "source_crs",
        "recorded_by",
        "imported_by",
        "granted_by",
        "created_by",
        "failed_count",
        "totp_last_step",
    }
    assert [name for name in unclear if name.split(".")[1] not in known] == []


def test_every_module_says_what_it_is() -> None:
    root = Path(__file__).parents[2]
    silent = [
        path.relative_to(root).as_posix()
        for package in ("gis", "etl", "webmap")
        for path in (root / package).rglob("*.py")
        if path.stat().st_size and "versions" not in path.parts
        if not re.match(r'(#!.*\n)?"""\S', path.read_text(encoding="utf-8"))
    ]
    assert silent == []
