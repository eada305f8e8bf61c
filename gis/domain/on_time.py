"""Points for being on time: one project's points by its scoring date, and a unit's score over its projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gis.domain.completion import ScheduleHistory, cancelled_from_above
from gis.domain.rounding import round_half_away
from gis.domain.scoring_dates import ScoringDates, scoring_dates


class Weighting(StrEnum):
    """What a project weighs in its unit's score; never its raw budget, or one project would decide all."""

    EQUAL = "equal"
    SQRT_BUDGET = "sqrt_budget"


class PointsCase(StrEnum):
    """Why a project has the points it has."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    NOT_DUE = "not_due"
    NO_FIRST_DATE = "no_first_date"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeRules:
    """The settings of the on-time score: a proposal that the council has to adopt, in whole or changed.

    Points fall from 1 to 0 over `divisor_min_days`, or over `divisor_duration_ratio` of the approved duration where
    that is longer. Every full `bonus_step_days` early adds `bonus_step_points`, up to `bonus_max_points`.
    """

    divisor_min_days: int = 90
    divisor_duration_ratio: Decimal = Decimal("0.25")
    overdue_max_points: Decimal = Decimal("0.5")
    bonus_step_days: int = 15
    bonus_step_points: Decimal = Decimal("0.02")
    bonus_max_points: Decimal = Decimal("0.1")
    weighting: Weighting = Weighting.EQUAL
    few_projects_below: int = 3
    is_proposal: bool = True


PROPOSED_ON_TIME_RULES: Final = OnTimeRules()
_FULL: Final = Decimal(1)
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimePoints:
    """A project's points p, unrounded, with the dates they rest on; points None where it is not judged yet."""

    case: PointsCase
    points: Decimal | None = None
    dates: ScoringDates | None = None
    divisor_days: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectWeight:
    """What a unit's score needs of one project of its population; the total investment is that of the day it is judged on."""

    points: Decimal | None
    budget_vnd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """A unit's score in points of the sheet to 2 decimals; None where it has no project to judge.

    None is "không có đối tượng": the points are shared out over the other criteria, neither 0 nor full.
    `unweighted_count` are projects left out because the weighting needs a budget that nobody stated.
    """

    project_count: int
    score_points: Decimal | None
    is_few_projects: bool
    unweighted_count: int


def on_time_points(
    history: ScheduleHistory, *, as_of: date, rules: OnTimeRules = PROPOSED_ON_TIME_RULES
) -> OnTimePoints:
    """Return the points of a project on `as_of` by its scoring date.

    A project that is not accepted at the end of its scoring date is overdue from that day; one that a higher level
    cancelled has none. Source: docs/rules.md,
    "On-time points" (proposal).
    """
    dates = scoring_dates(history, as_of=as_of)
    if dates is None:
        return OnTimePoints(case=PointsCase.NO_FIRST_DATE)
    if cancelled_from_above(history.execution_steps, as_of=as_of) is not None:
        return OnTimePoints(case=PointsCase.CANCELLED, dates=dates)
    divisor = divisor_days(dates.first_date, start_date=history.start_date, rules=rules)
    case, points = _judged(dates, as_of=as_of, divisor=divisor, rules=rules)
    return OnTimePoints(case=case, points=points, dates=dates, divisor_days=divisor)


def divisor_days(first_completion_date: date, *, start_date: date | None, rules: OnTimeRules) -> Decimal:
    """Return over how many days late the points fall to 0: the first approved duration counts, where known."""
    least = Decimal(rules.divisor_min_days)
    if start_date is None:
        return least
    duration_days = (first_completion_date - start_date).days
    return max(least, rules.divisor_duration_ratio * duration_days)


def unit_score(
    projects: Iterable[ProjectWeight],
    *,
    max_points: Decimal,
    rules: OnTimeRules = PROPOSED_ON_TIME_RULES,
) -> UnitScore:
    """Return Σ(w·p) / Σw × `max_points` over the projects that have points, half away from zero to 2 decimals."""
    judged = [(project.points, project) for project in projects if project.points is not None]
    weighted = [(weight, points) for points, project in judged if (weight := _weight(project, rules))]
    total = sum((weight for weight, _ in weighted), _NONE)
    reached = sum((weight * points for weight, points in weighted), _NONE)
    return UnitScore(
        project_count=len(weighted),
        score_points=round_half_away(reached / total * max_points, places=2) if total else None,
        is_few_projects=len(weighted) < rules.few_projects_below,
        unweighted_count=len(judged) - len(weighted),
    )


def _judged(
    dates: ScoringDates, *, as_of: date, divisor: Decimal, rules: OnTimeRules
) -> tuple[PointsCase, Decimal | None]:
    late = max(_NONE, _FULL - dates.late_days / divisor)
    if dates.accepted_on is None:
        if as_of < dates.scoring_date:
            return PointsCase.NOT_DUE, None
        return PointsCase.OVERDUE, min(late, rules.overdue_max_points)
    if dates.late_days:
        return PointsCase.LATE, late
    steps = (dates.scoring_date - dates.accepted_on).days // rules.bonus_step_days
    bonus = min(rules.bonus_max_points, steps * rules.bonus_step_points)
    return (PointsCase.EARLY if steps else PointsCase.ON_TIME), _FULL + bonus


def _weight(project: ProjectWeight, rules: OnTimeRules) -> Decimal | None:
    if rules.weighting is Weighting.EQUAL:
        return _FULL
    return Decimal(project.budget_vnd).sqrt() if project.budget_vnd else None
