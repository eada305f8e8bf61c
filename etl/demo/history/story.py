"""What happened to one project, told once: its extensions, stops, land and works; every ledger is written from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from etl.demo.history import land as land_history
from etl.demo.history.curve import Curve, Stall
from etl.demo.history.land import Land
from etl.demo.history.streams import Stream, stream
from etl.demo.history.subject import Subject
from etl.demo.history.traits import Traits
from gis.domain.ledger_codes import DelayCause, ExtensionCause
from gis.domain.lifecycle import Execution

_PRONE_TO: Final = {DelayCause.CAPACITY: 55, DelayCause.PROCEDURE: 25, DelayCause.OTHER: 20}
"""What holds up works that have their land and their money."""
_OPEN: Final = timedelta(days=60)
"""How much longer an open stop is taken to last when the end of works is guessed."""


class Oddity(StrEnum):
    """Deliberate oddities of money, each of which the alerts have to find."""

    PAID_WITHOUT_ACCEPTANCE = "paid_without_acceptance"
    PLAN_WITHOUT_PAYMENT = "plan_without_payment"
    PAID_AHEAD_OF_WORKS = "paid_ahead_of_works"


class Extension(NamedTuple):
    """A decision of `decided_on` that moves the completion from `old_date` to `new_date`."""

    decided_on: date
    old_date: date
    new_date: date
    cause: ExtensionCause
    is_objective: bool


class Stop(NamedTuple):
    """Works suspended from `first` to the day before `until`, which is open where it is None."""

    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """The course of one project up to `as_of`; `works` is None before the start.

    `cause` is what holds it up where it lacks neither land nor money.
    """

    subject: Subject
    seed: int
    as_of: date
    traits: Traits
    extensions: tuple[Extension, ...]
    stops: tuple[Stop, ...]
    land: Land | None
    works: Curve | None
    cause: DelayCause
    oddity: Oddity | None

    def stream(self, topic: str) -> Stream:
        """Return the random numbers of one ledger of this project."""
        return stream(self.seed, self.subject.code, topic)

    def done_ratio(self, day: date) -> float:
        """Return what part of the works is done, 1 from acceptance on and never before it."""
        accepted = self.subject.accepted
        if accepted is not None and day >= accepted:
            return 1.0
        return 0.0 if self.works is None else min(0.985, self.works.done_ratio(day))

    def due_on(self, day: date) -> date | None:
        """Return the completion date in force on the day."""
        decided = [each.new_date for each in self.extensions if each.decided_on <= day]
        return decided[-1] if decided else self.subject.due


def tell(subject: Subject, *, seed: int, as_of: date, traits: Traits) -> Story:
    """Return what happened to the project; the same arguments give the same story."""
    rng = stream(seed, subject.code, "story")
    land = land_history.draw(rng, subject, traits=traits, as_of=as_of)
    stops = _stops(rng, subject, as_of)
    works = _works(rng, subject, land=land, stops=stops, as_of=as_of)
    return Story(
        subject=subject,
        seed=seed,
        as_of=as_of,
        traits=traits,
        extensions=_extensions(rng, subject, has_land=_is_late(land, subject), as_of=as_of),
        stops=stops,
        land=land,
        works=works,
        cause=rng.choices(list(_PRONE_TO), list(_PRONE_TO.values()))[0],
        oddity=_oddity(rng, subject, works, as_of),
    )


def _extensions(rng: Stream, subject: Subject, *, has_land: bool, as_of: date) -> tuple[Extension, ...]:
    due, approved, decided = subject.due, subject.approved, subject.decision_date
    if due is None or approved is None or decided is None or approved <= due:
        return ()
    last = min(as_of, subject.accepted or as_of)
    middle = due + (approved - due) // 3
    steps = [(due, middle), (middle, approved)] if (approved - due).days >= 150 else [(due, approved)]
    if rng.has(0.5) or middle - timedelta(days=30) > last:
        steps = [(due, approved)]
    found: list[Extension] = []
    first = decided + timedelta(days=1)
    for old_date, new_date in steps:
        wanted = old_date + (rng.days(4, 45) if rng.has(0.3) else rng.days(-35, -5))
        day = min(max(wanted, first), max(first, last - timedelta(days=1)))
        cause, is_objective = _extension_cause(rng, has_land)
        found.append(Extension(day, old_date, new_date, cause, is_objective))
        first = day + timedelta(days=1)
    return tuple(found)


def _extension_cause(rng: Stream, has_land: bool) -> tuple[ExtensionCause, bool]:
    weights = {
        ExtensionCause.FORCE_MAJEURE: 25,
        ExtensionCause.CLEARANCE_BY_OTHERS: 30 if has_land else 0,
        ExtensionCause.HIGHER_ORDER: 8,
        ExtensionCause.CAPITAL_BY_OTHERS: 12,
        ExtensionCause.CONTRACTOR: 30,
        ExtensionCause.LATE_PAPERS: 18,
        ExtensionCause.CAPACITY: 10,
    }
    cause = rng.choices(list(weights), list(weights.values()))[0]
    may_be = cause not in (ExtensionCause.CONTRACTOR, ExtensionCause.LATE_PAPERS, ExtensionCause.CAPACITY)
    return cause, may_be and rng.has(0.92)


def _stops(rng: Stream, subject: Subject, as_of: date) -> tuple[Stop, ...]:
    start = subject.start_date
    if start is None:
        return ()
    if subject.execution is not Execution.NORMAL and subject.paused_on is not None:
        return (Stop(subject.paused_on, None),)
    last = min(subject.accepted or as_of, as_of) - timedelta(days=20)
    first = start + rng.days(25, 150)
    until = first + rng.days(20, 75)
    return (Stop(first, until),) if rng.has(0.06) and until < last else ()


def _works(
    rng: Stream, subject: Subject, *, land: Land | None, stops: tuple[Stop, ...], as_of: date
) -> Curve | None:
    start = subject.start_date
    if start is None or start > as_of:
        return None
    stalls = [Stall(stop.first, stop.until or as_of + _OPEN, 0.0) for stop in stops]
    if land is not None and land.done_on is not None and land.done_on > start:
        stalls.append(Stall(start, land.done_on, 0.45))
    return Curve(start, _finish(rng, subject, start, as_of), rng.uniform(0.85, 1.2), tuple(stalls))


def _finish(rng: Stream, subject: Subject, start: date, as_of: date) -> date:
    """Return the acceptance, or for running works a guess after `as_of` of when they will end."""
    if subject.accepted is not None:
        return max(subject.accepted, start + timedelta(days=1))
    planned = ((subject.due or start + timedelta(days=270)) - start).days
    extra = timedelta(days=120) if subject.execution is not Execution.NORMAL else timedelta(0)
    for _ in range(8):
        pace = rng.uniform(0.8, 1.02) if rng.has(0.8) else rng.uniform(1.02, 2.0)
        finish = start + timedelta(days=round(planned * pace)) + extra
        if finish > as_of + timedelta(days=10):
            return finish
    return as_of + rng.days(15, 150) + extra


def _is_late(land: Land | None, subject: Subject) -> bool:
    """Tell whether works began, or had to begin, before their land was handed over."""
    if land is None or land.done_on is None:
        return land is not None
    return subject.start_date is None or land.done_on > subject.start_date


def _oddity(rng: Stream, subject: Subject, works: Curve | None, as_of: date) -> Oddity | None:
    if works is None or subject.accepted is not None:
        return None
    done = works.done_ratio(as_of)
    if done > 0.8 and rng.has(0.15):
        return Oddity.PAID_WITHOUT_ACCEPTANCE
    if 0.1 < done < 0.55 and rng.has(0.15):
        return Oddity.PAID_AHEAD_OF_WORKS
    return Oddity.PLAN_WITHOUT_PAYMENT if as_of.month >= 7 and rng.has(0.08) else None
