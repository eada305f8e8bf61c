"""Which clearance counts are refused or warned of."""

from dataclasses import fields
from decimal import Decimal

import pytest

from gis.domain.breaches import Severity
from gis.domain.clearance import ClearanceCount, last_known
from gis.domain.clearance_checks import QUANTITIES, ClearanceBreach, check_count, check_needed
from gis.domain.entry_checks import EntryBreach
from gis.domain.ledger import LedgerEntry
from tests.unit.facts import day

TODAY = day("31/05/2026")
REFUSE, WARN = Severity.REFUSE, Severity.WARN
WHOLE = {
    "area_total_m2": Decimal(1000),
    "area_handed_over_m2": Decimal(1000),
    "length_total_m": Decimal(300),
    "length_handed_over_m": Decimal(300),
    "household_total_count": 9,
    "household_noticed_count": 9,
    "household_inventoried_count": 9,
    "household_plan_approved_count": 9,
    "household_publicised_count": 9,
    "household_paid_count": 9,
    "household_handed_over_count": 9,
    "resettlement_total_count": 2,
    "resettlement_done_count": 2,
    "compensation_approved_vnd": 10**9,
    "compensation_paid_vnd": 10**9,
}


def count(**quantities: object) -> ClearanceCount:
    return ClearanceCount(effective_date=TODAY, **quantities)


def test_a_full_count_and_an_empty_one_break_nothing() -> None:
    assert check_count(count(**WHOLE), as_of=TODAY, previous=count(**WHOLE)) == ()
    assert check_count(count(), as_of=TODAY, previous=count(**WHOLE)) == ()
    own = {field.name for field in fields(ClearanceCount)} - {field.name for field in fields(LedgerEntry)}
    assert set(QUANTITIES) == own - {"project_id", "unit_id"}


@pytest.mark.parametrize(
    ("quantity", "value", "found"),
    [
        ("area_handed_over_m2", Decimal("1000.01"), [(ClearanceBreach.AREA_OVER_TOTAL, REFUSE)]),
        ("length_handed_over_m", Decimal("300.01"), [(ClearanceBreach.LENGTH_OVER_TOTAL, REFUSE)]),
        ("household_noticed_count", 10, [(ClearanceBreach.HOUSEHOLDS_OVER_TOTAL, WARN)]),
        ("household_inventoried_count", 8, [(ClearanceBreach.STEPS_OUT_OF_ORDER, WARN)]),
        ("household_plan_approved_count", 8, [(ClearanceBreach.STEPS_OUT_OF_ORDER, WARN)] * 2),
        ("household_publicised_count", 8, []),
        ("household_paid_count", 8, []),
        ("household_handed_over_count", 10, [(ClearanceBreach.HOUSEHOLDS_OVER_TOTAL, WARN)]),
        ("household_total_count", 8, [(ClearanceBreach.HOUSEHOLDS_OVER_TOTAL, WARN)] * 6),
        ("resettlement_done_count", 3, [(ClearanceBreach.RESETTLED_OVER_TOTAL, WARN)]),
        ("compensation_paid_vnd", 10**9 + 1, [(ClearanceBreach.PAID_OVER_APPROVED, WARN)]),
        ("resettlement_done_count", -1, [(ClearanceBreach.NEGATIVE, REFUSE)]),
    ],
)
def test_what_cannot_be_is_refused_and_what_is_unlikely_warned_of(
    quantity: str, value: object, found: list[tuple[ClearanceBreach, Severity]]
) -> None:
    breaches = check_count(count(**(WHOLE | {quantity: value})), as_of=TODAY)
    assert [(breach.code, breach.severity) for breach in breaches] == found


def test_a_breach_names_the_quantities() -> None:
    (breach,) = check_count(count(area_total_m2=Decimal(5), area_handed_over_m2=Decimal(6)), as_of=TODAY)
    assert breach.params == {
        "quantity": "area_handed_over_m2",
        "value": Decimal(6),
        "limit_quantity": "area_total_m2",
        "limit": Decimal(5),
    }


def test_counts_that_fall_are_told() -> None:
    less = count(**(WHOLE | {"area_handed_over_m2": Decimal(999)}))
    (breach,) = check_count(less, as_of=TODAY, previous=count(**WHOLE))
    assert (breach.code, breach.params["before"]) == (ClearanceBreach.HANDED_OVER_FELL, Decimal(1000))


@pytest.mark.parametrize(
    ("quantity", "value", "severity"),
    [
        ("area_handed_over_m2", Decimal("1000.01"), REFUSE),
        ("length_handed_over_m", Decimal("300.01"), REFUSE),
        ("household_handed_over_count", 10, WARN),
        ("resettlement_done_count", 3, WARN),
    ],
)
def test_a_total_left_blank_is_the_last_one_known(quantity: str, value: object, severity: Severity) -> None:
    known = last_known([count(**WHOLE), count(household_noticed_count=9)])
    (breach,) = check_count(count(**{quantity: value}), as_of=TODAY, previous=known)
    assert (breach.code, breach.severity) == (ClearanceBreach.OVER_LAST_TOTAL, severity)
    assert breach.params["limit"] == WHOLE[breach.params["limit_quantity"]]
    stated = {breach.params["limit_quantity"]: value}
    assert check_count(count(**{quantity: value} | stated), as_of=TODAY, previous=known) == ()


@pytest.mark.parametrize(
    ("total", "value", "code"),
    [
        ("area_total_m2", Decimal("999.99"), ClearanceBreach.AREA_OVER_TOTAL),
        ("length_total_m", Decimal(1), ClearanceBreach.LENGTH_OVER_TOTAL),
        ("resettlement_total_count", 0, ClearanceBreach.RESETTLED_OVER_TOTAL),
    ],
)
def test_a_new_total_bounds_the_part_last_known(total: str, value: object, code: ClearanceBreach) -> None:
    (breach,) = check_count(count(**{total: value}), as_of=TODAY, previous=count(**WHOLE))
    assert (breach.code, breach.params["limit"]) == (code, value)
    assert check_count(count(**{total: WHOLE[total]}), as_of=TODAY, previous=count(**WHOLE)) == ()


def test_what_nobody_counted_bounds_nothing() -> None:
    assert last_known([]) is None
    known = last_known([count(household_total_count=9)])
    assert check_count(count(area_handed_over_m2=Decimal(5)), as_of=TODAY, previous=known) == ()


def test_the_day_is_checked_too() -> None:
    breaches = check_count(count(), as_of=day("30/05/2026"), began_on=day("01/06/2026"))
    assert [breach.code for breach in breaches] == [EntryBreach.FUTURE_DATE, EntryBreach.BEFORE_PROJECT]


def test_a_count_of_a_project_that_needs_no_land_is_warned_of() -> None:
    (breach,) = check_needed("not_required")
    assert (breach.code, breach.severity) == (ClearanceBreach.NOT_REQUIRED, Severity.WARN)
    assert check_needed("in_progress") == check_needed(None) == ()
