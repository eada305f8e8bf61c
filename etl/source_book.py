"""The capital sources that a row names, with the sums that stand beside the names."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from etl.agencies import NameIndex
from etl.findings import CellError
from etl.money import has_unit, parse_money
from gis.operations.intake.record import StatedSource

_SIGNS: Final = re.compile(r"\s*(?:[+/]|\bvà\b)\s*")
_SUM: Final = re.compile(r"^(?P<name>.*?[^\W\d])[\s:()=–-]*(?P<sum>\d[\d.,\s]*[^\W\d].*?)\)?$")


class ReadSources(NamedTuple):
    """The sources that cells name, each once, and the parts that name none of the catalogue."""

    sources: tuple[StatedSource, ...]
    unlisted: list[str]


class SourceBook:
    """The capital sources of the installation by every name that papers give them."""

    def __init__(self, index: NameIndex) -> None:
        self._id_of = lru_cache(maxsize=4_096)(lambda text: _id(index, text))

    def read(self, cells: Iterable[str]) -> ReadSources:
        """Return the sources of a row's cells; a name that stands twice counts with its last sum."""
        found: dict[int, StatedSource] = {}
        unlisted = []
        for cell in cells:
            is_one = self._id_of(_split_sum(cell)[0]) is not None
            for part in [cell] if is_one else filter(None, _SIGNS.split(cell)):
                name, amount_vnd = _split_sum(part)
                source_id = self._id_of(name)
                if source_id is None:
                    unlisted.append(part)
                else:
                    found[source_id] = StatedSource(source_id, amount_vnd)
        return ReadSources(tuple(found.values()), unlisted)


def _id(index: NameIndex, text: str) -> int | None:
    entry = index.match(text).entry
    return entry.id if entry is not None else None


def _split_sum(part: str) -> tuple[str, int | None]:
    """Part ``NSTW: 3 tỷ`` into name and đồng; a number without its unit is no sum."""
    found = _SUM.match(part)
    if found is None or not has_unit(found["sum"]):
        return part, None
    try:
        return found["name"], parse_money(found["sum"], unit=None, style=None).vnd or None
    except CellError:
        return found["name"], None
