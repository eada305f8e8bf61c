import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.tile_grid import CELL_BITS, GRID_BITS, MAX_ZOOM, TileAddress, cell_shift, interleave

STEPS = st.integers(0, 2**GRID_BITS - 1)


@given(x=STEPS, y=STEPS)
def test_every_second_bit_of_a_z_order_number_is_of_one_axis(x: int, y: int) -> None:
    quad = f"{interleave(x, y):0{2 * GRID_BITS}b}"
    assert (int(quad[1::2], 2), int(quad[0::2], 2)) == (x, y)


@given(x=STEPS, y=STEPS, zoom=st.integers(0, MAX_ZOOM))
def test_a_position_lies_in_the_range_of_its_tile_alone(x: int, y: int, zoom: int) -> None:
    side = GRID_BITS - zoom
    tile = TileAddress(zoom, x >> side, y >> side)
    assert tile.quads.first <= interleave(x, y) <= tile.quads.last
    neighbour = TileAddress(zoom, (tile.x + 1) % (1 << zoom), tile.y)
    if neighbour != tile:
        assert not neighbour.quads.first <= interleave(x, y) <= neighbour.quads.last


@given(x=STEPS, y=STEPS, zoom=st.integers(0, MAX_ZOOM))
def test_a_tile_has_64_cells_and_its_positions_lie_in_them(x: int, y: int, zoom: int) -> None:
    side = GRID_BITS - zoom
    first, last = TileAddress(zoom, x >> side, y >> side).cells
    assert last - first + 1 == 4**CELL_BITS
    assert first <= interleave(x, y) >> cell_shift(zoom) <= last


@pytest.mark.parametrize(
    ("zoom", "x", "y"), [(0, 1, 0), (3, 8, 0), (3, 0, 8), (19, 0, 0), (-1, 0, 0), (3, -1, 0)]
)
def test_there_is_no_tile_outside_the_world(zoom: int, x: int, y: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        TileAddress(zoom, x, y)


def test_the_box_of_a_tile_is_in_web_mercator_and_can_be_widened() -> None:
    west, south, east, north = TileAddress(1, 1, 0).box_m()
    assert (west, south) == (0, 0)
    assert east == north == pytest.approx(20_037_508.34, abs=0.01)
    assert TileAddress(1, 1, 0).box_m(4096)[0] == pytest.approx(-east)
