"""Where the names of units stand on the first picture: at their point, or as near to it as they cover nothing."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

RING_STEP_EM: Final = 0.8
DIRECTIONS: Final = 16
FARTHEST_EM: Final = ((9, 1.6), (10, 4.8), (11, 6.4))
BEYOND_EM: Final = 9.6
"""How far a name may go at zooms below each of these, and beyond them (static/js/map/style_units.js)."""

SIZES_PX: Final = ((8.0, 11.0), (11.0, 13.5), (14.0, 17.0))
LETTER_EM: Final = 0.58
LINE_EM: Final = 1.2
WIDEST_EM: Final = 7
PADDING_PX: Final = 2

Box = tuple[float, float, float, float]


class Name(NamedTuple):
    """A name and the point it belongs to, in px."""

    key: int
    text: str
    x: float
    y: float


class Standing(NamedTuple):
    """Where a name stands: so many em from its point, in lines."""

    key: int
    lines: list[str]
    right_em: float
    down_em: float


def size_px(zoom: float) -> float:
    """Return the height of letters at `zoom`."""
    for (low, small), (high, large) in pairwise(SIZES_PX):
        if zoom < high:
            return small + (large - small) * max(zoom - low, 0) / (high - low)
    return SIZES_PX[-1][1]


def standing(names: Sequence[Name], taken: Iterable[Box], *, zoom: float) -> list[Standing]:
    """Return the names that find room among the boxes in px that are `taken`, and among each other; earlier ones first."""
    size, boxes, found = size_px(zoom), list(taken), []
    farthest = next((em for below, em in FARTHEST_EM if zoom < below), BEYOND_EM)
    for name in names:
        lines = _lines(name.text)
        half_width = max(map(len, lines)) * LETTER_EM * size / 2 + PADDING_PX
        half_height = len(lines) * LINE_EM * size / 2 + PADDING_PX
        for right, down in _places(farthest):
            x, y = name.x + right * size, name.y + down * size
            box = (x - half_width, y - half_height, x + half_width, y + half_height)
            if not any(_overlap(box, other) for other in boxes):
                boxes.append(box)
                found.append(Standing(name.key, lines, round(right, 2), round(down, 2)))
                break
    return found


def _places(farthest: float) -> Iterator[tuple[float, float]]:
    yield 0.0, 0.0
    for ring in range(1, int(farthest / RING_STEP_EM + 1e-9) + 1):
        for turn in range(DIRECTIONS):
            angle = 2 * math.pi * turn / DIRECTIONS
            yield ring * RING_STEP_EM * math.cos(angle), ring * RING_STEP_EM * math.sin(angle)


def _lines(text: str) -> list[str]:
    """Return the words of a name in lines of at most 7 em."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) * LETTER_EM > WIDEST_EM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
