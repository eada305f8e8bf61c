"""Where the projects of a filter lie, for a map that shows none of them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.models import Project, ProjectLocation
from gis.queries.filters import BBox, ProjectFilter, conditions


def extent_of_places(session: Session, wanted: ProjectFilter) -> BBox | None:
    """Return the box in degrees (EPSG:4326) around the places of these projects; None where none has a place."""
    box = func.ST_Extent(ProjectLocation.geom)
    statement = (
        select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
        .join(Project, Project.id == ProjectLocation.project_id)
        .where(*conditions(wanted), ProjectLocation.replaced_at.is_(None))
    )
    sides = session.execute(statement).one()
    return None if sides[0] is None else BBox(*sides)
