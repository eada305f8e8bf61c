"""Geometry of a list: where it comes to lie, what contradicts the papers, and what can't be kept."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.findings import FileRefusedError
from gis.crs import grid_xy
from gis.domain.lifecycle import AccuracyClass
from gis.models import ProjectLocation, Unit
from gis.operations.audit import Actor
from gis.operations.locations import Place, set_location
from tests.etl.import_samples import (
    codes,
    counts,
    load,
    point,
    project,
    share_units,
    stated_units,
    write_csv,
    write_geojson,
)

pytestmark = pytest.mark.usefixtures("territory")

BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[107.42, 11.92], [107.46, 11.96], [107.46, 11.92], [107.42, 11.96], [107.42, 11.92]]],
}
LINE = {"type": "LineString", "coordinates": [[107.45, 11.95], [107.55, 11.95]]}


def row(code: str, commune: str = "Đắk Wer") -> dict[str, object]:
    return {"ma": code, "ten": f"Đường {code}", "xa": commune, "ngay_lap": "01/03/2024"}


def places(session: Session) -> list[tuple[str, str, int, str]]:
    """Return type, WKT, source system and accuracy of the current places."""
    statement = text(
        "SELECT GeometryType(geom), ST_AsText(geom, 4), source_crs, accuracy_class FROM project_location "
        "WHERE replaced_at IS NULL ORDER BY id"
    )
    return [tuple(found) for found in session.execute(statement)]


def test_a_place_is_kept_with_where_it_came_from(session: Session, tmp_path: Path) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.45, 11.95))]))
    assert result.counts == {"new": 1}
    assert places(session) == [("POINT", "POINT(107.45 11.95)", 4326, "digitised")]
    kept = session.query(ProjectLocation).one()
    assert kept.source_note == "a.geojson"
    assert kept.import_batch_id is not None
    assert project(session, "A").is_located is True
    assert share_units(session, "A") == {"Xã Đắk Wer", "Xã Nhân Cơ (mới)"}
    assert not codes(result) & {"place_contradicts_unit", "place_outside_units"}


def test_what_derives_is_written_with_a_new_project_and_not_once_more(
    session: Session, tmp_path: Path
) -> None:
    """What is guessed before the project is saved is what follows from its rows: no project is written twice."""
    stated = (
        ("Xã Đắk Wer", "01/03/2024"),
        ("Xã Nhân Cơ", "01/03/2026"),
        ("Xã Đắk Wer; Xã Nhân Cơ", "01/03/2024"),
        ("", ""),
    )
    headings = ("Mã dự án", "Tên dự án", "Xã", "Chủ đầu tư", "Tổng mức đầu tư (đồng)", "Ngày quyết định")
    rows = [
        (f"P{number}", f"Đường {number}", commune, "Ban QLDA", "90.000.000.000", day)
        for number, (commune, day) in enumerate(stated)
    ]
    load(session, write_csv(tmp_path / "a.csv", headings, *rows))
    columns = "search_key, project_group, owner_id, is_located, first_year, last_year"
    guessed = session.execute(text(f"SELECT {columns} FROM staged_description ORDER BY row_id")).all()
    kept = session.execute(text(f"SELECT {columns} FROM project ORDER BY code")).all()
    assert guessed == kept
    assert [row.search_key for row in kept] == [
        "duong 0 p0 ban qlda dak wer nhan co",
        "duong 1 p1 ban qlda dak rlap nhan co",
        "duong 2 p2 ban qlda dak wer nhan co",
        "duong 3 p3 ban qlda",
    ]


def test_a_line_becomes_multi_and_is_measured(session: Session, tmp_path: Path) -> None:
    load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), LINE)]))
    assert places(session)[0][0] == "MULTILINESTRING"
    kept = session.query(ProjectLocation).one()
    assert kept.length_m is not None
    assert 10_000 < kept.length_m < 12_000
    assert kept.area_m2 is None
    assert share_units(session, "A") == {"Xã Đắk Wer", "Xã Nhân Cơ", "Xã Nhân Cơ (mới)"}


def test_a_point_that_contradicts_its_commune_keeps_both(session: Session, tmp_path: Path) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.52, 11.95))]))
    found = next(finding for finding in result.findings if finding.code == "place_contradicts_unit")
    assert found.params["stated"] == "Xã Đắk Wer"
    assert found.params["found"] == "Xã Nhân Cơ"
    assert found.params["distance_km"] == pytest.approx(2.2, abs=0.1)
    assert stated_units(session, "A") == {"Xã Đắk Wer"}
    assert share_units(session, "A") == {"Xã Nhân Cơ", "Xã Nhân Cơ (mới)"}


def test_what_public_boundaries_are_good_to_is_no_contradiction(session: Session, tmp_path: Path) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.5009, 11.95))]))
    assert "place_contradicts_unit" not in codes(result)


def test_a_schematic_cell_contradicts_nothing(
    session: Session, tmp_path: Path, territory: dict[str, Unit]
) -> None:
    session.execute(text("UPDATE unit SET boundary_kind = 'schematic'"))
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.52, 11.95))]))
    assert "place_contradicts_unit" not in codes(result)


def test_a_point_outside_stays_in_its_stated_commune(session: Session, tmp_path: Path) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.38, 11.95))]))
    found = next(finding for finding in result.findings if finding.code == "place_outside_stated")
    assert found.params == {"stated": "Xã Đắk Wer", "distance_km": pytest.approx(2.2, abs=0.1)}
    assert project(session, "A").is_located is True
    assert share_units(session, "A") == {"Xã Đắk Wer", "Xã Nhân Cơ (mới)"}


def test_a_point_outside_every_unit_is_told_with_the_distance(session: Session, tmp_path: Path) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A", ""), point(108.0, 11.95))]))
    found = next(finding for finding in result.findings if finding.code == "place_outside_units")
    assert found.params["distance_km"] == pytest.approx(43.6, abs=0.5)
    assert share_units(session, "A") == set()
    left = load(
        session,
        write_geojson(tmp_path / "b.geojson", [(row("B", ""), point(108.0, 11.95))]),
        is_only_inside=True,
    )
    assert left.counts == {"outside": 1}


def test_a_place_abroad_costs_the_place_and_not_the_row(session: Session, tmp_path: Path) -> None:
    features = [(row("A"), point(107.45, 11.95)), (row("B"), point(2.35, 48.86))]
    result = load(session, write_geojson(tmp_path / "a.geojson", features))
    assert result.counts == {"new": 2}
    assert "place_outside_country" in codes(result, row=2)
    assert project(session, "B").is_located is False


def test_one_swapped_pair_is_turned_and_told(session: Session, tmp_path: Path) -> None:
    features = [
        (row("A"), point(107.45, 11.95)),
        (row("B"), point(11.96, 107.46)),
        (row("C"), point(107.44, 11.94)),
    ]
    result = load(session, write_geojson(tmp_path / "a.geojson", features))
    assert codes(result, row=2) >= {"axes_swapped"}
    assert "axes_swapped" not in codes(result, row=1)
    assert places(session)[1][1] == "POINT(107.46 11.96)"


def test_a_file_in_swapped_order_is_turned_and_told(session: Session, tmp_path: Path) -> None:
    features = [(row("A"), point(11.95, 107.45)), (row("B"), point(11.96, 107.46))]
    result = load(session, write_geojson(tmp_path / "a.geojson", features))
    assert "axes_swapped" in codes(result)
    assert [place[1] for place in places(session)] == ["POINT(107.45 11.95)", "POINT(107.46 11.96)"]


def test_a_polygon_that_crosses_itself_leaves_the_project_without_a_place(
    session: Session, tmp_path: Path
) -> None:
    result = load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), BOWTIE), (row("B"), LINE)]))
    assert result.counts == {"new": 2}
    found = next(finding for finding in result.findings if finding.code == "geometry_invalid")
    assert found.row == 1
    assert "107.44 11.94" in found.message()
    assert project(session, "A").is_located is False
    assert stated_units(session, "A") == {"Xã Đắk Wer"}
    refused = load(
        session, write_geojson(tmp_path / "b.geojson", [(row("C"), BOWTIE)]), is_all_or_nothing=True
    )
    assert refused.is_refused


def test_metres_without_a_system_are_refused_with_the_choices(session: Session, tmp_path: Path) -> None:
    x, y = grid_xy(9218, lon=107.45, lat=11.95)
    listed = write_csv(
        tmp_path / "a.csv", ("Mã", "Tên dự án", "X", "Y"), ("A", "Đường", round(y, 3), round(x, 3))
    )
    before = counts(session)
    with pytest.raises(FileRefusedError) as refused:
        load(session, listed)
    assert refused.value.finding.code == "crs_choice_needed"
    assert "EPSG:9218" in refused.value.finding.message()
    assert "--crs" in refused.value.finding.remedy()
    assert counts(session) == before


def test_metres_in_a_geojson_without_a_system_are_refused(session: Session, tmp_path: Path) -> None:
    x, y = grid_xy(9218, lon=107.45, lat=11.95)
    with pytest.raises(FileRefusedError) as refused:
        load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(x, y))]))
    assert "EPSG:9218" in refused.value.finding.message()


def test_the_given_system_brings_metres_to_degrees(session: Session, tmp_path: Path) -> None:
    x, y = grid_xy(9218, lon=107.45, lat=11.95)
    listed = write_csv(
        tmp_path / "a.csv", ("Mã", "Tên dự án", "X", "Y"), ("A", "Đường", round(y, 3), round(x, 3))
    )
    load(session, listed, crs=9218, accuracy=AccuracyClass.PLAN_DRAWING)
    assert places(session) == [("POINT", "POINT(107.45 11.95)", 9218, "plan_drawing")]


def test_a_declared_system_is_used(session: Session, tmp_path: Path) -> None:
    x, y = grid_xy(5899, lon=107.45, lat=11.95)
    features = [(row("A"), point(x, y))]
    load(session, write_geojson(tmp_path / "a.geojson", features, crs="urn:ogc:def:crs:EPSG::5899"))
    assert places(session) == [("POINT", "POINT(107.45 11.95)", 5899, "digitised")]


def test_the_same_places_again_change_nothing(session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [(row("A"), LINE), (row("B"), point(107.45, 11.95))])
    load(session, path)
    before = counts(session)
    assert load(session, path).counts == {"same": 2}
    assert counts(session) == before


def test_a_new_place_is_appended_and_the_old_one_kept(session: Session, tmp_path: Path) -> None:
    load(session, write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.45, 11.95))]))
    result = load(session, write_geojson(tmp_path / "b.geojson", [(row("A"), point(107.46, 11.95))]))
    assert [change.field for change in result.changes] == ["place"]
    assert session.query(ProjectLocation).count() == 2
    assert [place[1] for place in places(session)] == ["POINT(107.46 11.95)"]


def test_a_place_that_somebody_corrected_is_not_brought_back(session: Session, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.45, 11.95))])
    load(session, path)
    found = project(session, "A")
    drawn = Place('{"type": "Point", "coordinates": [107.47, 11.97]}', AccuracyClass.GPS)
    set_location(session, Actor("Cán bộ"), project_id=found.id, place=drawn, expected_version=found.version)
    assert load(session, path).counts == {"same": 1}
    assert [place[1] for place in places(session)] == ["POINT(107.47 11.97)"]


def test_a_rougher_place_does_not_replace_a_better_one(session: Session, tmp_path: Path) -> None:
    load(
        session,
        write_geojson(tmp_path / "a.geojson", [(row("A"), point(107.45, 11.95))]),
        accuracy=AccuracyClass.GPS,
    )
    result = load(session, write_geojson(tmp_path / "b.geojson", [(row("A"), point(107.46, 11.95))]))
    assert "place_kept" in codes(result, row=1)
    assert result.counts == {"same": 1}


def test_coordinates_in_columns_make_points(session: Session, tmp_path: Path) -> None:
    listed = write_csv(
        tmp_path / "a.csv",
        ("Mã", "Tên dự án", "Vĩ độ", "Kinh độ"),
        ("A", "Đường", "11,95", "107,45"),
        ("B", "Đường", "11°57'00\"N", "107°27'00\"E"),
        ("C", "Đường", "11,95", ""),
    )
    result = load(session, listed)
    assert [place[1] for place in places(session)] == ["POINT(107.45 11.95)"] * 2
    assert "coordinate_pair_incomplete" in codes(result, row=4)
