"""Land clearance of one project: what is to be cleared, how it is paid or given, and how far it is on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from etl.demo.history.curve import smooth
from etl.demo.history.streams import Stream
from etl.demo.history.subject import Subject
from etl.demo.history.traits import Traits
from gis.domain.lifecycle import ClearanceStatus, Stage

_PRICES_VND: Final = (45_000, 60_000, 85_000, 120_000)
"""Compensation for a square metre with what stands on it."""
_MOST_OF_BUDGET: Final = 0.12
_LATE_LAG: Final = 0.55


@dataclass(frozen=True, slots=True)
class Land:
    """Totals, and the days between which they are cleared; `done_on` may lie ahead, both None before any notice."""

    household_count: int
    area_m2: int
    length_m: int | None
    donated_ratio: float
    compensation_vnd: int
    notice_on: date | None
    done_on: date | None
    planned_on: date | None
    is_blocked: bool
    is_late: bool

    def handed_over(self, day: date) -> float:
        """Return the part of the area that is handed over, 0–1."""
        return smooth(self._part(day))

    def length_handed_over(self, day: date) -> float:
        """Return the part of the route that is free: one house left standing blocks more than its area."""
        return self.handed_over(day) * (0.58 if self.is_blocked else 1)

    def approved(self, day: date) -> float:
        """Return the part with an approved compensation plan, 0–1; never less than what was handed over for it."""
        return max(min(1.0, max(0.0, (self._part(day) - 0.2) / 0.45)), self.handed_over(day))

    def is_free(self, day: date) -> bool:
        """Tell whether everything is handed over."""
        return self.done_on is not None and self.done_on <= day

    def inventoried(self, day: date) -> float:
        """Return the part that was counted and measured."""
        return max(min(1.0, max(0.0, (self._part(day) - 0.08) / 0.3)), self.approved(day))

    def noticed(self, day: date) -> float:
        """Return the part that was told of the recovery of its land."""
        return max(min(1.0, self._part(day) / 0.15), self.inventoried(day))

    def _part(self, day: date) -> float:
        if self.notice_on is None or self.done_on is None or day <= self.notice_on:
            return 0.0
        return min(1.0, (day - self.notice_on).days / max(1, (self.done_on - self.notice_on).days))


def draw(rng: Stream, subject: Subject, *, traits: Traits, as_of: date) -> Land | None:
    """Return the clearance that ends on `as_of` where the project's clearance status says; None where none is needed."""
    decided = subject.decision_date
    if subject.clearance is ClearanceStatus.NOT_REQUIRED or decided is None or decided >= as_of:
        return None
    length_m, area_m2 = _measure(rng, subject)
    donated = _donated(rng, subject, traits)
    price = rng.choice(_PRICES_VND)
    owed = min(int(subject.budget_vnd * _MOST_OF_BUDGET), int(area_m2 * (1 - donated) * price))
    begun = subject.clearance is not ClearanceStatus.NOT_STARTED
    notice = min(decided + rng.days(12, 45), as_of - timedelta(days=8)) if begun else None
    notice = max(notice, decided) if notice else None
    is_blocked = length_m is not None and subject.clearance is ClearanceStatus.MOSTLY_DONE and rng.has(0.12)
    return Land(
        household_count=min(400, max(1, round((length_m or area_m2 / 12) / rng.uniform(35, 80)))),
        area_m2=area_m2,
        length_m=length_m,
        donated_ratio=donated,
        compensation_vnd=owed // 1000 * 1000 if donated < 1 else 0,
        notice_on=notice,
        done_on=_done_on(
            rng, subject, notice=notice, is_blocked=is_blocked, lag=traits.land_lag, as_of=as_of
        ),
        planned_on=subject.start_date or _after_start(subject, decided),
        is_blocked=is_blocked,
        is_late=traits.land_lag > _LATE_LAG,
    )


def _measure(rng: Stream, subject: Subject) -> tuple[int | None, int]:
    """Return length in m (lines only) and area in m² of the land that is needed."""
    length = subject.length_m
    if length is not None:
        return round(length), max(50, round(length * rng.uniform(1.5, 4.5)))
    areas = [place.area_m2 for place in subject.places if place.valid_to is None and place.area_m2]
    return None, round(sum(areas) * rng.uniform(0.5, 0.9)) if areas else rng.randint(300, 3_500)


def _donated(rng: Stream, subject: Subject, traits: Traits) -> float:
    """Return which part of the land people give: small roads in communes that give, hardly any elsewhere."""
    if subject.budget_vnd > 8_000_000_000:
        return rng.choice((0.0, 0.0, 0.05))
    return rng.choice((1.0, 1.0, 0.6)) if rng.has(traits.giving_chance) else rng.choice((0.0, 0.0, 0.2))


def _after_start(subject: Subject, decided: date) -> date:
    return subject.steps.get(Stage.CONTRACT_SIGNED, decided) + timedelta(days=60)


def _done_on(
    rng: Stream, subject: Subject, *, notice: date | None, is_blocked: bool, lag: float, as_of: date
) -> date | None:
    if notice is None:
        return None
    if subject.clearance is ClearanceStatus.DONE:
        last = min(subject.steps.get(Stage.PARTIAL_ACCEPTANCE) or subject.accepted or as_of, as_of)
        start = subject.start_date or notice
        late = rng.days(30, 60 + int(150 * lag)) if lag > _LATE_LAG else rng.days(-60, 20)
        return max(notice + timedelta(days=2), min(start + late, last - timedelta(days=1)))
    low, high = (0.25, 0.7) if subject.clearance is ClearanceStatus.IN_PROGRESS else (0.82, 0.98)
    last_count = as_of.replace(day=1) - timedelta(days=1)
    day, ratio = (
        (last_count, 0.966) if is_blocked and last_count > notice else (as_of, rng.uniform(low, high))
    )
    return max(
        as_of + timedelta(days=1), notice + timedelta(days=round((day - notice).days / _inverse(ratio)))
    )


def _inverse(value: float) -> float:
    """Return the part of the way at which the S-curve has the value."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if smooth(middle) < value else (low, middle)
    return high
