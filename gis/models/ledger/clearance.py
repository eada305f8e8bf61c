"""Land clearance: monthly counts of a project in a commune, and what stands in the way."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.models.columns import Label, Vnd
from gis.models.ledger.entry import LedgerEntry, rules

_AREA = Numeric(14, 2)


class ClearanceCount(LedgerEntry, Base):
    """What was counted in one commune for one project up to `effective_date`; cumulative, no household is named."""

    __tablename__ = "clearance_count"
    __table_args__ = rules(
        CheckConstraint("area_handed_over_m2 <= area_total_m2", name="area"),
        CheckConstraint("length_handed_over_m <= length_total_m", name="length"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    area_total_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    area_handed_over_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    length_total_m: Mapped[Decimal | None] = mapped_column(_AREA)
    length_handed_over_m: Mapped[Decimal | None] = mapped_column(_AREA)
    household_total_count: Mapped[int | None] = mapped_column(Integer)
    household_noticed_count: Mapped[int | None] = mapped_column(Integer)
    household_inventoried_count: Mapped[int | None] = mapped_column(Integer)
    household_plan_approved_count: Mapped[int | None] = mapped_column(Integer)
    household_publicised_count: Mapped[int | None] = mapped_column(Integer)
    household_paid_count: Mapped[int | None] = mapped_column(Integer)
    household_handed_over_count: Mapped[int | None] = mapped_column(Integer)
    resettlement_total_count: Mapped[int | None] = mapped_column(Integer)
    resettlement_done_count: Mapped[int | None] = mapped_column(Integer)
    compensation_approved_vnd: Mapped[Vnd | None]
    compensation_paid_vnd: Mapped[Vnd | None]
    planned_done_on: Mapped[date | None] = mapped_column(Date)
    expected_done_on: Mapped[date | None] = mapped_column(Date)


class ClearanceDifficulty(LedgerEntry, Base):
    """A difficulty of land clearance, with who has to act and which level can settle it; `resolved_on` null while it stands."""

    __tablename__ = "clearance_difficulty"
    __table_args__ = rules()

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[Label]
    description: Mapped[Label]
    responsible_agency: Mapped[str | None] = mapped_column(Text)
    competent_level: Mapped[str | None] = mapped_column(Text)
    proposal: Mapped[str | None] = mapped_column(Text)
    resolved_on: Mapped[date | None] = mapped_column(Date)
