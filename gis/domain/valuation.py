"""What a contribution is worth in đồng: by its own price, or by the price list valid on its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gis.domain.contribution import CASH_UNIT, Contribution
from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.domain.rounding import whole_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """A unit price in đồng with its validity, both days included; `unit_id` None holds everywhere.

    `item` is the land type, material or machine, or the kind's own code where nothing finer is told. What an authority
    has not adopted yet values gifts too, as a proposal.
    """

    kind: ContributionKind
    item: str
    quantity_unit: str
    price_vnd: int
    valid_from: date
    source: str
    valid_to: date | None = None
    unit_id: int | None = None
    id: int | None = None
    review_state: ReviewState = ReviewState.SUBMITTED

    @property
    def is_proposal(self) -> bool:
        """Whether it awaits the authority."""
        return self.review_state is not ReviewState.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitConversion:
    """How many `to_unit` one `from_unit` of an item is (1 ha of land is 10,000 m²), with its validity."""

    item: str
    from_unit: str
    to_unit: str
    factor_ratio: Decimal
    valid_from: date
    valid_to: date | None = None


class ValuationGap(StrEnum):
    """Why something has no value in money yet."""

    NO_PRICE = "no_price"
    NO_CONVERSION = "no_conversion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """A value in whole đồng and what it rests on; value None is "chưa quy đổi", with the reason."""

    value_vnd: int | None
    unit_price_vnd: int | None = None
    price_source: str | None = None
    price_item_id: int | None = None
    gap: ValuationGap | None = None


def value_of(
    gift: Contribution, *, prices: Iterable[PriceItem] = (), conversions: Sequence[UnitConversion] = ()
) -> Valuation:
    """Return the value of a gift on its own day: quantity × price, whole đồng, halves away from zero.

    Cash is its own value. A price written with the gift comes before any list; of a list, the price of the commune
    before the general one, one in the gift's own unit before one that needs a conversion, then the newest. Without
    a price there is no value, and a price of 0 is none. Source: docs/rules.md, "Contributions".
    """
    if gift.kind is ContributionKind.CASH:
        return _cash(gift, conversions)
    if gift.unit_price_vnd:
        value_vnd = whole_vnd(Fraction(gift.quantity) * gift.unit_price_vnd)
        return Valuation(
            value_vnd=value_vnd, unit_price_vnd=gift.unit_price_vnd, price_source=gift.price_source
        )
    return _listed(gift, [price for price in prices if price.price_vnd and _fits(price, gift)], conversions)


def prices_on(prices: Iterable[PriceItem], *, unit_id: int | None, day: date) -> list[PriceItem]:
    """Return the prices that hold in a commune on a day, one for each kind, item and unit, as `value_of` picks them."""
    found: dict[tuple[ContributionKind, str, str], PriceItem] = {}
    for price in sorted(prices, key=lambda each: (each.unit_id is not None, each.valid_from, each.id or 0)):
        if (
            price.price_vnd
            and price.unit_id in (None, unit_id)
            and _holds(price.valid_from, price.valid_to, day)
        ):
            found[price.kind, price.item, price.quantity_unit] = price
    return list(found.values())


def factor(gift: Contribution, *, to_unit: str, conversions: Iterable[UnitConversion]) -> Fraction | None:
    """Return how many `to_unit` one unit of the gift is on its day, by its item, else by its kind; None if unknown."""
    if gift.quantity_unit == to_unit:
        return Fraction(1)
    found = {
        row.item: Fraction(row.factor_ratio)
        for row in sorted(conversions, key=lambda row: row.valid_from)
        if (row.from_unit, row.to_unit) == (gift.quantity_unit, to_unit)
        and _holds(row.valid_from, row.valid_to, gift.effective_date)
    }
    return found.get(gift.item or "", found.get(gift.kind.value))


def _cash(gift: Contribution, conversions: Sequence[UnitConversion]) -> Valuation:
    each = factor(gift, to_unit=CASH_UNIT, conversions=conversions)
    if each is None:
        return Valuation(value_vnd=None, gap=ValuationGap.NO_CONVERSION)
    return Valuation(value_vnd=whole_vnd(Fraction(gift.quantity) * each))


def _listed(gift: Contribution, prices: list[PriceItem], conversions: Sequence[UnitConversion]) -> Valuation:
    found = [
        (price, each)
        for price in prices
        if (each := factor(gift, to_unit=price.quantity_unit, conversions=conversions)) is not None
    ]
    if not found:
        gap = ValuationGap.NO_CONVERSION if prices else ValuationGap.NO_PRICE
        return Valuation(value_vnd=None, gap=gap)
    price, each = max(
        found,
        key=lambda pair: (
            pair[0].unit_id is not None,
            pair[0].quantity_unit == gift.quantity_unit,
            pair[0].valid_from,
            pair[0].id or 0,
        ),
    )
    return Valuation(
        value_vnd=whole_vnd(Fraction(gift.quantity) * each * price.price_vnd),
        unit_price_vnd=price.price_vnd,
        price_source=price.source,
        price_item_id=price.id,
    )


def _fits(price: PriceItem, gift: Contribution) -> bool:
    return (
        price.kind is gift.kind
        and price.item == (gift.item or gift.kind.value)
        and price.unit_id in (None, gift.unit_id)
        and _holds(price.valid_from, price.valid_to, gift.effective_date)
    )


def _holds(valid_from: date, valid_to: date | None, day: date) -> bool:
    return valid_from <= day and (valid_to is None or day <= valid_to)
