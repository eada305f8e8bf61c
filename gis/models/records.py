"""What the system keeps about its own work: imports, the version of the data."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, SmallInteger, Text
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
    imported_as: Mapped[str | None] = mapped_column(Text)
    """The program that took the file in, with its user, where no account did."""
    recorded_at: Mapped[RecordedAt]


class DataVersion(Base):
    """One row whose number grows with every committed change; tile and page caches hang on it."""

    __tablename__ = "data_version"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default="now()")
