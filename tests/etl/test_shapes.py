"""Places of rows: the coordinate system of a table decided by its numbers, or asked for."""

from dataclasses import replace

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from etl.cells import Cell
from etl.column_map import map_columns
from etl.findings import CellError
from etl.geometry import check, distance_m, from_geojson, from_wkt, warnings
from etl.parse import TableParser
from etl.plan import ParseOptions
from etl.project_rows import ParsedRow
from etl.rows import NO_CRS, CrsOrigin, Header, SourceRow, SourceTable, TableCrs
from gis.crs import Bounds, grid_xy

AREA = ParseOptions(area=Bounds(107.36, 11.75, 107.67, 12.06))
PLACES = [(107.38, 11.80), (107.51, 12.00), (107.64, 11.88)]


def table(
    headings: list[str],
    rows: list[list[Cell]],
    shapes: list[BaseGeometry | None] | None = None,
    crs: TableCrs = NO_CRS,
) -> SourceTable:
    headers = tuple(Header(index, text) for index, text in enumerate(["Mã", "Tên", *headings]))
    shapes = shapes or [None] * len(rows)
    source = [
        SourceRow(None, number, (f"A{number}", "Cầu", *row), shape)
        for number, (row, shape) in enumerate(zip(rows, shapes, strict=True), 1)
    ]
    return SourceTable(None, headers, source, crs=crs)


def read(source: SourceTable, options: ParseOptions = AREA) -> tuple[list[ParsedRow], list[str]]:
    parser = TableParser(source, map_columns(source), options)
    return list(parser.rows()), [finding.code for finding in parser.findings]


def places(rows: list[ParsedRow]) -> list[tuple[float, float] | None]:
    return [
        (row.project.geometry.x, row.project.geometry.y) if row.project and row.project.geometry else None
        for row in rows
    ]


def test_latitude_and_longitude_columns() -> None:
    rows, findings = read(table(["Vĩ độ", "Kinh độ"], [[lat, lon] for lon, lat in PLACES]))
    assert places(rows) == PLACES
    assert rows[0].project is not None
    assert rows[0].project.source_crs == 4326
    assert findings == []


def test_degrees_minutes_seconds_and_swapped_columns() -> None:
    rows, _ = read(table(["Lat", "Long"], [["107°30'36\"E", "12°0'0\"N"]]))
    assert places(rows)[0] == pytest.approx((107.51, 12.0))
    rows, findings = read(table(["Lat", "Long"], [[lon, lat] for lon, lat in PLACES]))
    assert places(rows) == PLACES
    assert "axes_swapped" in findings


@pytest.mark.parametrize("order", [1, -1])
def test_vietnamese_x_is_north(order: int) -> None:
    grid = [list(grid_xy(9218, lon=lon, lat=lat))[::order] for lon, lat in PLACES]
    rows, findings = read(table(["X (m)", "Y (m)"], grid))  # type: ignore[arg-type]
    for found, wanted in zip(places(rows), PLACES, strict=True):
        assert found == pytest.approx(wanted, abs=1e-7)
    assert findings == ["crs_guessed", *(["axes_swapped"] if order == -1 else [])]


def test_undecidable_systems_are_asked_for_and_the_answer_is_taken() -> None:
    grid = [list(grid_xy(3405, lon=lon, lat=lat)) for lon, lat in PLACES]
    source = table(["X", "Y"], grid)  # type: ignore[arg-type]
    rows, findings = read(source)
    assert findings == ["crs_choice_needed"]
    assert places(rows) == [None, None, None]
    rows, findings = read(source, replace(AREA, crs=3405))
    assert places(rows)[0] == pytest.approx(PLACES[0], abs=1e-7)
    assert findings == []


def test_one_column_with_both() -> None:
    rows, _ = read(table(["Tọa độ"], [["12.00, 107.51"], ["12,00; 107,51"], ["12.0 107.51"], ["12.0"]]))
    assert places(rows)[:3] == [(107.51, 12.0)] * 3
    assert [finding.code for finding in rows[3].findings] == ["coordinate_pair_incomplete"]


def test_geometry_in_its_declared_system() -> None:
    x, y = grid_xy(9218, lon=107.51, lat=12.0)
    crs = TableCrs(9218, CrsOrigin.DECLARED, "EPSG:9218")
    rows, findings = read(table([], [[]], [shapely.Point(x, y)], crs))
    assert places(rows)[0] == pytest.approx((107.51, 12.0), abs=1e-7)
    assert findings == []


def test_declared_degrees_but_metres_inside() -> None:
    x, y = grid_xy(9218, lon=107.51, lat=12.0)
    source = table([], [[]], [shapely.Point(x, y)], TableCrs(4326, CrsOrigin.FORMAT))
    rows, findings = read(source)
    assert findings == ["crs_contradicts_numbers"]
    assert places(rows) == [None]
    rows, _ = read(source, replace(AREA, crs=9218))
    assert places(rows)[0] == pytest.approx((107.51, 12.0), abs=1e-7)


@pytest.mark.parametrize(
    ("crs", "point", "code"),
    [
        (TableCrs(None, CrsOrigin.DECLARED, "EPSG:2154"), (107.5, 12), "crs_not_supported"),
        (TableCrs(4326, CrsOrigin.FORMAT), (5.0, 50.0), "crs_unknown"),
        (NO_CRS, (5.0, 50.0), "crs_unknown"),
    ],
)
def test_systems_that_cannot_be(crs: TableCrs, point: tuple[float, float], code: str) -> None:
    rows, findings = read(table([], [[]], [shapely.Point(point)], crs))
    assert findings == [code]
    assert places(rows) == [None]


def test_swapped_geojson() -> None:
    shapes: list[BaseGeometry | None] = [shapely.Point(lat, lon) for lon, lat in PLACES]
    rows, findings = read(table([], [[], [], []], shapes, TableCrs(4326, CrsOrigin.FORMAT)))
    assert places(rows) == PLACES
    assert findings == ["axes_swapped"]


def test_columns_that_contradict_the_geometry() -> None:
    shapes: list[BaseGeometry | None] = [shapely.Point(place) for place in PLACES]
    cells: list[list[Cell]] = [[lat, lon] for lon, lat in PLACES]
    cells[1] = [12.02, 107.51]
    rows, _ = read(table(["Lat", "Long"], cells, shapes, TableCrs(4326, CrsOrigin.FORMAT)))
    assert [[finding.code for finding in row.findings] for row in rows] == [
        [],
        ["coordinates_contradict"],
        [],
    ]
    assert rows[1].findings[0].params["distance_m"] == pytest.approx(2224, abs=30)
    assert places(rows) == PLACES


def test_shapes_of_one_kind() -> None:
    assert check(shapely.Point(107, 12), max_vertices=9).geom_type == "Point"
    assert check(shapely.MultiPoint([(107, 12)]), max_vertices=9).geom_type == "Point"
    assert check(shapely.LineString([(107, 12), (108, 12)]), max_vertices=9).geom_type == "MultiLineString"
    assert check(shapely.box(107, 12, 108, 13), max_vertices=9).geom_type == "MultiPolygon"
    nested = shapely.GeometryCollection(
        [shapely.MultiLineString([[(1, 1), (2, 2)]]), shapely.LineString([(3, 3), (4, 4)])]
    )
    assert check(nested, max_vertices=9).geom_type == "MultiLineString"


@pytest.mark.parametrize(
    ("wkt", "code"),
    [
        ("POLYGON((0 0,1 1,1 0,0 1,0 0))", "geometry_invalid"),
        ("GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))", "geometry_mixed"),
        ("LINESTRING(0 0,1 1,2 2,3 3,4 4,5 5)", "geometry_too_large"),
    ],
)
def test_shapes_that_are_refused(wkt: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        check(shapely.from_wkt(wkt), max_vertices=5)
    assert caught.value.code == code
    if code == "geometry_invalid":
        assert caught.value.params["reason"] == "đường biên tự cắt"
        assert caught.value.params["place"] == "0.5 0.5"


def test_infinite_coordinates_are_invalid() -> None:
    with pytest.raises(CellError) as caught:
        check(shapely.Point(float("inf"), 1), max_vertices=5)
    assert caught.value.code == "geometry_invalid"


def test_what_looks_wrong_with_a_place() -> None:
    assert [finding.code for finding in warnings(shapely.Point(2, 48))] == ["place_outside_country"]
    assert [finding.code for finding in warnings(shapely.MultiPoint([(107.88, 11.87), (107.88, 12.62)]))] == [
        "parts_far_apart"
    ]
    assert warnings(shapely.MultiPoint([(107.88, 11.87), (107.89, 11.88)])) == []
    assert distance_m((107.5, 12.0), (107.5, 12.01)) == pytest.approx(1112, abs=5)


def test_texts_that_are_no_shapes() -> None:
    assert from_wkt("POINT EMPTY") is None
    assert from_geojson(None) is None
    for bad in ({"type": "Kugel"}, {"type": "Point"}, {"type": "Polygon", "coordinates": [[1, 2]]}, 5):
        with pytest.raises(CellError):
            from_geojson(bad)
