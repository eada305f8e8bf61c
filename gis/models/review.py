"""How rows of the ledgers were looked at, step by step, and which months are closed; both only grow."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import ReviewState
from gis.models.columns import BigKey, Label, RecordedAt, coded


class ReviewStep(Base):
    """One move of one ledger row: to which state, by whom, with which remark.

    `warnings` holds the rules that the row was warned of when it was written, as `{code: …, params: {…}}`; the remark
    of that step says why it is right all the same.
    """

    __tablename__ = "review_step"
    __table_args__ = (Index(None, "ledger", "row_id"),)

    id: Mapped[BigKey]
    ledger: Mapped[Label]
    row_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[ReviewState] = mapped_column(coded(ReviewState, "state"))
    remark: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]


class PeriodClosing(Base):
    """A month was closed or opened again for a unit with all below it, or for all (`unit_id` null); the newest row counts."""

    __tablename__ = "period_closing"
    __table_args__ = (
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        Index(None, "month", "unit_id"),
    )

    id: Mapped[BigKey]
    month: Mapped[date] = mapped_column(Date)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    is_closed: Mapped[bool]
    remark: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]
