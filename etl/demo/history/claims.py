"""What a project owes and to whom: a contract or compensation, how much of it is due on a day, what was advanced."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from etl.demo.history.contracts import Deal
from etl.demo.history.land import Land
from etl.demo.history.story import Oddity, Story
from gis.domain.lifecycle import Stage

_KEPT_BACK: Final = 0.05
"""Part of a contract that is paid only after the settlement is approved."""
_AHEAD: Final = 0.6
_LAST_WEEKS: Final = 70


@dataclass(slots=True)
class Claim:
    """A sum that is paid bit by bit; `gross_vnd` is the volume paid so far, advances are recovered from it."""

    contract_id: int | None
    value_vnd: int
    is_works: bool
    is_compensation: bool
    signed_on: date | None
    advance_ratio: float
    least_step: float
    gross_vnd: int = 0
    advance_vnd: int = 0
    recovered_vnd: int = 0

    @property
    def balance_vnd(self) -> int:
        """The advance that is not recovered yet."""
        return self.advance_vnd - self.recovered_vnd

    @property
    def cash_vnd(self) -> int:
        """The money paid out so far."""
        return self.gross_vnd + self.balance_vnd

    @property
    def recovery_rate(self) -> float:
        """The part of each volume that goes into recovery, so that nothing is left at 80 % of the works."""
        return min(0.9, self.advance_vnd / (0.78 * self.value_vnd)) if self.value_vnd else 0.0


def claims(story: Story, deals: tuple[Deal, ...]) -> list[Claim]:
    """Return what the State has to pay for the project: the compensation, which comes first, and its part of each contract."""
    subject, rng = story.subject, story.stream("claims")
    part = min(1.0, subject.state_vnd / subject.budget_vnd) if subject.budget_vnd else 0.0
    found = [
        Claim(
            contract_id=deal.contract_id,
            value_vnd=int(deal.value_vnd * part) // 1000 * 1000,
            is_works=deal.is_works,
            is_compensation=False,
            signed_on=deal.signed_on,
            advance_ratio=rng.uniform(0.12, 0.3) if deal.is_works and rng.has(0.85) else 0.0,
            least_step=0.05 if deal.is_works else 0.3,
        )
        for deal in deals
        if deal.signed_on is not None
    ]
    if story.land is not None and story.land.compensation_vnd and story.land.notice_on is not None:
        owed = min(story.land.compensation_vnd, subject.state_vnd)
        found.insert(0, Claim(None, owed, False, True, story.land.notice_on, 0.0, 0.1))
    return [claim for claim in found if claim.value_vnd > 0]


def _counted(land: Land, day: date) -> float:
    """Return what part of the compensation the last count before the day tells to be approved."""
    return 1.0 if land.is_free(day) else land.approved(day.replace(day=1) - timedelta(days=1))


def due_ratio(story: Story, claim: Claim, day: date) -> float:
    """Return which part of a claim may be paid for what was done by the day."""
    if claim.signed_on is None or day < claim.signed_on:
        return 0.0
    if claim.is_compensation:
        return _counted(story.land, day) if story.land else 0.0
    settled = story.subject.steps.get(Stage.SETTLED)
    if settled is not None and day >= settled:
        return 1.0
    done = story.done_ratio(day)
    if story.oddity is Oddity.PAID_WITHOUT_ACCEPTANCE and (story.as_of - day).days <= _LAST_WEEKS:
        return 1.0
    if story.oddity is Oddity.PAID_AHEAD_OF_WORKS and claim.is_works and done > 0:
        return min(0.97, done + _AHEAD)
    return done * (1 - _KEPT_BACK)
