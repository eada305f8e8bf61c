"""Points of projects and scores of units."""

from decimal import Decimal

import pytest

from gis.domain.completion import Acceptance, CompletionDate, ScheduleHistory
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.on_time import (
    OnTimeRules,
    PointsCase,
    ProjectWeight,
    UnitScore,
    Weighting,
    divisor_days,
    on_time_points,
    unit_score,
)
from tests.unit.facts import day

DUE = CompletionDate(
    id=1, kind=CompletionDateKind.FIRST, effective_date=day("15/12/2024"), new_date=day("30/09/2025")
)
SQRT = OnTimeRules(weighting=Weighting.SQRT_BUDGET)


def finished(accepted: str) -> ScheduleHistory:
    return ScheduleHistory(dates=(DUE,), acceptances=(Acceptance(effective_date=day(accepted)),))


@pytest.mark.parametrize(
    ("accepted", "case", "points"),
    [
        ("30/09/2025", PointsCase.ON_TIME, "1"),
        ("16/09/2025", PointsCase.ON_TIME, "1"),
        ("15/09/2025", PointsCase.EARLY, "1.02"),
        ("01/08/2025", PointsCase.EARLY, "1.08"),
        ("01/01/2025", PointsCase.EARLY, "1.1"),
        ("09/10/2025", PointsCase.LATE, "0.9"),
        ("31/12/2025", PointsCase.LATE, "0"),
    ],
)
def test_points_rise_with_days_early_and_fall_with_days_late(
    accepted: str, case: PointsCase, points: str
) -> None:
    found = on_time_points(finished(accepted), as_of=day("31/12/2025"))
    assert (found.case, found.points) == (case, Decimal(points))


def test_a_project_unfinished_at_the_end_of_its_last_day_is_overdue() -> None:
    facts = ScheduleHistory(dates=(DUE,))
    assert on_time_points(facts, as_of=day("29/09/2025")).case is PointsCase.NOT_DUE
    found = on_time_points(facts, as_of=day("30/09/2025"))
    assert (found.case, found.points) == (PointsCase.OVERDUE, Decimal("0.5"))
    assert on_time_points(facts, as_of=day("31/12/2026")).points == 0


@pytest.mark.parametrize(
    ("start", "days"), [(None, "90"), ("01/01/2025", "90"), ("01/10/2023", "182.5"), ("01/10/2025", "90")]
)
def test_points_fall_slower_for_long_works(start: str | None, days: str) -> None:
    start_date = day(start) if start else None
    assert divisor_days(DUE.new_date, start_date=start_date, rules=OnTimeRules()) == Decimal(days)


def test_a_unit_without_projects_has_no_score() -> None:
    assert unit_score([], max_points=Decimal(20)) == UnitScore(
        project_count=0, score_points=None, is_few_projects=True, unweighted_count=0
    )
    waiting = unit_score([ProjectWeight(points=None)], max_points=Decimal(20))
    assert (waiting.project_count, waiting.score_points) == (0, None)


def test_a_units_score_is_the_mean_of_its_projects() -> None:
    projects = [ProjectWeight(points=Decimal(each)) for each in ("1", "0.5", "0")]
    found = unit_score(projects, max_points=Decimal(20))
    assert found.score_points == Decimal("10.00")
    assert not found.is_few_projects
    assert unit_score(projects[:2], max_points=Decimal(20)).is_few_projects


def test_roots_of_budgets_keep_one_project_from_deciding_all() -> None:
    projects = [
        ProjectWeight(points=Decimal(1), budget_vnd=1_000_000_000),
        ProjectWeight(points=Decimal(0), budget_vnd=9_000_000_000),
        ProjectWeight(points=Decimal(1)),
    ]
    found = unit_score(projects, max_points=Decimal(20), rules=SQRT)
    assert found == UnitScore(
        project_count=2, score_points=Decimal("5.00"), is_few_projects=True, unweighted_count=1
    )
