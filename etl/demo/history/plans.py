"""The yearly capital plans of one project, and what is left of them to pay from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from etl.demo.history.rows import PlanRow, Row, SourceRow
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.subject import PRIVATE_SOURCES, SUCCESSORS, Source
from gis.domain.ledger_codes import CapitalPlanKind
from gis.domain.payment_rules import PAYMENT_RULES
from gis.domain.units import split_exact

MILLION: Final = 1_000_000


@dataclass(slots=True)
class Purse:
    """What is left of one source in the plan of a year, and the days on which it pays."""

    year: int
    is_carried: bool
    source: Source
    left_vnd: int
    first: date
    last: date

    def pays_on(self, day: date) -> bool:
        """Tell whether a payment of the day may come from here; January belongs to the year before."""
        return self.first <= day <= self.last and not (day.month == 1 and day.year == self.year)


@dataclass(slots=True)
class Book:
    """The plan decisions of one project in the order of their days."""

    story: Story
    catalogue: Mapping[str, Source]
    rng: Stream
    rows: list[Row] = field(default_factory=list)
    purses: list[Purse] = field(default_factory=list)
    added: set[int] = field(default_factory=set)

    def assign(
        self, day: date, year: int, kind: CapitalPlanKind, amount_vnd: int, note: str | None = None
    ) -> None:
        """Record a plan or supplement, divided among the sources that may be used."""
        shares = self._shares(day, year)
        parts = split_exact(amount_vnd, list(shares.values()))
        number = self._number()
        for source, part in zip(shares, parts, strict=True):
            if part <= 0:
                continue
            self._write(day, year, kind, source, part, number, note)
            last = PAYMENT_RULES.year_plan.of(year).last
            if source.valid_to is not None and source.valid_to < date(year, 12, 31):
                last = source.valid_to
            self.purses.append(Purse(year, False, source, part, day, last))

    def decrease(self, day: date, year: int, amount_vnd: int) -> None:
        """Take up to this amount back from what is left of the year's plan, the largest rest first."""
        number = self._number()
        for purse in sorted(self.open_of(year), key=lambda each: -each.left_vnd):
            part = min(purse.left_vnd, amount_vnd)
            if part > 0 and purse.first <= day <= purse.last:
                self._write(day, year, CapitalPlanKind.DECREASE, purse.source, part, number)
                purse.left_vnd -= part
                amount_vnd -= part

    def carry_over(self, day: date, year: int) -> None:
        """Let what is left of a year's plan be paid until the end of the next year."""
        number = self._number()
        for purse in self.open_of(year):
            left, purse.left_vnd = purse.left_vnd, 0
            if left < 5 * MILLION:
                continue
            source = self._following(purse.source, date(year + 1, 12, 31), year + 1)
            self._write(day, year, CapitalPlanKind.CARRIED_OVER, source, left, number)
            window = PAYMENT_RULES.carried_over.of(year)
            self.purses.append(Purse(year, True, source, left, max(day, window.first), window.last))

    def hand_on(self, out_day: date, in_day: date, year: int) -> None:
        """Move what a source that ends within the year has left to the source that follows it."""
        for purse in self.open_of(year):
            ends = purse.source.valid_to
            if ends is None or ends >= date(year, 12, 31) or not purse.left_vnd or purse.first > out_day:
                continue
            left, purse.left_vnd = purse.left_vnd, 0
            self._write(out_day, year, CapitalPlanKind.DECREASE, purse.source, left, self._number())
            if in_day <= self.story.as_of:
                follower = self._following(purse.source, in_day, year)
                self._write(in_day, year, CapitalPlanKind.SUPPLEMENT, follower, left, self._number())
                self.purses.append(
                    Purse(year, False, follower, left, in_day, PAYMENT_RULES.year_plan.of(year).last)
                )

    def open_of(self, year: int) -> list[Purse]:
        """Return the purses of a year's own plan."""
        return [purse for purse in self.purses if purse.year == year and not purse.is_carried]

    def payers(self, day: date) -> list[Purse]:
        """Return what can pay on the day: carried money first, then the fullest purse."""
        found = [purse for purse in self.purses if purse.left_vnd > 0 and purse.pays_on(day)]
        return sorted(found, key=lambda purse: (not purse.is_carried, -purse.left_vnd))

    def _shares(self, day: date, year: int) -> dict[Source, Decimal]:
        found: dict[Source, Decimal] = {}
        for source, amount in self.story.subject.sources:
            if source.code not in PRIVATE_SOURCES:
                payer = self._following(source, day, year)
                found[payer] = found.get(payer, Decimal(0)) + amount
        return found

    def _following(self, source: Source, day: date, year: int) -> Source:
        while not source.pays(day, year) and source.code in SUCCESSORS:
            source = self.catalogue[SUCCESSORS[source.code]]
        return source

    def _number(self) -> str:
        return f"{self.rng.randint(10, 2950)}/QĐ-UBND"

    def _write(
        self,
        day: date,
        year: int,
        kind: CapitalPlanKind,
        source: Source,
        amount_vnd: int,
        number: str,
        note: str | None = None,
    ) -> None:
        subject = self.story.subject
        if source.id not in self.added and all(source.id != each.id for each, _ in subject.sources):
            self.added.add(source.id)
            self.rows.append(SourceRow(subject.id, source.id))
        self.rows.append(PlanRow(subject.id, day, year, kind, source.id, amount_vnd, number, note))
