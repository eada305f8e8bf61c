"""Decisions on dates and minutes against what the project's file holds: each broken rule by name."""

from datetime import date

import pytest

from gis.domain.breaches import Breach, Severity
from gis.domain.date_checks import (
    KnownDates,
    StatedDate,
    check_acceptance,
    check_completion_date,
    check_suspension,
)
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause

AS_OF = date(2026, 11, 22)
FIRST = StatedDate(
    kind=CompletionDateKind.FIRST, decided_on=date(2025, 1, 5), new_date=date(2025, 6, 30), decision_no="1/QĐ"
)
EXTENSION = StatedDate(
    kind=CompletionDateKind.EXTENSION,
    decided_on=date(2025, 6, 15),
    new_date=date(2025, 9, 30),
    decision_no="2/QĐ",
    cause=ExtensionCause.FORCE_MAJEURE,
    is_objective=True,
)
KNOWN = KnownDates(
    began_on=date(2025, 1, 5),
    start_date=date(2025, 2, 1),
    first_date=date(2025, 6, 30),
    due_date=date(2025, 6, 30),
    accepted_on=date(2025, 9, 20),
)


def told(found: tuple[Breach, ...]) -> list[tuple[str, bool]]:
    return [(str(breach.code), breach.severity is Severity.REFUSE) for breach in found]


def completion(stated: StatedDate, known: KnownDates = KNOWN) -> list[tuple[str, bool]]:
    return told(check_completion_date(stated, known=known, as_of=AS_OF))


def changed(stated: StatedDate, **values: object) -> StatedDate:
    return StatedDate(**{name: getattr(stated, name) for name in StatedDate.__slots__} | values)  # type: ignore[arg-type]


def test_what_the_papers_say_breaks_nothing() -> None:
    assert completion(FIRST) == []
    assert completion(FIRST, KnownDates()) == []
    assert completion(EXTENSION) == []


def test_the_first_date_never_changes() -> None:
    assert completion(changed(FIRST, new_date=date(2025, 7, 1))) == [("first_date_changed", True)]


CORRECTING = KnownDates(corrected_first_date=date(2025, 6, 30))


def test_a_first_date_that_was_typed_wrongly_is_corrected_with_reason_and_paper() -> None:
    right = changed(FIRST, new_date=date(2025, 7, 30))
    assert completion(right, CORRECTING) == [("first_date_changed", True)]
    assert completion(changed(right, is_explained=True), CORRECTING) == [("first_date_corrected", False)]
    assert completion(changed(FIRST, decision_no="3/QĐ"), CORRECTING) == []


def test_a_reason_does_not_make_a_second_first_date_of_another_row() -> None:
    second = changed(FIRST, new_date=date(2025, 7, 30), is_explained=True)
    assert completion(second) == [("first_date_changed", True)]


def test_a_first_date_is_not_corrected_into_an_extension() -> None:
    assert completion(changed(EXTENSION, is_explained=True), CORRECTING) == [("first_date_changed", True)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"decision_no": None}, "extension_without_decision"),
        ({"cause": None}, "extension_without_cause"),
        ({"cause": ExtensionCause.CONTRACTOR}, "cause_is_subjective"),
        ({"decided_on": date(2025, 7, 20)}, "extension_too_late"),
        ({"new_date": date(2025, 1, 31)}, "completion_before_start"),
    ],
)
def test_extensions_are_asked_about(values: dict[str, object], code: str) -> None:
    assert completion(changed(EXTENSION, **values)) == [(code, False)]


def test_a_late_extension_tells_the_days() -> None:
    late = changed(EXTENSION, decided_on=date(2025, 7, 20))
    breach = check_completion_date(late, known=KNOWN, as_of=AS_OF)[0]
    assert breach.params["late_count"] == 20


def test_a_subjective_cause_need_not_be_marked() -> None:
    assert completion(changed(EXTENSION, cause=ExtensionCause.CONTRACTOR, is_objective=False)) == []


def test_an_extension_needs_something_to_extend() -> None:
    assert completion(EXTENSION, KnownDates()) == [("extension_without_first", False)]


def test_the_end_of_a_contract_needs_no_cause() -> None:
    assert (
        completion(changed(EXTENSION, kind=CompletionDateKind.CONTRACT_END, cause=None, decision_no=None))
        == []
    )


def test_days_to_come_are_refused() -> None:
    assert completion(changed(FIRST, decided_on=date(2026, 11, 23)))[0] == ("future_date", True)


def test_suspensions_need_a_decision_and_an_order() -> None:
    day = date(2025, 5, 1)
    assert told(check_suspension(day, None, has_decision=True, known=KNOWN, as_of=AS_OF)) == []
    assert told(check_suspension(day, day, has_decision=False, known=KNOWN, as_of=AS_OF)) == [
        ("suspension_without_decision", False)
    ]
    assert told(check_suspension(day, date(2025, 4, 30), has_decision=True, known=KNOWN, as_of=AS_OF)) == [
        ("resumed_before_suspended", True)
    ]


def test_handover_needs_acceptance_by_its_day() -> None:
    handover = AcceptanceKind.HANDOVER
    day = date(2025, 9, 20)
    assert told(check_acceptance(handover, day, has_number=True, known=KNOWN, as_of=AS_OF)) == []
    early = check_acceptance(handover, date(2025, 9, 19), has_number=True, known=KNOWN, as_of=AS_OF)
    assert told(early) == [("handover_without_acceptance", True)]
    without = check_acceptance(handover, day, has_number=False, known=KnownDates(), as_of=AS_OF)
    assert told(without) == [("handover_without_acceptance", True), ("minutes_without_number", False)]
    assert told(check_acceptance(AcceptanceKind.FINAL, day, has_number=True, known=KNOWN, as_of=AS_OF)) == []
