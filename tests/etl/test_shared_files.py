"""Real files of others, where they are at hand: what a user would import first."""

import os
from pathlib import Path

import pytest

from etl.column_map import map_columns
from etl.columns import Field
from etl.locate import locate
from etl.match import UnitIndex
from etl.parse import TableParser
from etl.project_rows import ParsedRow
from etl.readers.registry import read_file
from tests.etl.test_match import UNITS

SHARED = Path(os.environ.get("HATANG_SHARED") or Path(__file__).parents[3] / "shared")
IMPORTS = SHARED / "data" / "import"
pytestmark = pytest.mark.skipif(
    not IMPORTS.is_dir(), reason=f"no real files at {IMPORTS}; set HATANG_SHARED to their folder"
)


def parsed(name: str) -> list[ParsedRow]:
    table = read_file(IMPORTS / name).tables[0]
    return list(TableParser(table, map_columns(table)).rows())


def test_seventeen_projects_of_the_procurement_portal() -> None:
    rows = parsed("dakrlap_muasamcong_projects_2023.json")
    assert len(rows) == 17
    index = UnitIndex(UNITS)
    named = set()
    for row in rows:
        assert row.project is not None
        assert row.findings == ()
        found = locate(row.project.places, index, on=row.project.on)
        named |= {unit.name for unit in found.units}
    assert {"Đắk Wer", "Kiến Đức", "Đắk Ru", "Đắk Sin", "Kiến Thành", "Đắk R'Lấp"} <= named


def test_two_thousand_projects_lose_none() -> None:
    rows = parsed("vn_muasamcong_projects_2023.json")
    assert len(rows) == 2054
    assert all(row.project is not None and row.project.on is not None for row in rows)


def test_hydropower_plants_and_their_dirt() -> None:
    rows = parsed("vn_hydropower_197.geojson")
    assert len(rows) == 197
    taken = [row.project for row in rows if row.project is not None]
    assert all(project.geometry is not None and project.source_crs == 4326 for project in taken)
    codes = [finding.code for row in rows for finding in row.findings]
    assert codes.count("coordinates_contradict") == 3
    assert codes.count("parts_far_apart") == 1
    budgets = [project.budget_vnd for project in taken]
    assert budgets.count(None) >= 40
    assert max(budget for budget in budgets if budget) > 10**13
    assert all(Field.OWNER in project.texts for project in taken if project.places.owner)


def test_schema_is_no_list() -> None:
    roads = read_file(IMPORTS / "vn_transport_458.geojson").tables[0]
    assert {row.geometry.geom_type for row in roads.rows if row.geometry} == {"MultiLineString"}
