"""Forecasts by earned schedule: what they say, how sure they are, and when they say nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.earned_schedule import PlanPoint, planned_curve
from gis.domain.forecast import Forecast, ForecastFacts, ForecastGap, ForecastRules, IntervalBasis, forecast
from gis.domain.forecast_errors import ErrorBand, ErrorSample, band_of, error_bands
from gis.domain.progress import ProgressReport
from tests.unit.facts import day

START, DUE = day("01/01/2026"), day("28/10/2026")
FACTS = ForecastFacts(start_date=START, due_date=DUE)
TODAY = day("01/07/2026")


def report(day_number: int, works: float, plan: float | None = None) -> ProgressReport:
    return ProgressReport(
        id=day_number,
        effective_date=START + timedelta(days=day_number),
        physical_progress_pct=Decimal(str(works)),
        planned_progress_pct=None if plan is None else Decimal(str(plan)),
    )


def half_as_fast() -> list[ProgressReport]:
    """Give six months of a plan of 300 days in a straight line, of which half is done."""
    return [report(n * 30, n * 5, n * 10) for n in range(1, 7)]


def width(found: Forecast) -> int:
    assert found.earliest_date is not None
    assert found.latest_date is not None
    return (found.latest_date - found.earliest_date).days


def test_works_at_half_the_pace_take_twice_the_time() -> None:
    found = forecast(half_as_fast(), facts=FACTS, as_of=TODAY)
    assert found.pace_ratio == Decimal("0.50")
    assert found.reported_on == START + timedelta(days=180)
    assert found.remaining_days == pytest.approx(420)
    assert found.expected_date is not None
    assert (found.expected_date - START).days == pytest.approx(600, abs=1)
    assert (found.gap, found.basis, found.is_plan_assumed) == (None, IntervalBasis.OWN_SPREAD, False)
    assert found.report_count == 6


def test_even_works_still_leave_a_doubt() -> None:
    assert width(forecast(half_as_fast(), facts=FACTS, as_of=TODAY)) > 0.1 * 420


def test_uneven_works_are_less_certain() -> None:
    uneven = [report(n * 30, works) for n, works in enumerate((1, 14, 15, 16, 29, 30), start=1)]
    even = [report(n * 30, n * 5) for n in range(1, 7)]
    wide, narrow = (forecast(rows, facts=FACTS, as_of=TODAY) for rows in (uneven, even))
    assert wide.expected_date == narrow.expected_date
    assert width(wide) > 2 * width(narrow)


def test_without_a_stated_plan_a_straight_line_stands_in() -> None:
    rows = [report(n * 30, n * 10) for n in range(1, 5)]
    found = forecast(rows, facts=FACTS, as_of=day("05/05/2026"))
    assert found.is_plan_assumed
    assert found.expected_date is not None
    assert (found.expected_date - START).days == pytest.approx(300, abs=1)


def test_many_reports_use_the_normal_distribution() -> None:
    rows = [report(n * 10, n * 2) for n in range(1, 19)]
    found = forecast(rows, facts=FACTS, as_of=TODAY)
    assert found.report_count == 18
    assert found.gap is None


def test_a_past_day_knows_only_its_own_reports() -> None:
    rows = half_as_fast()
    known = [row for row in rows if row.effective_date <= day("01/05/2026")]
    assert forecast(rows, facts=FACTS, as_of=day("01/05/2026")) == forecast(
        known, facts=FACTS, as_of=day("01/05/2026")
    )


def test_no_day_lies_in_the_past() -> None:
    rows = [report(n * 30, min(n * 19, 95)) for n in range(1, 6)]
    found = forecast(rows, facts=FACTS, as_of=day("15/08/2026"))
    assert found.expected_date == found.earliest_date == day("15/08/2026")


def gap(rows: list[ProgressReport], facts: ForecastFacts = FACTS, as_of: date = TODAY) -> ForecastGap | None:
    found = forecast(rows, facts=facts, as_of=as_of)
    assert (found.expected_date is None) is (found.gap is not None)
    return found.gap


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (ForecastFacts(start_date=START, due_date=DUE, accepted_on=TODAY), ForecastGap.ACCEPTED),
        (ForecastFacts(start_date=START, due_date=DUE, is_suspended=True), ForecastGap.SUSPENDED),
        (ForecastFacts(start_date=None, due_date=DUE), ForecastGap.NO_START_DATE),
        (ForecastFacts(start_date=START, due_date=None), ForecastGap.NO_DUE_DATE),
        (ForecastFacts(start_date=START, due_date=START), ForecastGap.NO_DUE_DATE),
    ],
)
def test_some_projects_have_no_forecast(facts: ForecastFacts, reason: ForecastGap) -> None:
    assert gap(half_as_fast(), facts) is reason


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], ForecastGap.TOO_FEW_REPORTS),
        ([report(30, 10), report(120, 20)], ForecastGap.TOO_FEW_REPORTS),
        ([report(-30, 1), report(60, 10), report(120, 20)], ForecastGap.TOO_FEW_REPORTS),
        ([report(100, 10), report(130, 20), report(159, 30)], ForecastGap.TOO_SHORT),
        ([report(1, 10), report(30, 20), report(60, 30)], ForecastGap.TOO_SHORT),
        ([report(1, 10), report(30, 20), report(61, 30)], ForecastGap.REPORTS_TOO_OLD),
        ([report(60, 40), report(90, 90), report(150, 100)], ForecastGap.WORKS_DONE),
        ([report(60, 1), report(90, 2), report(150, 4.99)], ForecastGap.TOO_LITTLE_PROGRESS),
    ],
)
def test_too_little_is_known(rows: list[ProgressReport], reason: ForecastGap) -> None:
    as_of = day("15/07/2026") if reason is ForecastGap.REPORTS_TOO_OLD else day("30/06/2026")
    assert gap(rows, as_of=as_of) is reason


def test_what_would_take_ten_years_is_not_forecast() -> None:
    slow = [report(n * 60, 5, 40 + n * 10) for n in range(1, 4)]
    assert gap(slow) is ForecastGap.TOO_SLOW
    uncertain = [report(60, 0), report(120, 0), report(180, 10)]
    assert gap(uncertain) is ForecastGap.TOO_UNCERTAIN


SAMPLES = [ErrorSample(Decimal(30), 1 + n / 100) for n in range(101)]


def test_past_errors_give_the_interval_where_they_are_known() -> None:
    bands = error_bands(SAMPLES)
    assert bands == (ErrorBand(Decimal(25), Decimal(50), 1.1, 1.5, 1.9, 101),)
    found = forecast(half_as_fast(), facts=FACTS, as_of=TODAY, error_bands=bands)
    assert found.basis is IntervalBasis.PAST_ERRORS
    days = [
        (each - START).days - 180
        for each in (found.earliest_date, found.expected_date, found.latest_date)
        if each is not None
    ]
    assert days == pytest.approx([462, 630, 798], abs=1)
    assert found.remaining_days == pytest.approx(420)


def test_few_errors_are_no_measure() -> None:
    assert error_bands(SAMPLES[:29]) == ()
    assert band_of(error_bands(SAMPLES), Decimal(50)) is None


def test_the_plan_told_last_is_believed() -> None:
    rows = [report(30, 5, 20), report(60, 9, 60), report(90, 12, 30), report(400, 90, 100)]
    curve = planned_curve(rows, start_date=START, due_date=DUE)
    assert curve.points == (
        PlanPoint(0, 0),
        PlanPoint(30, 20),
        PlanPoint(60, 30),
        PlanPoint(90, 30),
        PlanPoint(300, 100),
    )
    assert (curve.day_of(10), curve.day_of(30), curve.day_of(65), curve.day_of(101)) == (15, 60, 195, 300)
    assert curve.duration_days == 300


@given(
    st.lists(
        st.tuples(st.integers(1, 600), st.integers(0, 100), st.none() | st.integers(0, 100)), max_size=12
    ),
    st.integers(0, 700),
)
def test_every_history_gives_days_in_order_or_a_reason(
    steps: list[tuple[int, int, int | None]], number: int
) -> None:
    rows = [report(*step) for step in steps]
    as_of = START + timedelta(days=number)
    found = forecast(rows, facts=FACTS, as_of=as_of)
    assert found == forecast(list(reversed(rows)), facts=FACTS, as_of=as_of) or len(
        {row.effective_date for row in rows}
    ) < len(rows)
    if found.gap is not None:
        assert (found.expected_date, found.earliest_date, found.latest_date) == (None, None, None)
    else:
        days = [found.earliest_date, found.expected_date, found.latest_date]
        assert all(each is not None and as_of <= each for each in days)
        assert days == sorted(each for each in days if each is not None)


def test_the_least_of_data_is_a_setting() -> None:
    rows = [report(60, 20), report(130, 40)]
    rules = ForecastRules(min_report_count=2)
    assert forecast(rows, facts=FACTS, as_of=day("30/06/2026"), rules=rules).gap is None
    assert forecast(rows, facts=FACTS, as_of=day("30/06/2026")) == Forecast(
        gap=ForecastGap.TOO_FEW_REPORTS, report_count=2
    )
