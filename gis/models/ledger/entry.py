"""What every ledger row carries: when it happened, from when it counts, who wrote it, on which paper, what it corrects."""

from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Table, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from gis.database import Base
from gis.domain.ledger_codes import ReviewState
from gis.models.columns import BigKey, RecordedAt, coded


class LedgerEntry:
    """A dated fact about a project; the database refuses to change or delete it.

    `effective_date` is the day of the event. `counted_from` is the day from which questions see the row: null for the
    same day, or a later one for a correction that must leave older answers as they were. A row is replaced by the one
    row whose `corrects_id` names it; `is_withdrawn` marks a correction that only takes back. `entry_key` is the
    sender's own key, so that the same row sent twice is one row.
    """

    __tablename__: str

    id: Mapped[BigKey]
    effective_date: Mapped[date] = mapped_column(Date)
    counted_from: Mapped[date | None] = mapped_column(Date)
    review_state: Mapped[ReviewState] = mapped_column(
        coded(ReviewState, "review_state"), server_default="accepted"
    )
    is_withdrawn: Mapped[bool] = mapped_column(server_default="false")
    entry_key: Mapped[str | None] = mapped_column(Text, unique=True)
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[RecordedAt]

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)

    @declared_attr
    @classmethod
    def corrects_id(cls) -> Mapped[int | None]:
        """Point to the row of the same ledger that this one replaces; a row is replaced at most once."""
        return mapped_column(BigInteger, ForeignKey(f"{cls.__tablename__}.id"), unique=True)


OPEN_STATES: Final = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)
"""The states in which a row waits for somebody."""
OPEN_SQL: Final = ", ".join(f"'{state.value}'" for state in OPEN_STATES)


def table_of(ledger: type[LedgerEntry]) -> Table:
    """Return the table of a ledger."""
    return Base.metadata.tables[ledger.__tablename__]


def rules(*more: Any) -> tuple[Any, ...]:
    """Return the table arguments of a ledger: its own, how its rows are found, and that only a correction takes back."""
    return (
        *more,
        Index(None, "project_id", "effective_date"),
        Index(None, "project_id", "review_state", postgresql_where=text(f"review_state IN ({OPEN_SQL})")),
        CheckConstraint("corrects_id IS NOT NULL OR NOT is_withdrawn", name="withdrawal"),
    )
