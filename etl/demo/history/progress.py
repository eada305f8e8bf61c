"""Monthly reports of works against plan, with the causes of delay, and the months in which nobody reported."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from etl.demo.history.curve import smooth, worked_days
from etl.demo.history.funds import Funds
from etl.demo.history.rows import ProgressRow, Row
from etl.demo.history.story import Story
from etl.demo.history.streams import Stream
from etl.demo.history.words import DELAYS, FALL, LAND_STEP, NEXT_STEPS, RAINS, UNPAID_LAND
from gis.domain.ledger_codes import DelayCause
from gis.domain.months import working_month

_BEHIND_POINTS: Final = 8
_RAINS: Final = range(6, 11)
_CAPITAL_BLAMED: Final = 0.8
_RAIN_BLAMED: Final = 0.4


def rows(story: Story, funds: Funds) -> Iterator[Row]:
    """Yield a report at the end of each month of works but the missing ones and the one that is being written, and one on the day of acceptance."""
    rng = story.stream("progress")
    fall_at = rng.randint(3, 9) if rng.has(0.03) else None
    silent = _silent_months(rng, story)
    last = 0.0
    for place, day in enumerate(_days(story)):
        is_final = day == story.subject.accepted
        if not is_final and day >= working_month(story.as_of):
            continue  # nobody has accepted that month yet: `etl.demo.working_month`
        if not is_final and ((day.year, day.month) in silent or rng.has(story.traits.missing_chance)):
            continue
        done = round(100 * story.done_ratio(day) * (1 if is_final else rng.uniform(0.985, 1.0)), 2)
        is_fall = place == fall_at and not is_final and last > 12
        done = round(last - rng.uniform(1.5, 5), 2) if is_fall else max(done, last)
        last = done
        yield _report(story, rng, day, done, funds=funds, note=FALL if is_fall else None)


def last_row(story: Story, funds: Funds) -> Iterator[Row]:
    """Yield only the newest report, as histories of very many projects carry it."""
    days = list(_days(story))
    if days:
        done = round(100 * story.done_ratio(days[-1]), 2)
        yield _report(story, story.stream("progress"), days[-1], done, funds=funds)


def planned_pct(story: Story, day: date) -> float | None:
    """Return the percent that should be done: an S-curve to the date in force that half expects the rains, begun anew by an extension."""
    start, due = story.subject.start_date, story.subject.due
    if start is None or due is None:
        return None
    base = 0.0
    for extension in story.extensions:
        if extension.decided_on > day:
            break
        start, due = extension.decided_on, extension.new_date
        base = 100 * story.done_ratio(start)
    part = (day - start).days / max(1, (due - start).days)
    seasonal = (worked_days(day) - worked_days(start)) / max(1.0, worked_days(due) - worked_days(start))
    return round(base + (100 - base) * smooth((part + seasonal) / 2), 2)


def _days(story: Story) -> Iterator[date]:
    start, accepted = story.subject.start_date, story.subject.accepted
    if start is None or story.works is None:
        return
    year, month = start.year, start.month
    end = accepted or story.as_of
    while True:
        day = date(year, month, calendar.monthrange(year, month)[1])
        if day >= end:
            break
        if day > start:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if accepted is not None or day == end:
        yield end


def _silent_months(rng: Stream, story: Story) -> set[tuple[int, int]]:
    """Return a quarter without any report in communes that report badly."""
    start = story.subject.start_date
    if start is None or story.traits.missing_chance < 0.2 or not rng.has(0.5):
        return set()
    first = start + rng.days(20, 300)
    return {(day.year, day.month) for day in (first, first + timedelta(days=31), first + timedelta(days=62))}


def _report(
    story: Story, rng: Stream, day: date, done: float, *, funds: Funds, note: str | None = None
) -> ProgressRow:
    planned = planned_pct(story, day)
    is_behind = planned is not None and planned - done > _BEHIND_POINTS and done < 100
    cause = _cause(rng, story, day, funds) if is_behind else None
    return ProgressRow(
        story.subject.id,
        day,
        f"{done:.2f}",
        None if planned is None else f"{planned:.2f}",
        cause,
        _difficulty(rng, story, day, cause, funds),
        _next_step(rng, cause) if done < 100 and rng.has(0.5) else None,
        note,
    )


def _cause(rng: Stream, story: Story, day: date, funds: Funds) -> DelayCause:
    """Return the cause that the project's own facts of the day give: land, capital, rain, else what it is prone to."""
    if story.land is not None and not story.land.is_free(day):
        return DelayCause.CLEARANCE
    if funds.is_short(story, day) and rng.has(_CAPITAL_BLAMED):
        return DelayCause.CAPITAL
    return DelayCause.OTHER if day.month in _RAINS and rng.has(_RAIN_BLAMED) else story.cause


def _difficulty(rng: Stream, story: Story, day: date, cause: DelayCause | None, funds: Funds) -> str | None:
    if cause is None:
        return None
    if cause is DelayCause.OTHER and day.month in _RAINS:
        return rng.choice(RAINS)
    owed = story.land.compensation_vnd if story.land is not None else 0
    if cause is DelayCause.CLEARANCE and funds.compensation_vnd(day) < owed:
        return rng.choice((*DELAYS[cause], *UNPAID_LAND))
    return rng.choice(DELAYS[cause])


def _next_step(rng: Stream, cause: DelayCause | None) -> str:
    return rng.choice((LAND_STEP, *NEXT_STEPS) if cause is DelayCause.CLEARANCE else NEXT_STEPS)
