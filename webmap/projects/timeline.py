"""A project's dates on one line, in percent of its width: what was approved, what happened, where today stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from gis.domain.lifecycle import ScheduleStatus
from gis.queries.project_details import ProjectFacts
from gis.queries.projects import ProjectRow

MARGIN = 0.04
FINISHED = (ScheduleStatus.EARLY, ScheduleStatus.ON_TIME, ScheduleStatus.LATE)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the line: where it begins and how wide it is, in percent."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The approved span, the time that has passed within it, the time beyond it, and the marks on the line."""

    approved: Span
    passed: Span | None
    beyond: Span | None
    extended: Span | None
    today: float
    first_completion: float | None
    approved_completion: float
    acceptance: float | None
    years: list[tuple[int, float]]


def timeline(row: ProjectRow, facts: ProjectFacts, *, as_of: date) -> Timeline | None:
    """Return the line of a project; None where its start or its approved end is unknown."""
    start, due = facts.start_date or facts.decision_date, row.approved_completion_date
    if start is None or due is None or start >= due:
        return None
    accepted = row.acceptance_date if row.schedule in FINISHED else None
    first = facts.first_completion_date
    until = accepted or as_of
    last = max(day for day in (due, until, first) if day is not None)
    length = (last - start).days
    begin, end = start - timedelta(days=length * MARGIN), last + timedelta(days=length * MARGIN)

    def at(day: date) -> float:
        return round(100 * (day - begin).days / (end - begin).days, 2)

    def span(left: date, right: date) -> Span | None:
        return Span(at(left), round(at(right) - at(left), 2)) if right > left else None

    return Timeline(
        approved=Span(at(start), round(at(due) - at(start), 2)),
        passed=span(start, min(until, due)),
        beyond=span(due, until),
        extended=span(first, due) if first and first >= start else None,
        today=at(as_of) if begin <= as_of <= end else -1,
        first_completion=at(first) if first and first != due and begin <= first <= end else None,
        approved_completion=at(due),
        acceptance=at(accepted) if accepted else None,
        years=[(year, at(date(year, 1, 1))) for year in range(begin.year + 1, end.year + 1)],
    )
