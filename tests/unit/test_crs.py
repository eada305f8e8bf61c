"""The pinned VN-2000 transformation against the vectors of the survey and the EPSG register."""

import math
import warnings

import pytest
from pyproj import CRS, Transformer

from gis import crs

VECTORS = [
    (107.51, 12.00, 9218, 391997.517, 1327259.267),
    (107.51, 12.00, 5899, 473670.919, 1327076.439),
    (107.60, 11.95, 9218, 401780.973, 1321694.471),
    (107.60, 11.95, 5899, 483468.222, 1321538.938),
    (107.45, 11.85, 9218, 385400.211, 1310689.295),
    (107.45, 11.85, 5899, 467119.397, 1310491.042),
]


@pytest.mark.parametrize(("lon", "lat", "epsg", "easting", "northing"), VECTORS)
def test_vectors_to_one_millimetre(
    lon: float, lat: float, epsg: int, easting: float, northing: float
) -> None:
    x, y = crs.grid_xy(epsg, lon=lon, lat=lat)
    assert math.hypot(x - easting, y - northing) < 0.001


@pytest.mark.parametrize(("lon", "lat", "epsg", "easting", "northing"), VECTORS)
def test_vectors_back_to_degrees(lon: float, lat: float, epsg: int, easting: float, northing: float) -> None:
    back = crs.lonlat(epsg, x=easting, y=northing)
    assert back == pytest.approx((lon, lat), abs=1e-8)


@pytest.mark.parametrize("epsg", sorted(crs.PROJECTIONS))
def test_every_grid_is_the_one_of_the_register(epsg: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        registered = CRS.from_epsg(epsg).to_dict()
    grid = crs.PROJECTIONS[epsg]
    if registered["proj"] == "utm":
        assert (grid.central_meridian, grid.scale) == (registered["zone"] * 6 - 183, 0.9996)
    else:
        assert (grid.central_meridian, grid.scale) == (registered["lon_0"], registered["k"])


@pytest.mark.parametrize("epsg", [9218, 5899, 5898, 3405, 32648])
def test_proj_string_gives_the_same_place(epsg: int) -> None:
    easting, northing = crs.grid_xy(epsg, lon=107.51, lat=12.0)
    lon, lat = Transformer.from_crs(crs.proj_string(epsg), 4326, always_xy=True).transform(easting, northing)
    assert (lon, lat) == pytest.approx((107.51, 12.0), abs=1e-8)


def test_skipping_the_parameters_would_shift_225_metres() -> None:
    unshifted = crs.proj_string(9218).replace(
        "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278", "0,0,0"
    )
    wrong = Transformer.from_crs(4326, unshifted, always_xy=True).transform(107.51, 12.0)
    right = crs.grid_xy(9218, lon=107.51, lat=12.0)
    assert math.dist(wrong, right) == pytest.approx(225.5, abs=0.5)


def test_geographic_vn2000_is_shifted_and_deprecated_codes_mean_the_valid_ones() -> None:
    lon, lat = crs.lonlat(4756, x=107.51, y=12.0)
    assert 0.0005 < math.hypot(lon - 107.51, lat - 12.0) < 0.003
    assert crs.lonlat(6959, x=473670.919, y=1327076.439) == crs.lonlat(5899, x=473670.919, y=1327076.439)
    assert crs.crs_label(9218) == "VN-2000 / TM-3 108°30'"
    assert crs.crs_label(32648) == "WGS 84 / UTM 48N"


def test_web_mercator_and_wgs84() -> None:
    assert crs.lonlat(4326, x=107.5, y=12.0) == (107.5, 12.0)
    x, y = crs.grid_xy(3857, lon=107.5, lat=12.0)
    assert crs.lonlat(3857, x=x, y=y) == pytest.approx((107.5, 12.0))


def test_unknown_system_is_refused() -> None:
    with pytest.raises(ValueError, match="2154"):
        crs.to_wgs84(2154)
    with pytest.raises(ValueError, match="2154"):
        crs.crs_label(2154)


@pytest.mark.parametrize(
    ("definition", "epsg"),
    [
        ("EPSG:9218", 9218),
        ("EPSG:6959", 5899),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
        ("urn:ogc:def:crs:EPSG::5899", 5899),
        (crs.proj_string(9218), 9218),
        (crs.proj_string(3405), 3405),
        (crs.proj_string(32648), 32648),
        (CRS.from_epsg(3405).to_wkt("WKT1_ESRI"), 3405),
        (CRS.from_epsg(9218).to_wkt("WKT1_ESRI"), 9218),
        ("+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +datum=WGS84", 5899),
        ("+proj=utm +zone=48 +datum=WGS84", 32648),
        ("EPSG:2154", None),
        ("EPSG:4269", None),
        ("no system at all", None),
        ("+proj=tmerc +lon_0=107.75 +k=0.9999 +x_0=500000 +ellps=krass", None),
    ],
)
def test_definitions_are_recognised(definition: str, epsg: int | None) -> None:
    assert crs.identify(definition) == epsg


def test_areas_of_use() -> None:
    assert crs.area_of_use(9218).contains(107.5, 12.0)
    assert not crs.area_of_use(9216).contains(107.5, 12.0)
    assert crs.area_of_use(3406).contains(107.5, 12.0)
    assert not crs.MAINLAND.contains(math.inf, 12.0)
    assert crs.MAINLAND.widened(1).south == pytest.approx(7.2)
