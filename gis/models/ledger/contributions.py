"""What people give, valued by price lists (`price_lists.py`)."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import ContributionKind, DonorKind
from gis.models.columns import Label, Vnd, coded
from gis.models.ledger.entry import LedgerEntry, rules


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
