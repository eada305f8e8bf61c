"""The capital sources that a row names, with the sums that stand beside the names."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from etl.agencies import NameIndex
from etl.findings import CellError, Finding
from etl.money import has_unit, parse_money
from gis.operations.intake.record import StatedSource

_SIGNS: Final = re.compile(r"\s*(?:[+/]|\bvà\b)\s*")
_SUM: Final = re.compile(r"^(?P<name>.*?[^\W\d])[\s:()=–-]*(?P<sum>\d[\d.,\s]*(?:[^\W\d].*?)?)\)?$")

_UNIT_MISSING: Final = "source_unit_missing"


class ReadSources(NamedTuple):
    """The sources that cells name, each once, and what is to be told of their parts, the part as its value."""

    sources: tuple[StatedSource, ...]
    unlisted: list[str]
    findings: list[Finding]


class _Part(NamedTuple):
    """A source as it is named, with its sum, or with why the sum beside it can't be taken."""

    name: str
    amount_vnd: int | None = None
    problem: str | None = None


class SourceBook:
    """The capital sources of the installation by every name that papers give them."""

    def __init__(self, index: NameIndex) -> None:
        self._id_of = lru_cache(maxsize=4_096)(lambda text: _id(index, text))

    def read(self, cells: Iterable[str]) -> ReadSources:
        """Return the sources of a row's cells; a name that stands twice counts with its last sum.

        A sum that can't be taken costs the sum and not the source.
        """
        found: dict[int, StatedSource] = {}
        unlisted, findings = [], []
        for cell in cells:
            is_one = self._find(cell)[0] is not None
            for part in [cell] if is_one else filter(None, _SIGNS.split(cell)):
                source_id, read = self._find(part)
                if source_id is None:
                    unlisted.append(part)
                    continue
                found[source_id] = StatedSource(source_id, read.amount_vnd)
                if read.problem:
                    findings.append(Finding.of(read.problem, source=read.name).at(value=part))
        return ReadSources(tuple(found.values()), unlisted, findings)

    def _find(self, part: str) -> tuple[int | None, _Part]:
        """Return the source that a part names; a number at its end may belong to the name, as in "CTMTQG 1719"."""
        read = _split_sum(part)
        if read.problem == _UNIT_MISSING and (whole_id := self._id_of(part)) is not None:
            return whole_id, _Part(part)
        return self._id_of(read.name), read


def _id(index: NameIndex, text: str) -> int | None:
    entry = index.match(text).entry
    return entry.id if entry is not None else None


def _split_sum(part: str) -> _Part:
    """Part ``NSTW: 3 tỷ`` into name and đồng; a number without its unit is no sum."""
    found = _SUM.match(part)
    if found is None:
        return _Part(part)
    if not has_unit(found["sum"]):
        is_number = not any(map(str.isalpha, found["sum"]))
        return _Part(found["name"], problem=_UNIT_MISSING) if is_number else _Part(part)
    try:
        return _Part(found["name"], parse_money(found["sum"], unit=None, style=None).vnd or None)
    except CellError:
        return _Part(found["name"], problem="source_sum_unclear")
