"""The first start of an installation, and the second."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Select, create_engine, func, select
from sqlalchemy.orm import Session

from etl.boundaries.load import installed_choice
from etl.boundaries.package_list import read_official_list
from etl.boundaries.territory import choose_territory
from etl.cli import cli
from etl.commands.setup_data import DEMO_PROJECT_COUNT
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import DataVersion, Project, ProjectShare, Sector, Unit
from tests.etl.boundary_samples import ring, write_collection

HALF = 0.01
Run = Callable[[], Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small square around the label point of every commune of the installation."""
    choice = installed_choice()
    territory = choose_territory(read_official_list(), level=choice.level, code=choice.code)
    features = []
    for before in (True, False):
        for unit in territory.communes(before=before):
            lon, lat = unit.point or (0.0, 0.0)
            dated = {"valid_to": "2025-06-30"} if before else {"valid_from": "2025-07-01"}
            properties = {"code": unit.key.code, "full_name": unit.full_name, **dated}
            shape = ring(lon - HALF, lat - HALF, lon + HALF, lat + HALF)
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return write_collection(tmp_path_factory.mktemp("real") / "communes_all.geojson", features).parent


@pytest.fixture
def start(own_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("HATANG_DATABASE_URL", own_url)
    monkeypatch.setenv("HATANG_BOUNDARIES", str(folder))
    return lambda: CliRunner().invoke(cli, ["setup-data"], catch_exceptions=False)


def ask(url: str, statement: Select[int]) -> int | None:
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            return session.scalar(statement)
    finally:
        engine.dispose()


def test_a_first_start_fills_an_empty_database_and_a_second_keeps_it(start: Run, own_url: str) -> None:
    first = start()
    assert first.exit_code == 0, first.output
    assert ask(own_url, select(func.count(Sector.id))) > 0
    communes = select(func.count(Unit.id)).where(Unit.level == UnitLevel.COMMUNE)
    drawn = communes.where(Unit.boundary_kind == BoundaryKind.PUBLIC)
    assert ask(own_url, communes) == ask(own_url, drawn) > 0
    projects = select(func.count(Project.id)).where(Project.is_demo)
    assert ask(own_url, projects) == DEMO_PROJECT_COUNT
    assert ask(own_url, select(func.count(ProjectShare.project_id.distinct()))) == DEMO_PROJECT_COUNT
    version = ask(own_url, select(DataVersion.version))
    second = start()
    assert "Giữ nguyên dự án đã có" in second.output
    assert ask(own_url, projects) == DEMO_PROJECT_COUNT
    assert ask(own_url, select(DataVersion.version)) == version
