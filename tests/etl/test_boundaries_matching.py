from pathlib import Path

import pytest

from etl.boundaries.matching import best_outlines
from etl.boundaries.outline_files import read_outlines
from etl.boundaries.sources import BoundaryFile, find_boundary_files
from etl.boundaries.territory import choose_territory
from etl.findings import FileRefusedError
from gis.domain.units import UnitKey, UnitLevel
from tests.etl.boundary_samples import (
    NEW_SHAPES,
    PLACES,
    SHAPES,
    A,
    B,
    C,
    D,
    W,
    X,
    Z,
    feature,
    sample_list,
    write_collection,
    write_folder,
)


def found_in(*paths: Path) -> dict[UnitKey, str]:
    listed = sample_list()
    territory = choose_territory(listed, level=UnitLevel.DISTRICT, code="901")
    outlines = best_outlines(territory, listed, [BoundaryFile(path) for path in paths])
    return {key: outline.source for key, outline in outlines.items()}


def test_a_code_used_again_goes_to_the_unit_of_the_file_s_date(tmp_path: Path) -> None:
    found = found_in(*(file.path for file in find_boundary_files(write_folder(tmp_path), {})))
    assert found[A] == "communes_old.geojson"
    assert found[X] == "communes_new.geojson"
    assert len(found) == 9


def test_the_year_in_a_file_name_dates_its_units(tmp_path: Path) -> None:
    path = write_collection(tmp_path / "communes_2023.geojson", [feature(C)])
    assert found_in(path) == {C: "communes_2023.geojson"}
    path = write_collection(tmp_path / "communes_2025.geojson", [feature(Z)])
    assert found_in(path) == {Z: "communes_2025.geojson"}


def test_full_names_tell_the_set_of_a_file_without_dates(tmp_path: Path) -> None:
    path = write_collection(tmp_path / "communes.geojson", [feature(key) for key in NEW_SHAPES])
    assert set(found_in(path)) == set(NEW_SHAPES)


def test_a_file_that_fits_two_sets_is_refused(tmp_path: Path) -> None:
    path = write_collection(tmp_path / "communes.geojson", [feature(Z)])
    with pytest.raises(FileRefusedError) as caught:
        found_in(path)
    assert caught.value.finding.code == "unit_set_unclear"


def test_an_outline_whose_name_contradicts_its_code_is_left(tmp_path: Path) -> None:
    features = [feature(A, valid_to="2025-06-30"), feature(B, valid_to="2025-06-30", full_name="Xã Cao Thử")]
    assert set(found_in(write_collection(tmp_path / "communes_x.geojson", features))) == {A}


def test_an_unlisted_code_gives_way_to_name_and_province(tmp_path: Path) -> None:
    given = {"valid_from": "2025-07-01", "code": "99999"}
    here = feature(W, **given, province_code="92")
    assert set(found_in(write_collection(tmp_path / "communes_a.geojson", [here]))) == {W}
    elsewhere = feature(W, **given, province_code="01")
    assert found_in(write_collection(tmp_path / "communes_b.geojson", [elsewhere])) == {}


def test_one_set_never_mixes_two_files_and_more_units_go_before_more_vertices(tmp_path: Path) -> None:
    dense = {
        "type": "Polygon",
        "coordinates": [[*SHAPES[A]["coordinates"][0][:1], [107.05, 12.0], *SHAPES[A]["coordinates"][0][1:]]],
    }
    few = write_collection(tmp_path / "communes_2022.geojson", [feature(A, dense)])
    many = write_collection(tmp_path / "communes_2023.geojson", [feature(key) for key in PLACES])
    assert set(found_in(few, many).values()) == {"communes_2023.geojson"}
    finer = write_collection(
        tmp_path / "communes_2024.geojson", [feature(key, dense if key == A else None) for key in PLACES]
    )
    assert set(found_in(few, many, finer).values()) == {"communes_2024.geojson"}


def test_other_files_are_read_only_where_a_set_is_not_covered(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "all_communes.geojson").write_text("not read", encoding="utf-8")
    files = [file.path for file in find_boundary_files(folder, {})]
    assert [path.name for path in files][-1] == "all_communes.geojson"
    assert len(found_in(*files)) == 9
    (folder / "communes_new.geojson").unlink()
    with pytest.raises(FileRefusedError):
        found_in(*(file.path for file in find_boundary_files(folder, {})))


def test_property_names_of_several_publishers_are_understood(tmp_path: Path) -> None:
    shape = SHAPES[D]
    written = [
        {"unit_code": "90004", "unit_name": "Đắk Thử"},
        {"MAXA": 90004.0, "TENXA": "Đắk Thử"},
        {"ma_xa": "90004", "ten_xa": "Đắk Thử", "area_official_km2": 12.5},
    ]
    features = [{"type": "Feature", "properties": properties, "geometry": shape} for properties in written]
    outlines = read_outlines(write_collection(tmp_path / "any.geojson", features))
    assert {(outline.code, outline.name) for outline in outlines} == {("90004", "Đắk Thử")}
    assert [str(outline.official_area_km2) for outline in outlines] == ["None", "None", "12.5"]


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"features": [{"geometry": 1}]}', '{"features": 3}'])
def test_a_file_that_is_no_collection_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "communes.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefusedError) as caught:
        read_outlines(path)
    assert caught.value.finding.code == "file_damaged"


def test_features_without_an_area_are_passed_over(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [107.0, 12.0]}
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    assert read_outlines(write_collection(tmp_path / "any.geojson", [feature(A, point), empty])) == []
