"""Bid packages, contracts and their addenda: 1 project → n packages → n contracts → n addenda."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.models.columns import Label, Vnd
from gis.models.ledger.entry import LedgerEntry, rules


class BidPackage(LedgerEntry, Base):
    """A package of the contractor selection plan; `effective_date` is the day of that plan's decision."""

    __tablename__ = "bid_package"
    __table_args__ = rules(CheckConstraint("package_price_vnd >= 0", name="price"))

    package_no: Mapped[Label]
    name: Mapped[Label]
    package_price_vnd: Mapped[Vnd | None]
    selection_form: Mapped[str | None] = mapped_column(Text)


class Contract(LedgerEntry, Base):
    """A contract of a package; `effective_date` is the day it was signed."""

    __tablename__ = "contract"
    __table_args__ = rules(CheckConstraint("value_vnd >= 0", name="value"))

    bid_package_id: Mapped[int | None] = mapped_column(ForeignKey("bid_package.id"), index=True)
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    contract_no: Mapped[Label]
    value_vnd: Mapped[Vnd | None]
    start_date: Mapped[date | None] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)


class ContractAddendum(LedgerEntry, Base):
    """A change of a contract: the new value, the new end, the reason; `effective_date` is the day it was signed."""

    __tablename__ = "contract_addendum"
    __table_args__ = rules(CheckConstraint("new_value_vnd >= 0", name="value"))

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    addendum_no: Mapped[Label]
    new_value_vnd: Mapped[Vnd | None]
    new_end_date: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(Text)
