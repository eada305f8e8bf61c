"""The project: what it is, its baseline, and the current state derived from its facts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.lifecycle import (
    ClearanceStatus,
    DatePrecision,
    Execution,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
)
from gis.models.columns import BigKey, Label, RecordedAt, Vnd, coded

NOT_ARCHIVED = text("archived_at IS NULL")
HAS_OLD_CODES = text("old_codes <> '{}'")
"""A query that looks for old codes says this too, so that its index may leave out the many projects without any."""
HAS_BUDGET_CODE = text("budget_code IS NOT NULL")
SHORT_KEY = text("left(search_key, 80)")
"""What lists are sorted by: a key may be longer than an index takes."""
COUNTED = (
    "sector_id",
    "stage",
    "execution",
    "approved_completion_date",
    "acceptance_date",
    "is_behind",
    "owner_id",
    "first_year",
    "last_year",
    "is_located",
    "budget_vnd",
)
"""The columns that facets count, kept in one index so that the table itself need not be read."""


class Project(Base):
    """One public investment project.

    `first_completion_date` is the first baseline and never changes. The axes `stage`, `execution`,
    `clearance` and `settlement` hold the latest `status_step` of each; `owner_id` the owner of today;
    `search_key`, `first_year`, `last_year` and `is_located` are derived by `gis.operations.derive`.
    """

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("stage BETWEEN 1 AND 12", name="stage"),
        CheckConstraint("budget_vnd IS NULL OR budget_vnd >= 0", name="budget"),
        Index(
            "ix_project_search_key",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
        Index("ix_project_old_codes", "old_codes", postgresql_using="gin", postgresql_where=HAS_OLD_CODES),
        Index(None, "budget_code", postgresql_where=HAS_BUDGET_CODE),
        Index("ix_project_facets", "id", postgresql_include=COUNTED, postgresql_where=NOT_ARCHIVED),
        Index("ix_project_by_name", SHORT_KEY, "id", postgresql_where=NOT_ARCHIVED),
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(Text, unique=True)
    budget_code: Mapped[str | None] = mapped_column(Text)
    """Mã số quan hệ ngân sách (Mã QHNS), the project's code at the State Treasury."""
    old_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    name: Mapped[Label]
    description: Mapped[str | None] = mapped_column(Text)
    search_key: Mapped[str] = mapped_column(Text, server_default="")
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    """Null where a list did not say and nothing in the name tells: shown as "chưa phân lĩnh vực"."""
    type: Mapped[ProjectType | None] = mapped_column(coded(ProjectType, "type"))
    project_group: Mapped[ProjectGroup | None] = mapped_column(coded(ProjectGroup, "project_group"))
    group_decision_no: Mapped[str | None] = mapped_column(Text)
    """Set where an authority's decision overrides the group that the thresholds give."""

    stage: Mapped[int | None] = mapped_column(SmallInteger)
    execution: Mapped[Execution] = mapped_column(coded(Execution, "execution"), server_default="normal")
    clearance: Mapped[ClearanceStatus | None] = mapped_column(coded(ClearanceStatus, "clearance"))
    settlement: Mapped[SettlementStatus | None] = mapped_column(coded(SettlementStatus, "settlement"))
    is_awaiting_takeover: Mapped[bool] = mapped_column(server_default="false")
    """Chưa nhận bàn giao từ chủ đầu tư cũ: the state of many projects of the ended districts."""

    is_key_project: Mapped[bool] = mapped_column(server_default="false")
    is_inter_commune: Mapped[bool] = mapped_column(server_default="false")
    budget_vnd: Mapped[Vnd | None]
    decision_no: Mapped[str | None] = mapped_column(Text)
    decision_date: Mapped[date | None] = mapped_column(Date)
    start_date: Mapped[date | None] = mapped_column(Date)
    first_completion_date: Mapped[date | None] = mapped_column(Date)
    first_completion_precision: Mapped[DatePrecision | None] = mapped_column(
        coded(DatePrecision, "first_completion_precision")
    )
    approved_completion_date: Mapped[date | None] = mapped_column(Date)
    acceptance_date: Mapped[date | None] = mapped_column(Date)
    physical_progress_pct: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    planned_progress_pct: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    """Works and plan of the last progress report."""
    is_behind: Mapped[bool] = mapped_column(server_default="false")
    """Whether these works are so far behind their plan that the project is at risk."""

    owner_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    first_year: Mapped[int | None] = mapped_column(SmallInteger)
    last_year: Mapped[int | None] = mapped_column(SmallInteger)
    is_located: Mapped[bool] = mapped_column(server_default="false")

    is_demo: Mapped[bool] = mapped_column(server_default="false")
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    created_at: Mapped[RecordedAt]
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")
    """Grows with every change; an edit made on an older version is refused instead of overwriting."""
    field_dates: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    """The date of the figures that each field was last stated by: an older list leaves the field as it is."""


class ProjectSource(Base):
    """How much of a project's approved budget comes from a source; amount null where only the source is known."""

    __tablename__ = "project_source"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("capital_source.id"), primary_key=True, index=True)
    amount_vnd: Mapped[Vnd | None]


class ProjectShare(Base):
    """A project's computed share of a unit: by length or area where it has a place, else as stated.

    The unit is a commune; in an older set it is the district or province where no more is known. Its rows are made
    from projects and units alone, so no foreign key checks each of them again.
    """

    __tablename__ = "project_share"
    __table_args__ = (
        Index(
            "ix_project_share_by_unit",
            "unit_id",
            "sector_id",
            "project_id",
            postgresql_include=["share_ratio", "before_ratio"],
        ),
    )

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sector_id: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """The project's sector, 0 where it has none: beside the unit, so that a commune's field is one look-up."""
    share_ratio: Mapped[Decimal] = mapped_column(Numeric(12, 10))
    before_ratio: Mapped[Decimal] = mapped_column(Numeric(12, 10), server_default="0")
    """The shares before this one in the order of its unit set: where its part of a split sum begins."""
    length_m: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    basis: Mapped[str] = mapped_column(Text)
    is_estimated: Mapped[bool] = mapped_column(server_default="false")
    """Whether it rests on an estimated share of a divided unit."""


class ProjectStatedUnit(Base):
    """A unit that the papers name as the place of the project, on the date of those papers."""

    __tablename__ = "project_stated_unit"
    __table_args__ = (UniqueConstraint("project_id", "unit_id"),)

    id: Mapped[BigKey]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    source: Mapped[str | None] = mapped_column(Text)
