"""Where staged geometries lie: shapes that can't be kept, places that contradict the papers, places outside."""

from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# Lines between communes of public maps are good to 50–150 m; the authority's own leave the error of a GPS receiver.
TOLERANCE_M: Final = {"authority": 30.0, "public": 150.0, "derived": 150.0}

_FAULTY = text("""
DELETE FROM staged_place USING (
    SELECT row_id, GeometryType(geom) AS type, coalesce(ST_IsEmpty(geom), true) AS is_empty, detail.valid, detail.reason,
           ST_X(detail.location) AS x, ST_Y(detail.location) AS y
    FROM staged_place, ST_IsValidDetail(geom) AS detail
) examined
WHERE examined.row_id = staged_place.row_id AND (examined.is_empty OR NOT examined.valid
      OR examined.type NOT IN ('POINT', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON'))
RETURNING examined.row_id,
          CASE WHEN examined.is_empty THEN 'empty' WHEN NOT examined.valid THEN 'invalid' ELSE 'mixed' END AS fault,
          examined.reason, examined.x, examined.y, staged_place.source_crs
""")

# A unit without a boundary can't be contradicted, and a schematic cell is no boundary.
_CONTRADICTED = text("""
WITH apart AS (
    SELECT place.row_id, unit.full_name, unit.valid_to, unit.boundary_kind,
           ST_Distance(unit.geom::geography, place.geom::geography) AS distance_m, place.geom
    FROM staged_place place JOIN staged_unit stated USING (row_id) JOIN unit ON unit.id = stated.unit_id
    WHERE unit.geom IS NOT NULL AND unit.boundary_kind <> 'schematic' AND NOT EXISTS (
        SELECT FROM staged_unit other JOIN unit_part part ON part.unit_id = other.unit_id
        WHERE other.row_id = place.row_id AND ST_Intersects(part.geom, place.geom))
), nearest AS (
    SELECT DISTINCT ON (row_id) * FROM apart ORDER BY row_id, distance_m, full_name
)
SELECT nearest.row_id, nearest.full_name AS stated, nearest.distance_m, nearest.boundary_kind, here.full_name AS found
FROM nearest LEFT JOIN LATERAL (
    SELECT unit.full_name FROM unit_part part JOIN unit ON unit.id = part.unit_id
    WHERE unit.level = 'commune' AND ST_Intersects(part.geom, nearest.geom)
    ORDER BY unit.valid_to IS NOT DISTINCT FROM nearest.valid_to DESC, unit.full_name LIMIT 1) here ON true
ORDER BY nearest.row_id
""")
_OUTSIDE = text("""
SELECT place.row_id, nearest.full_name, nearest.distance_m
FROM staged_place place CROSS JOIN LATERAL (
    SELECT unit.full_name, ST_Distance(part.geom::geography, place.geom::geography) AS distance_m
    FROM unit_part part JOIN unit ON unit.id = part.unit_id AND unit.level = 'commune'
    ORDER BY part.geom <-> place.geom, unit.valid_to DESC NULLS FIRST, unit.full_name LIMIT 1) nearest
WHERE NOT EXISTS (SELECT FROM unit_part part WHERE ST_Intersects(part.geom, place.geom))
ORDER BY place.row_id
""")
_LEAVE_OUT = text("""
WITH left_out AS (
    UPDATE staged_row SET outcome = 'outside'
    WHERE outcome IS NULL AND NOT EXISTS (
        SELECT FROM staged_unit stated WHERE stated.row_id = staged_row.row_id)
      AND NOT EXISTS (
        SELECT FROM staged_place place JOIN unit_part part ON ST_Intersects(part.geom, place.geom)
        WHERE place.row_id = staged_row.row_id)
    RETURNING row_id
)
SELECT count(*) FROM left_out
""")


class FaultyShape(NamedTuple):
    """A geometry that can't be kept: empty, mixed, or invalid at lon, lat (degrees) for PostGIS's reason."""

    row_id: int
    fault: str
    reason: str | None
    lon: float | None
    lat: float | None
    source_crs: int


class Contradiction(NamedTuple):
    """A place outside the stated unit: how far (m), and in which commune it lies, of the same time if there is one."""

    row_id: int
    stated: str
    distance_m: float
    found: str | None


class Outside(NamedTuple):
    """A place outside every loaded unit: the nearest commune and how far it is (m)."""

    row_id: int
    nearest: str
    distance_m: float


def drop_faulty_shapes(session: Session) -> list[FaultyShape]:
    """Take the geometries that can't be kept out of the staging tables; their rows stay."""
    return sorted(FaultyShape(*row) for row in session.execute(_FAULTY))


def find_contradictions(session: Session) -> list[Contradiction]:
    """Return the places that lie outside all units their row states, beyond what the boundaries are good to."""
    rows = session.execute(_CONTRADICTED)
    return [
        Contradiction(row.row_id, row.stated, row.distance_m, row.found)
        for row in rows
        if row.distance_m > TOLERANCE_M[row.boundary_kind]
    ]


def find_outside(session: Session) -> list[Outside]:
    """Return the places that lie outside every loaded unit; none where no boundaries are loaded."""
    return [Outside(*row) for row in session.execute(_OUTSIDE)]


def leave_out_outside(session: Session) -> int:
    """Keep out the rows that neither name a loaded unit nor lie in one; return their number."""
    return int(session.execute(_LEAVE_OUT).scalar_one())
