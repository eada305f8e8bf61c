"""The log: who changed what, chained so that a later change shows; and who looked at what is not public."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, FetchedValue, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.models.columns import BigKey, Label, RecordedAt


class AuditLog(Base):
    """Who changed what, when, from what to what, why and on which paper; the database refuses to update or delete it.

    The database itself writes `actor_roles`, the roles that the account held on that day with their units, and
    `row_hash`, the SHA-256 of the row (`gis.domain.log_chain`).
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_subject", "subject", "subject_id", "recorded_at", "id"),
        Index(None, "recorded_at", "id"),
        Index(None, "actor_id", "recorded_at", "id"),
        Index(None, "action", "recorded_at", "id"),
    )

    id: Mapped[BigKey]
    recorded_at: Mapped[RecordedAt]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[Label]
    action: Mapped[Label]
    subject: Mapped[Label]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    actor_roles: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB, FetchedValue())
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    row_hash: Mapped[bytes] = mapped_column(LargeBinary, FetchedValue())


class AuditBatch(Base):
    """The rows that one statement added to the log, with the SHA-256 of their hashes in the order of their ids."""

    __tablename__ = "audit_batch"

    id: Mapped[BigKey]
    log_ids: Mapped[Any] = mapped_column(INT8MULTIRANGE)
    rows_hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditLink(Base):
    """A batch in the chain, hung on the link before it when its transaction was committed; counted without gaps."""

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(ForeignKey("audit_batch.id"), unique=True)
    chained_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class RestrictedView(Base):
    """One look at a field that is not public: which account saw it, of what, in how many rows."""

    __tablename__ = "restricted_view"
    __table_args__ = (Index(None, "account_id", "id"),)

    id: Mapped[BigKey]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    field: Mapped[Label]
    subject: Mapped[Label]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    row_count: Mapped[int] = mapped_column(Integer)
    request_id: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default="now()", index=True)
