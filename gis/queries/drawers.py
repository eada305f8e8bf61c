"""What the map's drawers tell: a project in short with its place, a unit with its history."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from gis.domain.lifecycle import AccuracyClass
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Project, ProjectLocation, Unit
from gis.queries.place_sizes import sizes
from gis.queries.projects import ProjectRow, project_row, rows


class Point(NamedTuple):
    """A point in degrees (EPSG:4326)."""

    lon: float
    lat: float


class Place(NamedTuple):
    """Where a project lies: a point on it, its length or area, and how exact that is."""

    point: Point
    length_m: Decimal | None
    area_m2: Decimal | None
    accuracy_class: AccuracyClass


class UnitFacts(NamedTuple):
    """A unit as its drawer shows it; `lon`, `lat` of a point in it, null without a boundary; area in km²."""

    id: int
    code: str
    full_name: str
    level: UnitLevel
    valid_from: date | None
    valid_to: date | None
    legal_doc: str | None
    population: int | None
    population_date: date | None
    area_km2: float | None
    boundary_kind: BoundaryKind | None
    lon: float | None
    lat: float | None


_ON_PLACE = (
    func.ST_X(func.ST_PointOnSurface(ProjectLocation.geom)),
    func.ST_Y(func.ST_PointOnSurface(ProjectLocation.geom)),
)


def project_in_short(
    session: Session, *, as_of: date, code: str | None = None, project_id: int | None = None
) -> ProjectRow | None:
    """Return the project with this code or this id, None where there is none or it is archived."""
    wanted = Project.code == code if project_id is None else Project.id == project_id
    row = session.execute(rows(as_of=as_of).where(wanted, Project.archived_at.is_(None))).one_or_none()
    return None if row is None else project_row(row)


def place_of(session: Session, project_id: int) -> Place | None:
    """Return where a project lies; None while it waits for a place."""
    statement = select(
        *_ON_PLACE,
        *sizes(),
        ProjectLocation.accuracy_class,
    ).where(ProjectLocation.project_id == project_id, ProjectLocation.replaced_at.is_(None))
    row = session.execute(statement).one_or_none()
    return None if row is None else Place(Point(*row[:2]), *row[2:])


def points_of(session: Session, project_ids: Iterable[int]) -> dict[int, Point]:
    """Return a point on each of these projects that has a place."""
    statement = select(ProjectLocation.project_id, *_ON_PLACE).where(
        ProjectLocation.project_id.in_(list(project_ids)), ProjectLocation.replaced_at.is_(None)
    )
    return {project_id: Point(lon, lat) for project_id, lon, lat in session.execute(statement)}


def unit_facts(session: Session, unit_id: int) -> UnitFacts | None:
    """Return a unit with its computed area, None where there is none."""
    point = func.ST_PointOnSurface(Unit.geom)
    statement: Select[*tuple[Any, ...]] = select(
        Unit.id,
        Unit.code,
        Unit.full_name,
        Unit.level,
        Unit.valid_from,
        Unit.valid_to,
        Unit.legal_doc,
        Unit.population,
        Unit.population_date,
        func.ST_Area(func.geography(Unit.geom)) / 1_000_000,
        Unit.boundary_kind,
        func.ST_X(point),
        func.ST_Y(point),
    ).where(Unit.id == unit_id)
    row = session.execute(statement).one_or_none()
    return None if row is None else UnitFacts(*row)
