"""The money of one project year by year: plan, payments with their year-end rush, changes of plan, carrying over."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from etl.demo.history.claims import claims
from etl.demo.history.contracts import Deal
from etl.demo.history.payments import Cashier
from etl.demo.history.plans import MILLION, Book
from etl.demo.history.rows import Row
from etl.demo.history.story import Oddity, Story
from etl.demo.history.streams import Stream
from etl.demo.history.subject import Source
from etl.demo.history.words import PLAN_UNPAID
from gis.domain.ledger_codes import CapitalPlanKind
from gis.domain.lifecycle import Stage

_MONTHS: Final = {
    2: 0.04,
    3: 0.1,
    4: 0.15,
    5: 0.2,
    6: 0.4,
    7: 0.15,
    8: 0.2,
    9: 0.35,
    10: 0.3,
    11: 0.45,
    12: 0.97,
}
"""How likely a payment is asked for in each month; January of the next year, the last of the window, is beside it."""
_PAID_AT: Final = (8, 11, 14, 19)
"""When households are paid, in twentieths of the time from the notice to the end of land clearance."""
_FEW_MONTHS: Final = {12: 0.9}
_JANUARY: Final = 0.75
_PREPARATION_RATIO: Final = 0.25

Act = Callable[[date], None]


def rows(
    story: Story, deals: tuple[Deal, ...], catalogue: Mapping[str, Source], *, is_light: bool = False
) -> Iterator[Row]:
    """Yield the plans and vouchers of the project up to the day of the story."""
    if story.subject.decision_date is None or story.subject.state_vnd <= 0:
        return
    treasury = Treasury(story, deals, catalogue, is_light=is_light)
    for year in range(story.subject.decision_date.year, story.as_of.year + 1):
        treasury.run(year)
    yield from treasury.book.rows
    yield from treasury.cashier.rows


class Treasury:
    """Runs the fiscal years of one project in turn."""

    def __init__(
        self, story: Story, deals: tuple[Deal, ...], catalogue: Mapping[str, Source], *, is_light: bool
    ) -> None:
        """Begin before the first plan."""
        self.story = story
        self._rng: Stream = story.stream("money")
        self.book = Book(story, catalogue, self._rng)
        owed = claims(story, deals)
        self.cashier = Cashier(
            story,
            self.book,
            sorted(owed, key=lambda each: each.is_compensation)[:1] if is_light else owed,
            self._rng,
        )
        self.cashier.purse_count = 1 if is_light else 2
        self._months = _FEW_MONTHS if is_light else _MONTHS

    def run(self, year: int) -> None:
        """Let a fiscal year happen, from its first plan to the carrying over of what is left, as far as `as_of`."""
        for day, act in sorted(self._agenda(year), key=lambda entry: entry[0]):
            if day > self.story.as_of:
                break
            act(day)

    def _agenda(self, year: int) -> list[tuple[date, Act]]:
        rng = self._rng
        first = self._plan_day(year)
        if first is None:
            return []
        agenda: list[tuple[date, Act]] = [
            (first, lambda day: self._assign(day, year)),
            (rng.day(date(year, 9, 15), date(year, 11, 12)), lambda day: self._adjust(day, year)),
            (rng.day(date(year + 1, 2, 5), date(year + 1, 4, 20)), lambda day: self._carry(day, year)),
        ]
        out = date(year, 6, rng.randint(27, 30))
        into = date(year, 7, rng.randint(8, 31))
        agenda.append((out, lambda day: self.book.hand_on(day, into, year)))
        if not (self.story.oddity is Oddity.PLAN_WITHOUT_PAYMENT and year == self.story.as_of.year):
            agenda.extend((day, self._pay) for day in self._pay_days(year))
        return [(day, act) for day, act in agenda if day >= first]

    def _plan_day(self, year: int) -> date | None:
        """Return when the year's plan is decided: at the turn of the year, or weeks after the investment decision."""
        decided = self.story.subject.decision_date
        if decided is None:
            return None
        turn = self._rng.day(date(year - 1, 12, 12), date(year, 1, 16))
        if turn > decided:
            return turn
        day = decided + self._rng.days(10, 40)
        return day if day <= date(year, 11, 25) else None

    def _pay_days(self, year: int) -> Iterator[date]:
        rng = self._rng
        for month, chance in self._months.items():
            if rng.has(chance):
                yield date(year, month, rng.randint(9, 30) if month == 12 else rng.randint(3, 27))
        if rng.has(_JANUARY):
            yield date(year + 1, 1, rng.randint(5, 29))
        yield from (day for day in self._occasions() if day.year == year and day.month > 1)
        for claim in self.cashier.claims:
            if claim.is_works and claim.signed_on is not None and claim.signed_on.year == year:
                yield min(claim.signed_on + rng.days(8, 35), date(year, 12, 30))
                break

    def _occasions(self) -> Iterator[date]:
        """Yield the days on which a payment is asked for whatever the month: after acceptance and settlement."""
        steps, accepted = self.story.subject.steps, self.story.subject.accepted
        for day in (accepted, steps.get(Stage.SETTLED)):
            if day is not None:
                yield day + self._rng.days(12, 45)
        yield from self._land_days()
        if self.story.oddity is not None:
            yield self.story.as_of - self._rng.days(1, 20)

    def _land_days(self) -> Iterator[date]:
        """Yield the days on which households are paid, and one soon after the last land was handed over."""
        land = self.story.land
        if land is not None and land.compensation_vnd and land.notice_on and land.done_on:
            yield from (land.notice_on + (land.done_on - land.notice_on) * part / 20 for part in _PAID_AT)
            yield land.done_on + timedelta(days=20)

    def _pay(self, day: date) -> None:
        if day.month > 1:
            self.cashier.advance(day)
        self.cashier.pay(day)

    def _assign(self, day: date, year: int) -> None:
        rng, subject = self._rng, self.story.subject
        need = self.cashier.owed(date(year, 12, 31))
        if not any(not claim.is_compensation for claim in self.cashier.claims) and rng.has(0.6):
            need += int(subject.state_vnd * _PREPARATION_RATIO * rng.uniform(0.5, 1.5))
        paid = sum(claim.cash_vnd for claim in self.cashier.claims)
        amount = min(int(need * rng.uniform(0.85, 1.25)), subject.state_vnd - paid) // MILLION * MILLION
        is_odd = self.story.oddity is Oddity.PLAN_WITHOUT_PAYMENT and year == self.story.as_of.year
        if is_odd:
            amount = max(amount, min(subject.state_vnd // 4, subject.state_vnd - paid) // MILLION * MILLION)
        if amount >= 10 * MILLION:
            self.book.assign(day, year, CapitalPlanKind.INITIAL, amount, PLAN_UNPAID if is_odd else None)

    def _adjust(self, day: date, year: int) -> None:
        """Give more where works outrun the plan, take back where they can not use it."""
        purses = self.book.open_of(year)
        if not purses:
            return
        left = sum(purse.left_vnd for purse in purses)
        need = self.cashier.owed(date(year, 12, 31))
        room = self.story.subject.state_vnd - sum(claim.cash_vnd for claim in self.cashier.claims) - left
        short = min(need - left, room)
        if short > 30 * MILLION and self._rng.has(0.7):
            amount = int(short * self._rng.uniform(0.8, 1.0)) // MILLION * MILLION
            self.book.assign(day, year, CapitalPlanKind.SUPPLEMENT, amount)
        elif left - need > max(50 * MILLION, left // 8) and self._rng.has(0.5):
            amount = int((left - need) * self._rng.uniform(0.6, 1.0)) // MILLION * MILLION
            self.book.decrease(day, year, amount)

    def _carry(self, day: date, year: int) -> None:
        is_needed = self.cashier.owed(day + timedelta(days=300)) > 20 * MILLION
        if is_needed and self._rng.has(0.7):
            self.book.carry_over(day, year)
        else:
            for purse in self.book.open_of(year):
                purse.left_vnd = 0
