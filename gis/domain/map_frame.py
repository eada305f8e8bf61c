"""The land of the map's first view: from degrees to places on a picture, and the zooms at which windows show it."""

import math
from dataclasses import dataclass
from typing import Final

from gis.domain.map_clusters import TILE_PX
from gis.domain.tile_grid import WORLD_M

GRID: Final = 2_000
"""The longer side of the picture in its own units: half a pixel on an office PC."""

SMALL_PX: Final = (300, 220)
LARGE_PX: Final = (1_840, 1_230)
"""The room for the land in the smallest and the largest window that pictures are made for."""

DEEPEST_ZOOM: Final = 14
"""The live map never fits closer (static/js/map/controls.js)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of land on the map of the world, which runs from 0 to 1, y down."""

    west: float
    north: float
    east: float
    south: float

    @property
    def ratio(self) -> float:
        """Width by height."""
        return (self.east - self.west) / (self.south - self.north)

    @property
    def units_per_m(self) -> float:
        """Units of the picture in a metre of EPSG:3857."""
        return GRID / (max(self.east - self.west, self.south - self.north) * WORLD_M)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in its units."""
        scale = self.units_per_m * WORLD_M
        return round((self.east - self.west) * scale), round((self.south - self.north) * scale)

    @property
    def width_m(self) -> float:
        """How wide the land is on the ground, in metres along its middle."""
        middle = math.radians(degrees(0, (self.north + self.south) / 2)[1])
        return (self.east - self.west) * WORLD_M * math.cos(middle)

    def scale_bar(self) -> tuple[int, float]:
        """Return a round length in metres (1, 2 or 5 of a power of ten), at most a quarter of the land, and its part of it."""
        quarter_m = max(self.width_m / 4, 1)
        power = 10 ** math.floor(math.log10(quarter_m))
        length_m = next(power * step for step in (5, 2, 1) if power * step <= quarter_m)
        return length_m, length_m / self.width_m

    @property
    def zooms(self) -> list[int]:
        """The whole zooms at which the live map would show this land, from small windows to large ones."""
        first, last = (min(math.floor(self._fitting(*box)), DEEPEST_ZOOM) for box in (SMALL_PX, LARGE_PX))
        return list(range(max(first, 0), max(last, 0) + 1))

    def width_px(self, zoom: float) -> float:
        """Return how wide the land is on the map at `zoom`."""
        return (self.east - self.west) * TILE_PX * math.exp2(zoom)

    def _fitting(self, width_px: float, height_px: float) -> float:
        scale = min(width_px / (self.east - self.west), height_px / (self.south - self.north))
        return math.log2(scale / TILE_PX)


def frame_of(west: float, south: float, east: float, north: float) -> Frame | None:
    """Return the frame of a box in degrees (EPSG:4326); None for one without width or height."""
    found = Frame(_x(west), _y(north), _x(east), _y(south))
    return found if found.east > found.west and found.south > found.north else None


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude (EPSG:4326) of a place on the map of the world."""
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def _x(lon: float) -> float:
    return (lon + 180) / 360


def _y(lat: float) -> float:
    return (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
