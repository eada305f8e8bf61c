"""How much history demonstration projects get."""

from enum import StrEnum
from typing import Final

FULL_UP_TO: Final = 20_000
"""So many projects get every ledger unless asked otherwise: a month of each would fill the disk beyond."""


class Level(StrEnum):
    """Every ledger; dates, plans, a few vouchers and the last report; or nothing."""

    FULL = "full"
    LIGHT = "light"
    NONE = "none"


def fitting(project_count: int) -> Level:
    """Return the level for so many projects."""
    return Level.FULL if project_count <= FULL_UP_TO else Level.LIGHT
