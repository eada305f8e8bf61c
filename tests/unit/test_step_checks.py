from datetime import date

import pytest

from gis.domain.breaches import Severity
from gis.domain.entry_checks import EntryBreach
from gis.domain.lifecycle import Stage, StatusAxis
from gis.domain.step_checks import KnownSteps, StepBreach, check_step

DAY, TODAY = date(2026, 5, 4), date(2026, 6, 1)


def codes(axis: StatusAxis, value: str, *, has_document: bool = True, **known: object) -> list[str]:
    found = check_step(axis, value, DAY, has_document=has_document, known=KnownSteps(**known), as_of=TODAY)
    return [breach.code for breach in found]


@pytest.mark.parametrize(
    ("stage", "known", "expected"),
    [
        (Stage.HANDED_OVER, {}, [StepBreach.WITHOUT_EARLIER_STEP]),
        (Stage.HANDED_OVER, {"accepted_on": date(2026, 5, 5)}, [StepBreach.WITHOUT_EARLIER_STEP]),
        (Stage.HANDED_OVER, {"accepted_on": DAY}, []),
        (Stage.SETTLED, {"stages": frozenset({Stage.FINAL_ACCEPTANCE})}, []),
        (Stage.CLOSED, {"accepted_on": DAY}, [StepBreach.WITHOUT_EARLIER_STEP]),
        (Stage.CLOSED, {"stages": frozenset({Stage.SETTLED})}, []),
        (Stage.UNDER_CONSTRUCTION, {"stages": frozenset({Stage.PARTIAL_ACCEPTANCE})}, [StepBreach.GOES_BACK]),
        (Stage.UNDER_CONSTRUCTION, {"contracted_on": date(2026, 5, 5)}, [EntryBreach.WORKS_BEFORE_CONTRACT]),
        (Stage.UNDER_CONSTRUCTION, {"contracted_on": DAY}, []),
        (Stage.CONTRACTOR_SELECTION, {"contracted_on": date(2026, 5, 5)}, []),
    ],
)
def test_stages_need_what_comes_before_them(
    stage: Stage, known: dict[str, object], expected: list[str]
) -> None:
    assert codes(StatusAxis.STAGE, str(int(stage)), **known) == expected


def higher(axis: StatusAxis, value: str, *, has_document: bool) -> list[str]:
    found = check_step(
        axis,
        value,
        DAY,
        has_document=has_document,
        known=KnownSteps(),
        as_of=TODAY,
        is_by_higher_level=True,
    )
    return [breach.code for breach in found if breach.severity is Severity.REFUSE]


def test_a_higher_level_cancels_by_a_paper_of_its_own() -> None:
    assert higher(StatusAxis.EXECUTION, "cancelled", has_document=True) == []
    assert higher(StatusAxis.EXECUTION, "cancelled", has_document=False) == [
        StepBreach.CANCELLED_WITHOUT_PAPER
    ]
    assert higher(StatusAxis.EXECUTION, "paused", has_document=True) == [StepBreach.HIGHER_LEVEL_ELSEWHERE]
    assert higher(StatusAxis.STAGE, "2", has_document=True) == [StepBreach.HIGHER_LEVEL_ELSEWHERE]


@pytest.mark.parametrize(
    ("axis", "value", "is_asked"),
    [
        (StatusAxis.STAGE, "2", True),
        (StatusAxis.STAGE, "1", False),
        (StatusAxis.EXECUTION, "paused", True),
        (StatusAxis.EXECUTION, "normal", False),
        (StatusAxis.SETTLEMENT, "settled", True),
        (StatusAxis.CLEARANCE, "done", False),
    ],
)
def test_moves_ask_for_their_paper(axis: StatusAxis, value: str, is_asked: bool) -> None:
    expected = [StepBreach.WITHOUT_DOCUMENT] if is_asked else []
    assert codes(axis, value, has_document=False, accepted_on=DAY) == expected
    assert codes(axis, value, accepted_on=DAY) == []


@pytest.mark.parametrize("value", ["submitted", "approved_with_debt", "settled"])
def test_a_settlement_needs_the_acceptance(value: str) -> None:
    assert codes(StatusAxis.SETTLEMENT, value) == [StepBreach.WITHOUT_EARLIER_STEP]
    assert codes(StatusAxis.SETTLEMENT, value, stages=frozenset({Stage.HANDED_OVER})) == []


def test_a_value_of_another_axis_and_a_day_to_come_are_refused() -> None:
    assert codes(StatusAxis.STAGE, "paused") == [StepBreach.UNKNOWN_VALUE]
    found = check_step(
        StatusAxis.STAGE, "6", date(2026, 6, 2), has_document=True, known=KnownSteps(), as_of=TODAY
    )
    assert [(breach.code, breach.severity) for breach in found] == [("future_date", Severity.REFUSE)]
