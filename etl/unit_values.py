"""The plain values of unit matching: what names are compared with, what is known besides, what came out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from gis.domain.names import UnitKind, UnitName
from gis.domain.units import UnitLevel


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit that names are compared with; ``is_loaded`` is false for units known by name only, outside the map."""

    id: int
    name: str
    level: UnitLevel
    full_name: str = ""
    parent_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    is_loaded: bool = True

    @property
    def kind(self) -> UnitKind | None:
        """Xã, phường, thị trấn … as the full name says."""
        return UnitName.parse(self.full_name).kind

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class MatchKind(StrEnum):
    """How sure a match is; only the first two name one unit."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class Candidate(NamedTuple):
    """A unit that a name can mean; ``score`` 0–100 is the likeness of the spelling."""

    entry: UnitEntry
    score: float


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """What a written name means. ``is_other_date``: the unit does not exist on the day of the record."""

    text: str
    kind: MatchKind
    candidates: tuple[Candidate, ...] = ()
    is_other_date: bool = False

    @property
    def unit(self) -> UnitEntry | None:
        """The one unit meant, or None where a person has to look."""
        return self.candidates[0].entry if self.kind in (MatchKind.EXACT, MatchKind.ALIAS) else None


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known of the place: search keys of districts and provinces.

    ``stated`` ones rule out units elsewhere; ``likely`` provinces (from the name of a company) only prefer.
    """

    stated: Mapping[UnitLevel, frozenset[str]] = field(default_factory=dict)
    likely: frozenset[str] = frozenset()

    def with_stated(self, level: UnitLevel, keys: Iterable[str]) -> "Context":
        """Return the context with more names stated on a level."""
        merged = dict(self.stated)
        merged[level] = merged.get(level, frozenset()) | frozenset(keys)
        return Context(merged, self.likely)


NO_CONTEXT: Final = Context()
