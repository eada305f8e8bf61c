"""The price list of the demonstration: proposals by which gifts in kind are valued until an authority adopts one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ContributionKind
from gis.models.ledger import PriceItem, UnitConversion

SOURCE: Final = "Đơn giá minh họa (đề xuất, chưa được cấp có thẩm quyền ban hành)"
AUTHOR: Final = "etl demo"
_OLD: Final = (date(2021, 1, 1), date(2025, 12, 31))
_NEW: Final = (date(2026, 1, 1), None)


class Offer(NamedTuple):
    """An item that can be given, its unit, and its price in đồng to the end of 2025 and after."""

    kind: ContributionKind
    item: str
    unit: str
    old_vnd: int
    new_vnd: int


OFFERS: Final = (
    Offer(ContributionKind.LAND, "Đất ở nông thôn (ONT)", "m²", 320_000, 350_000),
    Offer(ContributionKind.LAND, "Đất trồng cây lâu năm (CLN)", "m²", 60_000, 70_000),
    Offer(ContributionKind.LAND, "Đất trồng cây hằng năm khác (HNK)", "m²", 52_000, 60_000),
    Offer(ContributionKind.LAND, "Đất rừng sản xuất (RSX)", "m²", 22_000, 25_000),
    Offer(ContributionKind.LABOUR, "Ngày công lao động phổ thông", "công", 220_000, 250_000),
    Offer(ContributionKind.MATERIAL, "Cát xây dựng", "m³", 380_000, 450_000),
    Offer(ContributionKind.MATERIAL, "Đá 1x2", "m³", 340_000, 380_000),
    Offer(ContributionKind.MATERIAL, "Xi măng", "tấn", 1_650_000, 1_750_000),
    Offer(ContributionKind.MACHINE, "Máy đào", "ca", 3_200_000, 3_500_000),
    Offer(ContributionKind.MACHINE, "Xe tải tự đổ", "ca", 1_900_000, 2_100_000),
)
UNPRICED: Final = (
    (ContributionKind.ASSET, "Cây cà phê, hồ tiêu trên đất", "cây"),
    (ContributionKind.ASSET, "Hàng rào, cổng", "cái"),
    (ContributionKind.MACHINE, "Máy ủi", "ca"),
)
"""What no list prices: it stays "chưa quy đổi"."""
_CONVERSIONS: Final = (
    ("Cát xây dựng", "m³", "tấn", Decimal("1.4")),
    ("Đá 1x2", "m³", "tấn", Decimal("1.5")),
    ("Xi măng", "bao", "tấn", Decimal("0.05")),
)


@dataclass(frozen=True, slots=True)
class Price:
    """A row of the price list."""

    id: int
    item: str
    price_vnd: int
    valid_from: date
    valid_to: date | None


class PriceList(NamedTuple):
    """The prices of the demonstration."""

    prices: Sequence[Price]

    def of(self, item: str, day: date) -> Price | None:
        """Return the price of an item valid on the day, None where the list has none."""
        for price in self.prices:
            if (
                price.item == item
                and price.valid_from <= day
                and (price.valid_to is None or day <= price.valid_to)
            ):
                return price
        return None


def load(session: Session) -> PriceList:
    """Add the list where it is missing and return it."""
    rows = session.scalars(
        select(PriceItem)
        .where(PriceItem.source == SOURCE, PriceItem.corrects_id.is_(None))
        .order_by(PriceItem.id)
    ).all()
    if not rows:
        session.add_all(_items())
        session.execute(insert(UnitConversion).values(_conversions()).on_conflict_do_nothing())
        session.flush()
        return load(session)
    return PriceList(
        [Price(row.id, row.item, int(row.price_vnd), row.valid_from, row.valid_to) for row in rows]
    )


def _items() -> list[PriceItem]:
    return [
        PriceItem(
            kind=offer.kind,
            item=offer.item,
            quantity_unit=offer.unit,
            price_vnd=Decimal(price),
            valid_from=valid_from,
            valid_to=valid_to,
            source=SOURCE,
            recorded_as=AUTHOR,
        )
        for offer in OFFERS
        for price, (valid_from, valid_to) in ((offer.old_vnd, _OLD), (offer.new_vnd, _NEW))
    ]


def _conversions() -> list[dict[str, object]]:
    return [
        {
            "item": item,
            "from_unit": from_unit,
            "to_unit": to_unit,
            "factor_ratio": factor,
            "valid_from": _OLD[0],
            "valid_to": None,
            "source": SOURCE,
            "recorded_as": AUTHOR,
        }
        for item, from_unit, to_unit, factor in _CONVERSIONS
    ]
