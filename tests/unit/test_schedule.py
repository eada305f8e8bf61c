"""Schedule status and days late by the legal date."""

from decimal import Decimal

import pytest

from gis.domain.completion import Acceptance, CompletionDate, ScheduleHistory, Suspension, accepted_on
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.schedule import ScheduleFacts, ScheduleRules, delay_days, schedule_facts, schedule_status
from tests.unit.facts import day

DUE = day("30/06/2025")


@pytest.mark.parametrize(
    ("accepted", "status", "late_days"),
    [
        ("15/06/2025", ScheduleStatus.EARLY, 0),
        ("16/06/2025", ScheduleStatus.ON_TIME, 0),
        ("30/06/2025", ScheduleStatus.ON_TIME, 0),
        ("01/07/2025", ScheduleStatus.LATE, 1),
        ("01/01/2026", ScheduleStatus.OVERDUE, 184),
    ],
)
def test_finished_works(accepted: str, status: ScheduleStatus, late_days: int) -> None:
    facts, today = ScheduleFacts(DUE, day(accepted)), day("31/12/2025")
    assert (schedule_status(facts, as_of=today), delay_days(facts, as_of=today)) == (status, late_days)


@pytest.mark.parametrize(
    ("works", "plan", "status"),
    [
        ("35", "50", ScheduleStatus.ON_TRACK),
        ("34.99", "50", ScheduleStatus.AT_RISK),
        (None, "50", ScheduleStatus.ON_TRACK),
        ("34", None, ScheduleStatus.ON_TRACK),
    ],
)
def test_works_more_than_fifteen_points_behind_are_at_risk(
    works: str | None, plan: str | None, status: ScheduleStatus
) -> None:
    percents = (Decimal(each) if each else None for each in (works, plan))
    facts = ScheduleFacts(DUE, None, False, *percents)
    assert schedule_status(facts, as_of=day("01/03/2025")) is status
    assert schedule_status(facts, as_of=day("01/07/2025")) is ScheduleStatus.OVERDUE


def test_thresholds_are_settings() -> None:
    facts = ScheduleFacts(DUE, day("20/06/2025"))
    assert schedule_status(facts, as_of=DUE, rules=ScheduleRules(early_from_days=10)) is ScheduleStatus.EARLY


def test_without_a_date_nothing_is_on_time() -> None:
    facts = ScheduleFacts(None, day("20/06/2025"))
    assert schedule_status(facts, as_of=DUE) is ScheduleStatus.UNKNOWN
    assert delay_days(facts, as_of=DUE) is None


def test_suspension_ends_the_day_before_works_resume() -> None:
    history = ScheduleHistory(
        dates=(
            CompletionDate(kind=CompletionDateKind.FIRST, effective_date=day("01/01/2025"), new_date=DUE),
        ),
        suspensions=(Suspension(id=1, effective_date=day("01/07/2025"), resumed_on=day("01/09/2025")),),
    )
    for today, status in [
        ("30/06/2025", ScheduleStatus.AT_RISK),
        ("01/07/2025", ScheduleStatus.SUSPENDED),
        ("31/08/2025", ScheduleStatus.SUSPENDED),
        ("01/09/2025", ScheduleStatus.OVERDUE),
    ]:
        facts = schedule_facts(
            history,
            as_of=day(today),
            physical_progress_pct=Decimal(20),
            planned_progress_pct=Decimal(90),
        )
        assert schedule_status(facts, as_of=day(today)) is status


def test_the_end_of_a_contract_approves_nothing() -> None:
    dates = (
        CompletionDate(kind=CompletionDateKind.FIRST, effective_date=day("01/01/2025"), new_date=DUE),
        CompletionDate(
            kind=CompletionDateKind.CONTRACT_END, effective_date=day("01/02/2025"), new_date=day("31/12/2025")
        ),
    )
    facts = schedule_facts(ScheduleHistory(dates=dates), as_of=DUE)
    assert facts.approved_completion_date == DUE


def test_only_the_final_acceptance_finishes_the_works() -> None:
    minutes = [
        Acceptance(id=n, effective_date=day("01/05/2025"), kind=kind)
        for n, kind in enumerate((AcceptanceKind.PARTIAL, AcceptanceKind.HANDOVER))
    ]
    assert accepted_on(minutes, as_of=DUE) is None
    assert accepted_on(minutes, as_of=DUE, kind=AcceptanceKind.HANDOVER) == day("01/05/2025")
