"""What a commune is like in the demonstration: how slow with land, how bad at reporting, how much its people give."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.demo.history.streams import stream

_BAD_SHARE: Final = 5
"""Every fifth commune reports badly."""


@dataclass(frozen=True, slots=True)
class Traits:
    """`land_lag` 0–1 is how slow land clearance is, the others are the chance of a missing month and of a gift."""

    land_lag: float = 0.3
    missing_chance: float = 0.03
    giving_chance: float = 0.4


def entropy(seed: int, code: str, full_name: str) -> list[int]:
    """Return what a commune's own sequence of numbers starts from; codes alone are used again over time."""
    return [seed, *code.encode(), *full_name.encode()]


def land_lag(seed: int, code: str, full_name: str) -> float:
    """Return how slow a commune is with land: the first number of its own sequence."""
    return float(np.random.default_rng(entropy(seed, code, full_name)).random())


def traits_of(communes: Iterable[tuple[int, str, str]], *, seed: int) -> dict[int, Traits]:
    """Return the traits of communes given as (id, code, full name); the first fifth of a shuffled list reports badly."""
    listed = sorted(communes, key=lambda each: stream(seed, "commune", each[1], each[2]).random())
    bad = max(1, len(listed) // _BAD_SHARE) if len(listed) > 1 else 0
    return {
        unit_id: Traits(
            land_lag=land_lag(seed, code, full_name),
            missing_chance=0.45 if place < bad else 0.03,
            giving_chance=(0.75, 0.4, 0.12)[place % 3],
        )
        for place, (unit_id, code, full_name) in enumerate(listed)
    }
