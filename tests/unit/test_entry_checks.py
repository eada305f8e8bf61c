"""The day of a fact: not in the future, not before its project."""

import pytest

from gis.domain.breaches import Severity
from gis.domain.entry_checks import EntryBreach, check_day, check_plan_day
from tests.unit.facts import day


@pytest.mark.parametrize(
    ("on", "began", "found"),
    [
        ("01/06/2025", None, []),
        ("01/06/2025", "01/06/2025", []),
        ("31/05/2025", "01/06/2025", [(EntryBreach.BEFORE_PROJECT, Severity.WARN)]),
        ("02/06/2025", "01/01/2025", [(EntryBreach.FUTURE_DATE, Severity.REFUSE)]),
    ],
)
def test_the_day_of_a_fact(on: str, began: str | None, found: list[tuple[EntryBreach, Severity]]) -> None:
    breaches = check_day(day(on), as_of=day("01/06/2025"), began_on=day(began) if began else None)
    assert [(breach.code, breach.severity) for breach in breaches] == found


@pytest.mark.parametrize(
    ("decided", "began", "found"),
    [
        (None, None, []),
        ("01/03/2025", "01/02/2025", []),
        ("02/03/2025", "01/02/2025", [EntryBreach.PLAN_BEFORE_DECISION]),
        ("02/03/2025", "02/03/2025", [EntryBreach.PLAN_BEFORE_DECISION]),
        (None, "02/03/2025", [EntryBreach.BEFORE_PROJECT]),
    ],
)
def test_the_day_of_a_plan_is_told_once(
    decided: str | None, began: str | None, found: list[EntryBreach]
) -> None:
    days = {
        "decision_date": day(decided) if decided else None,
        "began_on": day(began) if began else None,
    }
    breaches = check_plan_day(day("01/03/2025"), as_of=day("01/06/2025"), **days)
    assert [breach.code for breach in breaches] == found
