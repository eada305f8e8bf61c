"""How long or how wide a project's place is, by one rule for page, drawer and files."""

from typing import Any

from sqlalchemy import ColumnElement, func

from gis.models import ProjectLocation


def sizes() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return length in m and area in m² on the ellipsoid: what was stored, else measured now; null for a point."""
    length_m: ColumnElement[Any] = ProjectLocation.length_m.expression
    area_m2: ColumnElement[Any] = ProjectLocation.area_m2.expression
    shape = func.geography(ProjectLocation.geom)
    return (
        func.coalesce(length_m, func.nullif(func.ST_Length(shape), 0)),
        func.coalesce(area_m2, func.nullif(func.ST_Area(shape), 0)),
    )
