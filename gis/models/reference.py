"""Reference rows that an authority may change: sectors, lead agencies, capital sources, group thresholds, law."""

from datetime import date

from sqlalchemy import Date, ForeignKey, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.groups import GroupThreshold
from gis.domain.names import name_key
from gis.models.columns import BigKey, Label, Vnd


class Sector(Base):
    """A field of infrastructure; `parent_id` groups the social fields."""

    __tablename__ = "sector"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    name_vi: Mapped[Label]
    name_en: Mapped[Label]
    oc4ids_code: Mapped[str | None] = mapped_column(Text)
    group_ladder: Mapped[Label]
    """Which ladder of thresholds decides the project group of this sector."""


class Agency(Base):
    """An organisation that owns, manages, builds or supervises; agencies end and are succeeded."""

    __tablename__ = "agency"

    id: Mapped[BigKey]
    name: Mapped[Label]
    name_key: Mapped[str] = mapped_column(
        Text, index=True, default=lambda context: name_key(context.get_current_parameters()["name"])
    )
    kind: Mapped[str | None] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    is_demo: Mapped[bool] = mapped_column(server_default="false")


class SectorLead(Base):
    """Which agency leads a sector from when to when; a setting, a proposal until an authority adopts it."""

    __tablename__ = "sector_lead"

    id: Mapped[BigKey]
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_proposal: Mapped[bool] = mapped_column(server_default="true")


class CapitalSource(Base):
    """A source of capital, with the years in which it may be used (district budgets end on 30/06/2025)."""

    __tablename__ = "capital_source"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name_vi: Mapped[Label]
    name_en: Mapped[Label]
    position: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class LegalReference(Base):
    """A legal document by number, with its validity and what it replaces; never hard-coded in texts."""

    __tablename__ = "legal_reference"

    id: Mapped[BigKey]
    number: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[Label]
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    replaces: Mapped[str | None] = mapped_column(Text)
    certainty: Mapped[Label]


class GroupThresholdRow(Base):
    """From which total investment a project of a ladder is group A, B or of national importance."""

    __tablename__ = "group_threshold"

    id: Mapped[BigKey]
    ladder: Mapped[Label]
    legal_doc: Mapped[Label]
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    national_from_vnd: Mapped[Vnd]
    a_from_vnd: Mapped[Vnd]
    b_from_vnd: Mapped[Vnd]


def threshold_of(row: GroupThresholdRow) -> GroupThreshold:
    """Return the row as the value that `gis.domain.groups.derive_group` takes."""
    return GroupThreshold(
        ladder=row.ladder,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        national_from_vnd=int(row.national_from_vnd),
        a_from_vnd=int(row.a_from_vnd),
        b_from_vnd=int(row.b_from_vnd),
    )
