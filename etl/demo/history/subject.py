"""A demonstration project as its history sees it: what the catalogue says of it, and where it lies."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from gis.domain.lifecycle import ClearanceStatus, DatePrecision, Execution, SettlementStatus, Stage

PRIVATE_SOURCES: Final = frozenset({"people", "enterprise"})
"""Sources that no capital plan of the State holds."""
SUCCESSORS: Final = {
    "district": "commune",
    "ntp_new_rural": "province",
    "ntp_poverty": "central",
    "ntp_ethnic": "central",
}
"""Which source goes on paying where one has ended."""


class Source(NamedTuple):
    """A source of capital and the last day on which it may be used."""

    id: int
    code: str
    valid_to: date | None

    def pays(self, day: date, year: int) -> bool:
        """Tell whether the plan of a fiscal year decided on `day` may rest on it."""
        return self.valid_to is None or (day <= self.valid_to and year <= self.valid_to.year)


class Paper(NamedTuple):
    """A paper that the project's file holds already."""

    id: int
    kind: str
    title: str
    number: str | None
    issued_on: date


class Place(NamedTuple):
    """A commune that the project lies in, with its share and measure there, over the commune's life."""

    unit_id: int
    full_name: str
    share_ratio: Decimal
    length_m: float | None
    area_m2: float | None
    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the commune exists on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What stands already: papers, and ids of ledger rows by kind, as where the schema was brought up to date over older projects."""

    budgets: dict[str, int] = field(default_factory=dict)
    dates: dict[str, int] = field(default_factory=dict)
    acceptances: dict[str, int] = field(default_factory=dict)
    papers: list[Paper] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Subject:
    """One project; money in đồng, `sources` with their part of the budget, `steps` the day of each stage."""

    id: int
    code: str
    sector: str
    budget_vnd: int
    execution: Execution
    clearance: ClearanceStatus
    settlement: SettlementStatus
    decision_date: date | None
    decision_no: str | None
    start_date: date | None
    due: date | None
    precision: DatePrecision | None
    approved: date | None
    accepted: date | None
    steps: dict[Stage, date]
    paused_on: date | None
    sources: tuple[tuple[Source, int], ...]
    builder_id: int | None
    supervisor_id: int | None
    home_id: int | None
    places: tuple[Place, ...]
    known: Known

    def places_on(self, day: date) -> tuple[Place, ...]:
        """Return the communes of the day's unit set that the project lies in."""
        return tuple(place for place in self.places if place.is_valid_on(day))

    @property
    def state_vnd(self) -> int:
        """The part of the budget that the State pays."""
        return sum(amount for source, amount in self.sources if source.code not in PRIVATE_SOURCES)

    @property
    def length_m(self) -> float | None:
        """The length of a line over the communes of today, None for anything else."""
        lengths = [place.length_m for place in self.places if place.valid_to is None and place.length_m]
        return sum(lengths) if lengths else None
