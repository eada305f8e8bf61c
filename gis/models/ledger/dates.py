"""Completion dates and their extensions, suspensions, acceptance: what the schedule is judged by."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause
from gis.domain.lifecycle import DatePrecision
from gis.models.columns import coded
from gis.models.ledger.entry import LedgerEntry, rules


class CompletionDate(LedgerEntry, Base):
    """A completion date set by a decision; `effective_date` is the day of that decision."""

    __tablename__ = "completion_date"
    __table_args__ = rules()

    kind: Mapped[CompletionDateKind] = mapped_column(coded(CompletionDateKind, "kind"))
    new_date: Mapped[date] = mapped_column(Date)
    precision: Mapped[DatePrecision] = mapped_column(coded(DatePrecision, "precision"), server_default="day")
    decision_no: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[ExtensionCause | None] = mapped_column(coded(ExtensionCause, "cause"))
    is_objective: Mapped[bool | None]
    responsible_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """The unit whose duty caused the delay, where that is another one than the owner's."""
    cure_document_no: Mapped[str | None] = mapped_column(Text)
    """The council's writing that makes a late extension count from the previous date."""


class Suspension(LedgerEntry, Base):
    """A stop of the works by decision from `effective_date` to `resumed_on` (exclusive), open where that is null."""

    __tablename__ = "suspension"
    __table_args__ = rules(
        CheckConstraint("resumed_on IS NULL OR resumed_on >= effective_date", name="order")
    )

    resumed_on: Mapped[date | None] = mapped_column(Date)
    decision_no: Mapped[str | None] = mapped_column(Text)
    decision_date: Mapped[date | None] = mapped_column(Date)


class Acceptance(LedgerEntry, Base):
    """Minutes that accept a part, the completed works or their handover; `effective_date` is their day."""

    __tablename__ = "acceptance"
    __table_args__ = rules()

    kind: Mapped[AcceptanceKind] = mapped_column(coded(AcceptanceKind, "kind"))
    minutes_no: Mapped[str | None] = mapped_column(Text)
