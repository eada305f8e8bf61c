"""What the system keeps about its own work: imports, the audit log, the version of the data."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.models.columns import BigKey, Label, RecordedAt


class ImportBatch(Base):
    """One file taken in: what it was, how it was read, what it changed and what was found in it."""

    __tablename__ = "import_batch"

    id: Mapped[BigKey]
    kind: Mapped[Label]
    file_name: Mapped[Label]
    file_sha256: Mapped[str] = mapped_column(Text, index=True)
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Column mapping, CRS, text repair and limits that were used, so that the reading can be repeated."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    findings: Mapped[list[Any]] = mapped_column(JSONB)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]


class AuditLog(Base):
    """Who changed what, when, from what to what and why; the database refuses to update or delete it."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_subject", "subject", "subject_id"),)

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


class DataVersion(Base):
    """One row whose number grows with every committed change; tile and page caches hang on it."""

    __tablename__ = "data_version"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default="now()")
