"""The commands about units as a person runs them, on a database of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result
from sqlalchemy import Select, create_engine, select
from sqlalchemy.orm import Session

from etl.cli import cli
from gis.domain.units import BoundaryKind
from gis.models import DataVersion, Unit
from tests.etl.boundary_samples import ring, write_collection

Run = Callable[..., Result]


@pytest.fixture
def run(own_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Run:
    monkeypatch.setenv("HATANG_IMPORTS_DIR", str(tmp_path_factory.mktemp("kept")))
    monkeypatch.setenv("HATANG_DATABASE_URL", own_url)
    monkeypatch.delenv("HATANG_BOUNDARIES", raising=False)
    return lambda *arguments: CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def ask(url: str, statement: Select[object]) -> object:
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            return session.scalar(statement)
    finally:
        engine.dispose()


VERSION = select(DataVersion.version)
KIND = select(Unit.boundary_kind).where(Unit.full_name == "Đặc khu Côn Đảo")


@pytest.fixture
def district(run: Run) -> str:
    """Load an island district without communes: one unit before, one of today, no download."""
    result = run("units", "load", "--district", "755")
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(own_url: str, district: str, tmp_path: Path) -> Path:
    """Give a folder with the island's boundary, a little larger than the sketch."""
    statement = select(Unit.geom.ST_Envelope().ST_AsText()).where(Unit.full_name == "Đặc khu Côn Đảo")
    west, south, east, north = shapely.from_wkt(str(ask(own_url, statement))).bounds
    code = str(ask(own_url, select(Unit.code).where(Unit.full_name == "Đặc khu Côn Đảo")))
    shape = ring(west - 0.01, south, east, north)
    properties = {"code": code, "full_name": "Đặc khu Côn Đảo"}
    island = {"type": "Feature", "properties": properties, "geometry": shape}
    return write_collection(tmp_path / "ranh_gioi.geojson", [island]).parent


def test_loading_again_says_that_nothing_changed(run: Run, district: str) -> None:
    again = run("units", "load", "--district", "755")
    assert "1 xã trước sắp xếp và 1 xã hiện nay" in again.output
    assert "0 đơn vị, 0 ranh giới, 0 dòng chuyển tiếp" in again.output


def test_a_dry_run_finds_the_same_and_writes_nothing(run: Run, own_url: str, folder: Path) -> None:
    before = ask(own_url, VERSION)
    result = run("import", "units", str(folder), "--dry-run")
    assert "1 sẽ được thay" in result.output
    assert ask(own_url, VERSION) == before
    assert ask(own_url, KIND) is BoundaryKind.SCHEMATIC


def test_an_import_commits_reports_and_changes_nothing_the_second_time(
    run: Run, own_url: str, folder: Path, tmp_path: Path
) -> None:
    before, report = ask(own_url, VERSION), tmp_path / "report.json"
    result = run("import", "units", str(folder), "--report", str(report), "--lang", "en")
    assert result.exit_code == 1, result.output
    assert "1 valid boundaries read, 1 replaced" in result.output
    found = json.loads(report.read_text(encoding="utf-8"))
    assert "boundary_area_differs" in found["codes"]
    assert ask(own_url, KIND) is BoundaryKind.AUTHORITY
    assert ask(own_url, VERSION) == before + 1
    assert "1 valid boundaries read, 0 replaced" in run("import", "units", str(folder), "--lang", "en").output
    assert ask(own_url, VERSION) == before + 1


def test_a_file_that_is_refused_whole_ends_with_3_and_one_sentence(run: Run, folder: Path) -> None:
    junk = folder / "rac.geojson"
    junk.write_bytes(b"\x00\x01 not a map")
    result = run("import", "units", str(junk))
    assert result.exit_code == 3
    assert len(result.stderr.strip().splitlines()) == 1
    unknown = run("--lang", "en", "units", "load", "--district", "000")
    assert unknown.exit_code == 3
    assert "no district with the code 000" in unknown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "units"),
        ("import", "units", "/no/such/folder"),
        ("units", "load", "--district", "1", "--country"),
        ("import", "units", "/", "--crs", "VN2000"),
        ("nothing",),
    ],
)
def test_wrong_use_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_without_a_database_the_way_out_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HATANG_DATABASE_URL")
    monkeypatch.chdir(tmp_path)
    result = run("units", "load", "--district", "755")
    assert result.exit_code == 2
    assert "make run" in result.stderr
    monkeypatch.setenv("HATANG_DATABASE_URL", "postgresql+psycopg://nobody@/none?host=/nowhere")
    result = run("units", "load", "--district", "755")
    assert result.exit_code == 3
    assert len(result.stderr.strip().splitlines()) == 1
