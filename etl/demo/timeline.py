"""When a demonstration project was decided, begun, due, extended, finished, and how far it therefore is."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from gis.domain.lifecycle import ClearanceStatus, DatePrecision, SettlementStatus, Stage

LARGE_FROM_MILLION: Final = 8_000
"""From this budget (triệu đồng) on works are accepted in parts before they are accepted whole."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dates of one project as far as they are known on `as_of`, and the stage steps they imply."""

    decision_date: date | None
    start_date: date | None
    first_completion_date: date | None
    precision: DatePrecision | None
    approved_completion_date: date | None
    acceptance_date: date | None
    steps: tuple[tuple[Stage, date], ...]

    @property
    def stage(self) -> Stage | None:
        """The stage reached last."""
        return self.steps[-1][0] if self.steps else None


def draw(rng: np.random.Generator, *, as_of: date, budget_million: int) -> Timeline:
    """Return a believable life of a project of this budget (triệu đồng), cut off at `as_of`."""
    decided = as_of - timedelta(days=int(rng.integers(-120, 1_650)))
    start = decided + timedelta(days=int(rng.integers(50, 260)))
    planned_days = int(100 + min(620, budget_million**0.5 * 4) * rng.uniform(0.7, 1.25))
    due, precision = _rounded_due(rng, start + timedelta(days=planned_days))
    accepted = start + timedelta(days=int((due - start).days * _pace(rng)))
    extended = _extension(rng, due, accepted, as_of)
    all_steps = _steps(rng, decided, start, accepted, is_large=budget_million >= LARGE_FROM_MILLION)
    known = tuple((stage, day) for stage, day in all_steps if day <= as_of)
    is_decided = decided <= as_of
    has_dates = is_decided and rng.random() > 0.025
    return Timeline(
        decision_date=decided if is_decided else None,
        start_date=start if start <= as_of else None,
        first_completion_date=due if has_dates else None,
        precision=precision if has_dates else None,
        approved_completion_date=extended if has_dates else None,
        acceptance_date=accepted if accepted <= as_of else None,
        steps=known,
    )


def clearance(timeline: Timeline, *, is_needed: bool, lag: float) -> ClearanceStatus:
    """Return how far land clearance is; `lag` 0–1 is how slow this place is."""
    if not is_needed:
        return ClearanceStatus.NOT_REQUIRED
    stage = timeline.stage or Stage.POLICY_PREPARATION
    if stage < Stage.CONTRACTOR_SELECTION:
        return ClearanceStatus.NOT_STARTED
    if stage >= Stage.PARTIAL_ACCEPTANCE:
        return ClearanceStatus.DONE
    return ClearanceStatus.IN_PROGRESS if lag > 0.55 else ClearanceStatus.MOSTLY_DONE


def settlement(timeline: Timeline) -> SettlementStatus:
    """Return the state of the account's settlement that fits the stage."""
    stage = timeline.stage or Stage.POLICY_PREPARATION
    if stage >= Stage.CLOSED:
        return SettlementStatus.SETTLED
    if stage >= Stage.SETTLED:
        return SettlementStatus.APPROVED_WITH_DEBT
    return SettlementStatus.SUBMITTED if stage == Stage.HANDED_OVER else SettlementStatus.NOT_SUBMITTED


def _pace(rng: np.random.Generator) -> float:
    """Return actual over planned duration: most finish near the plan, some early, a tail late."""
    kind = rng.random()
    if kind < 0.16:
        return float(rng.uniform(0.72, 0.92))
    if kind < 0.74:
        return float(rng.uniform(0.92, 1.0))
    return float(rng.uniform(1.02, 2.4))


def _rounded_due(rng: np.random.Generator, day: date) -> tuple[date, DatePrecision]:
    kind = rng.random()
    if kind < 0.55:
        return day, DatePrecision.DAY
    if kind < 0.8:
        return _month_end(day.year, day.month), DatePrecision.MONTH
    if kind < 0.93:
        return _month_end(day.year, (day.month + 2) // 3 * 3), DatePrecision.QUARTER
    return date(day.year, 12, 31), DatePrecision.YEAR


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _extension(rng: np.random.Generator, due: date, accepted: date, as_of: date) -> date:
    """Return the approved date: some late projects were extended before or around the old date."""
    if accepted <= due or rng.random() > 0.45 or due - timedelta(days=20) > as_of:
        return due
    return due + timedelta(days=int(rng.choice([60, 90, 120, 180, 270])))


def _steps(
    rng: np.random.Generator, decided: date, start: date, accepted: date, *, is_large: bool
) -> tuple[tuple[Stage, date], ...]:
    gap = max(3, (start - decided).days)
    handed = accepted + timedelta(days=int(rng.integers(10, 70)))
    settled = handed + timedelta(days=int(rng.integers(90, 260)))
    in_part = start + (accepted - start) * 2 // 3
    return (
        (Stage.POLICY_PREPARATION, decided - timedelta(days=150)),
        (Stage.POLICY_APPROVED, decided - timedelta(days=70)),
        (Stage.PROJECT_APPROVED, decided),
        (Stage.CONTRACTOR_SELECTION, decided + timedelta(days=gap // 3)),
        (Stage.CONTRACT_SIGNED, decided + timedelta(days=gap * 3 // 4)),
        (Stage.UNDER_CONSTRUCTION, start),
        *(((Stage.PARTIAL_ACCEPTANCE, in_part),) if is_large else ()),
        (Stage.FINAL_ACCEPTANCE, accepted),
        (Stage.HANDED_OVER, handed),
        (Stage.SETTLED, settled),
        (Stage.WARRANTY, settled + timedelta(days=20)),
        (Stage.CLOSED, accepted + timedelta(days=400)),
    )
