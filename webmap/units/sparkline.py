"""A row of values as a small line without axes: where they are missing the line breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 120, 30, 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Lines as SVG points within 120 × 30, the last value's place, and that of a mark to reach; None where unknown."""

    lines: list[str]
    dots: list[tuple[float, float]]
    last: tuple[float, float] | None
    target_y: float | None


def sparkline(
    values: Sequence[Decimal | None], *, least_top: Decimal = Decimal(0), target: Decimal | None = None
) -> Sparkline | None:
    """Draw values from left to right on a scale from 0 to the greatest of them, at least to `least_top`.

    None where fewer than two are known. A value alone between gaps is a dot.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    top = max(*known, least_top, target or Decimal(0)) or Decimal(1)
    places = [
        None if value is None else (_x(index, len(values)), _y(value, top))
        for index, value in enumerate(values)
    ]
    runs = _runs(places)
    return Sparkline(
        lines=[" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1],
        dots=[run[0] for run in runs if len(run) == 1],
        last=places[-1],
        target_y=None if target is None else _y(target, top),
    )


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Part the places where values are missing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _x(index: int, count: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * index / max(count - 1, 1)


def _y(value: Decimal, top: Decimal) -> float:
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * float(max(value, Decimal(0)) / top)
