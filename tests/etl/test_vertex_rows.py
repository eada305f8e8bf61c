"""Lists with one vertex a row, as surveys give them: X north, Y east, in metres of VN-2000."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from etl.findings import FileRefusedError
from etl.load import LoadResult
from etl.vertices import ShapeKind
from gis.crs import VN2000_TM3_108_30, grid_xy
from gis.models import Project, ProjectLocation
from tests.etl.import_samples import codes, counts, load, project, write_csv

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = ("Mã dự án", "Tên dự án", "Số hiệu điểm", "X(m)", "Y(m)")
Lonlat = tuple[float, float]
RING: tuple[Lonlat, ...] = ((107.45, 11.95), (107.46, 11.95), (107.46, 11.96), (107.45, 11.96))
ROUTE: tuple[Lonlat, ...] = ((107.42, 11.92), (107.43, 11.93), (107.45, 11.93))


def metres(point: Lonlat) -> tuple[str, str]:
    """Return northing and easting as an office writes them: 1.320.123,45."""
    east, north = grid_xy(VN2000_TM3_108_30, lon=point[0], lat=point[1])
    first, second = (f"{value:,.3f}".translate(str.maketrans(",.", ".,")) for value in (north, east))
    return first, second


def vertices(code: str, name: str, points: Iterable[Lonlat]) -> list[tuple[str, ...]]:
    return [(code, name, f"M{number}", *metres(point)) for number, point in enumerate(points, start=1)]


def taken(session: Session, path: Path, **options: Any) -> LoadResult:
    return load(session, path, crs=VN2000_TM3_108_30, **options)


def shape_of(session: Session, code: str) -> BaseGeometry:
    place = (
        session.query(ProjectLocation)
        .join(Project, Project.id == ProjectLocation.project_id)
        .filter(Project.code == code, ProjectLocation.replaced_at.is_(None))
        .one()
    )
    return to_shape(place.geom)


def test_closed_rings_are_areas_and_others_lines(session: Session, tmp_path: Path) -> None:
    listed = write_csv(
        tmp_path / "ranh.csv",
        HEADINGS,
        *vertices("TH-1", "Trường tiểu học", (*RING, RING[0])),
        *vertices("DG-1", "Đường liên thôn", ROUTE),
        *vertices("CV-1", "Cống", ROUTE[:1]),
    )
    result = taken(session, listed)
    assert result.counts == {"new": 3}
    (joined,) = [item for item in result.findings if item.code == "vertices_joined"]
    assert joined.params == {"vertex_count": 9, "shape_count": 3}
    area, line, point = (shape_of(session, code) for code in ("TH-1", "DG-1", "CV-1"))
    assert (area.geom_type, line.geom_type, point.geom_type) == ("MultiPolygon", "MultiLineString", "Point")
    assert shapely.hausdorff_distance(area, shapely.MultiPolygon([shapely.Polygon(RING)])) < 1e-7
    assert shapely.hausdorff_distance(line, shapely.LineString(ROUTE)) < 1e-7
    place = session.query(ProjectLocation).filter(ProjectLocation.area_m2.is_not(None)).one()
    assert place.source_crs == VN2000_TM3_108_30
    assert float(place.area_m2 or 0) == pytest.approx(1_204_000, rel=0.01)
    assert "vertices_taken_as_line" in codes(result, row=7)


def test_the_same_file_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "ranh.csv", HEADINGS, *vertices("TH-1", "Trường", (*RING, RING[0])))
    taken(session, listed)
    before = counts(session)
    assert taken(session, listed).counts == {"same": 1}
    assert counts(session) == before


@pytest.mark.parametrize("numbers", ["1,2,3,4", "1,3,2,4"])
def test_a_workbook_with_code_and_name_on_the_first_row_alone(
    session: Session, tmp_path: Path, numbers: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(
        ["STT", "Mã dự án", "Tên dự án", "Chủ đầu tư", "Dạng hình học", "Điểm", "X (m)", "Y (m)"]
    )
    for place, number in enumerate(map(int, numbers.split(","))):
        north, east = grid_xy(VN2000_TM3_108_30, lon=RING[number - 1][0], lat=RING[number - 1][1])[::-1]
        told = [1, "TH-1", "Trường tiểu học", "UBND xã Nhân Cơ", "Khu đất"] if place == 0 else [None] * 5
        book.active.append([*told, f"Đ{number}", north, east])
    book.save(tmp_path / "ranh.xlsx")
    result = taken(session, tmp_path / "ranh.xlsx")
    assert result.counts == {"new": 1}
    assert shape_of(session, "TH-1").geom_type == "MultiPolygon"
    assert shapely.hausdorff_distance(shape_of(session, "TH-1"), shapely.Polygon(RING)) < 1e-7
    assert project(session, "TH-1").owner_id is not None


def test_parts_by_their_column_and_a_ring_inside_another_is_a_hole(session: Session, tmp_path: Path) -> None:
    headings = ("Mã dự án", "Tên dự án", "Thửa", "X(m)", "Y(m)")
    inner = ((107.452, 11.952), (107.454, 11.952), (107.454, 11.954))
    apart = ((107.47, 11.95), (107.48, 11.95), (107.48, 11.96))
    rows = [
        ("KD-1", "Khu dân cư", name, *metres(p))
        for name, ring in (("1", RING), ("2", inner), ("3", apart))
        for p in ring
    ]
    taken(session, write_csv(tmp_path / "1.csv", headings, *rows), shape_kind=ShapeKind.AREA)
    found = shape_of(session, "KD-1")
    assert found.geom_type == "MultiPolygon"
    assert sorted(len(part.interiors) for part in found.geoms) == [0, 1]


def test_numbers_that_begin_again_begin_another_part(session: Session, tmp_path: Path) -> None:
    rows = [*vertices("DG-1", "Đường", ROUTE), *vertices("DG-1", "Đường", RING[:2])]
    taken(session, write_csv(tmp_path / "1.csv", HEADINGS, *rows))
    assert [len(part.coords) for part in shape_of(session, "DG-1").geoms] == [3, 2]


def test_degrees_need_no_system(session: Session, tmp_path: Path) -> None:
    rows = [("DG-1", "Đường", lat, lon) for lon, lat in ROUTE]
    result = load(session, write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án", "Vĩ độ", "Kinh độ"), *rows))
    assert len(shape_of(session, "DG-1").geoms[0].coords) == 3
    assert not {"crs_guessed", "axes_swapped"} & codes(result)


def test_metres_without_a_system_are_not_guessed(session: Session, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "1.csv", HEADINGS, *vertices("DG-1", "Đường", ROUTE))
    with pytest.raises(FileRefusedError) as caught:
        load(session, listed)
    assert caught.value.finding.code == "crs_choice_needed"


@pytest.mark.parametrize(
    ("cells", "why"),
    [(("12345x", "1"), "coordinate_unreadable"), (("", "407000"), "coordinate_pair_incomplete")],
)
def test_a_vertex_that_is_lost_costs_the_shape_and_is_told(
    session: Session, tmp_path: Path, cells: tuple[str, str], why: str
) -> None:
    rows = vertices("DG-1", "Đường", ROUTE)
    rows[1] = (*rows[1][:3], *cells)
    result = taken(session, write_csv(tmp_path / "1.csv", HEADINGS, *rows))
    assert result.counts == {"new": 1}
    assert why in codes(result, row=3)
    (told,) = [item for item in result.findings if item.code == "vertices_unusable"]
    assert (told.row, told.params["lost"], told.params["count"]) == (2, 1, 3)
    assert told.remedy()
    assert session.query(ProjectLocation).count() == 0


@pytest.mark.parametrize(
    ("points", "kind", "code"),
    [
        ((RING[0], RING[1]), ShapeKind.AREA, "vertices_too_few"),
        ((RING[0], RING[0]), ShapeKind.LINE, "vertices_too_few"),
        ((RING[0], RING[2], RING[1], RING[3]), ShapeKind.AREA, "geometry_invalid"),
    ],
)
def test_points_that_make_no_shape(
    session: Session, tmp_path: Path, points: Sequence[Lonlat], kind: ShapeKind, code: str
) -> None:
    listed = write_csv(tmp_path / "1.csv", HEADINGS, *vertices("TH-1", "Trường", points))
    result = taken(session, listed, shape_kind=kind)
    assert code in codes(result)
    assert result.counts == {"new": 1}
    assert session.query(ProjectLocation).count() == 0


def test_vertex_numbers_that_occur_twice_are_told(session: Session, tmp_path: Path) -> None:
    rows = vertices("DG-1", "Đường", ROUTE)
    rows[2] = (*rows[2][:2], "M2", *rows[2][3:])
    result = taken(session, write_csv(tmp_path / "1.csv", HEADINGS, *rows))
    assert "vertex_order_unclear" in codes(result)
    assert len(shape_of(session, "DG-1").geoms[0].coords) == 3


def test_an_ordinary_list_stays_one(session: Session, tmp_path: Path) -> None:
    headings = ("Mã", "Tên dự án", "Tổng mức đầu tư (đồng)", "Vĩ độ", "Kinh độ")
    rows = [(f"A{number}", "Cầu", 1_000_000_000, 11.95, 107.45 + number / 1000) for number in range(5)]
    result = load(
        session, write_csv(tmp_path / "1.csv", headings, *rows, ("A1", "Cầu", 2_000_000_000, 11.95, 107.46))
    )
    assert "code_twice_differs" in codes(result)
    assert "vertices_joined" not in codes(result)
    assert result.counts == {"new": 4, "refused": 2}
