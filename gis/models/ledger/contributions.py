"""What people give, and the price lists and conversions that value it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.models.columns import BigKey, Label, Vnd, coded
from gis.models.ledger.entry import LedgerEntry, rules


class PriceItem(Base):
    """A unit price of a list that an authority adopted, with its validity; a proposal until then."""

    __tablename__ = "price_item"
    __table_args__ = (CheckConstraint("price_vnd > 0", name="price"),)

    id: Mapped[BigKey]
    kind: Mapped[ContributionKind] = mapped_column(coded(ContributionKind, "kind"))
    item: Mapped[Label]
    """Land type, material or machine; the kind itself where nothing finer is told."""
    quantity_unit: Mapped[Label]
    price_vnd: Mapped[Vnd]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Where the price holds; null everywhere."""
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[Label]
    is_proposal: Mapped[bool] = mapped_column(server_default="true")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_as: Mapped[str | None] = mapped_column(Text)
    """The program that wrote the row down, with its user, where no account did."""


class UnitConversion(Base):
    """How many of one unit make another for an item (1 m³ of sand = 1.4 t), with its validity."""

    __tablename__ = "unit_conversion"
    __table_args__ = (UniqueConstraint("item", "from_unit", "to_unit", "valid_from"),)

    id: Mapped[BigKey]
    item: Mapped[Label]
    from_unit: Mapped[Label]
    to_unit: Mapped[Label]
    factor_ratio: Mapped[Decimal] = mapped_column(Numeric(18, 9))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[Label]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_as: Mapped[str | None] = mapped_column(Text)
    """The program that wrote the row down, with its user, where no account did."""


class Contribution(LedgerEntry, Base):
    """What was given on `effective_date` in a commune; `value_vnd` null is "chưa quy đổi", never zero."""

    __tablename__ = "contribution"
    __table_args__ = rules(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("donor_name IS NULL OR is_name_public", name="consent"),
    )

    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))  # type: ignore[assignment]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    village: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[ContributionKind] = mapped_column(coded(ContributionKind, "kind"))
    item: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 3))
    quantity_unit: Mapped[Label]
    unit_price_vnd: Mapped[Vnd | None]
    price_item_id: Mapped[int | None] = mapped_column(ForeignKey("price_item.id"))
    price_source: Mapped[str | None] = mapped_column(Text)
    value_vnd: Mapped[Vnd | None]
    donor_kind: Mapped[DonorKind] = mapped_column(coded(DonorKind, "donor_kind"))
    household_count: Mapped[int | None] = mapped_column(Integer)
    is_name_public: Mapped[bool] = mapped_column(server_default="false")
    donor_name: Mapped[str | None] = mapped_column(Text)
    """Only with consent to be named; else nothing is stored."""
