import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.vertices import Shape, ShapeKind, from_geojson, parse, to_geojson
from gis.crs import VN2000_TM3_108_30, WGS84, grid_xy
from gis.domain.errors import DomainError

positions = st.tuples(st.floats(102.2, 109.6), st.floats(8.3, 23.4))


@pytest.mark.parametrize(
    "line",
    ["11.98, 107.52", "107.52, 11.98", "11.98 107.52", "11.98;107.52", "11,98\t107,52", "11.98,107.52"],
)
def test_degrees_in_any_order_and_spelling(line: str) -> None:
    assert parse(line, kind=ShapeKind.POINT, epsg=WGS84) == Shape(ShapeKind.POINT, (((107.52, 11.98),),))


def test_degrees_minutes_seconds() -> None:
    shape = parse("""11°58'48"N; 107°31'12"E""", kind=ShapeKind.POINT, epsg=WGS84)
    assert shape.parts[0][0] == pytest.approx((107.52, 11.98))


@given(positions)
def test_vn2000_metres_come_back_whichever_stands_first(position: tuple[float, float]) -> None:
    lon, lat = 107.3 + (position[0] - 102.2) / 40, 11.7 + (position[1] - 8.3) / 40
    east, north = grid_xy(VN2000_TM3_108_30, lon=lon, lat=lat)
    for line in (f"{north:.3f} {east:.3f}", f"{east:.3f} {north:.3f}"):
        found = parse(line, kind=ShapeKind.POINT, epsg=VN2000_TM3_108_30).parts[0][0]
        assert found == pytest.approx((lon, lat), abs=1e-7)


def test_an_empty_line_begins_another_part() -> None:
    shape = parse("12, 107\n12, 107.1\n\n\n12.1, 107\n12.1, 107.1\n", kind=ShapeKind.LINE, epsg=WGS84)
    assert len(shape.parts) == 2


def test_an_area_is_closed_once() -> None:
    text = "12, 107\n12, 107.1\n12.1, 107.1\n12, 107"
    geometry = json.loads(to_geojson(parse(text, kind=ShapeKind.AREA, epsg=WGS84)))
    assert geometry["type"] == "MultiPolygon"
    assert len(geometry["coordinates"][0][0]) == 4


def square(middle: float, half: float) -> str:
    low, high = middle - half, middle + half
    return f"{low}, 107\n{high}, 107\n{high}, {107 + 2 * half}\n{low}, {107 + 2 * half}".replace(
        "107\n", f"{107 - 2 * half}\n"
    )


def test_a_ring_inside_a_ring_is_its_hole_and_one_inside_a_hole_an_island() -> None:
    outer, hole, island, beside = square(12, 0.4), square(12, 0.3), square(12, 0.1), square(14, 0.2)
    text = "\n\n".join((hole, island, beside, outer))
    polygons = json.loads(to_geojson(parse(text, kind=ShapeKind.AREA, epsg=WGS84)))["coordinates"]
    assert sorted(len(polygon) for polygon in polygons) == [1, 1, 2]
    (with_hole,) = (polygon for polygon in polygons if len(polygon) == 2)
    assert [ring[0][1] for ring in with_hole] == [11.6, 11.7]


@pytest.mark.parametrize("second", [square(12, 0.2), square(12.1, 0.2), "12, 107\n13, 108\n12, 108\n13, 107"])
def test_rings_that_cross_or_repeat_are_left_for_the_check(second: str) -> None:
    shape = parse(f"{square(12, 0.2)}\n\n{second}", kind=ShapeKind.AREA, epsg=WGS84)
    assert [len(polygon) for polygon in json.loads(to_geojson(shape))["coordinates"]] == [1, 1]


@given(
    st.sampled_from(ShapeKind),
    st.lists(st.lists(positions, min_size=3, max_size=6, unique=True), min_size=1, max_size=3),
)
def test_text_and_geojson_lead_back_to_each_other(
    kind: ShapeKind, parts: list[list[tuple[float, float]]]
) -> None:
    rounded = tuple(tuple((round(lon, 7), round(lat, 7)) for lon, lat in part) for part in parts)
    if kind is ShapeKind.POINT:
        rounded = (tuple(position for part in rounded for position in part),)
    geojson = to_geojson(Shape(kind, rounded))
    back, text = from_geojson(geojson)
    found = parse(text, kind=back, epsg=WGS84)
    assert (found.kind, sorted(found.parts)) == (kind, sorted(rounded))
    assert to_geojson(found) == geojson


@pytest.mark.parametrize(
    ("text", "kind", "code", "line"),
    [
        ("", ShapeKind.POINT, "location.empty", None),
        ("12, 107\nxã Đắk Wer", ShapeKind.LINE, "location.line_unreadable", 2),
        ("12, 107", ShapeKind.LINE, "location.too_few_vertices", None),
        ("12, 107\n12.1, 107", ShapeKind.AREA, "location.too_few_vertices", None),
        ("95, 400", ShapeKind.POINT, "location.line_outside", 1),
        ("1 2 3", ShapeKind.POINT, "location.line_unreadable", 1),
    ],
)
def test_a_refusal_names_the_line(text: str, kind: ShapeKind, code: str, line: int | None) -> None:
    with pytest.raises(DomainError) as refusal:
        parse(text, kind=kind, epsg=WGS84)
    assert refusal.value.code == code
    assert refusal.value.params.get("line") == line
