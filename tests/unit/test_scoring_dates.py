"""The worked tests of the scoring date and its points, to the day and to two decimals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.domain.completion import Acceptance, CompletionDate, ScheduleHistory, Suspension
from gis.domain.ledger_codes import CompletionDateKind, ExtensionCause
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.on_time import OnTimePoints, OnTimeRules, PointsCase, on_time_points
from gis.domain.rounding import round_half_away
from gis.domain.schedule import delay_days, schedule_facts, schedule_status
from gis.domain.scoring_dates import ScoringDates, scoring_dates
from tests.unit.facts import day

FIRST = CompletionDate(
    id=1, kind=CompletionDateKind.FIRST, effective_date=day("15/12/2024"), new_date=day("30/06/2025")
)
YEAR_END = day("31/12/2025")


def extension(decided: str, until: str, *, objective: bool = False, **more: object) -> CompletionDate:
    given: dict[str, object] = {
        "id": 10,
        "cause": ExtensionCause.FORCE_MAJEURE if objective else ExtensionCause.CONTRACTOR,
        "is_objective": objective,
    }
    return CompletionDate(
        kind=CompletionDateKind.EXTENSION,
        effective_date=day(decided),
        new_date=day(until),
        **(given | more),
    )


def history(*dates: CompletionDate, accepted: str | None = None, **more: object) -> ScheduleHistory:
    minutes = (Acceptance(id=1, effective_date=day(accepted)),) if accepted else ()
    given: dict[str, object] = {"start_date": day("01/01/2025"), "unit_id": 7}
    return ScheduleHistory(dates=(FIRST, *dates), acceptances=minutes, **(given | more))


def judged(facts: ScheduleHistory, as_of: str = "31/12/2025") -> tuple[ScoringDates, OnTimePoints]:
    dates = scoring_dates(facts, as_of=day(as_of))
    assert dates is not None
    return dates, on_time_points(facts, as_of=day(as_of))


def status(facts: ScheduleHistory, as_of: str = "31/12/2025") -> ScheduleStatus:
    return schedule_status(schedule_facts(facts, as_of=day(as_of)), as_of=day(as_of))


def points(found: OnTimePoints) -> str:
    assert found.points is not None
    return str(round_half_away(found.points, places=2))


def test_i_a_storm_known_in_time_moves_both_dates() -> None:
    facts = history(extension("15/06/2025", "30/09/2025", objective=True), accepted="20/09/2025")
    dates, found = judged(facts)
    assert (dates.legal_date, dates.scoring_date) == (day("30/09/2025"), day("30/09/2025"))
    assert (points(found), found.case, found.divisor_days) == ("1.00", PointsCase.ON_TIME, 90)
    assert (dates.scoring_date - day("20/09/2025")).days == 10 < OnTimeRules().bonus_step_days == 15
    assert status(facts) is ScheduleStatus.ON_TIME


def test_ii_the_contractors_extension_moves_the_legal_date_only() -> None:
    facts = history(extension("20/07/2025", "31/10/2025"), accepted="25/10/2025")
    dates, found = judged(facts)
    assert status(facts) is ScheduleStatus.ON_TIME
    assert delay_days(schedule_facts(facts, as_of=YEAR_END), as_of=YEAR_END) == 0
    assert (dates.scoring_date, dates.late_days) == (day("30/06/2025"), 117)
    assert (points(found), found.case) == ("0.00", PointsCase.LATE)


def test_iii_a_late_decision_does_not_cure_the_days_before_it() -> None:
    facts = history(extension("20/07/2025", "31/10/2025", objective=True), accepted="25/10/2025")
    dates, found = judged(facts)
    assert (dates.scoring_date, dates.standing_days, dates.late_days) == (day("31/10/2025"), 20, 20)
    assert (points(found), found.case) == ("0.78", PointsCase.LATE)


def test_iv_overdue_and_unfinished_is_capped() -> None:
    first = CompletionDate(
        id=1, kind=CompletionDateKind.FIRST, effective_date=day("15/12/2024"), new_date=day("30/11/2025")
    )
    facts = ScheduleHistory(dates=(first,), start_date=day("01/01/2025"))
    dates, found = judged(facts)
    assert dates.late_days == 31
    assert round_half_away(1 - Decimal(31) / 90, places=2) == Decimal("0.66")
    assert (points(found), found.case) == ("0.50", PointsCase.OVERDUE)
    assert status(facts) is ScheduleStatus.OVERDUE
    assert delay_days(schedule_facts(facts, as_of=YEAR_END), as_of=YEAR_END) == 31


def test_a_council_may_cure_a_late_decision_in_writing() -> None:
    late = extension("20/07/2025", "31/10/2025", objective=True, cure_document_no="12/BB-HĐTĐKT")
    dates, found = judged(history(late, accepted="25/10/2025"))
    assert (dates.standing_days, dates.late_days, points(found)) == (0, 0, "1.00")


def test_days_that_are_another_units_duty_are_neutral() -> None:
    late = extension(
        "20/07/2025", "31/10/2025", cause=ExtensionCause.CLEARANCE_BY_OTHERS, responsible_unit_id=8
    )
    facts = history(late, accepted="25/10/2025")
    dates, found = judged(facts)
    assert (dates.scoring_date, dates.late_days) == (day("31/10/2025"), 0)
    assert (dates.neutral_days, dates.standing_days, points(found)) == (20, 0, "1.00")
    blamed = scoring_dates(history(late, accepted="25/10/2025", unit_id=8), as_of=YEAR_END)
    assert blamed is not None
    assert (blamed.scoring_date, blamed.late_days) == (day("30/06/2025"), 117)


@pytest.mark.parametrize("cause", [ExtensionCause.CAPACITY, ExtensionCause.LATE_PAPERS, ExtensionCause.OTHER])
def test_a_subjective_cause_is_never_objective(cause: ExtensionCause) -> None:
    dates, _ = judged(history(extension("15/06/2025", "30/09/2025", objective=True, cause=cause)))
    assert dates.scoring_date == day("30/06/2025")
    assert dates.legal_date == day("30/09/2025")


def test_an_objective_extension_after_a_subjective_one_adds_its_own_days_only() -> None:
    first = extension("15/06/2025", "31/08/2025")
    second = extension("20/08/2025", "31/10/2025", objective=True, id=11)
    dates, _ = judged(history(first, second))
    assert dates.granted_days == 61
    assert (dates.legal_date, dates.scoring_date) == (day("31/10/2025"), day("30/08/2025"))


def test_days_suspended_by_decision_move_the_scoring_date() -> None:
    stop = Suspension(id=1, effective_date=day("01/05/2025"), resumed_on=day("01/06/2025"))
    dates, _ = judged(history(suspensions=(stop,)))
    assert (dates.suspended_days, dates.scoring_date) == (31, day("31/07/2025"))
    assert dates.legal_date == day("30/06/2025")


def test_suspended_days_inside_an_extension_are_not_added_again() -> None:
    stop = Suspension(id=1, effective_date=day("21/06/2025"), resumed_on=day("11/07/2025"))
    storm = extension("15/06/2025", "30/09/2025", objective=True)
    dates, _ = judged(history(storm, suspensions=(stop,)))
    assert (dates.granted_days, dates.suspended_days) == (92, 10)
    assert dates.scoring_date == day("10/10/2025")


def test_an_extension_that_makes_up_for_a_suspension_adds_the_same_days_once() -> None:
    """domain.md 2.4.2: "Σ suspension days by decision that are not already inside an extension"."""
    stop = Suspension(id=1, effective_date=day("01/03/2025"), resumed_on=day("31/03/2025"))
    made_up = extension("15/04/2025", "30/07/2025", objective=True, cause=ExtensionCause.HIGHER_ORDER)
    dates, _ = judged(history(made_up, suspensions=(stop,)))
    assert (dates.granted_days, dates.suspended_days) == (30, 0)
    assert dates.scoring_date == dates.legal_date == day("30/07/2025")


@pytest.mark.parametrize(
    ("decided", "until", "suspended_days"),
    [
        ("15/04/2025", "10/07/2025", 20),  # ten days make up for ten of thirty
        ("15/04/2025", "30/09/2025", 0),
        ("16/03/2025", "30/07/2025", 15),  # the works stood still for fifteen more days after the decision
        ("01/03/2025", "30/07/2025", 30),  # decided before anything was suspended
    ],
)
def test_an_extension_holds_the_days_suspended_before_its_decision(
    decided: str, until: str, suspended_days: int
) -> None:
    stop = Suspension(id=1, effective_date=day("01/03/2025"), resumed_on=day("31/03/2025"))
    storm = extension(decided, until, objective=True)
    dates, _ = judged(history(storm, suspensions=(stop,)))
    assert dates.suspended_days == suspended_days


def test_a_day_that_an_extension_adds_makes_up_for_one_day_only() -> None:
    """Two suspensions of 20 days, an extension of 30 that falls on one of them: ten days of the other are left."""
    stops = (
        Suspension(id=1, effective_date=day("01/03/2025"), resumed_on=day("21/03/2025")),
        Suspension(id=2, effective_date=day("05/07/2025"), resumed_on=day("25/07/2025")),
    )
    dates, _ = judged(history(extension("15/04/2025", "30/07/2025", objective=True), suspensions=stops))
    assert (dates.granted_days, dates.suspended_days) == (30, 10)


def test_a_subjective_extension_makes_up_for_nothing() -> None:
    stop = Suspension(id=1, effective_date=day("01/03/2025"), resumed_on=day("31/03/2025"))
    dates, _ = judged(history(extension("15/04/2025", "30/07/2025"), suspensions=(stop,)))
    assert (dates.granted_days, dates.suspended_days) == (0, 30)


@given(st.integers(0, 200), st.integers(0, 60), st.integers(0, 250), st.integers(1, 120))
def test_ds_counts_the_union_of_suspended_and_extended_days(
    start: int, length: int, decided: int, granted: int
) -> None:
    """Never less than either alone gives, never more than both together."""
    began = day("01/01/2025")
    stop = Suspension(
        id=1,
        effective_date=began + timedelta(days=start),
        resumed_on=began + timedelta(days=start + length),
    )
    longer = CompletionDate(
        id=10,
        kind=CompletionDateKind.EXTENSION,
        effective_date=began + timedelta(days=decided),
        new_date=FIRST.new_date + timedelta(days=granted),
        cause=ExtensionCause.FORCE_MAJEURE,
        is_objective=True,
    )
    dates, _ = judged(history(longer, suspensions=(stop,)))
    added = (dates.scoring_date - FIRST.new_date).days
    assert max(granted, length) <= added <= granted + length


def test_suspended_days_before_a_late_decision_do_not_stay_late() -> None:
    stop = Suspension(id=1, effective_date=day("06/07/2025"), resumed_on=day("11/07/2025"))
    late = extension("20/07/2025", "31/10/2025", objective=True)
    dates, _ = judged(history(late, suspensions=(stop,), accepted="25/10/2025"))
    assert (dates.standing_days, dates.late_days) == (15, 15)


def test_an_open_suspension_carries_the_scoring_date_along() -> None:
    stop = Suspension(id=1, effective_date=day("16/06/2025"))
    facts = history(suspensions=(stop,))
    for number in range(60):
        today = stop.effective_date + timedelta(days=number)
        dates = scoring_dates(facts, as_of=today)
        assert dates is not None
        assert (dates.suspended_days, dates.late_days) == (number + 1, 0)
    assert status(facts, "31/08/2025") is ScheduleStatus.SUSPENDED


def test_days_stop_at_the_acceptance() -> None:
    stop = Suspension(id=1, effective_date=day("01/07/2025"), resumed_on=day("01/09/2025"))
    late = extension("20/07/2025", "31/10/2025", objective=True)
    dates, _ = judged(history(late, suspensions=(stop,), accepted="10/07/2025"))
    assert dates.suspended_days == 0
    assert dates.standing_days == 0
    assert dates.late_days == 0


def test_a_past_day_knows_nothing_of_later_decisions() -> None:
    facts = history(extension("20/07/2025", "31/10/2025", objective=True), accepted="25/10/2025")
    before, found = judged(facts, "19/07/2025")
    assert (before.legal_date, before.late_days, found.case) == (day("30/06/2025"), 19, PointsCase.OVERDUE)
    after, found = judged(facts, "20/07/2025")
    assert (after.legal_date, after.late_days, found.points) == (day("31/10/2025"), 20, None)
    assert found.case is PointsCase.NOT_DUE


def test_without_a_first_date_nothing_is_judged() -> None:
    facts = ScheduleHistory(dates=(extension("20/07/2025", "31/10/2025", objective=True),))
    assert scoring_dates(facts, as_of=YEAR_END) is None
    assert on_time_points(facts, as_of=YEAR_END) == OnTimePoints(case=PointsCase.NO_FIRST_DATE)
    assert status(ScheduleHistory()) is ScheduleStatus.UNKNOWN


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 90)), max_size=5), st.integers(0, 500))
def test_suspensions_never_make_a_project_later(stops: list[tuple[int, int]], number: int) -> None:
    as_of = day("01/01/2025") + timedelta(days=number)
    rows = tuple(
        Suspension(
            id=n,
            effective_date=day("01/01/2025") + timedelta(days=start),
            resumed_on=day("01/01/2025") + timedelta(days=start + length),
        )
        for n, (start, length) in enumerate(stops, start=1)
    )
    plain, stopped = (scoring_dates(history(suspensions=given), as_of=as_of) for given in ((), rows))
    assert plain is not None
    assert stopped is not None
    assert stopped.late_days <= plain.late_days
    assert stopped.suspended_days <= sum(length for _, length in stops)
