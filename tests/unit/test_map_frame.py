import pytest

from gis.domain.map_frame import frame_of


@pytest.mark.parametrize(
    ("west", "east", "width_m", "bar_m"),
    [(107.4, 107.6, 21_785, 5_000), (107.5, 107.501, 109, 20), (102, 110, 871_400, 200_000)],
)
def test_the_scale_bar_is_a_round_length_of_at_most_a_quarter(
    west: float, east: float, width_m: int, bar_m: int
) -> None:
    frame = frame_of(west, 11.9, east, 12.0)
    assert frame is not None
    assert frame.width_m == pytest.approx(width_m, rel=0.002)
    length_m, part = frame.scale_bar()
    assert length_m == bar_m
    assert part == pytest.approx(bar_m / frame.width_m)
