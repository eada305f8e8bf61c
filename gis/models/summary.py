"""Summaries rebuilt from the facts: what each project and each unit looked like at the end of each month.

Their rows are made from projects, shares and units alone, so no foreign key checks each of ten million rows again.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from gis.database import Base
from gis.domain.lifecycle import ScheduleStatus
from gis.models.columns import Vnd, coded

_PERCENT = Numeric(5, 2)
_AREA = Numeric(16, 2)
SHARE_SUM = Numeric(18, 10)
"""Projects counted by their shares, so that a project of several communes counts once in the district."""


class ProjectSummary(Base):
    """A project as of the day of the summaries (`summary_day.as_of`)."""

    __tablename__ = "project_summary"

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reported_on: Mapped[date | None] = mapped_column(Date)
    plan_vnd: Mapped[Vnd | None]
    """Current plan of this fiscal year without what was carried over; null where nothing was assigned."""
    carried_plan_vnd: Mapped[Vnd | None]
    paid_vnd: Mapped[Vnd | None]
    carried_paid_vnd: Mapped[Vnd | None]
    paid_total_vnd: Mapped[Vnd | None]
    advance_balance_vnd: Mapped[Vnd | None]
    area_total_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    area_handed_over_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    length_total_m: Mapped[Decimal | None] = mapped_column(_AREA)
    length_handed_over_m: Mapped[Decimal | None] = mapped_column(_AREA)
    household_total_count: Mapped[int | None] = mapped_column(Integer)
    household_handed_over_count: Mapped[int | None] = mapped_column(Integer)
    contribution_vnd: Mapped[Vnd | None]
    clearance_on: Mapped[date | None] = mapped_column(Date)
    """The last count of land clearance."""
    alert_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    counted_sector_id: Mapped[int] = mapped_column(SmallInteger)
    counted_unit_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    """Where the summaries of units count this project now, so that a change takes it out there."""


class ProjectMonth(Base):
    """A project's dates and works at the end of a month; a row only where something changed in that month."""

    __tablename__ = "project_month"

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    due_date: Mapped[date | None] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    is_suspended: Mapped[bool]
    physical_progress_pct: Mapped[Decimal | None] = mapped_column(_PERCENT)
    planned_progress_pct: Mapped[Decimal | None] = mapped_column(_PERCENT)
    reported_on: Mapped[date | None] = mapped_column(Date)
    schedule: Mapped[ScheduleStatus] = mapped_column(coded(ScheduleStatus, "schedule"))
    is_active: Mapped[bool]
    """Under way at the end of the month: begun, not accepted, not suspended; a report is expected."""


class ProjectMoney(Base):
    """A project's money of a fiscal year, cumulative to the end of a month; a row only where it changed."""

    __tablename__ = "project_money"

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    plan_vnd: Mapped[Vnd | None]
    carried_plan_vnd: Mapped[Vnd | None]
    paid_vnd: Mapped[Vnd | None]
    carried_paid_vnd: Mapped[Vnd | None]


class UnitMonth(Base):
    """A unit's projects of a sector at the end of a month; sector 0 is "chưa phân lĩnh vực".

    Only communes have rows, those of every unit set; a larger unit is the sum of its communes in one set.
    """

    __tablename__ = "unit_month"
    __table_args__ = (Index(None, "unit_id", "sector_id"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sector_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    project_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    early_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    on_time_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    late_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    overdue_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    on_track_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    at_risk_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    suspended_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    unknown_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    active_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    """Projects under way, of which a report is expected each month."""
    reported_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    """Of these, the ones with a report in the month."""
    progress_ratio: Mapped[Decimal] = mapped_column(SHARE_SUM)
    """Projects with any report of works, the divisor of `progress_sum_pct`."""
    progress_sum_pct: Mapped[Decimal] = mapped_column(Numeric(22, 12))
    area_total_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    area_handed_over_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    length_total_m: Mapped[Decimal | None] = mapped_column(_AREA)
    length_handed_over_m: Mapped[Decimal | None] = mapped_column(_AREA)
    household_total_count: Mapped[int | None] = mapped_column(Integer)
    household_handed_over_count: Mapped[int | None] = mapped_column(Integer)


class UnitMoney(Base):
    """A unit's money and gifts of a sector and year, cumulative to the end of a month; split by shares to the đồng."""

    __tablename__ = "unit_money"
    __table_args__ = (Index(None, "unit_id", "sector_id"),)

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sector_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    plan_vnd: Mapped[Vnd | None]
    carried_plan_vnd: Mapped[Vnd | None]
    paid_vnd: Mapped[Vnd | None]
    carried_paid_vnd: Mapped[Vnd | None]
    contribution_vnd: Mapped[Vnd | None]
    """Converted value of everything given in the year; null where nothing was given."""
    cash_contribution_vnd: Mapped[Vnd | None]
    land_given_m2: Mapped[Decimal | None] = mapped_column(_AREA)
    labour_days: Mapped[Decimal | None] = mapped_column(_AREA)
    unconverted_count: Mapped[int | None] = mapped_column(Integer)
    """Gifts that no price list values yet."""
    donor_household_count: Mapped[int | None] = mapped_column(Integer)


class SummaryDay(Base):
    """One row: the day as of which the summaries' last month stands."""

    __tablename__ = "summary_day"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    as_of: Mapped[date] = mapped_column(Date)


class UnitTarget(Base):
    """What a unit set out to reach in a year for an indicator, by which paper."""

    __tablename__ = "unit_target"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    target_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    target_ratio: Mapped[Decimal] = mapped_column(Numeric(20, 4))
    source: Mapped[str | None] = mapped_column(Text)
    is_proposal: Mapped[bool] = mapped_column(server_default="true")
