"""Progress: the gap to payments, falls without a reason, and the age of the figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gis.domain.breaches import Severity
from gis.domain.contracts import Contract
from gis.domain.entry_checks import EntryBreach
from gis.domain.ledger_codes import DelayCause, ReviewState
from gis.domain.plausibility import ProjectBook, check_progress
from gis.domain.progress import (
    PROGRESS_RULES,
    Age,
    Freshness,
    Gap,
    GapLevel,
    ProgressBreach,
    ProgressReport,
    check_report,
    data_age,
    financial_gap,
    latest_report,
    money_gap,
)
from tests.unit.facts import day

TODAY = day("05/06/2026")


def report(on: str, works: str, plan: str | None = None, **more: object) -> ProgressReport:
    planned = Decimal(plan) if plan else None
    return ProgressReport(
        effective_date=day(on), physical_progress_pct=Decimal(works), planned_progress_pct=planned, **more
    )


@pytest.mark.parametrize(
    ("paid", "works", "level"),
    [
        ("55", "40", GapLevel.NORMAL),
        ("55.01", "40", GapLevel.WARN),
        ("40", "55.01", GapLevel.WARN),
        ("70", "40", GapLevel.WARN),
        ("70.01", "40", GapLevel.DANGER),
        ("10", "41", GapLevel.DANGER),
    ],
)
def test_money_and_works_apart(paid: str, works: str, level: GapLevel) -> None:
    assert financial_gap(Decimal(paid), Decimal(works)) == Gap(Decimal(paid) - Decimal(works), level)


@pytest.mark.parametrize(
    ("paid", "advance", "works", "points", "is_without_advance"),
    [
        (80, 30, 25, 25, True),
        (80, 0, 25, 55, False),
        (80, None, 25, 55, False),
        (80, 30, 60, 0, True),
        (80, 30, 90, -10, False),
    ],
)
def test_an_advance_still_out_is_neither_ahead_nor_behind(
    paid: int, advance: int | None, works: int, points: int, is_without_advance: bool
) -> None:
    gap = money_gap(paid, 100, Decimal(works), advance_vnd=advance)
    assert gap is not None
    assert (gap.points, gap.is_without_advance) == (points, is_without_advance)
    practice = replace(PROGRESS_RULES, is_advance_neutral=False)
    counted = money_gap(paid, 100, Decimal(works), advance_vnd=advance, rules=practice)
    assert (counted.points, counted.is_without_advance) == (paid - works, False)


def test_an_unknown_side_has_no_gap() -> None:
    assert financial_gap(None, Decimal(40)) is None
    assert financial_gap(Decimal(40), None) is None


@pytest.mark.parametrize(
    ("reported", "age"),
    [
        ("05/06/2026", Age(0, Freshness.FRESH)),
        ("01/05/2026", Age(35, Freshness.FRESH)),
        ("30/04/2026", Age(36, Freshness.LATE)),
        ("01/04/2026", Age(65, Freshness.LATE)),
        ("31/03/2026", Age(66, Freshness.STALE)),
        ("06/06/2026", Age(None, Freshness.NONE)),
        (None, Age(None, Freshness.NONE)),
    ],
)
def test_figures_age(reported: str | None, age: Age) -> None:
    assert data_age(day(reported) if reported else None, as_of=TODAY) == age


def test_the_last_report_by_its_day() -> None:
    rows = [report("31/05/2026", "50"), report("30/04/2026", "45")]
    assert latest_report(rows, as_of=TODAY) is rows[0]
    assert latest_report(rows, as_of=day("30/05/2026")) is rows[1]
    assert latest_report(rows, as_of=day("29/04/2026")) is None


@pytest.mark.parametrize(
    ("works", "more", "found"),
    [
        ("45", {}, []),
        ("44.99", {}, [(ProgressBreach.FELL_WITHOUT_REASON, Severity.WARN)]),
        ("44.99", {"note": "Đo lại khối lượng nền đường"}, []),
        ("44.99", {"difficulty": "Sạt lở taluy"}, []),
        ("44.99", {"delay_cause": DelayCause.OTHER}, []),
        ("100.01", {}, [(ProgressBreach.OUT_OF_RANGE, Severity.REFUSE)]),
        ("50", {"plan": "-1"}, [(ProgressBreach.OUT_OF_RANGE, Severity.REFUSE)]),
    ],
)
def test_what_is_wrong_with_a_report(
    works: str, more: dict[str, object], found: list[tuple[ProgressBreach, Severity]]
) -> None:
    breaches = check_report(
        report("31/05/2026", works, **more), as_of=TODAY, previous=report("30/04/2026", "45")
    )
    assert [(breach.code, breach.severity) for breach in breaches] == found


def test_a_fall_names_what_was_reported_before() -> None:
    (breach,) = check_report(report("31/05/2026", "40"), as_of=TODAY, previous=report("30/04/2026", "45"))
    assert breach.params == {
        "before_pct": Decimal(45),
        "value_pct": Decimal(40),
        "reported_on": day("30/04/2026"),
    }
    assert check_report(report("31/05/2026", "40"), as_of=TODAY) == ()


@pytest.mark.parametrize(
    ("before", "works", "is_told"),
    [
        ("30/04/2026", "84.99", False),
        ("30/04/2026", "85", True),
        ("31/03/2026", "90", False),
        ("01/05/2026", "85", True),
    ],
)
def test_a_rise_is_told_where_it_is_steep_for_its_months(before: str, works: str, is_told: bool) -> None:
    breaches = check_report(report("31/05/2026", works), as_of=TODAY, previous=report(before, "45"))
    told = [(ProgressBreach.JUMPED, Severity.WARN)] if is_told else []
    assert [(breach.code, breach.severity) for breach in breaches] == told
    assert not is_told or breaches[0].rule.is_proposal


def test_the_day_is_checked_too() -> None:
    breaches = check_report(report("06/06/2026", "40"), as_of=TODAY, began_on=day("07/06/2026"))
    assert [breach.code for breach in breaches] == [EntryBreach.FUTURE_DATE, EntryBreach.BEFORE_PROJECT]


@pytest.mark.parametrize(
    ("percent", "signed_on", "told"),
    [
        ("10", day("02/05/2026"), ["works_before_contract"]),
        ("0", day("02/05/2026"), []),
        ("10", day("01/05/2026"), []),
        ("10", None, []),
    ],
)
def test_works_come_after_the_first_contract_that_waits_for_review_too(
    percent: str, signed_on: date | None, told: list[str]
) -> None:
    signed = [
        Contract(effective_date=on, contract_no="1", review_state=ReviewState.SUBMITTED)
        for on in (signed_on, TODAY)
        if signed_on is not None
    ]
    found = check_progress(
        report("01/05/2026", percent), book=ProjectBook(contracts=tuple(signed)), as_of=TODAY
    )
    assert [str(each.code) for each in found] == told
