"""Stored files of documents and photos: what they are by hash, where and when a photo was taken."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.crs import WGS84
from gis.database import Base
from gis.models.columns import BigKey, Label, RecordedAt


class StoredFile(Base):
    """A file of a document, kept under its SHA-256; the public copy carries no EXIF."""

    __tablename__ = "stored_file"

    id: Mapped[BigKey]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    sha256: Mapped[str] = mapped_column(Text, index=True)
    public_sha256: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[Label]
    file_name: Mapped[Label]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    taken_geom: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=WGS84))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]
