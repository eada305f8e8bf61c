"""When a project will be done, from its own history: a day with an 80 % interval, or the reason why there is none."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from gis.domain.earned_schedule import EarnedPoint, earned_points, pace_variance, planned_curve
from gis.domain.forecast_errors import ErrorBand, band_of
from gis.domain.ledger import visible
from gis.domain.progress import ProgressReport
from gis.domain.rounding import round_half_away


class ForecastGap(StrEnum):
    """Why there is no forecast."""

    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    NO_START_DATE = "no_start_date"
    NO_DUE_DATE = "no_due_date"
    TOO_FEW_REPORTS = "too_few_reports"
    TOO_SHORT = "too_short"
    REPORTS_TOO_OLD = "reports_too_old"
    TOO_LITTLE_PROGRESS = "too_little_progress"
    WORKS_DONE = "works_done"
    TOO_SLOW = "too_slow"
    TOO_UNCERTAIN = "too_uncertain"


class IntervalBasis(StrEnum):
    """Where the interval comes from: the project's own unevenness, or the errors of earlier forecasts."""

    OWN_SPREAD = "own_spread"
    PAST_ERRORS = "past_errors"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRules:
    """The least data a forecast needs, and from where on it says nothing (a proposal)."""

    min_report_count: int = 3
    min_span_days: int = 60
    min_progress_pct: Decimal = Decimal(5)
    max_report_age_days: int = 120
    horizon_days: int = 3650
    min_spread_ratio: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastFacts:
    """What is known of a project's dates on the day of the forecast; `due_date` is the approved one."""

    start_date: date | None
    due_date: date | None
    accepted_on: date | None = None
    is_suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The expected day of completion and the days between which it lies in 8 of 10 cases, or the reason for none.

    `pace_ratio` is schedule earned a day, 2 decimals: 1 as planned, below 1 slower. `remaining_days` are counted from
    the last report of `reported_on`, before past errors mend them. `is_plan_assumed` says that no report stated a
    plan, so that a straight line stood in for it.
    """

    expected_date: date | None = None
    earliest_date: date | None = None
    latest_date: date | None = None
    gap: ForecastGap | None = None
    basis: IntervalBasis | None = None
    reported_on: date | None = None
    remaining_days: float | None = None
    pace_ratio: Decimal | None = None
    report_count: int = 0
    is_plan_assumed: bool = False


class _Spread(NamedTuple):
    """The remaining days times these: low, expected, high."""

    low: float
    middle: float
    high: float
    basis: IntervalBasis


FORECAST_RULES: Final = ForecastRules()
_T_90: Final = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372)
"""90th percentiles of Student's t for 1 to 10 degrees of freedom."""
_NORMAL_90: Final = 1.2816


def forecast(
    reports: Iterable[ProgressReport],
    *,
    facts: ForecastFacts,
    as_of: date,
    error_bands: Sequence[ErrorBand] = (),
    rules: ForecastRules = FORECAST_RULES,
) -> Forecast:
    """Return when the works will be done, as known on `as_of`; it changes no status and no score.

    Earned schedule: the works reported last are looked up on the planned curve, which gives the days of plan earned
    (ES) in the days passed (AT). The pace is ES / AT, and the rest of the plan at that pace is the time that remains.
    The interval of 80 % comes from `error_bands`, the measured errors of earlier forecasts at the same progress,
    where they hold one; else from the project itself: reports earn schedule unevenly, and the variance of that gives
    the spread of the remaining time (a random walk with drift, its drift being uncertain too), taken as log-normal
    with Student's t for few reports. No day is before `as_of`; the same arguments give the same days. Source:
    docs/rules.md, "Forecast".
    """
    rows = visible(reports, as_of=as_of)
    if facts.start_date is None or facts.due_date is None:
        return Forecast(gap=_state_gap(facts), report_count=len(rows))
    start = facts.start_date
    rows = [row for row in rows if row.effective_date > start]
    gap = _state_gap(facts) or _data_gap(rows, as_of=as_of, rules=rules)
    if gap is not None:
        return Forecast(gap=gap, report_count=len(rows))
    curve = planned_curve(rows, start_date=start, due_date=facts.due_date)
    points = earned_points(curve, rows, start_date=start)
    pace = points[-1].earned_days / points[-1].day
    remaining_days = (curve.duration_days - points[-1].earned_days) / pace
    band = band_of(error_bands, rows[-1].physical_progress_pct)
    spread = _own_spread(points, remaining_days, rules) if band is None else _measured_spread(band)
    return replace(
        _dated(remaining_days, spread, reported_on=rows[-1].effective_date, as_of=as_of, rules=rules),
        pace_ratio=round_half_away(Decimal(pace), places=2),
        report_count=len(rows),
        is_plan_assumed=all(row.planned_progress_pct is None for row in rows),
    )


def _state_gap(facts: ForecastFacts) -> ForecastGap | None:
    if facts.accepted_on is not None:
        return ForecastGap.ACCEPTED
    if facts.is_suspended:
        return ForecastGap.SUSPENDED
    if facts.start_date is None:
        return ForecastGap.NO_START_DATE
    if facts.due_date is None or facts.due_date <= facts.start_date:
        return ForecastGap.NO_DUE_DATE
    return None


def _data_gap(rows: list[ProgressReport], *, as_of: date, rules: ForecastRules) -> ForecastGap | None:
    """Return what the reports after the start lack; they come in the order of their days."""
    if len({row.effective_date for row in rows}) < rules.min_report_count:
        return ForecastGap.TOO_FEW_REPORTS
    last = rows[-1]
    if (last.effective_date - rows[0].effective_date).days < rules.min_span_days:
        return ForecastGap.TOO_SHORT
    if (as_of - last.effective_date).days > rules.max_report_age_days:
        return ForecastGap.REPORTS_TOO_OLD
    if last.physical_progress_pct >= 100:
        return ForecastGap.WORKS_DONE
    if last.physical_progress_pct < rules.min_progress_pct:
        return ForecastGap.TOO_LITTLE_PROGRESS
    return None


def _own_spread(points: list[EarnedPoint], remaining_days: float, rules: ForecastRules) -> _Spread:
    passed, earned = points[-1]
    pace = earned / passed
    relative = pace_variance(points) / (remaining_days * pace**2) * (1 + remaining_days / passed)
    deviation = math.sqrt(math.log1p(max(relative, rules.min_spread_ratio**2)))
    freedom = len(points) - 2
    width = math.exp(deviation * (_T_90[freedom - 1] if freedom <= len(_T_90) else _NORMAL_90))
    return _Spread(1 / width, 1.0, width, IntervalBasis.OWN_SPREAD)


def _measured_spread(band: ErrorBand) -> _Spread:
    return _Spread(band.low_ratio, band.middle_ratio, band.high_ratio, IntervalBasis.PAST_ERRORS)


def _dated(
    remaining_days: float, spread: _Spread, *, reported_on: date, as_of: date, rules: ForecastRules
) -> Forecast:
    if remaining_days * spread.middle > rules.horizon_days:
        return Forecast(gap=ForecastGap.TOO_SLOW)
    if remaining_days * spread.high > rules.horizon_days:
        return Forecast(gap=ForecastGap.TOO_UNCERTAIN)
    earliest, expected, latest = (
        max(as_of, reported_on + timedelta(days=math.ceil(remaining_days * each)))
        for each in (spread.low, spread.middle, spread.high)
    )
    return Forecast(
        expected_date=expected,
        earliest_date=earliest,
        latest_date=latest,
        basis=spread.basis,
        reported_on=reported_on,
        remaining_days=remaining_days,
    )
