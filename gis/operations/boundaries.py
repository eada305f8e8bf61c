"""Replacing boundaries of units: the old ones go to the history, the pieces for overlaps are cut anew."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.units import BoundaryKind, UnitLevel
from gis.operations.audit import Actor, record

PART_VERTICES: Final = 128


class Boundary(NamedTuple):
    """A unit's boundary as WKB in EPSG:4326 (polygon or multipolygon), where it came from and how good it is."""

    unit_id: int
    wkb: bytes
    kind: BoundaryKind
    source: str


_STAGE = (
    text("""
    CREATE TEMP TABLE IF NOT EXISTS boundary_given
        (unit_id bigint PRIMARY KEY, geom geometry, kind text, source text) ON COMMIT DROP
    """),
    text("TRUNCATE boundary_given"),
)
_GIVE = text(
    "INSERT INTO boundary_given VALUES (:unit_id, ST_Multi(ST_GeomFromWKB(:wkb, 4326)), :kind, :source)"
)

# Parents are made of the units right below them that exist on the parent's last day, or today: districts before
# provinces, so that each edge is merged away once. Island districts without communes have nothing to give.
_GIVE_PARENTS = text("""
INSERT INTO boundary_given
SELECT parent.id, ST_Multi(ST_Union(coalesce(given.geom, child.geom))),
       CASE WHEN bool_or(coalesce(given.kind, child.boundary_kind) = 'schematic') THEN 'schematic' ELSE 'derived' END,
       :source
FROM unit parent
JOIN unit child ON child.parent_id = parent.id
LEFT JOIN boundary_given given ON given.unit_id = child.id
WHERE parent.id = ANY(:ids) AND parent.level = :level
  AND coalesce(child.valid_to, 'infinity') >= coalesce(parent.valid_to, 'infinity')
  AND coalesce(child.valid_from, '-infinity') <= coalesce(parent.valid_to, 'infinity')
  AND (child.level = 'commune' OR EXISTS (SELECT FROM unit below WHERE below.parent_id = child.id))
GROUP BY parent.id HAVING bool_and(coalesce(given.geom, child.geom) IS NOT NULL)
""")
_UPWARDS: Final = (UnitLevel.DISTRICT, UnitLevel.PROVINCE, UnitLevel.COUNTRY)

_KEEP_BETTER = text("""
DELETE FROM boundary_given given USING unit
WHERE unit.id = given.unit_id
  AND array_position(CAST(:kinds AS text[]), unit.boundary_kind::text)
      < array_position(CAST(:kinds AS text[]), given.kind)
""")
_KEEP_SAME = text("""
DELETE FROM boundary_given given USING unit
WHERE unit.id = given.unit_id AND unit.geom = given.geom
  AND unit.boundary_kind = given.kind AND unit.boundary_source IS NOT DISTINCT FROM given.source
""")

_LOG = text("""
INSERT INTO audit_log (actor_id, actor, action, subject, subject_id, before, after, reason, request_id)
SELECT :actor_id, :actor, 'replace_boundary', 'unit', unit.id,
       jsonb_build_object('kind', unit.boundary_kind, 'source', unit.boundary_source,
                          'area_m2', round(ST_Area(unit.geom::geography)::numeric, 1)),
       jsonb_build_object('kind', given.kind, 'source', given.source,
                          'area_m2', round(ST_Area(given.geom::geography)::numeric, 1)),
       :reason, :request_id
FROM boundary_given given JOIN unit ON unit.id = given.unit_id WHERE unit.geom IS NOT NULL
ORDER BY unit.id
""")
_REMEMBER = text("""
INSERT INTO unit_boundary_history (unit_id, geom, boundary_kind, boundary_source, recorded_at)
SELECT unit.id, unit.geom, unit.boundary_kind, unit.boundary_source, unit.boundary_recorded_at
FROM boundary_given given JOIN unit ON unit.id = given.unit_id WHERE unit.geom IS NOT NULL
ORDER BY unit.id
""")
_REPLACE = text("""
UPDATE unit SET geom = given.geom, boundary_kind = given.kind, boundary_source = given.source,
                boundary_recorded_at = now()
FROM boundary_given given WHERE unit.id = given.unit_id
""")
_DROP_PARTS = text("DELETE FROM unit_part part USING boundary_given given WHERE part.unit_id = given.unit_id")
_CUT_PARTS = text("""
INSERT INTO unit_part (unit_id, geom)
SELECT unit.id, ST_Subdivide(unit.geom, :vertices)
FROM boundary_given given JOIN unit ON unit.id = given.unit_id WHERE unit.level = 'commune'
""")
_CHANGED = text("SELECT unit_id FROM boundary_given ORDER BY unit_id")


def replace_boundaries(
    session: Session,
    actor: Actor,
    boundaries: Iterable[Boundary],
    *,
    reason: str | None = None,
    keep_better: bool = False,
) -> list[int]:
    """Give units their boundaries and return the ids of those that changed; the same boundary twice changes nothing.

    `keep_better` leaves a unit that already has a boundary of a better kind. What is replaced goes to the history
    and to the audit log. Follow with `gis.operations.refresh` of the projects; never commits.
    """
    _stage(session)
    rows = [row._asdict() | {"kind": row.kind.value} for row in boundaries]
    if rows:
        session.execute(_GIVE, rows)
    return _apply(session, actor, reason=reason, keep_better=keep_better)


def derive_parents(session: Session, actor: Actor, unit_ids: Sequence[int], *, source: str) -> list[int]:
    """Make the boundaries of districts and provinces from their communes; return the ids of those that changed.

    The caller names only units whose communes are all present; one without a boundary leaves its parent without.
    A parent with a boundary of its own keeps it. Never commits.
    """
    _stage(session)
    for level in _UPWARDS:
        session.execute(_GIVE_PARENTS, {"ids": list(unit_ids), "level": level.value, "source": source})
    return _apply(session, actor, reason=None, keep_better=True)


def _stage(session: Session) -> None:
    session.flush()
    for statement in _STAGE:
        session.execute(statement)


def _apply(session: Session, actor: Actor, *, reason: str | None, keep_better: bool) -> list[int]:
    if keep_better:
        session.execute(_KEEP_BETTER, {"kinds": [kind.value for kind in BoundaryKind]})
    session.execute(_KEEP_SAME)
    changed = list(session.scalars(_CHANGED))
    if changed:
        who = {"actor_id": actor.account_id, "actor": actor.name, "request_id": actor.request_id}
        session.execute(_LOG, who | {"reason": reason})
        session.execute(_REMEMBER)
        session.execute(_REPLACE)
        session.execute(_DROP_PARTS)
        session.execute(_CUT_PARTS, {"vertices": PART_VERTICES})
        after = {"count": len(changed)}
        record(
            session,
            actor,
            action="save_boundaries",
            subject="unit",
            subject_id=None,
            after=after,
            reason=reason,
        )
        session.expire_all()
    return changed
