"""What people give, in its own units and in money: sums that never mix, per household and against plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.domain.ratios import Number, Part, ratio

CASH_UNIT: Final = "đồng"
LAND_UNIT: Final = "m²"
LABOUR_UNIT: Final = "công"
_ALIKE: Final = frozenset({ContributionKind.CASH, ContributionKind.LAND, ContributionKind.LABOUR})
"""Kinds whose items add up: a square metre is one whatever grows on it, a coffee tree and an acacia are two things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(LedgerEntry):
    """What was given on `effective_date` in a commune: quantity and price are kept, never the value alone.

    `value_vnd` None is "chưa quy đổi", never 0. A donor is named only with consent.
    """

    kind: ContributionKind
    quantity: Decimal
    quantity_unit: str
    donor_kind: DonorKind = DonorKind.HOUSEHOLD
    item: str | None = None
    unit_price_vnd: int | None = None
    price_source: str | None = None
    value_vnd: int | None = None
    household_count: int | None = None
    donor_name: str | None = None
    is_name_public: bool = False
    project_id: int | None = None
    unit_id: int | None = None


class QuantityKey(NamedTuple):
    """What can be added up in one unit of measure."""

    kind: ContributionKind
    item: str | None
    quantity_unit: str


class Amount(NamedTuple):
    """How much was given of one thing in one measure; `item` None where its kind says it all, or nobody said."""

    item: str | None
    quantity_unit: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionTotals:
    """Gifts added up; None where there is none of the kind or none with a value, which is not 0.

    `household_count` counts a household as often as it gave.
    """

    gift_count: int
    unconverted_count: int
    cash_vnd: int | None
    land_vnd: int | None
    in_kind_vnd: int | None
    value_vnd: int | None
    land_m2: Decimal | None
    labour_days: Decimal | None
    household_count: int | None
    quantities: dict[QuantityKey, Decimal]

    @classmethod
    def of_sums(
        cls,
        *,
        gift_count: int,
        unconverted_count: int,
        values: Iterable[tuple[ContributionKind, int | None]],
        households: Iterable[int | None],
        quantities: dict[QuantityKey, Decimal],
    ) -> "ContributionTotals":
        """Return the totals of values in đồng by kind, of households, and of quantities that are added up already."""
        known, land, cash = list(values), ContributionKind.LAND, ContributionKind.CASH
        return cls(
            gift_count=gift_count,
            unconverted_count=unconverted_count,
            cash_vnd=_sum(vnd for kind, vnd in known if kind is cash),
            land_vnd=_sum(vnd for kind, vnd in known if kind is land),
            in_kind_vnd=_sum(vnd for kind, vnd in known if kind not in (cash, land)),
            value_vnd=_sum(vnd for _, vnd in known),
            land_m2=_quantity(quantities, land, LAND_UNIT),
            labour_days=_quantity(quantities, ContributionKind.LABOUR, LABOUR_UNIT),
            household_count=_sum(households),
            quantities=quantities,
        )


class GiftAim(StrEnum):
    """What a commune plans of gifts, each in its own unit: đồng of cash, m² of land, days of labour in a year."""

    CASH = "contribution_cash"
    LAND = "land_given"
    LABOUR = "labour_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionPlan:
    """What a commune set out to raise; None where it set nothing."""

    cash_vnd: int | None = None
    land_m2: Decimal | None = None
    labour_days: Decimal | None = None


class AgainstPlan(NamedTuple):
    """Each kind against its own plan, in its own unit: land is never money here."""

    cash: Part
    land: Part
    labour: Part


def totals(contributions: Iterable[Contribution], *, as_of: date) -> ContributionTotals:
    """Return what was given by `as_of`: money by kind in đồng, quantities by unit of measure.

    Source: docs/rules.md, "Contributions".
    """
    rows = visible(contributions, as_of=as_of)
    quantities: dict[QuantityKey, Decimal] = {}
    for row in rows:
        key = QuantityKey(row.kind, row.item, row.quantity_unit)
        quantities[key] = quantities.get(key, Decimal(0)) + row.quantity
    return ContributionTotals.of_sums(
        gift_count=len(rows),
        unconverted_count=sum(row.value_vnd is None for row in rows),
        values=[(row.kind, row.value_vnd) for row in rows],
        households=[row.household_count for row in rows],
        quantities=quantities,
    )


def amounts(kind: ContributionKind, quantities: Mapping[QuantityKey, Decimal]) -> list[Amount]:
    """Return what was given of a kind: cash, land and labour by measure, everything else by item and measure."""
    found: dict[tuple[str | None, str], Decimal] = {}
    for key, amount in quantities.items():
        if key.kind is kind:
            thing = (item_apart(kind, key.item), key.quantity_unit)
            found[thing] = found.get(thing, Decimal(0)) + amount
    return [Amount(*thing, amount) for thing, amount in found.items()]


def item_apart(kind: ContributionKind, item: str | None) -> str | None:
    """Return the item that a gift is added up by, None where all items of its kind are alike."""
    return None if kind in _ALIKE else item


def per_household(amount: Number | None, *, household_count: int | None) -> Decimal | None:
    """Return an amount for each household of the commune, so that large ones do not always win; unrounded."""
    return ratio(amount, household_count)


def participation(found: ContributionTotals, *, household_count: int | None) -> Part:
    """Return the households that gave against all of the commune; above 1 where many gave more than once."""
    return Part(found.household_count, household_count)


def against_plan(found: ContributionTotals, plan: ContributionPlan) -> AgainstPlan:
    """Return cash against planned cash, land against planned land, labour against planned labour."""
    return AgainstPlan(
        cash=Part(found.cash_vnd, plan.cash_vnd),
        land=Part(found.land_m2, plan.land_m2),
        labour=Part(found.labour_days, plan.labour_days),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _quantity(quantities: dict[QuantityKey, Decimal], kind: ContributionKind, unit: str) -> Decimal | None:
    known = [amount for key, amount in quantities.items() if key.kind is kind and key.quantity_unit == unit]
    return sum(known, Decimal(0)) if known else None
