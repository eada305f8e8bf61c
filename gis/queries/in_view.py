"""What lies in a map's view: counts by status and stage, the sum of budgets, and what waits for a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ScheduleStatus
from gis.models import Project, ProjectLocation
from gis.queries.filters import BBox, ProjectFilter, conditions
from gis.queries.schedule import schedule_status

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class ViewSummary:
    """The projects of a filter: those with a place in the view, and the rest.

    `budget_vnd` is None where no project in view has a budget. Stage 0 stands for an unknown stage. `extent` is
    west, south, east, north in degrees (EPSG:4326) of the places of the filter where none of them is in view.
    """

    count: int
    budget_vnd: Decimal | None
    without_budget_count: int
    schedules: Mapping[ScheduleStatus, int]
    stages: Mapping[int, int]
    located_count: int
    unlocated_count: int
    extent: BBox | None


def summary(session: Session, wanted: ProjectFilter) -> ViewSummary:
    """Return the figures of `wanted` inside its box (everywhere without one)."""
    groups = _groups(session, wanted)
    located, unlocated = _by_place(session, wanted.without("bbox"))
    count = sum(row.projects for row in groups)
    budgets = [row.budget_vnd for row in groups if row.budget_vnd is not None]
    is_elsewhere = not count and located
    return ViewSummary(
        count=count,
        budget_vnd=sum(budgets, Decimal(0)) if budgets else None,
        without_budget_count=sum(row.projects - row.with_budget for row in groups),
        schedules=_sums([(ScheduleStatus(row.schedule), row.projects) for row in groups]),
        stages=_sums([(row.stage, row.projects) for row in groups]),
        located_count=located,
        unlocated_count=unlocated,
        extent=_extent(session, wanted.without("bbox")) if is_elsewhere else None,
    )


def count(session: Session, wanted: ProjectFilter) -> int:
    """Return how many projects the filter means."""
    return session.scalars(select(func.count()).select_from(Project).where(*conditions(wanted))).one()


def _groups(session: Session, wanted: ProjectFilter) -> list[Row[str, int, int, int, Decimal | None]]:
    schedule = schedule_status(Project, as_of=wanted.as_of).label("schedule")
    stage = func.coalesce(Project.stage, 0).label("stage")
    statement = (
        select(
            schedule,
            stage,
            func.count().label("projects"),
            func.count(Project.budget_vnd).label("with_budget"),
            func.sum(Project.budget_vnd).label("budget_vnd"),
        )
        .where(*conditions(wanted), Project.is_located)
        .group_by(schedule, stage)
    )
    return list(session.execute(statement))


def _by_place(session: Session, wanted: ProjectFilter) -> tuple[int, int]:
    """Return how many projects have a place and how many wait for one."""
    statement = select(
        func.count().filter(Project.is_located), func.count().filter(~Project.is_located)
    ).where(*conditions(wanted))
    located, unlocated = session.execute(statement).one()
    return located, unlocated


def _extent(session: Session, wanted: ProjectFilter) -> BBox | None:
    box = func.ST_Extent(ProjectLocation.geom)
    statement = (
        select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
        .join(Project, Project.id == ProjectLocation.project_id)
        .where(*conditions(wanted), ProjectLocation.replaced_at.is_(None))
    )
    sides = session.execute(statement).one()
    return None if sides[0] is None else BBox(*sides)


def _sums(pairs: list[tuple[Key, int]]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for key, count in pairs:
        sums[key] = sums.get(key, 0) + count
    return sums
