"""The grid of the map's tiles: addresses, the Z-order that makes a tile one range, and how crowded a cell may be."""

from dataclasses import dataclass
from typing import Final, NamedTuple

GRID_BITS: Final = 30
"""The world is 2^30 × 2^30 steps (3.7 cm at the equator), counted from its north-west corner as tiles are."""

WORLD_M: Final = 40_075_016.685578488
"""Width of the world in EPSG:3857, in metres."""

EXTENT_BITS: Final = 12
EXTENT: Final = 1 << EXTENT_BITS
"""A tile is 4,096 × 4,096 steps inside."""

MARGIN_STEPS: Final = 64
"""Lines and areas are drawn so far beyond the tile (8 px), so that their strokes meet at its edge."""

MAX_ZOOM: Final = 18
"""Deepest address that is answered; maps are told to stop at SERVED_ZOOM and enlarge from there."""

SERVED_ZOOM: Final = 16
CELL_BITS: Final = 3
"""A tile has 8 × 8 cells: 64 px each at 512 px a tile, so that neighbouring clusters do not touch."""

CELLS_BELOW_ZOOM: Final = 12
"""From this zoom on every project is shown one by one."""

SINGLES_UP_TO: Final = (2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 8, 16)
"""By zoom: a cell with at most so many projects shows them all one by one."""

GROUPS_UP_TO_ZOOM: Final = 9
"""Down to this zoom the grid also counts by sector and status; deeper tiles hold few enough projects to count."""

TOP_DELAY: Final = 1
"""The most important project of a cell is shown this many zooms after it came out on top."""

UNIT_BANDS: Final = (4, 5, 6, 7, 8, 9, 10, 11, SERVED_ZOOM)
"""Zooms for which boundaries are generalised, each used from above the one before; the last is not generalised."""


UNITS_READY_UP_TO_ZOOM: Final = 9
"""Tiles of boundaries are kept finished down to here: some hundred tiles, which take 5 to 100 ms each to make."""


class QuadRange(NamedTuple):
    """First and last Z-order number of a square of the grid, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TileAddress:
    """A tile of the XYZ scheme; raises ValueError for one outside the world or deeper than MAX_ZOOM."""

    zoom: int
    x: int
    y: int

    def __post_init__(self) -> None:
        side = 1 << self.zoom if 0 <= self.zoom <= MAX_ZOOM else 0
        if not (0 <= self.x < side and 0 <= self.y < side):
            raise ValueError(f"no tile {self.zoom}/{self.x}/{self.y}")

    @property
    def shift(self) -> int:
        """By how many bits a position on the grid is shifted to become a step inside a tile of this zoom."""
        return GRID_BITS - EXTENT_BITS - self.zoom

    @property
    def quads(self) -> QuadRange:
        """The Z-order numbers of the projects whose symbol stands in this tile; every symbol is in one tile."""
        size = 2 * (GRID_BITS - self.zoom)
        first = interleave(self.x, self.y) << size
        return QuadRange(first, first + (1 << size) - 1)

    @property
    def cells(self) -> QuadRange:
        """The Z-order numbers of the tile's cells."""
        shift = cell_shift(self.zoom)
        first, last = self.quads
        return QuadRange(first >> shift, last >> shift)

    def box_m(self, margin_steps: int = 0) -> tuple[float, float, float, float]:
        """Return west, south, east, north in EPSG:3857, widened by a margin in steps of the tile."""
        width = WORLD_M / (1 << self.zoom)
        margin = width * margin_steps / EXTENT
        west = self.x * width - WORLD_M / 2
        north = WORLD_M / 2 - self.y * width
        return west - margin, north - width - margin, west + width + margin, north + margin


def cell_shift(zoom: int) -> int:
    """Return by how many bits a Z-order number is shifted to become the number of its cell at `zoom`."""
    return 2 * (GRID_BITS - zoom - CELL_BITS)


def interleave(x: int, y: int) -> int:
    """Return the Z-order number of a position: its bits taken in turn, x lowest (twin of SQL map_quad)."""
    return _spread(x) | (_spread(y) << 1)


def _spread(value: int) -> int:
    """Put a zero between any two bits of a number of up to 32 bits."""
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555
