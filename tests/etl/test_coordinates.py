"""Coordinates in cells, and which system, axis order and unit the numbers of a file can be in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.coordinates import CrsGuess, Point, guess_crs, parse_coordinate
from etl.findings import CellError
from gis.crs import Bounds, grid_xy

AREA = Bounds(107.36, 11.75, 107.67, 12.06)
PLACES = [(107.38, 11.80), (107.44, 12.02), (107.51, 12.00), (107.60, 11.95), (107.64, 11.88)]


@pytest.mark.parametrize(
    ("written", "value", "is_latitude"),
    [
        ("22°37'7.40\"N", 22.6187222, True),
        ("106° 6'4.68\"E", 106.1013, False),
        ("12°6'50\"N \xa0", 12.1138889, True),
        ("107°30′15,5″Đ", 107.5043056, False),
        ("B 12°30'", 12.5, True),
        ("N 12 30 15", 12.5041667, True),
        ("107:30:15.2", 107.5042222, None),
        ("107°30.5'", 107.5083333, None),
        ("12.5S", -12.5, True),
        ("12,0345", 12.0345, None),
        ("107.512", 107.512, None),
        ("391.997", 391997, None),
        ("391.997,517", 391997.517, None),
        ("1.327.259,267", 1327259.267, None),
        (391997.517, 391997.517, None),
    ],
)
def test_forms(written: str | float, value: float, is_latitude: bool | None) -> None:
    coordinate = parse_coordinate(written)
    assert coordinate.value == pytest.approx(value, abs=1e-7)
    assert coordinate.is_latitude is is_latitude


@pytest.mark.parametrize("written", ["", "abc", "12°61'0\"", "12°30'75\"", "-12°N", "999°0'0\"", None, True])
def test_what_is_no_coordinate(written: str | bool | None) -> None:
    with pytest.raises(CellError) as caught:
        parse_coordinate(written)
    assert caught.value.code == "coordinate_unreadable"


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59_999))
def test_degrees_minutes_seconds_round_trip(degrees: int, minutes: int, milliseconds: int) -> None:
    seconds = milliseconds / 1000
    wanted = degrees + minutes / 60 + seconds / 3600
    assert parse_coordinate(f"{degrees}°{minutes}'{seconds:.3f}\"E").value == pytest.approx(wanted, abs=1e-9)


def guessed(epsg: int, *, swap: bool = False, scale: float = 1, area: Bounds = AREA) -> CrsGuess:
    points: list[Point] = []
    for lon, lat in PLACES:
        x, y = grid_xy(epsg, lon=lon, lat=lat)
        points.append((y / scale, x / scale) if swap else (x / scale, y / scale))
    return guess_crs(points, area=area)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("epsg", [4326, 9218, 5899, 5898])
def test_system_and_axis_order_are_decided_by_the_ranges(epsg: int, swap: bool) -> None:
    decided = guessed(epsg, swap=swap).decided
    assert decided is not None
    assert (decided.epsg, decided.is_swapped, decided.scale) == (epsg, swap, 1)


@pytest.mark.parametrize(
    ("epsg", "twins"), [(3405, {3405, 32648}), (32648, {3405, 32648}), (3406, {3406, 32649})]
)
def test_utm_on_both_datums_cannot_be_told_apart(epsg: int, twins: set[int]) -> None:
    guess = guessed(epsg)
    assert guess.decided is None
    assert {candidate.epsg for candidate in guess.candidates} == twins


def test_the_wider_the_area_the_less_is_decided() -> None:
    guess = guessed(9218, area=Bounds(102.1, 8.2, 109.7, 23.5))
    assert guess.decided is None
    assert 9218 in {candidate.epsg for candidate in guess.candidates}


def test_drawing_in_millimetres() -> None:
    decided = guessed(9218, scale=0.001).decided
    assert decided is not None
    assert (decided.epsg, decided.scale) == (9218, 0.001)
    x, y = grid_xy(9218, lon=107.5, lat=12.0)
    assert decided.lonlat(x * 1000, y * 1000) == pytest.approx((107.5, 12.0), abs=1e-8)


def test_swapped_pair_is_turned() -> None:
    decided = guessed(4326, swap=True).decided
    assert decided is not None
    assert decided.lonlat(12.0, 107.5) == (107.5, 12.0)


def test_some_dirty_points_do_not_change_the_answer() -> None:
    points = [*PLACES * 4, (0.0, 0.0), (10.0, 50.0), (107.5, 20.9)]
    decided = guess_crs(points, area=AREA).decided
    assert decided is not None
    assert decided.epsg == 4326
    assert decided.inside_ratio == pytest.approx(20 / 22)


@pytest.mark.parametrize("points", [[], [(0.0, 0.0)], [(5.0, 50.0)], [(1e12, 1e12)]])
def test_nowhere_has_no_candidate(points: list[Point]) -> None:
    guess = guess_crs(points, area=AREA)
    assert guess.candidates == ()
    assert guess.decided is None
