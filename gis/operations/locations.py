"""Giving a project its place: one appended geometry, checked by PostGIS, with an entry in the log."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gis.crs import WGS84
from gis.domain.errors import DomainError, NotFoundError, StaleVersionError
from gis.domain.lifecycle import AccuracyClass
from gis.models import Project
from gis.operations import refresh
from gis.operations.audit import Actor, record

MAX_VERTICES = 20_000

_EXAMINE = text("""
WITH given AS (SELECT ST_Force2D(ST_SetSRID(ST_GeomFromGeoJSON(:geojson), 4326)) AS geom),
multi AS (SELECT CASE WHEN ST_Dimension(geom) > 0 THEN ST_Multi(geom) ELSE geom END AS geom FROM given)
SELECT ST_AsHexEWKB(geom) AS geom, GeometryType(geom) AS type, ST_IsEmpty(geom) AS is_empty,
       ST_IsValid(geom) AS is_valid, ST_IsValidReason(geom) AS reason, ST_NPoints(geom) AS vertices,
       ST_XMin(geom) >= -180 AND ST_XMax(geom) <= 180 AND ST_YMin(geom) >= -90 AND ST_YMax(geom) <= 90 AS is_degrees,
       EXISTS (SELECT FROM unit_part part WHERE ST_Intersects(part.geom, multi.geom)) AS is_inside,
       EXISTS (SELECT FROM unit_part) AS has_units
FROM multi
""")

_REPLACE = text("""
UPDATE project_location SET replaced_at = clock_timestamp()
WHERE project_id = :project_id AND replaced_at IS NULL
RETURNING ST_AsGeoJSON(geom, 7) AS geojson, accuracy_class
""")

_APPEND = text("""
INSERT INTO project_location (project_id, geom, accuracy_class, source_crs, source_note, recorded_by, length_m, area_m2)
VALUES (:project_id, CAST(:geom AS geometry), :accuracy_class, :source_crs, :source_note, :recorded_by,
        nullif(round(ST_Length(CAST(:geom AS geography))::numeric, 2), 0),
        nullif(round(ST_Area(CAST(:geom AS geography))::numeric, 2), 0))
""")

_TYPES = ("POINT", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")


@dataclass(frozen=True, slots=True)
class Place:
    """A geometry as GeoJSON in degrees (EPSG:4326) and how it came to be."""

    geojson: str
    accuracy_class: AccuracyClass
    source_note: str | None = None
    source_crs: int = WGS84


def set_location(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    place: Place,
    expected_version: int,
    reason: str | None = None,
) -> Project:
    """Make `place` the project's current geometry; the one before is kept with the time it was replaced.

    Lines and areas become Multi-; lengths (m) and areas (m²) are computed on the ellipsoid. Raises DomainError
    for a geometry that crosses itself, is empty, is not in degrees, has more than 20,000 vertices or lies
    outside every loaded unit; StaleVersionError where someone else changed the project since it was read.
    """
    project = _locked(session, project_id, expected_version)
    geom = _examined(session, place)
    before = session.execute(_REPLACE, {"project_id": project_id}).mappings().one_or_none()
    values = {
        "project_id": project_id,
        "geom": geom,
        "accuracy_class": place.accuracy_class.value,
        "source_crs": place.source_crs,
        "source_note": place.source_note,
        "recorded_by": actor.account_id,
    }
    session.execute(_APPEND, values)
    _log(session, actor, project, before=before, place=place, reason=reason)
    _touch(session, project)
    return project


def remove_location(
    session: Session, actor: Actor, *, project_id: int, expected_version: int, reason: str
) -> Project:
    """Take the project's place back into the queue; the geometry is kept as replaced. A reason is needed."""
    if not reason.strip():
        raise DomainError("location.reason_missing", field="reason")
    project = _locked(session, project_id, expected_version)
    before = session.execute(_REPLACE, {"project_id": project_id}).mappings().one_or_none()
    if before is None:
        raise NotFoundError("location.missing", field="geometry")
    _log(session, actor, project, before=before, place=None, reason=reason)
    _touch(session, project)
    return project


def _locked(session: Session, project_id: int, expected_version: int) -> Project:
    project = session.get(Project, project_id, with_for_update=True, populate_existing=True)
    if project is None or project.archived_at is not None:
        raise NotFoundError("project.missing", field="project")
    if project.version != expected_version:
        raise StaleVersionError("project.stale", field="version", code=project.code)
    return project


def _examined(session: Session, place: Place) -> str:
    _check_form(place.geojson)
    try:
        with session.begin_nested():
            found = session.execute(_EXAMINE, {"geojson": place.geojson}).mappings().one()
    except DBAPIError as error:  # a nesting or an open ring that PostGIS can't read
        raise DomainError("location.not_geojson", field="geometry") from error
    if found["is_empty"] or found["type"] not in _TYPES:
        raise DomainError("location.type", field="geometry", type=found["type"])
    if not found["is_degrees"]:
        raise DomainError("location.not_degrees", field="geometry")
    if not found["is_valid"]:
        raise DomainError("location.invalid", field="geometry", reason=found["reason"])
    if found["has_units"] and not found["is_inside"]:
        raise DomainError("location.outside", field="geometry")
    return str(found["geom"])


def _check_form(geojson: str) -> None:
    """Refuse other types, text where numbers belong, and more vertices than anyone draws."""
    try:
        geometry = json.loads(geojson)
        vertices = _vertices(geometry["coordinates"])
    except (ValueError, TypeError, KeyError) as error:
        raise DomainError("location.not_geojson", field="geometry") from error
    if geometry.get("type") not in (
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
    ):
        raise DomainError("location.type", field="geometry", type=str(geometry.get("type"))[:40])
    if vertices > MAX_VERTICES:
        raise DomainError("location.too_many_vertices", field="geometry", limit=MAX_VERTICES, found=vertices)


def _vertices(coordinates: Any) -> int:
    """Count positions; raises ValueError where something else than numbers stands in a position."""
    if not isinstance(coordinates, list) or not coordinates:
        raise ValueError("coordinates are lists of numbers")
    if all(isinstance(part, list) for part in coordinates):
        return sum(_vertices(part) for part in coordinates)
    if len(coordinates) < 2 or not all(_is_number(part) for part in coordinates):
        raise ValueError("a position is two numbers")
    return 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _log(
    session: Session, actor: Actor, project: Project, *, before: Any, place: Place | None, reason: str | None
) -> None:
    record(
        session,
        actor,
        action="project.locate" if place else "project.unlocate",
        subject="project",
        subject_id=project.id,
        before=None
        if before is None
        else {"geometry": json.loads(before["geojson"]), "accuracy_class": before["accuracy_class"]},
        after=None
        if place is None
        else {"geometry": json.loads(place.geojson), "accuracy_class": place.accuracy_class.value},
        reason=reason,
    )


def _touch(session: Session, project: Project) -> None:
    project.version += 1
    project.updated_at = datetime.now(UTC)
    refresh.after_change(session, [project.id])
