"""Monthly counts of land clearance by commune, the steps of its status, and the difficulties that hold it up."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from etl.demo.history.funds import Funds
from etl.demo.history.land import Land
from etl.demo.history.place_rows import ClearanceRow, DifficultyRow
from etl.demo.history.rows import Row, StepRow
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.subject import Place
from etl.demo.history.words import (
    BLOCKED,
    COMMUNE_LEVEL,
    DIFFICULTIES,
    FREE_DIFFICULTIES,
    OF_PROVINCE,
    PROVINCE_LEVEL,
    inside,
)
from gis.domain.lifecycle import ClearanceStatus, StatusAxis
from gis.domain.units import split_exact

_MOSTLY: Final = 0.8
_MANY: Final = 12
_MOVING: Final = 0.3
"""Part of the projects with many households on which some are resettled."""
PUBLIC_NOTICE: Final = timedelta(days=10)
"""How long after its approval a plan has been posted for the households."""
_ORDER: Final = tuple(ClearanceStatus)


def rows(story: Story, funds: Funds) -> Iterator[Row]:
    """Yield the counts of each month and commune, with the compensation that the vouchers paid; and the difficulties.

    Households have been paid as far as the money has: never all of them with money still to pay.
    """
    land, rng = story.land, story.stream("clearance")
    if land is None:
        return
    moved = _resettled(story, land)
    for day in _days(land, _last_day(story, land), story):
        if day != land.done_on and rng.has(story.traits.missing_chance):
            continue
        yield from _counts(story, land, day, funds.compensation_vnd(day), moved)
    after = _paid_up_on(story, land, funds)
    if after is not None:
        yield from _counts(story, land, after, funds.compensation_vnd(after), moved)
    yield from _difficulties(story, land, rng)


def steps(story: Story) -> Iterator[Row]:
    """Yield the steps of the axis of land clearance up to the status that the project has."""
    land, subject = story.land, story.subject
    if land is None or land.notice_on is None:
        return
    day = land.notice_on
    for status in _ORDER[2 : _ORDER.index(subject.clearance) + 1]:
        if status is ClearanceStatus.MOSTLY_DONE:
            day = max(day + timedelta(days=1), _first_day(land, _MOSTLY))
        elif status is ClearanceStatus.DONE and land.done_on is not None:
            day = max(day + timedelta(days=1), land.done_on)
        yield StepRow(subject.id, min(day, story.as_of), StatusAxis.CLEARANCE, status)


def _counts(story: Story, land: Land, day: date, spent: int, moved: int) -> Iterator[Row]:
    places = story.subject.places_on(day)
    if not places:
        return
    shares = [place.share_ratio for place in places]
    area = split_exact(land.area_m2, shares)
    lengths = split_exact(land.length_m, shares) if land.length_m is not None else [None] * len(places)
    households = split_exact(land.household_count, shares)
    owed = split_exact(land.compensation_vnd, shares)
    paid = split_exact(spent, shares)
    homes = (moved, *[0] * (len(places) - 1))
    for each in zip(places, area, lengths, households, owed, paid, homes, strict=True):
        yield _count(story, land, day, *each)


def _count(
    story: Story, land: Land, day: date, place: Place, area: int, length: int | None, households: int,
    owed: int, paid: int, moved: int,
) -> ClearanceRow:  # fmt: skip
    is_bought = land.compensation_vnd > 0
    approved = max(paid, _of(owed, land.approved(day)))
    handed, length_handed = land.handed_over(day), land.length_handed_over(day)
    noticed, inventoried = land.noticed(day), land.inventoried(day)
    return ClearanceRow(
        story.subject.id,
        day,
        place.unit_id,
        area,
        _of(area, handed),
        length,
        None if length is None else _of(length, length_handed),
        households,
        _of(households, noticed),
        _of(households, inventoried),
        _of(households, land.approved(day)),
        _of(households, land.approved(day - PUBLIC_NOTICE)),
        _paid_count(households, land, day, paid / owed) if is_bought and owed else None,
        _of(households, handed),
        moved or None,
        _of(moved, handed) if moved else None,
        approved if is_bought else None,
        paid if is_bought else None,
        land.planned_on,
        _expected(land, day),
    )


def _paid_count(households: int, land: Land, day: date, ratio: float) -> int:
    """Return how many of the households that are paid at all have got their money."""
    paid = _of(round(households * (1 - land.donated_ratio)), min(1.0, ratio))
    return min(paid, _of(households, land.approved(day)))


def _resettled(story: Story, land: Land) -> int:
    """Return how many households move to another place: some where many are paid for their land."""
    rng = story.stream("resettlement")
    if not land.compensation_vnd or land.household_count < _MANY or not rng.has(_MOVING):
        return 0
    return rng.randint(1, land.household_count // 8)


def _paid_up_on(story: Story, land: Land, funds: Funds) -> date | None:
    """Return the end of the month of the last payment where households waited for money after the handover."""
    last = funds.last_compensated_on
    if last is None or land.done_on is None or last <= land.done_on:
        return None
    day = date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
    return day if day <= story.as_of else None


def _of(total: int, ratio: float) -> int:
    return int(total * ratio + 1e-9)


def _expected(land: Land, day: date) -> date | None:
    """Return the day on which the commune hopes to be done, told once the households are counted."""
    return land.done_on if land.inventoried(day) > 0.3 else None


def _last_day(story: Story, land: Land) -> date:
    return min(story.as_of, land.done_on or story.as_of, story.subject.accepted or story.as_of)


def _days(land: Land, last: date, story: Story) -> Iterator[date]:
    """Yield the ends of months from the first notice, or the decision, to the last day, and the day it is done."""
    decided = story.subject.decision_date
    first = land.notice_on or (decided + timedelta(days=30) if decided else None)
    if first is None or first > last:
        return
    year, month = first.year, first.month
    while (day := date(year, month, calendar.monthrange(year, month)[1])) < last:
        if day > first:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if land.done_on is not None and land.done_on <= last:
        yield land.done_on


def _first_day(land: Land, ratio: float) -> date:
    """Return the day on which this part is handed over."""
    first, last = land.notice_on, land.done_on
    if first is None or last is None:
        raise ValueError("nothing was noticed")
    low, high = 0, (last - first).days
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if land.handed_over(first + timedelta(days=middle)) >= ratio else (middle + 1, high)
        )
    return first + timedelta(days=low)


def _difficulties(story: Story, land: Land, rng: Stream) -> Iterator[Row]:
    if land.notice_on is None or land.done_on is None:
        return
    wanted = [BLOCKED] if land.is_blocked else []
    if rng.has(0.65 if land.is_late else 0.18):
        wanted.append(rng.choice(DIFFICULTIES if land.compensation_vnd else FREE_DIFFICULTIES))
    span = (land.done_on - land.notice_on).days
    for kind, description, agency, proposal in wanted:
        day = land.notice_on + timedelta(days=int(span * rng.uniform(0.2, 0.55)))
        solved = day + timedelta(days=int((land.done_on - day).days * rng.uniform(0.5, 0.98)))
        is_open = solved > story.as_of or land.is_blocked
        places = story.subject.places_on(day)
        if day > story.as_of or not places:
            continue
        unit = inside(places[0].full_name)
        yield DifficultyRow(
            story.subject.id,
            day,
            places[0].unit_id,
            kind,
            description.format(n=rng.randint(1, max(1, min(9, land.household_count)))),
            agency.format(unit=unit),
            PROVINCE_LEVEL if kind in OF_PROVINCE else COMMUNE_LEVEL,
            proposal,
            None if is_open else solved,
        )
