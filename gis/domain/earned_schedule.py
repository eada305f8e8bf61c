"""Earned schedule: by which day of the plan the works that are done should have been done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from gis.domain.progress import ProgressReport


class PlanPoint(NamedTuple):
    """Percent of the works that the plan wants done `day` days after the start."""

    day: float
    pct: float


class EarnedPoint(NamedTuple):
    """What a report `day` days after the start earned, in days of the plan."""

    day: float
    earned_days: float


@dataclass(frozen=True, slots=True)
class PlannedCurve:
    """The planned progress as straight lines between points, from 0 % at the start to 100 % on the due date."""

    points: tuple[PlanPoint, ...]

    @property
    def duration_days(self) -> float:
        """The first day on which the plan wants everything done."""
        return self.day_of(100.0)

    def day_of(self, pct: float) -> float:
        """Return the first day of the plan by which `pct` percent should be done; its end for 100 and more."""
        for left, right in pairwise(self.points):
            if pct <= right.pct and right.pct > left.pct:
                return left.day + max(0.0, pct - left.pct) / (right.pct - left.pct) * (right.day - left.day)
        return self.points[-1].day


def planned_curve(reports: Iterable[ProgressReport], *, start_date: date, due_date: date) -> PlannedCurve:
    """Return the plan that the reports state, in the order of their days.

    Where a later report plans less than an earlier one, the plan was changed, and the later one is believed.
    """
    points = [PlanPoint((due_date - start_date).days, 100.0)]
    for report in sorted(reports, key=lambda row: row.effective_date, reverse=True):
        day, planned = (report.effective_date - start_date).days, report.planned_progress_pct
        if planned is not None and 0 < day < points[-1].day:
            points.append(PlanPoint(day, min(float(planned), points[-1].pct)))
    return PlannedCurve((PlanPoint(0.0, 0.0), *reversed(points)))


def earned_points(
    curve: PlannedCurve, reports: Iterable[ProgressReport], *, start_date: date
) -> list[EarnedPoint]:
    """Return the start and each report after it as points of time passed against schedule earned."""
    found = {
        (report.effective_date - start_date).days: curve.day_of(float(report.physical_progress_pct))
        for report in reports
        if report.effective_date > start_date
    }
    return [EarnedPoint(0.0, 0.0), *(EarnedPoint(day, found[day]) for day in sorted(found))]


def pace_variance(points: list[EarnedPoint]) -> float:
    """Return the variance of the schedule earned in one day, from how unevenly the reports earned it.

    `points` are the start and two reports at least.
    """
    pace = points[-1].earned_days / points[-1].day
    steps = [(right.day - left.day, right.earned_days - left.earned_days) for left, right in pairwise(points)]
    return sum((earned - pace * passed) ** 2 / passed for passed, earned in steps) / (len(steps) - 1)
