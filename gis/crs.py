"""Coordinate systems in use and the one pinned VN-2000 → WGS 84 transformation (EPSG:6960)."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # taken in where it computes: a web worker that only shows places need not carry its 7 MB
    from pyproj import CRS, Transformer

WGS84: Final = 4326
WEB_MERCATOR: Final = 3857
WGS84_UTM_48N: Final = 32648
WGS84_UTM_49N: Final = 32649
VN2000: Final = 4756
VN2000_TM3_105_00: Final = 5897
VN2000_TM3_107_45: Final = 5899
VN2000_TM3_108_00: Final = 5898
VN2000_TM3_108_30: Final = 9218
VN2000_UTM_48N: Final = 3405
VN2000_UTM_49N: Final = 3406

# EPSG:6960, method EPSG:9607 (Coordinate Frame rotation), accuracy 1 m: docs/rules.md. The signs are those that
# EPSG publishes; PROJ's +towgs84 (position vector) wants the three rotations with the opposite sign.
EPSG_6960: Final = (
    "+proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
    "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame"
)


class Projection(NamedTuple):
    """A transverse Mercator grid: central meridian in degrees, scale on it, and whether its datum is VN-2000."""

    central_meridian: float
    scale: float
    is_vn2000: bool
    label: str


def _tm3(central_meridian: float) -> Projection:
    degrees, minutes = divmod(round(central_meridian * 60), 60)
    return Projection(central_meridian, 0.9999, True, f"VN-2000 / TM-3 {degrees}°{minutes:02d}'")


def _utm(zone: int, *, is_vn2000: bool) -> Projection:
    datum = "VN-2000" if is_vn2000 else "WGS 84"
    return Projection(zone * 6 - 183, 0.9996, is_vn2000, f"{datum} / UTM {zone}N")


# The valid VN-2000 grids of the EPSG register (6956–6959 are its deprecated duplicates).
PROJECTIONS: Final[dict[int, Projection]] = {
    5896: _tm3(102),
    9205: _tm3(103),
    9206: _tm3(104),
    9207: _tm3(104.5),
    9208: _tm3(104.75),
    VN2000_TM3_105_00: _tm3(105),
    9209: _tm3(105.5),
    9210: _tm3(105.75),
    9211: _tm3(106),
    9212: _tm3(106.25),
    9213: _tm3(106.5),
    9214: _tm3(107),
    9215: _tm3(107.25),
    9216: _tm3(107.5),
    VN2000_TM3_107_45: _tm3(107.75),
    VN2000_TM3_108_00: _tm3(108),
    9217: _tm3(108.25),
    VN2000_TM3_108_30: _tm3(108.5),
    VN2000_UTM_48N: _utm(48, is_vn2000=True),
    VN2000_UTM_49N: _utm(49, is_vn2000=True),
    WGS84_UTM_48N: _utm(48, is_vn2000=False),
    WGS84_UTM_49N: _utm(49, is_vn2000=False),
}

DEPRECATED: Final = {6956: 5896, 6957: 5897, 6958: 5898, 6959: 5899}

SUPPORTED: Final = frozenset({WGS84, WEB_MERCATOR, VN2000, *PROJECTIONS, *DEPRECATED})


def crs_label(epsg: int) -> str:
    """Return the name of a supported system as people in the field write it; raise ``ValueError`` otherwise."""
    epsg = DEPRECATED.get(epsg, epsg)
    if epsg in PROJECTIONS:
        return PROJECTIONS[epsg].label
    names = {WGS84: "WGS 84", WEB_MERCATOR: "Web Mercator", VN2000: "VN-2000"}
    if epsg not in names:
        raise ValueError(f"EPSG:{epsg} is not supported")
    return names[epsg]


def proj_string(epsg: int) -> str:
    """Return the PROJ.4 definition of a supported projected system, with EPSG:6960 as ``+towgs84`` for VN-2000."""
    grid = PROJECTIONS[DEPRECATED.get(epsg, epsg)]
    towgs84 = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
    datum = f"+ellps=WGS84 +towgs84={towgs84}" if grid.is_vn2000 else "+datum=WGS84"
    return (
        f"+proj=tmerc +lat_0=0 +lon_0={grid.central_meridian:g} +k={grid.scale} "
        f"+x_0=500000 +y_0=0 {datum} +units=m +no_defs"
    )


@lru_cache(maxsize=64)
def to_wgs84(epsg: int) -> "Transformer":
    """Return the transformer from (easting, northing) in metres or (lon, lat) in degrees to WGS 84 (lon, lat).

    VN-2000 always goes through EPSG:6960, whatever PROJ would choose. Raises ``ValueError`` for other systems.
    """
    from pyproj import Transformer

    epsg = DEPRECATED.get(epsg, epsg)
    if epsg not in SUPPORTED:
        raise ValueError(f"EPSG:{epsg} is not supported")
    if epsg == VN2000:
        return Transformer.from_pipeline(f"+proj=pipeline {_DEGREES_IN} {_DATUM_SHIFT} {_DEGREES_OUT}")
    if epsg in PROJECTIONS:
        grid = PROJECTIONS[epsg]
        unproject = (
            f"+step +inv +proj=tmerc +lat_0=0 +lon_0={grid.central_meridian:g} +k={grid.scale} "
            "+x_0=500000 +y_0=0 +ellps=WGS84"
        )
        shift = _DATUM_SHIFT if grid.is_vn2000 else ""
        return Transformer.from_pipeline(f"+proj=pipeline {unproject} {shift} {_DEGREES_OUT}")
    return Transformer.from_crs(epsg, WGS84, always_xy=True)


def lonlat(epsg: int, *, x: float, y: float) -> tuple[float, float]:
    """Return WGS 84 (lon, lat) in degrees of the point x = easting or lon, y = northing or lat in ``epsg``.

    Coordinates outside the projection come back as ``inf``; raises ``ValueError`` for an unsupported system.
    """
    lon, lat = to_wgs84(epsg).transform(x, y)
    return float(lon), float(lat)


def grid_xy(epsg: int, *, lon: float, lat: float) -> tuple[float, float]:
    """Return (easting, northing) in metres, or (lon, lat), in ``epsg`` of a WGS 84 point; the inverse of ``lonlat``."""
    x, y = to_wgs84(epsg).transform(lon, lat, direction="INVERSE")
    return float(x), float(y)


class Bounds(NamedTuple):
    """A box in WGS 84 degrees, borders included."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether the point lies in the box; never for ``inf`` or ``nan``."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def widened(self, degrees: float) -> "Bounds":
        """Return the box with a margin on every side."""
        return Bounds(self.west - degrees, self.south - degrees, self.east + degrees, self.north + degrees)


MAINLAND: Final = Bounds(102.1, 8.2, 109.7, 23.5)
WITH_ISLANDS: Final = Bounds(102.1, 6.0, 118.0, 23.5)


@lru_cache(maxsize=64)
def area_of_use(epsg: int) -> Bounds:
    """Return where the EPSG register says a system is used; the whole country for degrees and UTM grids."""
    grid = PROJECTIONS.get(epsg)
    if grid is None or grid.scale != 0.9999:
        return WITH_ISLANDS
    from pyproj import CRS

    area = CRS.from_epsg(epsg).area_of_use
    return MAINLAND if area is None else Bounds(*area.bounds)


def identify(definition: str) -> int | None:
    """Return the EPSG code of a definition (``EPSG:9218``, WKT, PROJ, OGC URN), or None where it is none of ours.

    A transverse Mercator grid on the WGS 84 ellipsoid with the scale 0.9999 of cadastral maps is VN-2000, whatever
    datum its author named: no WGS 84 grid has that scale.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(definition)
    except CRSError:
        return None
    code = crs.to_epsg() or (WGS84 if crs.to_authority() == ("OGC", "CRS84") else None)
    if code in SUPPORTED:
        return DEPRECATED.get(code, code)
    is_vn2000 = "VN" in crs.name.upper() and "2000" in crs.name
    if crs.is_bound and crs.source_crs is not None and crs.coordinate_operation is not None:
        is_vn2000 = any(crs.coordinate_operation.towgs84)
        crs = crs.source_crs
    return _same_grid(crs, is_vn2000=is_vn2000) if crs.is_projected else None


def _same_grid(crs: "CRS", *, is_vn2000: bool) -> int | None:
    if crs.coordinate_operation is None or crs.ellipsoid is None:
        return None
    if not crs.ellipsoid.name.replace(" ", "").replace("_", "").startswith("WGS"):
        return None
    values = {parameter.name: float(parameter.value) for parameter in crs.coordinate_operation.params}
    for epsg, grid in PROJECTIONS.items():
        same_axis = abs(values.get("Longitude of natural origin", 0) - grid.central_meridian) < 1e-6
        same_scale = abs(values.get("Scale factor at natural origin", 1) - grid.scale) < 1e-7
        if same_axis and same_scale and (grid.scale == 0.9999 or grid.is_vn2000 == is_vn2000):
            return epsg
    return None


_DEGREES_IN: Final = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
_DEGREES_OUT: Final = "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
_DATUM_SHIFT: Final = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    f"+step {EPSG_6960} +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
)
