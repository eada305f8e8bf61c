import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from etl.boundaries.authority import Rules, Taken, import_boundaries
from etl.boundaries.load import Choice, load_units
from etl.findings import FileRefusedError, Finding, Findings
from gis.crs import grid_xy
from gis.domain.units import BoundaryKind, UnitKey, UnitLevel
from gis.models import AuditLog, ImportBatch, Unit, UnitBoundaryHistory, UnitPart
from gis.operations.audit import Actor
from tests.etl.boundary_samples import (
    DISTRICT,
    NAMES,
    NEW_PROVINCE,
    NEW_SHAPES,
    PLACES,
    SHAPES,
    A,
    B,
    C,
    D,
    E,
    W,
    X,
    Y,
    Z,
    feature,
    ring,
    sample_list,
    write_collection,
    write_folder,
)

TODAY = date(2026, 11, 22)
ACTOR = Actor("test")
SQUARE_M2 = 120_000_000
Import = Callable[..., tuple[Taken, list[Finding]]]


@pytest.fixture(autouse=True)
def _units(session: Session, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write_folder(tmp_path_factory.mktemp("public"))
    choice = Choice(UnitLevel.DISTRICT, "901")
    load_units(session, ACTOR, choice, findings=Findings(), given=folder, listed=sample_list())


@pytest.fixture
def take(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> Import:
    monkeypatch.setenv("HATANG_IMPORTS_DIR", str(tmp_path_factory.mktemp("kept")))

    def take(place: Path, **rules: Any) -> tuple[Taken, list[Finding]]:
        findings = Findings()
        taken = import_boundaries(session, ACTOR, place, Rules(**rules), findings=findings, as_of=TODAY)
        return taken, findings.in_file_order()

    return take


def new_set(**changed: Any) -> list[dict[str, Any]]:
    """Return the features of today's set; changes by the letter of the unit."""
    letters = {"X": X, "Y": Y, "Z": Z, "W": W}
    return [changed.get(letter) or feature(key) for letter, key in letters.items()]


def write_new(folder: Path, **changed: Any) -> Path:
    return write_collection(folder / "ranh_gioi.geojson", new_set(**changed)).parent


def unit(session: Session, key: UnitKey) -> Unit:
    statement = select(Unit).where(
        Unit.level == key.level, Unit.code == key.code, Unit.valid_from.is_not_distinct_from(key.valid_from)
    )
    return session.scalars(statement).one()


def area_of(session: Session, key: UnitKey) -> float:
    return session.scalar(select(func.ST_Area(Unit.geom)).where(Unit.id == unit(session, key).id)) or 0.0


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_the_authority_s_set_replaces_and_keeps_the_old_with_its_dates(session, take, tmp_path) -> None:
    before = unit(session, X).boundary_recorded_at
    pieces = set(session.scalars(select(UnitPart.id).where(UnitPart.unit_id == unit(session, X).id)))
    taken, findings = take(write_new(tmp_path))
    assert (taken.matched_count, len(taken.changed_ids), findings) == (4, 4, [])
    row = unit(session, X)
    assert (row.boundary_kind, row.boundary_source) == (BoundaryKind.AUTHORITY, "ranh_gioi.geojson")
    [old] = session.scalars(select(UnitBoundaryHistory).where(UnitBoundaryHistory.unit_id == row.id))
    assert (old.boundary_kind, old.boundary_source) == (BoundaryKind.PUBLIC, "communes_new.geojson")
    assert old.recorded_at == before
    assert pieces.isdisjoint(session.scalars(select(UnitPart.id).where(UnitPart.unit_id == row.id)))
    assert unit(session, A).boundary_kind is BoundaryKind.PUBLIC, "A has the code of X but ended before"


def test_every_replacement_is_logged_with_before_and_after(session, take, tmp_path) -> None:
    larger = feature(Y, ring(106.99, 12.1, 107.1, 12.2))
    take(write_new(tmp_path, Y=larger))
    statement = select(AuditLog).where(AuditLog.subject_id == unit(session, Y).id)
    [entry] = session.scalars(statement)
    assert (entry.actor, entry.action, entry.reason) == ("test", "replace_boundary", tmp_path.name)
    assert entry.before["kind"] == "public"
    assert entry.after["kind"] == "authority"
    assert entry.after["area_m2"] / entry.before["area_m2"] == pytest.approx(1.1, rel=1e-3)


def test_the_same_files_twice_change_nothing(session, take, tmp_path) -> None:
    take(write_new(tmp_path))
    batches = session.scalar(select(func.count(ImportBatch.id)))
    again, _ = take(tmp_path)
    assert (again.changed_ids, again.parent_ids) == ([], [])
    assert session.scalar(select(func.count(ImportBatch.id))) == batches == 1


def test_a_trial_keeps_no_file(take, tmp_path) -> None:
    write_vn2000(tmp_path / "xa.shp", 9218, driver="ESRI Shapefile")
    kept = Path(os.environ["HATANG_IMPORTS_DIR"])
    take(tmp_path, is_trial=True)
    assert list(kept.iterdir()) == []


def test_units_above_are_put_together_anew(session, take, tmp_path) -> None:
    old = [feature(key, valid_to="2025-06-30") for key in (B, C, D, E)]
    larger = feature(A, ring(106.99, 12.0, 107.1, 12.1), valid_to="2025-06-30")
    taken, _ = take(write_collection(tmp_path / "cu.geojson", [larger, *old]))
    assert unit(session, DISTRICT).id in taken.parent_ids
    assert area_of(session, DISTRICT) == pytest.approx(0.041)
    assert unit(session, NEW_PROVINCE).id not in taken.parent_ids


def test_codes_used_again_go_by_the_date_of_the_set(session, take, tmp_path) -> None:
    path = write_collection(tmp_path / "cu.geojson", [feature(key) for key in PLACES])
    taken, findings = take(path, on=date(2024, 5, 1))
    assert unit(session, A).id in taken.changed_ids
    assert unit(session, X).id not in taken.changed_ids
    assert findings == []


def test_a_file_that_two_sets_fit_is_refused_until_a_day_is_given(session, take, tmp_path) -> None:
    path = write_collection(tmp_path / "mot_xa.geojson", [feature(Z)])
    with pytest.raises(FileRefusedError) as caught:
        take(path)
    assert caught.value.finding.code == "unit_set_unclear"
    taken, _ = take(path, on=TODAY)
    assert taken.changed_ids == [unit(session, Z).id]


def test_a_name_without_a_code_finds_its_unit_however_it_is_written(session, take, tmp_path) -> None:
    named = feature(W, code=None, full_name="xa VAN THU")
    taken, findings = take(write_new(tmp_path, W=named))
    assert unit(session, W).id in taken.changed_ids
    assert findings == []


def test_an_unknown_code_is_told_when_the_name_decides(take, tmp_path) -> None:
    _, findings = take(write_new(tmp_path, W=feature(W, code="12345")))
    assert codes(findings) == ["unit_matched_by_name"]


def test_code_and_name_that_contradict_each_other_keep_the_unit_as_it_is(session, take, tmp_path) -> None:
    wrong = feature(Y, full_name=NAMES[W])
    taken, findings = take(write_new(tmp_path, Y=wrong))
    assert unit(session, Y).id not in taken.changed_ids
    contradiction = next(item for item in findings if item.code == "unit_code_contradicts_name")
    assert (contradiction.sheet, contradiction.row, contradiction.value) == ("ranh_gioi.geojson", 2, NAMES[W])
    assert contradiction.params["unit"] == NAMES[Y]


def test_an_unknown_unit_and_a_unit_drawn_twice_are_findings(session, take, tmp_path) -> None:
    stranger = feature(X, code="11111", full_name="Xã Lạ")
    path = write_collection(tmp_path / "a.geojson", [*new_set(), stranger, feature(Z)])
    taken, findings = take(path)
    assert {"unit_not_matched", "unit_twice", "units_absent"} == set(codes(findings))
    assert unit(session, Z).id not in taken.changed_ids
    assert len(taken.changed_ids) == 3


def test_a_polygon_that_crosses_itself_is_reported_with_its_place_and_not_taken(
    session, take, tmp_path
) -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[107, 12.1], [107.1, 12.2], [107.1, 12.1], [107, 12.2], [107, 12.1]]],
    }
    taken, findings = take(write_new(tmp_path, Y=feature(Y, bow)))
    invalid = next(item for item in findings if item.code == "boundary_invalid")
    assert invalid.params["place"] == "107.05 12.15"
    assert NAMES[Y] in invalid.message("vi")
    assert unit(session, Y).id not in taken.changed_ids
    assert unit(session, Y).boundary_kind is BoundaryKind.PUBLIC


def test_repair_is_asked_for_and_tells_the_change_of_area(session, take, tmp_path) -> None:
    tail = [[107.1, 12.2], [107.1, 12.21], [107.11, 12.21], [107.1, 12.2]]
    corners = [[107, 12.1], [107.1, 12.1], *tail, [107, 12.2], [107, 12.1]]
    shape = {"type": "Polygon", "coordinates": [corners]}
    taken, findings = take(write_new(tmp_path, Y=feature(Y, shape)), repair=True)
    assert unit(session, Y).id in taken.changed_ids
    [repaired] = [item for item in findings if item.code == "boundary_repaired"]
    assert abs(repaired.params["change_m2"]) > 100_000
    assert session.scalar(select(func.ST_IsValid(Unit.geom)).where(Unit.id == unit(session, Y).id))


def test_overlaps_are_measured_in_square_metres(take, tmp_path) -> None:
    wide = feature(Y, ring(107.0, 12.1, 107.101, 12.2))
    _, findings = take(write_new(tmp_path, Y=wide))
    [overlap] = [item for item in findings if item.code == "boundary_overlap"]
    assert {overlap.params["unit"], overlap.params["other"]} == {NAMES[Y], NAMES[Z]}
    assert overlap.params["area_m2"] == pytest.approx(SQUARE_M2 / 100, rel=0.02)


def test_an_overlap_with_a_unit_that_is_not_in_the_file_counts_too(take, tmp_path) -> None:
    path = write_collection(tmp_path / "a.geojson", [feature(Y, ring(107.0, 12.1, 107.101, 12.2))])
    _, findings = take(path)
    assert set(codes(findings)) == {"boundary_overlap", "units_absent"}


def test_gaps_between_units_are_measured_and_small_ones_left_out(take, tmp_path) -> None:
    holed = {
        "type": "Polygon",
        "coordinates": [
            [
                [107.0, 12.0],
                [107.2, 12.0],
                [107.2, 12.1],
                [107.11, 12.1],
                [107.105, 12.099],
                [107.1, 12.1],
                [107.0, 12.1],
                [107.0, 12.0],
            ]
        ],
    }
    folder = write_new(tmp_path, X=feature(X, holed))
    _, findings = take(folder)
    [gap] = [item for item in findings if item.code == "boundary_gap"]
    assert gap.params["area_m2"] == pytest.approx(SQUARE_M2 / 2000, rel=0.02)
    assert NAMES[X] in str(gap.params["names"])
    _, silent = take(folder, tolerance_m2=100_000.0)
    assert silent == []


def test_a_slit_that_reaches_the_outside_is_a_gap(take, tmp_path) -> None:
    narrow = feature(Y, ring(107.0, 12.1, 107.0999, 12.2))
    _, findings = take(write_new(tmp_path, Y=narrow))
    [gap] = [item for item in findings if item.code == "boundary_gap"]
    assert gap.params["area_m2"] == pytest.approx(SQUARE_M2 / 1000, rel=0.05)


def test_what_lies_outside_the_unit_above_is_measured(session, take, tmp_path) -> None:
    province = feature(
        NEW_PROVINCE, ring(107.0, 12.0, 107.3, 12.2), full_name="Tỉnh Thử Mới", valid_from="2025-07-01"
    )
    outside = feature(W, ring(107.175, 12.1, 107.301, 12.2))
    path = write_collection(tmp_path / "a.geojson", [*new_set(W=outside), province])
    taken, findings = take(path, on=TODAY)
    [finding] = [item for item in findings if item.code == "boundary_outside_parent"]
    assert finding.params["parent"] == "Tỉnh Thử Mới"
    assert finding.params["area_m2"] == pytest.approx(SQUARE_M2 / 100, rel=0.02)
    assert unit(session, NEW_PROVINCE).boundary_kind is BoundaryKind.AUTHORITY
    assert unit(session, NEW_PROVINCE).id in taken.changed_ids


def test_an_area_that_differs_from_the_published_one_is_told(take, tmp_path) -> None:
    published = feature(Y, area_official_km2=125.0)
    _, findings = take(write_new(tmp_path, Y=published))
    [finding] = findings
    assert finding.code == "boundary_area_differs"
    assert finding.params["difference_pct"] == pytest.approx(-3.7, abs=0.2)


def test_a_boundary_far_from_the_one_in_use_is_not_taken(session, take, tmp_path) -> None:
    away = feature(Y, ring(106.8, 12.1, 106.9, 12.2))
    taken, findings = take(write_new(tmp_path, Y=away))
    far = next(item for item in findings if item.code == "boundary_far_away")
    assert far.params["distance_km"] == pytest.approx(10.9, abs=0.2)
    assert unit(session, Y).id not in taken.changed_ids


def test_a_shape_that_is_no_area_is_not_taken(session, take, tmp_path) -> None:
    line = {"type": "LineString", "coordinates": [[107, 12.1], [107.1, 12.2]]}
    taken, findings = take(write_new(tmp_path, Y=feature(Y, line)))
    assert "boundary_not_area" in codes(findings)
    assert unit(session, Y).id not in taken.changed_ids


def test_all_or_nothing_leaves_everything_where_there_is_an_error(session, take, tmp_path) -> None:
    wrong = feature(Y, full_name="Xã Lạ")
    taken, findings = take(write_new(tmp_path, Y=wrong), all_or_nothing=True)
    assert taken.is_refused
    assert taken.changed_ids == []
    assert "boundaries_refused" in codes(findings)
    assert unit(session, X).boundary_kind is BoundaryKind.PUBLIC


def write_vn2000(path: Path, epsg: int, *, driver: str, has_crs: bool = True) -> None:
    """Write today's set in a VN-2000 grid, as a survey office hands it over."""

    def to_grid(lonlat: np.ndarray) -> np.ndarray:
        return np.array([grid_xy(epsg, lon=lon, lat=lat) for lon, lat in lonlat])

    shapes = [shapely.transform(shapely.geometry.shape(NEW_SHAPES[key]), to_grid) for key in NEW_SHAPES]
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(shapes)),
        field_data=[
            np.array([key.code for key in NEW_SHAPES], dtype=object),
            np.array([NAMES[key] for key in NEW_SHAPES], dtype=object),
        ],
        fields=["MAXA", "TENXA"],
        geometry_type="Polygon",
        crs=f"EPSG:{epsg}" if has_crs else None,
        driver=driver,
        encoding="UTF-8",
    )


@pytest.mark.parametrize(("name", "driver"), [("xa.shp", "ESRI Shapefile"), ("xa.gpkg", "GPKG")])
def test_vn_2000_files_land_where_they_belong(session, take, tmp_path, name: str, driver: str) -> None:
    write_vn2000(tmp_path / name, 9218, driver=driver)
    taken, findings = take(tmp_path)
    assert (len(taken.changed_ids), findings) == (4, [])
    batch = session.scalars(select(ImportBatch)).one()
    assert {path.name for path in Path(os.environ["HATANG_IMPORTS_DIR"]).iterdir()} == set(
        batch.reading["files"].values()
    )
    shift = select(
        func.ST_HausdorffDistance(
            Unit.geom, func.ST_GeomFromText(shapely.geometry.shape(SHAPES[X]).wkt, 4326)
        )
    )
    assert session.scalar(shift.where(Unit.id == unit(session, X).id)) < 1e-7


@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_a_file_without_a_crs_is_refused_with_the_systems_that_fit(take, tmp_path) -> None:
    write_vn2000(tmp_path / "xa.shp", 9218, driver="ESRI Shapefile", has_crs=False)
    with pytest.raises(FileRefusedError) as caught:
        take(tmp_path)
    assert caught.value.finding.code == "crs_choice_needed"
    assert "EPSG:9218" in str(caught.value.finding.params["candidates"])
    taken, findings = take(tmp_path, epsg=9218)
    assert (len(taken.changed_ids), findings) == (4, [])


def test_a_declared_crs_that_the_numbers_contradict_is_refused(take, tmp_path) -> None:
    write_vn2000(tmp_path / "xa.gpkg", 9218, driver="GPKG")
    with pytest.raises(FileRefusedError) as caught:
        take(tmp_path, epsg=5899)
    assert caught.value.finding.code == "crs_contradicts_numbers"


def test_swapped_axes_are_turned_and_told(take, tmp_path) -> None:
    def swapped(key: UnitKey) -> dict[str, Any]:
        [corners] = NEW_SHAPES[key]["coordinates"]
        return feature(key, {"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in corners]]})

    path = write_collection(tmp_path / "a.geojson", [swapped(key) for key in NEW_SHAPES])
    taken, findings = take(path)
    assert (len(taken.changed_ids), codes(findings)) == (4, ["axes_swapped"])


def test_an_unsupported_system_and_an_empty_folder_are_refused(take, tmp_path) -> None:
    path = write_collection(tmp_path / "a.geojson", new_set())
    with pytest.raises(FileRefusedError) as unsupported:
        take(path, epsg=2154)
    assert unsupported.value.finding.code == "crs_not_supported"
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileRefusedError) as empty:
        take(tmp_path / "empty")
    assert empty.value.finding.code == "boundaries_missing"


def test_a_feature_without_code_and_name_is_a_finding(take, tmp_path) -> None:
    nameless = feature(W, code=None, full_name=None)
    _, findings = take(write_new(tmp_path, W=nameless))
    assert set(codes(findings)) == {"unit_not_matched", "units_absent"}
