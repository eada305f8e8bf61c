"""Which projects somebody should look at."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from gis.domain.alerts import NEEDED, SERIOUS, AlertCode, AlertFacts, alerts, months_after
from gis.domain.lifecycle import SettlementStatus
from tests.unit.facts import day

TODAY = day("31/07/2026")


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"budget_vnd": 100, "paid_total_vnd": 50, "physical_progress_pct": Decimal(35)}, []),
        (
            {"budget_vnd": 100, "paid_total_vnd": 51, "physical_progress_pct": Decimal(35)},
            [AlertCode.GAP_WARN],
        ),
        (
            {"budget_vnd": 100, "paid_total_vnd": 4, "physical_progress_pct": Decimal(35)},
            [AlertCode.GAP_DANGER],
        ),
        ({"budget_vnd": 100, "paid_total_vnd": 99}, []),
        ({"budget_vnd": 100, "paid_total_vnd": 100}, [AlertCode.PAID_WITHOUT_ACCEPTANCE]),
        (
            {"contract_vnd": 100, "contract_paid_vnd": 100},
            [AlertCode.PAID_WITHOUT_ACCEPTANCE],
        ),
        ({"contract_vnd": 100, "contract_paid_vnd": 96, "accepted_on": TODAY, "handed_over_on": TODAY}, []),
        (
            {
                "budget_vnd": 100,
                "paid_total_vnd": 60,
                "physical_progress_pct": Decimal(100),
                "accepted_on": TODAY,
                "handed_over_on": TODAY,
            },
            [],
        ),
        ({"contract_vnd": 100, "contract_paid_vnd": 96}, [AlertCode.CONTRACT_NEARLY_PAID]),
        ({"contract_vnd": 100, "contract_paid_vnd": 95}, []),
        ({"contract_paid_vnd": 95}, []),
        (
            {"budget_vnd": 9, "paid_total_vnd": 9, "accepted_on": TODAY, "handed_over_on": TODAY},
            [],
        ),
        (
            {"budget_vnd": 9, "paid_total_vnd": 9, "accepted_on": day("01/08/2026")},
            [AlertCode.PAID_WITHOUT_ACCEPTANCE],
        ),
        ({"accepted_on": TODAY}, [AlertCode.ACCEPTED_WITHOUT_HANDOVER]),
        ({"accepted_on": TODAY, "handed_over_on": day("01/08/2026")}, [AlertCode.ACCEPTED_WITHOUT_HANDOVER]),
        ({"plan_vnd": 10, "paid_vnd": 0}, [AlertCode.PLAN_WITHOUT_PAYMENT]),
        ({"plan_vnd": 10}, [AlertCode.PLAN_WITHOUT_PAYMENT]),
        ({"plan_vnd": 10, "paid_vnd": 1}, []),
        ({"plan_vnd": 0}, []),
        ({"is_land_blocked": True}, [AlertCode.LAND_BLOCKED]),
        ({"is_land_blocked": False}, []),
        ({"is_land_blocked": True, "accepted_on": TODAY, "handed_over_on": TODAY}, []),
        ({"handed_over_on": day("29/03/2026")}, [AlertCode.SETTLEMENT_LATE]),
        ({"handed_over_on": day("30/03/2026")}, [AlertCode.SETTLEMENT_LATE]),
        ({"handed_over_on": day("31/03/2026")}, []),
        ({"handed_over_on": day("01/01/2026"), "settlement": SettlementStatus.SUBMITTED}, []),
        (
            {"handed_over_on": day("01/01/2026"), "settlement": SettlementStatus.NOT_SUBMITTED},
            [AlertCode.SETTLEMENT_LATE],
        ),
    ],
)
def test_each_alert_on_what_is_known(facts: dict[str, object], found: list[AlertCode]) -> None:
    assert list(alerts(AlertFacts(**facts), as_of=TODAY)) == found


def test_a_plan_is_called_unpaid_only_from_the_middle_of_the_year() -> None:
    """A plan given in January cannot have been paid yet; at the half-year reading something should have been."""
    unpaid = AlertFacts(plan_vnd=10, paid_vnd=0)
    assert alerts(unpaid, as_of=day("30/06/2026")) == ()
    assert alerts(unpaid, as_of=day("01/07/2026")) == (AlertCode.PLAN_WITHOUT_PAYMENT,)


@pytest.mark.parametrize(
    ("works", "found"),
    [(0, []), (30, []), (45, []), (46, [AlertCode.GAP_WARN]), (61, [AlertCode.GAP_DANGER])],
)
def test_an_advance_still_out_is_neither_ahead_of_the_works_nor_behind(
    works: int, found: list[AlertCode]
) -> None:
    facts = AlertFacts(
        budget_vnd=100, paid_total_vnd=30, advance_balance_vnd=30, physical_progress_pct=Decimal(works)
    )
    assert list(alerts(facts, as_of=TODAY)) == found


def test_the_most_serious_stand_first() -> None:
    weights = [code in SERIOUS for code in AlertCode]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("31/10/2025", 4, date(2026, 2, 28)),
        ("31/10/2023", 4, date(2024, 2, 29)),
        ("15/12/2025", 1, date(2026, 1, 15)),
        ("15/08/2025", 4, date(2025, 12, 15)),
    ],
)
def test_months_end_where_the_month_does(start: str, months: int, end: date) -> None:
    assert months_after(day(start), months) == end


def test_no_alert_without_a_fact_that_it_needs() -> None:
    whole = {"budget_vnd": 9, "paid_vnd": 0, "contract_vnd": 9, "physical_progress_pct": Decimal(10)}
    whole["advance_balance_vnd"] = 1
    assert {*whole, *NEEDED, "settlement"} == {field.name for field in fields(AlertFacts)}
    for settlement in (None, *SettlementStatus):
        assert alerts(AlertFacts(**whole, settlement=settlement), as_of=TODAY) == ()  # type: ignore[arg-type]
