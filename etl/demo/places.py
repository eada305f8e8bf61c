"""The communes that demonstration projects are put into: the finest set with boundaries, old before new."""

from dataclasses import dataclass
from datetime import date

from shapely import Geometry
from shapely.wkb import loads
from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DemoCommune:
    """A commune and what it became: ids, printed names, its parent's name, land in EPSG:4326."""

    id: int
    code: str
    full_name: str
    kind: str
    parent_name: str
    successor_id: int
    successor_name: str
    changed_on: date | None
    weight: float
    boundary: Geometry


_FINEST = text("""
SELECT unit.id, unit.code, unit.full_name, unit.kind, coalesce(parent.full_name, '') AS parent_name,
       coalesce(next.id, unit.id) AS successor_id, coalesce(next.full_name, unit.full_name) AS successor_name,
       step.effective_date AS changed_on,
       sqrt(ST_Area(unit.geom::geography)) AS weight, ST_AsBinary(unit.geom) AS boundary
FROM unit
LEFT JOIN unit parent ON parent.id = unit.parent_id
LEFT JOIN LATERAL (SELECT * FROM unit_succession WHERE old_id = unit.id
                   ORDER BY share_ratio DESC, new_id LIMIT 1) step ON true
LEFT JOIN unit next ON next.id = step.new_id
WHERE unit.level = 'commune' AND unit.geom IS NOT NULL
  AND NOT EXISTS (SELECT FROM unit_succession past JOIN unit old ON old.id = past.old_id
                  WHERE past.new_id = unit.id AND old.geom IS NOT NULL)
ORDER BY unit.code, unit.valid_from NULLS FIRST
""")


def communes(session: Session) -> list[DemoCommune]:
    """Return the communes to fill, by code; a commune with drawn predecessors gives way to them."""
    return [
        DemoCommune(**(dict(row) | {"boundary": loads(bytes(row["boundary"]))}))
        for row in session.execute(_FINEST).mappings()
    ]
