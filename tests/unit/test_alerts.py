"""Which projects somebody should look at."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from gis.domain.alerts import NEEDED, AlertCode, AlertFacts, alerts, months_after
from gis.domain.lifecycle import SettlementStatus
from tests.unit.facts import day

TODAY = day("30/06/2026")


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
            [AlertCode.PAID_WITHOUT_ACCEPTANCE, AlertCode.CONTRACT_NEARLY_PAID],
        ),
        ({"contract_vnd": 100, "contract_paid_vnd": 96}, [AlertCode.CONTRACT_NEARLY_PAID]),
        ({"contract_vnd": 100, "contract_paid_vnd": 95}, []),
        ({"contract_paid_vnd": 95}, []),
        (
            {"budget_vnd": 9, "paid_total_vnd": 9, "accepted_on": TODAY, "handed_over_on": TODAY},
            [],
        ),
        (
            {"budget_vnd": 9, "paid_total_vnd": 9, "accepted_on": day("01/07/2026")},
            [AlertCode.PAID_WITHOUT_ACCEPTANCE],
        ),
        ({"accepted_on": TODAY}, [AlertCode.ACCEPTED_WITHOUT_HANDOVER]),
        ({"accepted_on": TODAY, "handed_over_on": day("01/07/2026")}, [AlertCode.ACCEPTED_WITHOUT_HANDOVER]),
        ({"plan_vnd": 10, "paid_vnd": 0}, [AlertCode.PLAN_WITHOUT_PAYMENT]),
        ({"plan_vnd": 10}, [AlertCode.PLAN_WITHOUT_PAYMENT]),
        ({"plan_vnd": 10, "paid_vnd": 1}, []),
        ({"plan_vnd": 0}, []),
        ({"is_land_blocked": True}, [AlertCode.LAND_BLOCKED]),
        ({"is_land_blocked": False}, []),
        ({"is_land_blocked": True, "accepted_on": TODAY, "handed_over_on": TODAY}, []),
        ({"handed_over_on": day("27/02/2026")}, [AlertCode.SETTLEMENT_LATE]),
        ({"handed_over_on": day("28/02/2026")}, [AlertCode.SETTLEMENT_LATE]),
        ({"handed_over_on": day("01/03/2026")}, []),
        ({"handed_over_on": day("01/01/2026"), "settlement": SettlementStatus.SUBMITTED}, []),
        (
            {"handed_over_on": day("01/01/2026"), "settlement": SettlementStatus.NOT_SUBMITTED},
            [AlertCode.SETTLEMENT_LATE],
        ),
    ],
)
def test_each_alert_on_what_is_known(facts: dict[str, object], found: list[AlertCode]) -> None:
    assert list(alerts(AlertFacts(**facts), as_of=TODAY)) == found


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
    assert {*whole, *NEEDED, "settlement"} == {field.name for field in fields(AlertFacts)}
    for settlement in (None, *SettlementStatus):
        assert alerts(AlertFacts(**whole, settlement=settlement), as_of=TODAY) == ()  # type: ignore[arg-type]
