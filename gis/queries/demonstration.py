"""What demonstration data are drawn from: the finest communes, reference rows, and the numbers in use."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.domain.groups import GroupThreshold
from gis.domain.units import UnitLevel
from gis.models import Agency, CapitalSource, GroupThresholdRow, Project, Sector, Unit
from gis.models.reference import threshold_of


class FinestCommune(NamedTuple):
    """A commune and what it became: ids, printed names, its parent's name, weight (√m²), boundary as WKB (EPSG:4326)."""

    id: int
    code: str
    full_name: str
    kind: str
    parent_name: str
    successor_id: int
    successor_name: str
    changed_on: date | None
    weight: float
    boundary: bytes


class ReferenceIds(NamedTuple):
    """Ids of sectors and capital sources by code, the ladder of each sector, and the thresholds of groups."""

    sectors: dict[str, int]
    ladders: dict[str, str]
    sources: dict[str, int]
    thresholds: tuple[GroupThreshold, ...]


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


def finest_communes(session: Session) -> list[FinestCommune]:
    """Return the communes with boundaries, by code; a commune with drawn predecessors gives way to them."""
    return [FinestCommune(*row) for row in session.execute(_FINEST)]


def reference_ids(session: Session) -> ReferenceIds:
    """Return what demonstration projects point to."""
    sectors = session.scalars(select(Sector)).all()
    return ReferenceIds(
        sectors={row.code: row.id for row in sectors},
        ladders={row.code: row.group_ladder for row in sectors},
        sources={row.code: row.id for row in session.scalars(select(CapitalSource))},
        thresholds=tuple(threshold_of(row) for row in session.scalars(select(GroupThresholdRow))),
    )


def agency_ids(session: Session) -> dict[str, int]:
    """Return the agencies' ids by the keys of their names."""
    rows = session.execute(select(Agency.name_key, Agency.id))
    return {row.name_key: row.id for row in rows}


def numbers_in_use(session: Session) -> tuple[int, int]:
    """Return the greatest id of a project, 0 where there is none, and how many are demonstration data."""
    greatest = func.coalesce(func.max(Project.id), 0)
    row = session.execute(select(greatest, func.count().filter(Project.is_demo))).one()
    return int(row[0]), int(row[1])


def province_codes(session: Session) -> list[str]:
    """Return the codes of the provinces of today."""
    today = Unit.valid_to.is_(None)
    return list(session.scalars(select(Unit.code).where(Unit.level == UnitLevel.PROVINCE, today)))
