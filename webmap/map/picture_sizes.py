"""How large marks, letters and lines of the first picture are at each width of its land: the live map's sizes by zoom."""

from itertools import pairwise
from typing import Final, NamedTuple

from gis.domain.map_frame import Frame

STEPS_A_ZOOM: Final = 4

_BY_ZOOM: Final = {
    "mark": ((8, 0.62), (10, 0.74), (12, 0.9), (14, 1)),
    "name": ((8, 11), (11, 13.5), (14, 17)),
    "unit": ((8, 0.5), (11, 1), (15, 2)),
    "outline": ((6, 0.8), (11, 1.8), (15, 3)),
    "line": ((9, 1.6), (12, 3.4), (16, 7)),
    "casing": ((9, 2.6), (12, 6), (16, 11)),
    "finished": ((9, 2.2), (12, 5), (16, 10)),
    "core": ((9, 0.5), (12, 1.5), (16, 3.4)),
}
"""As in static/js/map/style_*.js: zoom and size, between them in proportion."""


class Step(NamedTuple):
    """From which width of the land on, in px, these sizes hold; px, but for the scale of marks."""

    width_px: float
    sizes: dict[str, float]


def steps(frame: Frame) -> list[Step]:
    """Return the sizes for all zooms of the frame, in quarters."""
    quarters = range(frame.zooms[0] * STEPS_A_ZOOM, (frame.zooms[-1] + 1) * STEPS_A_ZOOM)
    return [
        Step(
            round(frame.width_px(quarter / STEPS_A_ZOOM), 1),
            {
                name: round(_size(stops, (quarter + 0.5) / STEPS_A_ZOOM), 2)
                for name, stops in _BY_ZOOM.items()
            },
        )
        for quarter in quarters
    ]


def _size(stops: tuple[tuple[int, float], ...], zoom: float) -> float:
    for (low, small), (high, large) in pairwise(stops):
        if zoom < high:
            return small + (large - small) * max(zoom - low, 0) / (high - low)
    return stops[-1][1]
