"""Coordinates in cells and the coordinate systems they may be in: candidates with reasons, never a silent guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from etl.cells import Cell, as_text
from etl.findings import CellError
from etl.numbers import readings
from gis.crs import (
    MAINLAND,
    PROJECTIONS,
    VN2000_TM3_107_45,
    VN2000_TM3_108_30,
    WGS84,
    Bounds,
    area_of_use,
    to_wgs84,
)

Point = tuple[float, float]

_SAMPLE_SIZE: Final = 500
_MARGIN_DEGREES: Final = 0.05
_AREA_MARGIN_DEGREES: Final = 0.3
_LEAST_INSIDE: Final = 0.5
_CLEAR_LEAD: Final = 0.3
_SCALES: Final = (1.0, 0.001, 1000.0)
_COMMON: Final = (WGS84, VN2000_TM3_108_30, VN2000_TM3_107_45)
SYSTEMS: Final = (*_COMMON, *(epsg for epsg in PROJECTIONS if epsg not in _COMMON))

_NORTH_EAST: Final = {"N": "N", "B": "N", "S": "S", "E": "E", "Đ": "E", "W": "W"}
_DMS: Final = re.compile(
    r"""([NSEWBĐ])?\s*
    (-?\d{1,3})\s*[°º˚d:\s]\s*
    (?:(\d{1,2}(?:[.,]\d+)?)\s*(?:['’‘′`´:]|\s|$)\s*
    (?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["”“″]|''|’’|′′)?\s*)?)?
    ([NSEWBĐ])?""",
    re.VERBOSE | re.IGNORECASE,
)
_DECIMAL: Final = re.compile(r"([NSEWBĐ])?\s*([-+]?\d[\d.,\s]*?)\s*[°º˚]?\s*([NSEWBĐ])?", re.IGNORECASE)


class Coordinate(NamedTuple):
    """One number of a pair, in degrees or metres; ``hemisphere`` is N, S, E or W where the cell names it."""

    value: float
    hemisphere: str | None

    @property
    def is_latitude(self) -> bool | None:
        """Whether the hemisphere makes it a latitude; None where the cell does not say."""
        return None if self.hemisphere is None else self.hemisphere in "NS"


@dataclass(frozen=True, slots=True)
class CrsCandidate:
    """A reading of the numbers of a file.

    ``is_swapped``: the first number of each pair is the northing or latitude (Vietnamese "X"). ``scale``: metres per
    unit of the file (0.001 for drawings in mm). ``inside_ratio``: share of points that then lie in the expected area.
    """

    epsg: int
    is_swapped: bool
    scale: float
    inside_ratio: float

    def lonlat(self, first: float, second: float) -> Point:
        """Return WGS 84 (lon, lat) of a pair as written in the file."""
        x, y = (second, first) if self.is_swapped else (first, second)
        if self.epsg == WGS84 and self.scale == 1:
            return x, y
        lon, lat = to_wgs84(self.epsg).transform(x * self.scale, y * self.scale)
        return float(lon), float(lat)


@dataclass(frozen=True, slots=True)
class CrsGuess:
    """What a file's numbers can mean, most likely first."""

    candidates: tuple[CrsCandidate, ...]
    point_count: int

    @property
    def decided(self) -> CrsCandidate | None:
        """The only candidate that the numbers leave, or None: then a person or ``--crs`` has to choose."""
        if not self.candidates:
            return None
        best, *others = self.candidates
        clear = all(best.inside_ratio - other.inside_ratio >= _CLEAR_LEAD for other in others)
        return best if clear else None


def parse_coordinate(cell: Cell) -> Coordinate:
    """Read a decimal number or degrees, minutes and seconds (``22°37'7.40"N``, ``107 30 15,5``).

    A number with one separator before three digits is taken as degrees where it can be a degree of Vietnam, else as
    metres. Raises ``CellError`` ``coordinate_unreadable``.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Coordinate(float(cell), None)
    text = as_text(cell).replace("\u00a0", " ").strip()
    if found := _DECIMAL.fullmatch(text):
        meanings = {float(value) for value in readings(found[2]).values()}
        if meanings:
            value = min(meanings) if min(meanings) <= MAINLAND.east + 10 else max(meanings)
            return _signed(value, found[1] or found[3], text)
    if found := _DMS.fullmatch(text):
        degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.group(2, 3, 4))
        if minutes < 60 and seconds < 60 and abs(degrees) <= 180:
            size = abs(degrees) + minutes / 60 + seconds / 3600
            return _signed(-size if found[2].startswith("-") else size, found[1] or found[5], text)
    raise CellError("coordinate_unreadable", value=text)


def guess_crs(
    points: Sequence[Point], *, area: Bounds = MAINLAND, systems: Sequence[int] = SYSTEMS
) -> CrsGuess:
    """Work out in which systems, axis orders and units the pairs would lie in ``area``.

    ``area`` is the box of the units at hand; the smaller it is, the more is decided. A TM-3 zone counts only near
    where the EPSG register uses it. Degrees are WGS 84. Some systems cannot be told apart (VN-2000 and WGS 84 UTM lie
    200 m apart): then both are candidates.
    """
    real = [point for point in points if point != (0.0, 0.0)]
    sample = real[:: max(1, len(real) // _SAMPLE_SIZE)]
    candidates = [
        CrsCandidate(epsg, is_swapped, scale, ratio)
        for epsg in systems
        for is_swapped in (False, True)
        for scale in (_SCALES if epsg in PROJECTIONS else _SCALES[:1])
        if (ratio := _inside_ratio(sample, epsg, is_swapped=is_swapped, scale=scale, area=area))
        >= _LEAST_INSIDE
    ]
    order = {epsg: place for place, epsg in enumerate(systems)}
    candidates.sort(key=lambda candidate: (-candidate.inside_ratio, order[candidate.epsg]))
    return CrsGuess(tuple(candidates), len(real))


def _inside_ratio(
    sample: Sequence[Point], epsg: int, *, is_swapped: bool, scale: float, area: Bounds
) -> float:
    if not sample:
        return 0.0
    firsts, seconds = zip(*sample, strict=True)
    xs, ys = (seconds, firsts) if is_swapped else (firsts, seconds)
    if epsg in PROJECTIONS and not 50_000 < sorted(xs)[len(xs) // 2] * scale < 950_000:
        return 0.0
    lons, lats = to_wgs84(epsg).transform([x * scale for x in xs], [y * scale for y in ys])
    wanted, used = area.widened(_MARGIN_DEGREES), area_of_use(epsg).widened(_AREA_MARGIN_DEGREES)
    inside = sum(
        wanted.contains(lon, lat) and used.contains(lon, lat) for lon, lat in zip(lons, lats, strict=True)
    )
    return inside / len(sample)


def _signed(value: float, letter: str | None, text: str) -> Coordinate:
    if letter is None:
        return Coordinate(value, None)
    hemisphere = _NORTH_EAST[letter.upper()]
    if value < 0:
        raise CellError("coordinate_unreadable", value=text)
    return Coordinate(-value if hemisphere in "SW" else value, hemisphere)
