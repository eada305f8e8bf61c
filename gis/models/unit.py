"""Administrative units: dated rows with boundaries, succession, and the pieces that make overlaps fast."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from gis.crs import WGS84
from gis.database import Base
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models.columns import BigKey, Label, RecordedAt, coded


class Unit(Base):
    """One administrative unit over its life; `valid_from` null means since before the records begin.

    Codes and names are used again for other territories, so nothing joins on them: the key is `id`.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="life"),
        Index(
            "uq_unit_code_valid_from",
            "code",
            "level",
            text("coalesce(valid_from, '0001-01-01')"),
            unique=True,
        ),
    )

    id: Mapped[BigKey]
    code: Mapped[Label]
    name: Mapped[Label]
    full_name: Mapped[Label]
    name_en: Mapped[str | None] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[Label]
    level: Mapped[UnitLevel] = mapped_column(coded(UnitLevel, "level"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    legal_doc: Mapped[str | None] = mapped_column(Text)
    population: Mapped[int | None]
    population_date: Mapped[date | None] = mapped_column(Date)
    household_count: Mapped[int | None]
    official_area_km2: Mapped[Decimal | None] = mapped_column(Numeric(12, 3))
    geom: Mapped[Any | None] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    boundary_kind: Mapped[BoundaryKind | None] = mapped_column(coded(BoundaryKind, "boundary_kind"))
    boundary_source: Mapped[str | None] = mapped_column(Text)
    boundary_recorded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UnitBoundaryHistory(Base):
    """A boundary that another one replaced, kept with the time it was in use."""

    __tablename__ = "unit_boundary_history"

    id: Mapped[BigKey]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    boundary_kind: Mapped[BoundaryKind] = mapped_column(coded(BoundaryKind, "boundary_kind"))
    boundary_source: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replaced_at: Mapped[RecordedAt]


class UnitPart(Base):
    """A unit's boundary cut by ST_Subdivide(128): derived from `unit.geom`, used for overlaps only."""

    __tablename__ = "unit_part"

    id: Mapped[BigKey]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    geom: Mapped[Any] = mapped_column(Geometry("POLYGON", srid=WGS84))


class UnitSuccession(Base):
    """Which part of an old unit went to which new one, by which legal document."""

    __tablename__ = "unit_succession"

    old_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    effective_date: Mapped[date] = mapped_column(Date, primary_key=True)
    share_ratio: Mapped[Decimal] = mapped_column(Numeric(12, 10))
    is_estimated: Mapped[bool] = mapped_column(server_default="false")
    """Whether the share was measured on boundaries because no document gives it."""
    legal_doc: Mapped[str | None] = mapped_column(Text)


class UnitResidents(Base):
    """How many households and people a unit had on a day, by which source; appended, never changed.

    What a demonstration made up (`is_demo`) counts only for units of which nobody else states anything, and not beside
    real projects.
    """

    __tablename__ = "unit_residents"
    __table_args__ = (
        UniqueConstraint("unit_id", "counted_on", "is_demo"),
        CheckConstraint("household_count > 0", name="households"),
        CheckConstraint("population > 0", name="people"),
        CheckConstraint("household_count IS NOT NULL OR population IS NOT NULL", name="stated"),
    )

    id: Mapped[BigKey]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    counted_on: Mapped[date] = mapped_column(Date)
    household_count: Mapped[int | None]
    population: Mapped[int | None]
    source: Mapped[Label]
    is_demo: Mapped[bool] = mapped_column(server_default="false")
    recorded_at: Mapped[RecordedAt]
