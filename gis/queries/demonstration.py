"""What demonstration data are drawn from: the finest communes, reference rows, and the numbers in use."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.domain.groups import GroupThreshold
from gis.domain.months import last_day
from gis.domain.units import UnitLevel
from gis.models import Agency, CapitalSource, GroupThresholdRow, Project, Sector, Unit
from gis.models.ledger.visible import visible
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


class AwaitedReport(NamedTuple):
    """A demonstration project under way without a report of a month: its commune and the last report before, in percent."""

    unit_id: int
    unit_code: str
    project_id: int
    code: str
    reported_on: date
    physical_progress_pct: Decimal
    planned_progress_pct: Decimal | None


_AWAITED = text(f"""
SELECT DISTINCT ON (project.code) share.unit_id, unit.code AS unit_code, project.id, project.code,
       last.effective_date, last.physical_progress_pct, last.planned_progress_pct
FROM project
JOIN project_share share ON share.project_id = project.id
JOIN unit ON unit.id = share.unit_id AND unit.level = 'commune'
     AND (unit.valid_from IS NULL OR unit.valid_from <= :last_day)
     AND (unit.valid_to IS NULL OR unit.valid_to >= :last_day)
CROSS JOIN LATERAL (
    SELECT is_active FROM project_month WHERE project_month.project_id = project.id AND project_month.month <= :month
    ORDER BY project_month.month DESC LIMIT 1) months
CROSS JOIN LATERAL (
    SELECT * FROM progress_report counted WHERE counted.project_id = project.id AND counted.effective_date < :month
    AND {visible("progress_report", row="counted", as_of=":last_day")}
    ORDER BY counted.effective_date DESC, counted.id DESC LIMIT 1) last
WHERE project.is_demo AND project.archived_at IS NULL AND months.is_active AND last.physical_progress_pct < 100
  AND NOT EXISTS (SELECT FROM progress_report known WHERE known.project_id = project.id
                  AND known.effective_date BETWEEN :month AND :last_day)
ORDER BY project.code, share.share_ratio DESC NULLS LAST, unit.code
""")

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


def awaited_reports(session: Session, month: date) -> list[AwaitedReport]:
    """Return the demonstration projects that a month's reports are awaited of, by code, each in its largest commune."""
    rows = session.execute(_AWAITED, {"month": month, "last_day": last_day(month)})
    return [AwaitedReport(*row) for row in rows]


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
