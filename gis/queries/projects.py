"""The list of projects: one page of rows in a chosen order, and what one project is in short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, UnaryExpression, cast, func, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ClearanceStatus, Execution, ScheduleStatus, SettlementStatus
from gis.domain.units import UnitLevel
from gis.models import Agency, Project, ProjectShare, Sector, Unit
from gis.queries.filters import ProjectFilter, conditions
from gis.queries.schedule import SCHEDULE_NUMBERS, delay_days, schedule_number, schedule_status
from gis.queries.units import is_valid_on


class UnitShare(NamedTuple):
    """A commune that a project lies in, and which part of the project.

    A larger unit stands where no more is known than that it is one of its communes.
    """

    unit_id: int
    full_name: str
    share_ratio: Decimal
    is_estimated: bool
    is_commune: bool


class ProjectRow(NamedTuple):
    """A project as a row of a list; `delay_days` counts past the approved completion date, null without one."""

    id: int
    code: str
    name: str
    sector_id: int | None
    sector_code: str | None
    sector_vi: str | None
    sector_en: str | None
    owner_id: int | None
    owner_name: str | None
    stage: int | None
    execution: Execution
    clearance: ClearanceStatus | None
    settlement: SettlementStatus | None
    schedule: ScheduleStatus
    delay_days: int | None
    approved_completion_date: date | None
    acceptance_date: date | None
    budget_vnd: Decimal | None
    is_located: bool
    is_key_project: bool
    is_demo: bool
    updated_at: datetime


class SortKey(StrEnum):
    """What a list can be sorted by."""

    CODE = "code"
    NAME = "name"
    SECTOR = "sector"
    STAGE = "stage"
    SCHEDULE = "schedule"
    DUE = "due"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list; rows without a value come last either way, equal ones by id."""

    key: SortKey = SortKey.CODE
    is_descending: bool = False


ATTENTION = (
    ScheduleStatus.OVERDUE,
    ScheduleStatus.AT_RISK,
    ScheduleStatus.SUSPENDED,
    ScheduleStatus.UNKNOWN,
    ScheduleStatus.ON_TRACK,
    ScheduleStatus.LATE,
    ScheduleStatus.ON_TIME,
    ScheduleStatus.EARLY,
)
"""Statuses from what needs a reader most to what is done; within one the longest delay, then the nearest date."""


def page_of(
    session: Session, wanted: ProjectFilter, *, order: Order, limit: int, offset: int = 0
) -> list[ProjectRow]:
    """Return `limit` rows after the first `offset` of the filter's projects."""
    chosen = (
        select(Project.id)
        .where(*conditions(wanted))
        .order_by(*ordering(order, as_of=wanted.as_of))
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    statement = rows(as_of=wanted.as_of).join(chosen, chosen.c.id == Project.id)
    found = session.execute(statement.order_by(*ordering(order, as_of=wanted.as_of)))
    return [project_row(row) for row in found]


def rows_of(session: Session, project_ids: Sequence[int], *, as_of: date) -> list[ProjectRow]:
    """Return the rows of these projects in the order of the ids; ids without a project are passed over."""
    found = session.execute(rows(as_of=as_of).where(Project.id.in_(project_ids)))
    by_id = {row.id: row for row in map(project_row, found)}
    return [by_id[project_id] for project_id in project_ids if project_id in by_id]


def rows(*, as_of: date) -> Select[*tuple[Any, ...]]:
    """Return the SELECT of the columns of `ProjectRow`, in its order, without any condition."""
    return (
        select(
            Project.id,
            Project.code,
            Project.name,
            Project.sector_id,
            Sector.code,
            Sector.name_vi,
            Sector.name_en,
            Project.owner_id,
            Agency.name,
            Project.stage,
            Project.execution,
            Project.clearance,
            Project.settlement,
            schedule_status(Project, as_of=as_of),
            delay_days(Project, as_of=as_of),
            Project.approved_completion_date,
            Project.acceptance_date,
            Project.budget_vnd,
            Project.is_located,
            Project.is_key_project,
            Project.is_demo,
            Project.updated_at,
        )
        .join_from(Project, Sector, Sector.id == Project.sector_id, isouter=True)
        .join(Agency, Agency.id == Project.owner_id, isouter=True)
    )


def project_row(values: Iterable[Any]) -> ProjectRow:
    """Return one row of `rows` with its schedule status as a code of the field."""
    row = ProjectRow(*values)
    return row._replace(schedule=ScheduleStatus(row.schedule))


def shares_on(session: Session, project_ids: Iterable[int], day: date) -> Mapping[int, list[UnitShare]]:
    """Return the communes of `day` that each project lies in, the largest share first."""
    statement = (
        select(
            ProjectShare.project_id,
            Unit.id,
            Unit.full_name,
            ProjectShare.share_ratio,
            ProjectShare.is_estimated,
            Unit.level == UnitLevel.COMMUNE,
        )
        .join(Unit, Unit.id == ProjectShare.unit_id)
        .where(ProjectShare.project_id.in_(list(project_ids)), is_valid_on(day))
        .order_by(ProjectShare.project_id, ProjectShare.share_ratio.desc(), Unit.name_key, Unit.id)
    )
    found: dict[int, list[UnitShare]] = {}
    for row in session.execute(statement):
        found.setdefault(row[0], []).append(UnitShare._make(row[1:]))
    return found


def ordering(order: Order, *, as_of: date) -> list[UnaryExpression[Any]]:
    """Return what to sort by: always total, so that pages neither repeat nor skip a row."""
    columns = [*_sorted_by(order.key, as_of), Project.id.expression]
    directed = [column.desc() if order.is_descending else column.asc() for column in columns]
    if order.key in _NULLABLE:
        directed[0] = directed[0].nulls_last()
    return directed


_NULLABLE = (SortKey.SECTOR, SortKey.STAGE, SortKey.DUE, SortKey.BUDGET)


def _sorted_by(key: SortKey, as_of: date) -> list[ColumnElement[Any]]:
    if key is SortKey.SCHEDULE:
        return [attention(as_of)]
    columns: dict[SortKey, ColumnElement[Any]] = {
        SortKey.CODE: Project.code.expression,
        SortKey.NAME: func.left(Project.search_key, 80),
        SortKey.SECTOR: Project.sector_id.expression,
        SortKey.STAGE: Project.stage.expression,
        SortKey.DUE: Project.approved_completion_date.expression,
        SortKey.BUDGET: Project.budget_vnd.expression,
    }
    return [columns[key]]


def attention(as_of: date) -> ColumnElement[int]:
    """Return one number, never null, for status, then the longest delay, then the nearest date.

    Three keys would sort half as fast.
    """
    places = array([ATTENTION.index(status) for status in SCHEDULE_NUMBERS], type_=Integer)
    place = cast(places[schedule_number(Project, as_of=as_of) + 1], BigInteger)
    delay = func.coalesce(delay_days(Project, as_of=as_of), 0)
    day = func.coalesce(cast(Project.approved_completion_date - _FIRST_DAY, Integer), 0)
    return (place * _PLACE - delay) * _PLACE + day


_FIRST_DAY = date(1900, 1, 1)
_PLACE = 2**20
