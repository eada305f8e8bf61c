"""Progress reports: how far the works are against how far they should be."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import DelayCause
from gis.models.columns import coded
from gis.models.ledger.entry import LedgerEntry, rules


class ProgressReport(LedgerEntry, Base):
    """The state of works on `effective_date`, in percent of the whole project."""

    __tablename__ = "progress_report"
    __table_args__ = rules(
        CheckConstraint("physical_progress_pct BETWEEN 0 AND 100", name="physical"),
        CheckConstraint("planned_progress_pct BETWEEN 0 AND 100", name="planned"),
    )

    physical_progress_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    planned_progress_pct: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    delay_cause: Mapped[DelayCause | None] = mapped_column(coded(DelayCause, "delay_cause"))
    difficulty: Mapped[str | None] = mapped_column(Text)
    next_step: Mapped[str | None] = mapped_column(Text)
