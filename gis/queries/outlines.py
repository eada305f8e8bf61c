"""Small maps as SVG paths made by PostGIS: a project among its communes, a commune with its projects."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.models import Project
from gis.queries.schedule import schedule_status

MOST_PROJECTS = 300

# Degrees become whole units of about 1.1 m; longitudes shrink by the latitude of the frame's middle.
_PROJECT = text("""
WITH place AS (
    SELECT geom, ST_Envelope(geom) AS box FROM project_location WHERE project_id = :project_id AND replaced_at IS NULL
), size AS (
    SELECT *, (ST_XMin(box) + ST_XMax(box)) / 2 AS lon, (ST_YMin(box) + ST_YMax(box)) / 2 AS lat,
           cos(radians((ST_YMin(box) + ST_YMax(box)) / 2)) AS shrink FROM place
), frame AS (
    SELECT *, greatest((ST_YMax(box) - ST_YMin(box)) * 0.9, (ST_XMax(box) - ST_XMin(box)) * shrink * 0.7, 0.03) AS half
    FROM size
), drawn AS (
    SELECT *, ST_MakeEnvelope(lon - half * 1.35 / shrink, lat - half, lon + half * 1.35 / shrink, lat + half, 4326)
        AS view FROM frame
)
SELECT 'project' AS kind, NULL::bigint AS id, NULL AS name, ST_GeometryType(drawn.geom) AS type, NULL AS schedule,
       ST_AsSVG(ST_Affine(ST_Simplify(drawn.geom, half / 400, true), 100000 * shrink, 0, 0, 100000, 0, 0), 0, 0) AS path,
       ST_X(ST_PointOnSurface(drawn.geom)) * 100000 * shrink AS x, -ST_Y(ST_PointOnSurface(drawn.geom)) * 100000 AS y,
       ST_XMin(view) * 100000 * shrink AS left, -ST_YMax(view) * 100000 AS top,
       (ST_XMax(view) - ST_XMin(view)) * 100000 * shrink AS width, (ST_YMax(view) - ST_YMin(view)) * 100000 AS height
FROM drawn
UNION ALL
SELECT 'unit', unit.id, unit.name, NULL, unit.boundary_kind, ST_AsSVG(ST_Affine(part.geom, 100000 * shrink, 0, 0, 100000, 0, 0), 1, 0),
       CASE WHEN room.radius > half * 0.16 THEN ST_X(room.center) * 100000 * shrink END,
       CASE WHEN room.radius > half * 0.16 THEN -ST_Y(room.center) * 100000 END, NULL, NULL, NULL, NULL
FROM drawn JOIN unit ON unit.level = 'commune' AND unit.geom && drawn.view
    AND (unit.valid_from IS NULL OR unit.valid_from <= :day) AND (unit.valid_to IS NULL OR unit.valid_to >= :day)
CROSS JOIN LATERAL (SELECT ST_ClipByBox2D(ST_Simplify(unit.geom, half / 400, true),
                                          ST_Expand(drawn.view, half * 0.05)) AS geom) part
LEFT JOIN LATERAL (SELECT ST_MakeValid(ST_Difference(ST_Intersection(ST_MakeValid(part.geom), drawn.view),
                                                     ST_Buffer(drawn.geom, half * 0.1, 2))) AS geom) free
    ON NOT ST_IsEmpty(part.geom)
LEFT JOIN LATERAL ST_MaximumInscribedCircle(free.geom) room ON ST_Dimension(free.geom) = 2
WHERE part.geom IS NOT NULL AND NOT ST_IsEmpty(part.geom)
""")

_UNIT = """
WITH home AS (
    SELECT id, name, geom, boundary_kind, ST_Envelope(geom) AS box FROM unit WHERE id = :unit_id AND geom IS NOT NULL
), drawn AS (
    SELECT *, cos(radians((ST_YMin(box) + ST_YMax(box)) / 2)) AS shrink,
           (ST_YMax(box) - ST_YMin(box)) * 0.04 AS margin FROM home
), project_at AS (
    SELECT project.id, project.name, {schedule} AS schedule, place.geom, project.budget_vnd
    FROM project_share share JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
    JOIN project_location place ON place.project_id = project.id AND place.replaced_at IS NULL
    WHERE share.unit_id = :unit_id
    ORDER BY project.is_key_project DESC, project.budget_vnd DESC NULLS LAST, project.id LIMIT :most
)
SELECT 'home' AS kind, drawn.id, drawn.name, NULL AS type, drawn.boundary_kind AS schedule,
       ST_AsSVG(ST_Affine(ST_Simplify(drawn.geom, margin / 50, true), 100000 * shrink, 0, 0, 100000, 0, 0), 1, 0) AS path,
       NULL::float AS x, NULL::float AS y,
       (ST_XMin(box) - margin) * 100000 * shrink AS left, (-ST_YMax(box) - margin) * 100000 AS top,
       (ST_XMax(box) - ST_XMin(box) + 2 * margin) * 100000 * shrink AS width,
       (ST_YMax(box) - ST_YMin(box) + 2 * margin) * 100000 AS height
FROM drawn
UNION ALL
SELECT 'former', past.id, past.name, NULL, past.boundary_kind,
       ST_AsSVG(ST_Affine(ST_Simplify(past.geom, margin / 50, true), 100000 * shrink, 0, 0, 100000, 0, 0), 1, 0),
       ST_X(ST_PointOnSurface(past.geom)) * 100000 * shrink, -ST_Y(ST_PointOnSurface(past.geom)) * 100000,
       NULL, NULL, NULL, NULL
FROM drawn JOIN unit_succession old ON old.new_id = drawn.id JOIN unit past ON past.id = old.old_id
WHERE past.geom IS NOT NULL
UNION ALL
SELECT 'project', project_at.id, project_at.name, ST_GeometryType(project_at.geom), project_at.schedule,
       ST_AsSVG(ST_Affine(ST_Simplify(project_at.geom, margin / 50, true), 100000 * shrink, 0, 0, 100000, 0, 0), 1, 0),
       ST_X(ST_PointOnSurface(project_at.geom)) * 100000 * shrink,
       -ST_Y(ST_PointOnSurface(project_at.geom)) * 100000, NULL, NULL, NULL, NULL
FROM drawn CROSS JOIN project_at
"""


_SET = text("""
WITH home AS (
    SELECT id, name, geom, boundary_kind FROM unit WHERE id = ANY(:unit_ids) AND geom IS NOT NULL
), frame AS (
    SELECT ST_SetSRID(ST_Extent(geom)::geometry, 4326) AS box FROM home
), drawn AS (
    SELECT box, cos(radians((ST_YMin(box) + ST_YMax(box)) / 2)) AS shrink,
           (ST_YMax(box) - ST_YMin(box)) * 0.02 AS margin FROM frame WHERE box IS NOT NULL
)
SELECT 'frame' AS kind, NULL::bigint AS id, NULL AS name, NULL AS type, NULL AS schedule, NULL AS path,
       NULL::float AS x, NULL::float AS y,
       (ST_XMin(box) - margin) * 100000 * shrink AS left, (-ST_YMax(box) - margin) * 100000 AS top,
       (ST_XMax(box) - ST_XMin(box) + 2 * margin) * 100000 * shrink AS width,
       (ST_YMax(box) - ST_YMin(box) + 2 * margin) * 100000 AS height
FROM drawn
UNION ALL
SELECT 'unit', home.id, home.name, NULL, home.boundary_kind,
       ST_AsSVG(ST_Affine(ST_Simplify(home.geom, margin / 15, true), 100000 * shrink, 0, 0, 100000, 0, 0), 1, 0),
       ST_X(room.center) * 100000 * shrink, -ST_Y(room.center) * 100000, NULL, NULL, NULL, NULL
FROM drawn CROSS JOIN home CROSS JOIN LATERAL ST_MaximumInscribedCircle(ST_Simplify(home.geom, margin / 2, true)) room
""")


class Shape(NamedTuple):
    """One thing on a small map: SVG path data and the point where its sign or name stands."""

    kind: str
    id: int | None
    name: str | None
    is_point: bool
    is_area: bool
    tone: str | None
    path: str
    x: float | None
    y: float | None


class Outline(NamedTuple):
    """A small map: the SVG view box (left, top, width, height) and what lies in it."""

    left: float
    top: float
    width: float
    height: float
    shapes: list[Shape]

    def of(self, kind: str) -> list[Shape]:
        """Return the shapes of one kind."""
        return [shape for shape in self.shapes if shape.kind == kind]


def project_outline(session: Session, project_id: int, *, day: date) -> Outline | None:
    """Return a project among the communes of `day`; None while it has no place."""
    return _outline(session.execute(_PROJECT, {"project_id": project_id, "day": day}).all())


def unit_outline(session: Session, unit_id: int, *, as_of: date) -> Outline | None:
    """Return a unit with its predecessors and its most important projects; None without a boundary."""
    schedule = schedule_status(Project, as_of=as_of).compile(
        session.get_bind(), compile_kwargs={"literal_binds": True}
    )
    statement = text(_UNIT.replace("{schedule}", str(schedule)))
    return _outline(session.execute(statement, {"unit_id": unit_id, "most": MOST_PROJECTS}).all())


def set_outline(session: Session, unit_ids: Iterable[int]) -> Outline | None:
    """Return these units side by side, each with the point for its name; None without boundaries."""
    return _outline(session.execute(_SET, {"unit_ids": list(unit_ids)}).all())


def _outline(found: Sequence[Row[*tuple[Any, ...]]]) -> Outline | None:
    frame = next((row for row in found if row.width is not None), None)
    if frame is None:
        return None
    shapes = [
        Shape(
            kind=row.kind,
            id=row.id,
            name=row.name,
            is_point=bool(row.type) and "Point" in row.type,
            is_area=bool(row.type) and "Polygon" in row.type,
            tone=row.schedule,
            path=row.path or "",
            x=row.x,
            y=row.y,
        )
        for row in found
        if row.kind != "frame"
    ]
    return Outline(frame.left, frame.top, frame.width, frame.height, shapes)
