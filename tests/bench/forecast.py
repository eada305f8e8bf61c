"""How wrong forecasts of completion are: made from the first half of each demonstration history, held against the rest."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import installed_choice, load_units
from etl.demo.generate import Wish, fill
from etl.findings import Findings
from gis.domain.completion import ScheduleHistory, accepted_on, is_suspended, legal_date
from gis.domain.forecast import Forecast, ForecastFacts, ForecastGap, forecast
from gis.domain.forecast_bands import DEMONSTRATION_BANDS
from gis.domain.forecast_errors import ErrorBand, ErrorSample, error_bands
from gis.domain.ledger import visible
from gis.domain.progress import ProgressReport
from gis.models import Project
from gis.operations.audit import Actor
from gis.queries.project_ledgers import facts, project_ledgers, schedule_history
from tests import databases

MIN_REPORTS = 6
"""The least reports of a project whose history is halved."""
FULL_PCT = 100
OTHER_SEED = 2
DONE_EDGES = (0, 25, 50, 75, 101)


@dataclass(frozen=True)
class Story:
    """A finished project: what its forecast may know, in the order of the days, and when the works were really done."""

    reports: tuple[ProgressReport, ...]
    history: ScheduleHistory
    done_on: date

    def forecast_on(self, day: date, bands: Sequence[ErrorBand] = ()) -> Forecast:
        """Return what would have been forecast on a day, from what was known then."""
        known = ForecastFacts(
            start_date=self.history.start_date,
            due_date=legal_date(self.history.dates, as_of=day),
            accepted_on=accepted_on(self.history.acceptances, as_of=day),
            is_suspended=is_suspended(self.history.suspensions, as_of=day),
        )
        return forecast(self.reports, facts=known, as_of=day, error_bands=bands)


class Held(NamedTuple):
    """A forecast held against what came: works when it was made, days off (late above 0), inside its interval or not."""

    done_pct: float
    error_days: int
    is_covered: bool
    width_days: int


def stories(session: Session) -> list[Story]:
    """Return every project that was finished after enough reports."""
    found = []
    for project_id, start in session.execute(select(Project.id, Project.start_date).order_by(Project.id)):
        ledgers = project_ledgers(session, project_id)
        reports, history = facts(ledgers.reports), schedule_history(ledgers, start_date=start)
        if (done_on := _done_on(reports, history)) is not None:
            before = tuple(row for row in reports if row.effective_date < done_on)
            if len(before) >= MIN_REPORTS:
                found.append(Story(before, history, done_on))
    return found


def held_back(
    found: Iterable[Story], bands: Sequence[ErrorBand] = ()
) -> tuple[list[Held], Counter[ForecastGap]]:
    """Return the forecasts made half way, held against the truth, and why there were none for the others."""
    held, gaps = [], Counter[ForecastGap]()
    for story in found:
        half = visible(story.reports, as_of=date.max)[len(story.reports) // 2 - 1]
        made = story.forecast_on(half.effective_date, bands)
        if made.gap is not None:
            gaps[made.gap] += 1
        else:
            held.append(_held(made, story.done_on, float(half.physical_progress_pct)))
    return held, gaps


def samples(found: Iterable[Story]) -> Iterator[ErrorSample]:
    """Yield, for each report of each project, days that really remained ÷ days forecast."""
    for story in found:
        for report in story.reports:
            made = story.forecast_on(report.effective_date)
            if made.remaining_days:
                remained = (story.done_on - report.effective_date).days
                yield ErrorSample(report.physical_progress_pct, remained / made.remaining_days)


def table(held: Sequence[Held], gaps: Counter[ForecastGap], *, name: str) -> str:
    """Return a Markdown table by how far the works were."""
    rows = [
        f"Forecasts from half of the reports, interval by {name}; "
        + (
            ", ".join(f"none for {count}: {gap.value}" for gap, count in gaps.most_common()) or "none missing"
        ),
        "",
        "| works done | forecasts | median off, days | median error (late +) | inside the 80 % interval | median width, days |",
        "|---|---|---|---|---|---|",
    ]
    groups = [
        (f"{low}–{min(high, 100)} %", [each for each in held if low <= each.done_pct < high])
        for low, high in pairwise(DONE_EDGES)
    ]
    for words, group in [*groups, ("all", list(held))]:
        if group:
            rows.append(
                f"| {words} | {len(group)} | {median(abs(each.error_days) for each in group):.0f} "
                f"| {median(each.error_days for each in group):+.0f} "
                f"| {100 * sum(each.is_covered for each in group) / len(group):.0f} % "
                f"| {median(each.width_days for each in group):.0f} |"
            )
    return "\n".join(rows) + "\n"


def measure(*, projects: int, as_of: date, seed: int = OTHER_SEED) -> str:
    """Fill a database with demonstration projects; return the tables of both kinds of intervals, and fresh bands.

    The seed is another one than that of the bands which pages use, so that no forecast is judged by its own errors.
    """
    found = _finished(projects=projects, as_of=as_of, seed=seed)
    own, known = held_back(found), held_back(found, DEMONSTRATION_BANDS)
    return "\n".join(
        [
            f"{projects:,} demonstration projects (seed {seed}), {len(found)} finished after {MIN_REPORTS} reports or more",
            "",
            table(*own, name="the project's own unevenness"),
            table(*known, name="the errors that pages use (measured on another seed)"),
            "Bands of these projects, to compare with gis/domain/forecast_bands.py:",
            "",
            *(f"- {band}" for band in error_bands(samples(found))),
            "",
        ]
    )


def _finished(*, projects: int, as_of: date, seed: int) -> list[Story]:
    template = databases.TemplateName()
    try:
        with databases.copy_of(template.make()) as url:
            engine = create_engine(url)
            with Session(engine) as session:
                findings = Findings()
                downloads = Downloads(findings, pinned=())
                load_units(
                    session, Actor("bench"), installed_choice(), findings=findings, downloads=downloads
                )
                fill(session, Wish(projects=projects, seed=seed, as_of=as_of))
                found = stories(session)
            engine.dispose()
        return found
    finally:
        template.drop()


def _done_on(reports: Sequence[ProgressReport], history: ScheduleHistory) -> date | None:
    """Return when the works were done: the first report that says so, or the acceptance before it."""
    full = [row.effective_date for row in reports if row.physical_progress_pct >= Decimal(FULL_PCT)]
    accepted = accepted_on(history.acceptances, as_of=date.max)
    return min((day for day in (min(full, default=None), accepted) if day is not None), default=None)


def _held(made: Forecast, done_on: date, done_pct: float) -> Held:
    expected, earliest, latest = made.expected_date, made.earliest_date, made.latest_date
    if expected is None or earliest is None or latest is None:
        raise ValueError("a forecast without a day")
    return Held(done_pct, (done_on - expected).days, earliest <= done_on <= latest, (latest - earliest).days)


def main() -> None:
    """Measure alone: `python -m tests.bench.forecast`."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.forecast", description=__doc__)
    parser.add_argument("--projects", type=int, default=1_000, help="demonstration projects")
    parser.add_argument(
        "--seed", type=int, default=OTHER_SEED, help="1 is the one of the bands that pages use"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 22), help="YYYY-MM-DD")
    given = parser.parse_args()
    sys.stdout.write(measure(projects=given.projects, as_of=given.as_of, seed=given.seed) + "\n")


if __name__ == "__main__":
    main()
