"""Where one project lies now, and what an editor needs beside it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.lifecycle import AccuracyClass
from gis.models import Project, ProjectLocation, ProjectStatedUnit, Unit

Box = tuple[float, float, float, float]


class CurrentPlace(NamedTuple):
    """The current geometry as GeoJSON in degrees (EPSG:4326) with its provenance."""

    geojson: str
    accuracy_class: AccuracyClass
    source_note: str | None
    recorded_at: datetime


def current_place(session: Session, project_id: int) -> CurrentPlace | None:
    """Return the project's current place, or None while it waits for one."""
    place = ProjectLocation
    statement = select(
        func.ST_AsGeoJSON(place.geom, 7),
        place.accuracy_class,
        place.source_note,
        place.recorded_at,
    ).where(place.project_id == project_id, place.replaced_at.is_(None))
    row = session.execute(statement).one_or_none()
    return None if row is None else CurrentPlace(*row)


def editable_project(session: Session, code: str) -> Project | None:
    """Return the project with this code unless it is archived."""
    return session.scalar(select(Project).where(Project.code == code, Project.archived_at.is_(None)))


def stated_box(session: Session, project_id: int) -> Box | None:
    """Return west, south, east, north of the units its papers name, where the editor starts to look."""
    box = func.ST_Extent(Unit.geom)
    statement = (
        select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
        .join(ProjectStatedUnit, ProjectStatedUnit.unit_id == Unit.id)
        .where(ProjectStatedUnit.project_id == project_id)
    )
    west, south, east, north = session.execute(statement).one()
    return None if west is None else (west, south, east, north)
