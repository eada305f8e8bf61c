"""Every function that writes what follows from facts, in one list: what the migrations make."""

from typing import Final

from gis.operations import derive, name_keys, shares, summaries, tiles, versions
from gis.operations.routine import Routine

ROUTINES: Final[tuple[Routine, ...]] = (
    *shares.ROUTINES,
    *summaries.ROUTINES,
    *derive.ROUTINES,
    *tiles.ROUTINES,
    *versions.ROUTINES,
)


def functions(path: str) -> list[str]:
    """Return the statements that make them; `path` are the settings that keep other people's names out."""
    return [name_keys.function(), *(routine.sql(path) for routine in ROUTINES)]
