"""Which projects a period judges, and the paper behind each exclusion."""

import pytest

from gis.domain.completion import Acceptance, CompletionDate, ScheduleHistory, Suspension
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.population import Cancellation, Membership, MembershipReason, Period, membership
from tests.unit.facts import day

YEAR = Period(day("01/01/2025"), day("31/12/2025"))


def project(due: str | None, accepted: str | None = None, *stops: Suspension) -> ScheduleHistory:
    date_kind = CompletionDateKind.FIRST
    dates = (
        (CompletionDate(kind=date_kind, effective_date=day("15/12/2022"), new_date=day(due)),) if due else ()
    )
    minutes = (Acceptance(effective_date=day(accepted)),) if accepted else ()
    return ScheduleHistory(dates=dates, acceptances=minutes, suspensions=stops)


def of_the_year(facts: ScheduleHistory, *cancelled: Cancellation) -> Membership:
    return membership(facts, period=YEAR, as_of=YEAR.last_day, cancellations=cancelled)


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


def test_only_a_higher_level_takes_a_project_out_by_cancelling_it() -> None:
    own, higher = (
        Cancellation(id=n, effective_date=day("01/10/2025"), is_by_higher_level=n == 2, decision_no=f"{n}/QĐ")
        for n in (1, 2)
    )
    assert of_the_year(project("30/06/2025"), own).is_member
    found = of_the_year(project("30/06/2025"), own, higher)
    assert (found.reason, found.decision_no, found.entry_id) == (MembershipReason.CANCELLED, "2/QĐ", 2)


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
