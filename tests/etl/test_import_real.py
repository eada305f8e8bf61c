"""Real lists of others, taken in over the real boundaries of the district, where both are at hand."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from etl.boundaries.load import Choice, load_units
from etl.findings import Findings, Severity
from etl.load import LoadOptions, LoadResult, load_projects
from gis.domain.names import name_key
from gis.domain.units import UnitLevel
from tests.etl.import_samples import ACTOR, codes, counts, share_units, stated_units

SHARED = Path(os.environ.get("HATANG_SHARED") or Path(__file__).parents[3] / "shared")
IMPORTS, BOUNDARIES = SHARED / "data" / "import", SHARED / "data" / "boundaries"
pytestmark = pytest.mark.skipif(
    not IMPORTS.is_dir() or not BOUNDARIES.is_dir(),
    reason=f"no real files under {SHARED}; set HATANG_SHARED to their folder",
)

AS_OF = date(2026, 11, 22)
DISTRICT = "Huyện Đắk R'Lấp"
COMMUNES = {
    "PR2300047368-00": "Xã Đắk Wer",
    "PR2300046873-00": "Xã Đắk Wer",
    "PR2300046871-00": "Xã Đắk Wer",
    "PR2300046827-00": "Thị trấn Kiến Đức",
    "PR2300046830-00": "Xã Đắk Ru",
    "PR2300046835-00": "Xã Đắk Ru",
    "PR2300046837-00": "Xã Đắk Ru",
    "PR2300046833-00": "Xã Đắk Sin",
    "PR2300046843-00": "Xã Đắk Sin",
    "PR2300046840-00": "Xã Kiến Thành",
    "PR2300046836-00": "Xã Kiến Thành",
    "PR2300041784-00": "Xã Kiến Thành",
    "PR2300046838-00": "Xã Hưng Bình",
    "PR2300046842-00": "Xã Đạo Nghĩa",
    "PR2300046841-00": "Xã Đạo Nghĩa",
    "PR2300046910-00": DISTRICT,
    "PR2300046893-00": DISTRICT,
}
SUCCESSORS = {
    "Xã Đắk Wer": "Xã Nhân Cơ (mới)",
    "Thị trấn Kiến Đức": "Xã Kiến Đức (mới)",
    "Xã Kiến Thành": "Xã Kiến Đức (mới)",
    "Xã Đạo Nghĩa": "Xã Kiến Đức (mới)",
    "Xã Đắk Ru": "Xã Quảng Tín (mới)",
    "Xã Đắk Sin": "Xã Quảng Tín (mới)",
    "Xã Hưng Bình": "Xã Quảng Tín (mới)",
}


@pytest.fixture(scope="module")
def real_url(own_url: str) -> str:
    """Give a database with the real units and boundaries of the district."""
    engine = create_engine(own_url)
    with Session(engine) as session:
        load_units(session, ACTOR, Choice(UnitLevel.DISTRICT, "666"), findings=Findings(), given=BOUNDARIES)
        session.commit()
    engine.dispose()
    return own_url


@pytest.fixture
def real(real_url: str, imports_folder: Path) -> Iterator[Session]:
    """Give a session on it whose work is undone."""
    engine = create_engine(real_url)
    with Session(engine) as session:
        yield session
        session.rollback()
    engine.dispose()


def take(session: Session, name: str) -> LoadResult:
    return load_projects(session, ACTOR, IMPORTS / name, LoadOptions(as_of=AS_OF))


def test_seventeen_projects_come_into_their_old_communes(real: Session) -> None:
    result = take(real, "dakrlap_muasamcong_projects_2023.json")
    assert result.counts == {"new": 17}
    assert result.findings.by_severity()[Severity.WARNING] == 0
    for code, commune in COMMUNES.items():
        assert stated_units(real, code) == {commune}
        shared = set() if commune == DISTRICT else {commune, SUCCESSORS[commune]}
        assert share_units(real, code) == shared
    assert real.scalar(text("SELECT count(*) FROM project WHERE is_located")) == 0
    for written in ("dak wer", "Đăk Wer", "đắk wer", "ĐẮC WER"):
        assert found_by(real, written) == {
            code for code, commune in COMMUNES.items() if commune == "Xã Đắk Wer"
        }
    before = counts(real)
    assert take(real, "dakrlap_muasamcong_projects_2023.json").counts == {"same": 17}
    assert counts(real) == before


def found_by(session: Session, written: str) -> set[str]:
    """Return the projects whose search key holds the words."""
    found = text("SELECT code FROM project WHERE search_key LIKE '%' || :key || '%'")
    return set(session.scalars(found, {"key": name_key(written)}))


def test_the_national_list_takes_nothing_from_elsewhere_into_the_district(real: Session) -> None:
    result = take(real, "vn_muasamcong_projects_2023.json")
    assert result.counts == {"new": 2054}
    inside = set(
        real.scalars(
            text("SELECT code FROM project JOIN project_stated_unit link ON link.project_id = project.id")
        )
    )
    assert inside == set(COMMUNES)
    assert "unit_not_loaded" in codes(result)


def test_two_dirty_hydropower_plants_are_told(real: Session) -> None:
    result = take(real, "vn_hydropower_197.geojson")
    assert result.counts == {"new": 193, "refused": 4}
    assert {finding.row for finding in result.findings if finding.code == "name_missing"} == {18, 27, 33, 101}
    told = {
        finding.code: (finding.row, finding.params["stated"], finding.params["distance_km"])
        for finding in result.findings
        if finding.code in ("place_contradicts_unit", "place_outside_stated")
    }
    assert told == {
        "place_contradicts_unit": (173, "Xã Đắk Sin", pytest.approx(0.29, abs=0.02)),
        "place_outside_stated": (176, "Xã Nhân Cơ", pytest.approx(2.0, abs=0.1)),
    }
    assert share_units(real, "td_225") == {"Xã Hưng Bình", "Xã Quảng Tín (mới)"}
    assert share_units(real, "td_228") == {"Xã Nhân Cơ", "Xã Nhân Cơ (mới)"}
    assert stated_units(real, "td_225") == {"Xã Đắk Sin"}
    before = counts(real)
    assert take(real, "vn_hydropower_197.geojson").counts == {"same": 193, "refused": 4}
    assert counts(real) == before


def test_only_inside_takes_the_five_plants_of_the_district(real: Session) -> None:
    options = LoadOptions(as_of=AS_OF, is_only_inside=True)
    result = load_projects(real, ACTOR, IMPORTS / "vn_hydropower_197.geojson", options)
    assert result.counts["new"] == 5
    assert result.counts["outside"] == 188


def test_roads_of_the_country_do_not_crash(real: Session) -> None:
    result = take(real, "vn_transport_458.geojson")
    assert sum(result.counts.values()) == 458
    assert "code_twice_differs" in codes(result)
