"""Appended rows about a project: places, parties, documents."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from gis.crs import WGS84
from gis.database import Base
from gis.domain.documents import LIST_PAPER
from gis.domain.lifecycle import AccuracyClass, PartyRole
from gis.models.columns import BigKey, Label, RecordedAt, coded


class ProjectLocation(Base):
    """A project's geometry with its provenance; the current row is the one without `replaced_at`."""

    __tablename__ = "project_location"
    __table_args__ = (
        CheckConstraint(
            "GeometryType(geom) IN ('POINT', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON')",
            name="geometry_type",
        ),
        CheckConstraint("ST_IsValid(geom)", name="geometry_valid"),
        Index(
            "uq_project_location_current",
            "project_id",
            unique=True,
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[BigKey]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=WGS84))
    accuracy_class: Mapped[AccuracyClass] = mapped_column(coded(AccuracyClass, "accuracy_class"))
    source_crs: Mapped[int] = mapped_column(Integer, server_default=str(WGS84))
    source_note: Mapped[str | None] = mapped_column(Text)
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    length_m: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[RecordedAt]
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ProjectParty(Base):
    """An agency's role in a project from a date to a date, by decision."""

    __tablename__ = "project_party"

    id: Mapped[BigKey]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[PartyRole] = mapped_column(coded(PartyRole, "role"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    decision_no: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[RecordedAt]


class Document(Base):
    """A document by reference: number, date, issuer and where it lies; a project's, a commune's alone, or a list's.

    Papers of a commune are those of its facts that belong to no project; those of price lists belong to no place.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(project_id, unit_id) = 1"
            f" OR (num_nonnulls(project_id, unit_id) = 0 AND kind = '{LIST_PAPER}')",
            name="place",
        ),
    )

    id: Mapped[BigKey]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[Label]
    number: Mapped[str | None] = mapped_column(Text)
    title: Mapped[Label]
    issued_on: Mapped[date | None] = mapped_column(Date)
    issuer: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[RecordedAt]
