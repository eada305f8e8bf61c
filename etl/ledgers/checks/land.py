"""Counts and difficulties of land clearance, and what people give, against the rules and the rows before them."""

from typing import Any, Final

from etl.findings import Finding, in_both
from etl.ledgers.checks.setting import Setting, began_on
from etl.ledgers.checks.told import tell
from etl.ledgers.settling import Entry
from gis.domain.clearance import ClearanceCount, last_known
from gis.domain.clearance_checks import QUANTITIES, check_count
from gis.domain.contribution import CASH_UNIT, LABOUR_UNIT, LAND_UNIT, Contribution
from gis.domain.contribution_checks import (
    check_commune_year,
    check_consent,
    check_contribution,
    check_land_papers,
)
from gis.domain.entry_checks import check_day
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.valuation import value_of

_UNITS: Final = {
    ContributionKind.CASH: CASH_UNIT,
    ContributionKind.LAND: LAND_UNIT,
    ContributionKind.LABOUR: LABOUR_UNIT,
}
GIFT_COLUMNS: Final = {
    "contribution_not_positive": "quantity",
    "contribution_not_converted": "unit_price_vnd",
    "contribution_value_without_price": "value_vnd",
    "contribution_value_differs": "value_vnd",
    "contribution_price_without_source": "price_source",
    "contribution_name_without_consent": "donor_name",
    "contribution_name_without_paper": "document",
    "contribution_land_without_paper": "document",
    "contribution_land_without_households": "household_count",
    "contribution_land_per_household": "quantity",
    "contribution_labour_price": "unit_price_vnd",
    "contribution_land_per_year": "quantity",
}


def check_counted(entry: Entry, setting: Setting) -> None:
    """Hold a count against its own totals and against what was last known of the commune."""
    values = entry.values
    before = [
        known
        for known in setting.facts("clearance_count", entry)
        if known["unit_id"] == values["unit_id"] and known["effective_date"] < values["effective_date"]
    ]
    known = sorted(before, key=lambda each: each["effective_date"])
    found = check_count(
        _count(values),
        as_of=setting.as_of,
        previous=last_known([_count(each) for each in known]),
        began_on=began_on(entry),
    )
    tell(entry, found)


def check_difficulty(entry: Entry, setting: Setting) -> None:
    """Hold the days of a difficulty against today, the project's beginning and each other."""
    values = entry.values
    tell(entry, check_day(values["effective_date"], as_of=setting.as_of, began_on=began_on(entry)))
    resolved = values.get("resolved_on")
    if resolved is not None:
        tell(entry, check_day(resolved, as_of=setting.as_of), {"future_date": "resolved_on"})
        if resolved < values["effective_date"]:
            entry.row.tell(Finding.of("difficulty_solved_before"), "resolved_on", f"{resolved:%d/%m/%Y}")


def check_gift(entry: Entry, setting: Setting) -> None:
    """Value a contribution by its price or the list of its day, and ask about what is unusual.

    A value that the file states stays; without one the value is computed, and without a price there is none: a value of
    0 đồng for what has no price says that nobody converted it.
    """
    values = entry.values
    kind = ContributionKind(values["kind"])
    values["quantity_unit"] = values.get("quantity_unit") or _UNITS.get(kind)
    if values["quantity_unit"] is None:
        column = entry.row.sheet.column("quantity_unit")
        label = in_both("column_label", column.label_vi, column.label_en)
        entry.row.tell(Finding.of("ledger_cell_missing", **label), "quantity_unit")
        return
    is_stated = entry.row.values.get("value_vnd") is not None
    if values.get("price_item_id") is not None and entry.row.values.get("unit_price_vnd") is None:
        values |= {"unit_price_vnd": None, "price_source": None, "price_item_id": None}
    gift = _gift(values, value_vnd=values.get("value_vnd") if is_stated else None)
    valued = value_of(gift, prices=setting.prices.prices, conversions=setting.prices.conversions)
    found = check_contribution(gift, valuation=valued, as_of=setting.as_of, began_on=began_on(entry))
    has_paper = entry.row.paper.is_named or (
        entry.chain is not None and entry.chain.tip.document_id is not None
    )
    found = (
        *found,
        *check_consent(gift.donor_name, has_paper=has_paper),
        *check_land_papers(gift, has_paper=has_paper),
    )
    tell(entry, found, GIFT_COLUMNS)
    stated_vnd = gift.value_vnd if gift.value_vnd or valued.gap is None else None
    if kind is ContributionKind.LAND and not entry.row.is_wrong:
        _check_year(entry, gift, setting)
    values |= {
        "value_vnd": valued.value_vnd if stated_vnd is None else stated_vnd,
        "unit_price_vnd": valued.unit_price_vnd,
        "price_source": valued.price_source or values.get("price_source"),
        "price_item_id": valued.price_item_id,
    }


def _check_year(entry: Entry, gift: Contribution, setting: Setting) -> None:
    """Ask once about a commune and year in which unusually much land was given, all projects together."""
    place = gift.unit_id, gift.effective_date.year
    if "years" not in setting.kept:
        setting.kept["years"] = _land_by_year(setting)
    gifts = setting.kept["years"].setdefault(place, [])
    gifts.append(gift)
    if place not in setting.kept and (found := check_commune_year(gifts, as_of=setting.as_of)):
        setting.kept[place] = found
        tell(entry, found, GIFT_COLUMNS)


def _land_by_year(setting: Setting) -> dict[tuple[int | None, int], list[Contribution]]:
    found: dict[tuple[int | None, int], list[Contribution]] = {}
    for facts in setting.stock.ledger("contribution").facts.values():
        for fact in facts:
            if fact.values["kind"] == ContributionKind.LAND:
                gift = _gift(fact.values, value_vnd=None)
                found.setdefault((gift.unit_id, gift.effective_date.year), []).append(gift)
    return found


def _count(values: dict[str, Any]) -> ClearanceCount:
    quantities: dict[str, Any] = {name: values.get(name) for name in QUANTITIES}
    return ClearanceCount(effective_date=values["effective_date"], unit_id=values["unit_id"], **quantities)


def _gift(values: dict[str, Any], *, value_vnd: Any) -> Contribution:
    return Contribution(
        effective_date=values["effective_date"],
        kind=ContributionKind(values["kind"]),
        quantity=values["quantity"],
        quantity_unit=values["quantity_unit"],
        donor_kind=DonorKind(values["donor_kind"]),
        item=values.get("item"),
        unit_price_vnd=None if values.get("unit_price_vnd") is None else int(values["unit_price_vnd"]),
        price_source=values.get("price_source"),
        value_vnd=None if value_vnd is None else int(value_vnd),
        household_count=values.get("household_count"),
        donor_name=values.get("donor_name"),
        is_name_public=bool(values.get("is_name_public")),
        unit_id=values["unit_id"],
    )
