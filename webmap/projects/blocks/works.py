"""The works: planned against actual as a curve and as rows, how old the figures are, and when they may be done."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext

from gis.domain.completion import suspended_spans
from gis.domain.earned_schedule import planned_curve
from gis.domain.forecast import Forecast
from gis.domain.progress import Age, ProgressReport, data_age
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import facts
from webmap.formatting import day, percent
from webmap.projects.known import Known
from webmap.projects.line_chart import FULL, Frame, Line, Point

LEAST_DAYS = 60
MOST_DAYS_AHEAD = 1100


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that stands out: its name in style sheets and where it lies."""

    name: str
    x: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The drawing: lines, days, spans without works, and what it says in a sentence."""

    lines: list[Line]
    marks: list[Mark]
    stops: list[tuple[float, float]]
    ticks: list[tuple[str, float]]
    doubt: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report and how many points it was ahead of its plan (below 0: behind)."""

    entry: Entry[ProgressReport]
    ahead_points: Decimal | None


@dataclass(frozen=True, slots=True)
class WorksBlock:
    """The last report, all of them newest first, their age and their curve."""

    latest: Entry[ProgressReport] | None
    lines: list[ReportLine]
    age: Age
    curve: Curve | None
    day: date | None


def works_block(known: Known, forecast: Forecast) -> WorksBlock:
    """Return the block as of the page's day, with the forecast drawn where there is one."""
    entries = known.seen(known.ledgers.reports)
    latest = entries[-1] if entries else None
    reported_on = latest.effective_date if latest else None
    return WorksBlock(
        latest=latest,
        lines=[ReportLine(entry, _ahead(entry.fact)) for entry in reversed(entries)],
        age=data_age(reported_on, as_of=known.as_of),
        curve=_curve(known, facts(entries), forecast) if entries else None,
        day=reported_on,
    )


def _ahead(report: ProgressReport) -> Decimal | None:
    planned = report.planned_progress_pct
    return None if planned is None else report.physical_progress_pct - planned


def _curve(known: Known, reports: tuple[ProgressReport, ...], forecast: Forecast) -> Curve:
    start, due = known.facts.start_date, known.row.approved_completion_date
    frame = _frame(known, reports, forecast)
    done = [Point(row.effective_date, float(row.physical_progress_pct)) for row in reports]
    if start and start < done[0].day:
        done.insert(0, Point(start, 0.0))
    lines = [frame.line("planned", _planned(reports, start, due)), frame.line("actual", done)]
    doubt = ""
    if forecast.expected_date and forecast.earliest_date and forecast.latest_date:
        ahead = [done[-1], Point(min(forecast.expected_date, frame.last), float(FULL))]
        lines.append(frame.line("expected", ahead))
        ends = [
            Point(min(each, frame.last), float(FULL))
            for each in (forecast.earliest_date, forecast.latest_date)
        ]
        doubt = frame.line("doubt", [done[-1], *ends]).path + " Z"
    marks = [("due", due), ("today", known.as_of), ("accepted", known.row.acceptance_date)]
    spans = suspended_spans(known.history.suspensions, as_of=known.as_of, last=known.as_of)
    return Curve(
        lines=[line for line in lines if line.places],
        marks=[
            Mark(name, frame.x(each)) for name, each in marks if each and frame.first <= each <= frame.last
        ],
        stops=[
            (
                frame.x(max(span.first, frame.first)),
                frame.x(span.last) - frame.x(max(span.first, frame.first)),
            )
            for span in spans
            if span.last > frame.first
        ],
        ticks=frame.ticks(),
        doubt=doubt,
        sentence=_sentence(reports),
    )


def _frame(known: Known, reports: tuple[ProgressReport, ...], forecast: Forecast) -> Frame:
    """Return the days to draw: from the start to the last of due date, reports and forecast."""
    start, due = known.facts.start_date, known.row.approved_completion_date
    first = min(each for each in (start, reports[0].effective_date) if each)
    furthest = known.as_of + timedelta(days=MOST_DAYS_AHEAD)
    ends = [reports[-1].effective_date, due, known.row.acceptance_date, forecast.latest_date]
    if known.row.acceptance_date is None:
        ends.append(known.as_of)
    last = max(min(each, furthest) for each in ends if each)
    return Frame(first, max(last, first + timedelta(days=LEAST_DAYS)))


def _planned(reports: tuple[ProgressReport, ...], start: date | None, due: date | None) -> list[Point]:
    """Return the plan that the reports state; from 0 at the start to all on the due date where both are known."""
    stated = [row for row in reports if row.planned_progress_pct is not None]
    if not stated:
        return []
    if start is None or due is None or due <= start:
        return [Point(row.effective_date, float(row.planned_progress_pct or 0)) for row in stated]
    curve = planned_curve(reports, start_date=start, due_date=due)
    return [Point(start + timedelta(days=point.day), point.pct) for point in curve.points]


def _sentence(reports: tuple[ProgressReport, ...]) -> str:
    """Say what the curve shows, for whoever does not see it."""
    last = reports[-1]
    if last.planned_progress_pct is None:
        return str(
            gettext(
                "Đến %(day)s khối lượng thực hiện đạt %(done)s; báo cáo không ghi kế hoạch.",
                day=day(last.effective_date),
                done=percent(last.physical_progress_pct),
            )
        )
    return str(
        gettext(
            "Đến %(day)s khối lượng thực hiện đạt %(done)s, kế hoạch %(planned)s.",
            day=day(last.effective_date),
            done=percent(last.physical_progress_pct),
            planned=percent(last.planned_progress_pct),
        )
    )
