"""ProjectFilter: the one description of "which projects", shared by map, lists, counts, exports and API."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, any_, func, or_, select, true, union
from sqlalchemy.orm import aliased

from gis.crs import WGS84
from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus
from gis.domain.names import name_key
from gis.domain.units import UnitLevel
from gis.models import (
    Project,
    ProjectLocation,
    ProjectShare,
    ProjectSource,
    ProjectStatedUnit,
    ProjectSummary,
    Unit,
)
from gis.queries.disbursed import disbursed_hundredths, hundredths_of
from gis.queries.schedule import schedule_status
from gis.queries.units import ids_under, is_valid_on


class BBox(NamedTuple):
    """A box in degrees, EPSG:4326."""

    west: float
    south: float
    east: float
    north: float


class CommuneKnown(NamedTuple):
    """Whether any commune of a day is known that the project lies in."""

    is_known: bool
    day: date


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Which projects are meant; an empty field does not restrict.

    `sectors` are sector ids (0 = without a sector), `stages` numbers 1–12, `sources` ids of capital sources;
    values of one field widen, fields narrow. `as_of` decides the schedule status; alerts are those of the day of the
    summaries, and so is the disbursed part of the year's plan (R1), in percent with at most two decimals: from
    `disbursed_min` on, below `disbursed_max`. Projects without a plan have no such part and are never meant then.
    """

    as_of: date
    q: str = ""
    sectors: frozenset[int] = frozenset()
    stages: frozenset[int] = frozenset()
    schedules: frozenset[ScheduleStatus] = frozenset()
    alerts: frozenset[AlertCode] = frozenset()
    units: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()
    owners: frozenset[int] = frozenset()
    sources: frozenset[int] = frozenset()
    min_vnd: Decimal | None = None
    max_vnd: Decimal | None = None
    disbursed_min: Decimal | None = None
    disbursed_max: Decimal | None = None
    is_located: bool | None = None
    commune_known: CommuneKnown | None = None
    bbox: BBox | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every project is meant."""
        return self == _everything(self.as_of)

    def without(self, *names: str) -> "ProjectFilter":
        """Return the filter with the named fields open again, as a facet needs that counts its own values."""
        blank = ProjectFilter(as_of=self.as_of)
        return replace(self, **{name: getattr(blank, name) for name in names})


@lru_cache(maxsize=8)
def _everything(as_of: date) -> ProjectFilter:
    """Return the filter that means every project; a tile asks for it three times."""
    return ProjectFilter(as_of=as_of)


def conditions(wanted: ProjectFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on `Project` that the filter means; archived projects are never meant."""
    found: list[ColumnElement[bool]] = [Project.archived_at.is_(None)]
    for name, build in _CONDITIONS.items():
        value = getattr(wanted, name)
        if value is not None and value not in ("", frozenset()):
            found.append(build(wanted))
    return found


def _q(wanted: ProjectFilter) -> ColumnElement[bool]:
    words = name_key(wanted.q).split()
    return and_(true(), *(Project.search_key.like(f"%{word}%") for word in words))


def _sectors(wanted: ProjectFilter) -> ColumnElement[bool]:
    named = Project.sector_id.in_(wanted.sectors - {0})
    return or_(named, Project.sector_id.is_(None)) if 0 in wanted.sectors else named


def _stages(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.stage.in_(wanted.stages)


def _schedules(wanted: ProjectFilter) -> ColumnElement[bool]:
    return schedule_status(Project, as_of=wanted.as_of).in_([status.value for status in wanted.schedules])


def _alerts(wanted: ProjectFilter) -> ColumnElement[bool]:
    raised = ProjectSummary.alert_codes.overlap(sorted(code.value for code in wanted.alerts))
    return Project.id.in_(select(ProjectSummary.project_id).where(raised))


def _units(wanted: ProjectFilter) -> ColumnElement[bool]:
    """Find by share, and without a place also by what the papers name.

    UNION, since OR would read every project; an ARRAY, since PostgreSQL takes a recursive SELECT for far more rows.
    """
    family = func.array(ids_under(*sorted(wanted.units)).scalar_subquery())
    inside = ProjectShare.unit_id == any_(family)
    unplaced = aliased(Project)
    stated = (
        select(ProjectStatedUnit.project_id)
        .join(unplaced, unplaced.id == ProjectStatedUnit.project_id)
        .where(ProjectStatedUnit.unit_id.in_(wanted.units), unplaced.is_located.is_(False))
    )
    return Project.id.in_(union(select(ProjectShare.project_id).where(inside), stated))


def _years(wanted: ProjectFilter) -> ColumnElement[bool]:
    return or_(
        *(and_(Project.first_year <= year, Project.last_year >= year) for year in sorted(wanted.years))
    )


def _owners(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.owner_id.in_(wanted.owners)


def _sources(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.id.in_(select(ProjectSource.project_id).where(ProjectSource.source_id.in_(wanted.sources)))


def _min_vnd(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.budget_vnd >= wanted.min_vnd


def _max_vnd(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.budget_vnd <= wanted.max_vnd


def _disbursed_min(wanted: ProjectFilter) -> ColumnElement[bool]:
    return _disbursed(disbursed_hundredths() >= hundredths_of(wanted.disbursed_min or Decimal(0)))


def _disbursed_max(wanted: ProjectFilter) -> ColumnElement[bool]:
    return _disbursed(disbursed_hundredths() < hundredths_of(wanted.disbursed_max or Decimal(0)))


def _disbursed(is_meant: ColumnElement[bool]) -> ColumnElement[bool]:
    return Project.id.in_(select(ProjectSummary.project_id).where(is_meant))


def _is_located(wanted: ProjectFilter) -> ColumnElement[bool]:
    return Project.is_located.is_(bool(wanted.is_located))


def _commune_known(wanted: ProjectFilter) -> ColumnElement[bool]:
    """Find by share, and without a place also by what the papers name."""
    if wanted.commune_known is None:
        raise ValueError("a day is wanted")
    is_known, day = wanted.commune_known
    communes = select(Unit.id).where(Unit.level == UnitLevel.COMMUNE, is_valid_on(day)).scalar_subquery()
    unplaced = aliased(Project)
    inside = union(
        select(ProjectShare.project_id).where(ProjectShare.unit_id.in_(communes)),
        select(ProjectStatedUnit.project_id)
        .join(unplaced, unplaced.id == ProjectStatedUnit.project_id)
        .where(ProjectStatedUnit.unit_id.in_(communes), unplaced.is_located.is_(False)),
    )
    return Project.id.in_(inside) if is_known else Project.id.not_in(inside)


def _bbox(wanted: ProjectFilter) -> ColumnElement[bool]:
    if wanted.bbox is None:
        raise ValueError("a box is wanted")
    box = func.ST_MakeEnvelope(*wanted.bbox, WGS84)
    inside = select(ProjectLocation.project_id).where(
        ProjectLocation.replaced_at.is_(None), func.ST_Intersects(ProjectLocation.geom, box)
    )
    return Project.id.in_(inside)


_CONDITIONS: dict[str, Callable[[ProjectFilter], ColumnElement[bool]]] = {
    "q": _q,
    "sectors": _sectors,
    "stages": _stages,
    "schedules": _schedules,
    "alerts": _alerts,
    "units": _units,
    "years": _years,
    "owners": _owners,
    "sources": _sources,
    "min_vnd": _min_vnd,
    "max_vnd": _max_vnd,
    "disbursed_min": _disbursed_min,
    "disbursed_max": _disbursed_max,
    "is_located": _is_located,
    "commune_known": _commune_known,
    "bbox": _bbox,
}

if set(_CONDITIONS) != {field.name for field in fields(ProjectFilter)} - {"as_of"}:
    raise AssertionError("every field of ProjectFilter needs its condition")
