"""Which projects a period judges, and the paper behind each exclusion."""

from dataclasses import replace

import pytest

from gis.domain.completion import Acceptance, CompletionDate, ExecutionStep, ScheduleHistory, Suspension
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.lifecycle import Execution
from gis.domain.on_time import PointsCase, on_time_points
from gis.domain.population import Membership, MembershipReason, Period, membership
from tests.unit.facts import day

YEAR = Period(day("01/01/2025"), day("31/12/2025"))


def project(due: str | None, accepted: str | None = None, *stops: Suspension) -> ScheduleHistory:
    date_kind = CompletionDateKind.FIRST
    dates = (
        (CompletionDate(kind=date_kind, effective_date=day("15/12/2022"), new_date=day(due)),) if due else ()
    )
    minutes = (Acceptance(effective_date=day(accepted)),) if accepted else ()
    return ScheduleHistory(dates=dates, acceptances=minutes, suspensions=stops)


def of_the_year(facts: ScheduleHistory, *steps: ExecutionStep) -> Membership:
    return membership(replace(facts, execution_steps=steps), period=YEAR, as_of=YEAR.last_day)


def step(number: int, on: str, execution: Execution, *, is_by_higher_level: bool = False) -> ExecutionStep:
    return ExecutionStep(
        id=number,
        effective_date=day(on),
        execution=execution,
        is_by_higher_level=is_by_higher_level,
        decision_no=f"{number}/QĐ",
    )


@pytest.mark.parametrize(
    ("due", "accepted", "reason", "is_member"),
    [
        ("30/06/2025", "20/06/2025", MembershipReason.DUE, True),
        ("30/06/2025", "20/11/2025", MembershipReason.DUE, True),
        ("31/12/2025", None, MembershipReason.DUE, True),
        ("01/01/2025", "01/01/2025", MembershipReason.DUE, True),
        ("31/12/2024", None, MembershipReason.STILL_UNFINISHED, True),
        ("30/06/2023", "02/02/2026", MembershipReason.STILL_UNFINISHED, True),
        ("30/06/2026", "20/12/2025", MembershipReason.FINISHED_EARLY, True),
        ("30/06/2026", None, MembershipReason.NOT_DUE_YET, False),
        ("30/06/2025", "20/12/2024", MembershipReason.FINISHED_BEFORE, False),
        ("30/06/2024", "20/12/2024", MembershipReason.FINISHED_BEFORE, False),
        ("30/06/2024", "20/02/2025", MembershipReason.JUDGED_BEFORE, False),
        (None, None, MembershipReason.NO_FIRST_DATE, False),
    ],
)
def test_each_project_is_judged_once_or_as_long_as_it_is_late(
    due: str | None, accepted: str | None, reason: MembershipReason, is_member: bool
) -> None:
    found = of_the_year(project(due, accepted))
    assert (found.reason, found.is_member) == (reason, is_member)


def test_v_suspended_all_year_is_out_and_listed_with_its_paper() -> None:
    stop = Suspension(id=5, effective_date=day("01/12/2024"), decision_no="17/QĐ-UBND")
    found = of_the_year(project("30/06/2025", None, stop))
    assert not found.is_member
    assert found == Membership(
        reason=MembershipReason.SUSPENDED,
        decision_no="17/QĐ-UBND",
        decided_on=day("01/12/2024"),
        entry_id=5,
    )


def test_suspended_for_a_part_of_the_year_stays_in() -> None:
    stop = Suspension(id=5, effective_date=day("02/01/2025"), resumed_on=day("01/03/2025"))
    assert of_the_year(project("30/06/2025", None, stop)).scoring_date == day("27/08/2025")


OWN = step(1, "01/10/2025", Execution.CANCELLED)
HIGHER = step(2, "02/10/2025", Execution.CANCELLED, is_by_higher_level=True)


def test_only_a_higher_level_takes_a_project_out_by_cancelling_it() -> None:
    """domain.md 2.4.5: "cancelled by higher level: out of the population, listed"."""
    assert of_the_year(project("30/06/2025"), OWN).is_member
    found = of_the_year(project("30/06/2025"), OWN, HIGHER)
    assert (found.reason, found.decision_no, found.entry_id) == (MembershipReason.CANCELLED, "2/QĐ", 2)
    assert found.decided_on == day("02/10/2025")


def test_what_goes_on_again_is_judged_again() -> None:
    resumed = step(3, "01/12/2025", Execution.NORMAL)
    assert of_the_year(project("30/06/2025"), HIGHER, resumed).is_member


def test_a_cancellation_counts_from_its_day() -> None:
    facts = replace(project("30/06/2025"), execution_steps=(HIGHER,))
    before = on_time_points(facts, as_of=day("01/10/2025"))
    after = on_time_points(facts, as_of=day("02/10/2025"))
    assert before.case is PointsCase.OVERDUE
    assert (after.case, after.points) == (PointsCase.CANCELLED, None)


def test_within_a_period_it_ends_today() -> None:
    facts = project("30/06/2025")
    in_march = membership(facts, period=YEAR, as_of=day("31/03/2025"))
    assert in_march.reason is MembershipReason.NOT_DUE_YET
    assert membership(facts, period=YEAR, as_of=day("30/06/2025")).reason is MembershipReason.DUE


def test_a_period_that_has_not_begun_suspends_nobody() -> None:
    stop = Suspension(id=5, effective_date=day("01/12/2024"))
    before = membership(project("30/06/2025", None, stop), period=YEAR, as_of=day("31/12/2024"))
    assert before.reason is MembershipReason.NOT_DUE_YET
    assert membership(project(None), period=YEAR, as_of=day("31/12/2024")).is_member is False
