"""Contributions: sums that never mix, values by the price of the day, and what is asked about."""

from decimal import Decimal

import pytest

from gis.domain.breaches import Severity
from gis.domain.contribution import (
    AgainstPlan,
    Contribution,
    ContributionPlan,
    QuantityKey,
    against_plan,
    participation,
    per_household,
    totals,
)
from gis.domain.contribution_checks import (
    ContributionBreach,
    check_commune_year,
    check_contribution,
    check_land_papers,
)
from gis.domain.entry_checks import EntryBreach
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.ratios import Part
from gis.domain.valuation import PriceItem, UnitConversion, Valuation, ValuationGap, value_of
from tests.unit.facts import MILLION, day

TODAY = day("31/12/2026")
CASH, LAND, LABOUR, MATERIAL = (
    ContributionKind.CASH,
    ContributionKind.LAND,
    ContributionKind.LABOUR,
    ContributionKind.MATERIAL,
)
UNITS = {CASH: "đồng", LAND: "m²", LABOUR: "công", MATERIAL: "m³"}


def gift(kind: ContributionKind, quantity: str, **more: object) -> Contribution:
    given: dict[str, object] = {"effective_date": day("15/05/2026"), "quantity_unit": UNITS[kind]}
    return Contribution(kind=kind, quantity=Decimal(quantity), **(given | more))


def price(item: str, vnd: int, kind: ContributionKind = LAND, **more: object) -> PriceItem:
    given: dict[str, object] = {
        "quantity_unit": UNITS[kind],
        "valid_from": day("01/01/2026"),
        "source": "Bảng giá đất 2026",
    }
    return PriceItem(kind=kind, item=item, price_vnd=vnd, **(given | more))


def conversion(item: str, from_unit: str, to_unit: str, factor: str, **more: object) -> UnitConversion:
    given: dict[str, object] = {"valid_from": day("01/01/2020")}
    return UnitConversion(
        item=item, from_unit=from_unit, to_unit=to_unit, factor_ratio=Decimal(factor), **(given | more)
    )


def test_cash_is_its_own_value() -> None:
    assert value_of(gift(CASH, "2500000")) == Valuation(value_vnd=2_500_000)
    millions = gift(CASH, "2.5", quantity_unit="triệu đồng")
    assert value_of(millions) == Valuation(value_vnd=None, gap=ValuationGap.NO_CONVERSION)
    known = [conversion("cash", "triệu đồng", "đồng", "1000000")]
    assert value_of(millions, conversions=known) == Valuation(value_vnd=2_500_000)


def test_land_is_worth_what_the_list_of_its_day_says() -> None:
    lists = [
        price("CLN", 90_000, valid_from=day("01/01/2025"), valid_to=day("31/12/2025"), id=1),
        price("CLN", 120_000, id=2),
        price("ONT", 900_000, id=3),
    ]
    assert value_of(gift(LAND, "350.5", item="CLN"), prices=lists) == Valuation(
        value_vnd=42_060_000, unit_price_vnd=120_000, price_source="Bảng giá đất 2026", price_item_id=2
    )
    before = gift(LAND, "100", item="CLN", effective_date=day("31/12/2025"))
    assert value_of(before, prices=lists).value_vnd == 9_000_000


def test_without_a_price_there_is_no_value_and_never_a_zero() -> None:
    for found in (
        value_of(gift(LAND, "10", item="RSX"), prices=[price("CLN", 1)]),
        value_of(gift(LABOUR, "3")),
    ):
        assert found == Valuation(value_vnd=None, gap=ValuationGap.NO_PRICE)


def test_a_price_of_zero_is_no_price_and_a_value_of_zero_is_told_as_not_converted() -> None:
    for free in (gift(LABOUR, "3", unit_price_vnd=0), gift(LABOUR, "3", value_vnd=0)):
        valued = value_of(free, prices=[price("labour", 0, LABOUR)])
        assert valued == Valuation(value_vnd=None, gap=ValuationGap.NO_PRICE)
        found = check_contribution(free, valuation=valued, as_of=TODAY)
        assert [breach.code for breach in found] == [ContributionBreach.NOT_CONVERTED]


def test_a_gift_without_item_takes_the_price_of_its_kind() -> None:
    days = [price("labour", 200_000, LABOUR), price("land", 5)]
    assert value_of(gift(LABOUR, "3.5"), prices=days).value_vnd == 700_000


def test_the_communes_own_price_comes_first_then_the_gifts_unit_then_the_newest() -> None:
    sand = gift(MATERIAL, "2", item="cát", unit_id=7)
    tonnes = [conversion("cát", "m³", "tấn", "1.4")]
    general = price("cát", 300_000, MATERIAL, id=1)
    by_weight = price("cát", 250_000, MATERIAL, quantity_unit="tấn", valid_from=day("01/02/2026"), id=2)
    newer = price("cát", 310_000, MATERIAL, valid_from=day("01/03/2026"), id=3)
    own = price("cát", 280_000, MATERIAL, unit_id=7, id=4)
    elsewhere = price("cát", 1, MATERIAL, unit_id=8, id=5)
    lists = [general, by_weight, newer, own, elsewhere]
    assert value_of(sand, prices=lists, conversions=tonnes).price_item_id == 4
    assert value_of(sand, prices=lists[:3], conversions=tonnes).price_item_id == 3
    assert value_of(sand, prices=lists[:2], conversions=tonnes).price_item_id == 1
    assert value_of(sand, prices=[by_weight], conversions=tonnes).value_vnd == 700_000
    assert value_of(sand, prices=[by_weight]).gap is ValuationGap.NO_CONVERSION


def test_conversions_hold_for_their_time_and_by_item_before_kind() -> None:
    by_weight = [price("cát", 100, MATERIAL, quantity_unit="tấn")]
    rows = [
        conversion("material", "m³", "tấn", "2"),
        conversion("cát", "m³", "tấn", "1.3", valid_to=day("31/12/2025")),
        conversion("cát", "m³", "tấn", "1.4", valid_from=day("01/01/2026")),
    ]
    sand = gift(MATERIAL, "10", item="cát")
    assert value_of(sand, prices=by_weight, conversions=rows).value_vnd == 1_400
    assert value_of(sand, prices=by_weight, conversions=rows[:2]).value_vnd == 2_000


def test_a_price_written_with_the_gift_comes_before_lists_and_halves_go_up() -> None:
    own = gift(LAND, "0.5", item="CLN", unit_price_vnd=101, price_source="Biên bản 3")
    assert value_of(own, prices=[price("CLN", 900)]) == Valuation(
        value_vnd=51, unit_price_vnd=101, price_source="Biên bản 3"
    )


GIFTS = [
    gift(CASH, "10000000", value_vnd=10 * MILLION, household_count=5),
    gift(LAND, "1000", item="CLN", value_vnd=120 * MILLION, household_count=2),
    gift(LAND, "0.2", item="CLN", quantity_unit="ha"),
    gift(LABOUR, "30", value_vnd=6 * MILLION),
    gift(LABOUR, "12.5"),
]


def test_land_never_enters_cash() -> None:
    found = totals(GIFTS, as_of=TODAY)
    assert (found.cash_vnd, found.land_vnd, found.in_kind_vnd) == (10 * MILLION, 120 * MILLION, 6 * MILLION)
    assert (found.value_vnd, found.gift_count, found.unconverted_count) == (136 * MILLION, 5, 2)
    assert (found.land_m2, found.labour_days, found.household_count) == (1000, Decimal("42.5"), 7)
    assert found.quantities[QuantityKey(LAND, "CLN", "ha")] == Decimal("0.2")
    plan = ContributionPlan(cash_vnd=40 * MILLION, labour_days=Decimal(50))
    assert against_plan(found, plan) == AgainstPlan(
        cash=Part(10 * MILLION, 40 * MILLION), land=Part(1000, None), labour=Part(Decimal("42.5"), 50)
    )
    assert against_plan(found, plan).cash.percent == Decimal("25.00")
    assert against_plan(found, plan).land.percent is None


def test_nothing_given_is_not_a_gift_of_zero() -> None:
    found = totals(GIFTS, as_of=day("14/05/2026"))
    assert (found.gift_count, found.cash_vnd, found.value_vnd, found.land_m2) == (0, None, None, None)
    assert participation(found, household_count=100).ratio is None


def test_communes_are_compared_per_household() -> None:
    found = totals(GIFTS, as_of=TODAY)
    assert per_household(found.cash_vnd, household_count=4000) == 2500
    assert per_household(found.cash_vnd, household_count=None) is None
    assert participation(found, household_count=100).percent == Decimal("7.00")


VALUED = Valuation(value_vnd=1, unit_price_vnd=200_000, price_source="QĐ 12")


@pytest.mark.parametrize(
    ("given", "valuation", "found"),
    [
        (gift(LAND, "5000", household_count=1), VALUED, []),
        (gift(LAND, "5000.5"), VALUED, [(ContributionBreach.LAND_PER_HOUSEHOLD, Severity.WARN)]),
        (gift(LAND, "20000", household_count=4), VALUED, []),
        (gift(LAND, "9", quantity_unit="ha"), VALUED, []),
        (gift(LAND, "0"), VALUED, [(ContributionBreach.NOT_POSITIVE, Severity.REFUSE)]),
        (
            gift(LAND, "9"),
            Valuation(value_vnd=None, gap=ValuationGap.NO_PRICE),
            [(ContributionBreach.NOT_CONVERTED, Severity.WARN)],
        ),
        (
            gift(LAND, "9", value_vnd=5),
            Valuation(value_vnd=None, gap=ValuationGap.NO_PRICE),
            [(ContributionBreach.VALUE_WITHOUT_PRICE, Severity.WARN)],
        ),
        (gift(LAND, "9", value_vnd=1), VALUED, []),
        (gift(LAND, "9", value_vnd=2), VALUED, [(ContributionBreach.VALUE_DIFFERS, Severity.WARN)]),
        (
            gift(MATERIAL, "9"),
            Valuation(value_vnd=1, unit_price_vnd=5),
            [(ContributionBreach.PRICE_WITHOUT_SOURCE, Severity.WARN)],
        ),
        (
            gift(LABOUR, "9"),
            Valuation(value_vnd=1, unit_price_vnd=300_001, price_source="QĐ 12"),
            [(ContributionBreach.LABOUR_PRICE, Severity.WARN)],
        ),
        (gift(LABOUR, "9"), VALUED, []),
        (
            gift(CASH, "9", donor_name="Nguyễn Văn A", donor_kind=DonorKind.PERSON),
            Valuation(value_vnd=9),
            [(ContributionBreach.NAME_WITHOUT_CONSENT, Severity.REFUSE)],
        ),
        (gift(CASH, "9", donor_name="Công ty B", is_name_public=True), Valuation(value_vnd=9), []),
    ],
)
def test_what_is_wrong_is_refused_and_what_is_unusual_asked_about(
    given: Contribution, valuation: Valuation, found: list[tuple[ContributionBreach, Severity]]
) -> None:
    breaches = check_contribution(given, valuation=valuation, as_of=TODAY)
    assert [(breach.code, breach.severity) for breach in breaches] == found


def test_the_day_is_checked_too() -> None:
    breaches = check_contribution(gift(LAND, "9"), valuation=VALUED, as_of=day("14/05/2026"))
    assert [breach.code for breach in breaches] == [EntryBreach.FUTURE_DATE]


@pytest.mark.parametrize(
    ("given", "has_paper", "found"),
    [
        (gift(LAND, "9", household_count=2), True, []),
        (gift(LAND, "9", household_count=2), False, [ContributionBreach.LAND_WITHOUT_PAPER]),
        (gift(LAND, "9"), True, [ContributionBreach.LAND_WITHOUT_HOUSEHOLDS]),
        (gift(LAND, "9", donor_kind=DonorKind.ENTERPRISE), True, []),
        (gift(LABOUR, "9"), False, []),
    ],
)
def test_land_rests_on_minutes_and_its_households_are_counted(
    given: Contribution, has_paper: bool, found: list[ContributionBreach]
) -> None:
    breaches = list(check_land_papers(given, has_paper=has_paper))
    assert [breach.code for breach in breaches] == found
    assert {breach.severity for breach in breaches} <= {Severity.WARN}


def test_ten_hectares_in_a_commune_and_year_are_asked_about() -> None:
    usual = [gift(LAND, "50000"), gift(LAND, "50000")]
    assert check_commune_year(usual, as_of=TODAY) == ()
    assert check_commune_year([], as_of=TODAY) == ()
    (breach,) = check_commune_year([*usual, gift(LAND, "0.5")], as_of=TODAY)
    assert (breach.code, breach.params["land_m2"]) == (ContributionBreach.LAND_PER_YEAR, Decimal("100000.5"))
    assert breach.rule.is_proposal
