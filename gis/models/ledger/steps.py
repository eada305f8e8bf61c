"""Moves of the status axes: stage, execution, land clearance, settlement."""

from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.lifecycle import StatusAxis
from gis.models.columns import Label, coded
from gis.models.ledger.entry import LedgerEntry, rules


class StatusStep(LedgerEntry, Base):
    """One move of one status axis, with the paper that permits it; `effective_date` is the day of that move."""

    __tablename__ = "status_step"
    __table_args__ = rules()

    axis: Mapped[StatusAxis] = mapped_column(coded(StatusAxis, "axis"))
    value: Mapped[Label]
    is_by_higher_level: Mapped[bool | None]
    """Whether a higher level than the owner cancelled the project; null for every other move."""
