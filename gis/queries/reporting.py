"""How far units are with a month: projects that are asked for figures, and how many have none, a draft, or more."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.domain.months import last_day
from gis.domain.units import UnitLevel
from gis.models.ledger.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReporting:
    """A unit's month: projects under way, each once by the state of its report; one of several communes counts in each.

    A larger unit counts a project once. `last_on` is the day of the last report of the month.
    """

    unit_id: int
    name: str
    level: UnitLevel
    parent_name: str | None
    asked_count: int
    missing_count: int
    draft_count: int
    returned_count: int
    submitted_count: int
    accepted_count: int
    last_on: date | None

    @property
    def reported_count(self) -> int:
        """Figures that were handed in."""
        return self.submitted_count + self.accepted_count

    @property
    def owed_count(self) -> int:
        """Projects without figures that were handed in."""
        return self.asked_count - self.reported_count


class SilentProject(NamedTuple):
    """A project under way without a handed-in report of the month; `reported_on` is its last accepted one before."""

    unit_id: int
    unit_name: str
    project_id: int
    code: str
    name: str
    state: str | None
    reported_on: date | None


class SilentCommune(NamedTuple):
    """A commune below a larger unit that owes figures of a month: projects under way, and those without a handed-in one."""

    top_id: int
    name: str
    asked_count: int
    owed_count: int


_COUNTED: Final = visible("progress_report", row="counted", as_of=":last_day")
# A project's state is that of the newest version of its newest report of the month.
_STATES: Final = f"""
asked AS MATERIALIZED (
    SELECT project.id AS project_id, project.code, project.name, months.reported_on
    FROM project CROSS JOIN LATERAL (
        SELECT is_active, reported_on FROM project_month
        WHERE project_month.project_id = project.id AND project_month.month <= :month
        ORDER BY project_month.month DESC LIMIT 1) months
    WHERE project.archived_at IS NULL AND months.is_active
      AND project.id IN (SELECT share.project_id FROM project_share share JOIN place ON place.id = share.unit_id)
), stated AS MATERIALIZED (
    SELECT asked.*, tip.state, tip.effective_date
    FROM asked LEFT JOIN LATERAL (
        SELECT CASE WHEN review_state IN ('replaced') OR is_withdrawn THEN
                    CASE WHEN EXISTS (SELECT FROM progress_report counted WHERE counted.project_id = asked.project_id
                                      AND counted.effective_date >= :month AND {_COUNTED})
                         THEN 'accepted' END
               ELSE review_state END AS state, effective_date
        FROM progress_report latest
        WHERE latest.project_id = asked.project_id AND latest.effective_date BETWEEN :month AND :last_day
          AND NOT EXISTS (SELECT FROM progress_report newer WHERE newer.corrects_id = latest.id)
        ORDER BY latest.effective_date DESC, latest.id DESC LIMIT 1) tip ON true
)"""
TREE: Final = """
WITH RECURSIVE child AS (
    SELECT unit.id, unit.id AS top_id FROM unit
    WHERE {tops} AND (unit.valid_from IS NULL OR unit.valid_from <= :last_day)
      AND (unit.valid_to IS NULL OR unit.valid_to >= :month)
    UNION
    SELECT unit.id, child.top_id FROM unit JOIN child ON unit.parent_id = child.id
    WHERE (unit.valid_from IS NULL OR unit.valid_from <= :last_day)
      AND (unit.valid_to IS NULL OR unit.valid_to >= :month)
), place AS MATERIALIZED (SELECT DISTINCT id FROM child)"""
_COUNTS: Final = f"""
{{tree}}, {_STATES}, told AS (
    SELECT DISTINCT child.top_id, stated.project_id, stated.state, stated.effective_date
    FROM child JOIN project_share share ON share.unit_id = child.id JOIN stated ON stated.project_id = share.project_id
)
SELECT unit.id AS unit_id, unit.full_name AS name, unit.level, above.full_name AS parent_name,
       count(told.project_id) AS asked_count,
       count(told.project_id) FILTER (WHERE told.state IS NULL) AS missing_count,
       count(*) FILTER (WHERE told.state = 'draft') AS draft_count,
       count(*) FILTER (WHERE told.state = 'returned') AS returned_count,
       count(*) FILTER (WHERE told.state = 'submitted') AS submitted_count,
       count(*) FILTER (WHERE told.state = 'accepted') AS accepted_count,
       max(told.effective_date) AS last_on
FROM (SELECT DISTINCT top_id FROM child) top JOIN unit ON unit.id = top.top_id
LEFT JOIN unit above ON above.id = unit.parent_id LEFT JOIN told ON told.top_id = unit.id
GROUP BY unit.id, above.full_name ORDER BY unit.name_key, unit.id
"""
_BELOW: Final = text(_COUNTS.format(tree=TREE.format(tops="unit.parent_id = :unit_id")))
_THESE: Final = text(_COUNTS.format(tree=TREE.format(tops="unit.id = ANY(:unit_ids)")))
_TOPS: Final = text(_COUNTS.format(tree=TREE.format(tops="unit.parent_id IS NULL")))
_SILENT: Final = text(f"""
{TREE.format(tops="unit.id = ANY(:unit_ids)")}, {_STATES}
SELECT DISTINCT commune.id AS unit_id, commune.full_name AS unit_name, stated.project_id, stated.code, stated.name, stated.state, stated.reported_on
FROM stated JOIN project_share share ON share.project_id = stated.project_id
JOIN place ON place.id = share.unit_id JOIN unit commune ON commune.id = share.unit_id AND commune.level = 'commune'
WHERE stated.state IS NULL OR stated.state IN ('draft', 'returned')
ORDER BY unit_name, unit_id, stated.name, stated.project_id
""")
_SILENT_COMMUNES: Final = text(f"""
{TREE.format(tops="unit.id = ANY(:unit_ids)")}, {_STATES}
SELECT child.top_id, commune.full_name AS name, count(*) AS asked_count,
       count(*) FILTER (WHERE stated.state IS NULL OR stated.state IN ('draft', 'returned')) AS owed_count
FROM stated JOIN project_share share ON share.project_id = stated.project_id
JOIN child ON child.id = share.unit_id JOIN unit commune ON commune.id = child.id AND commune.level = 'commune'
GROUP BY child.top_id, commune.id
HAVING count(*) FILTER (WHERE stated.state IS NULL OR stated.state IN ('draft', 'returned')) > 0
ORDER BY child.top_id, owed_count DESC, commune.name_key, commune.id
""")


def reporting_below(session: Session, unit_id: int | None, month: date) -> list[UnitReporting]:
    """Return how far the units directly below one are, the top ones without one; those valid in the month, by name."""
    params = {"month": month, "last_day": last_day(month)}
    if unit_id is None:
        return [_unit(row) for row in session.execute(_TOPS, params)]
    return [_unit(row) for row in session.execute(_BELOW, params | {"unit_id": unit_id})]


def reporting_of(session: Session, unit_ids: list[int], month: date) -> list[UnitReporting]:
    """Return how far these units are, those of them that are valid in the month, by name."""
    params = {"month": month, "last_day": last_day(month), "unit_ids": unit_ids}
    return [_unit(row) for row in session.execute(_THESE, params)]


def _unit(row: Row[Any]) -> UnitReporting:
    return UnitReporting(**{**row._mapping, "level": UnitLevel(row.level)})


def silent_projects(session: Session, unit_ids: list[int], month: date) -> list[SilentProject]:
    """Return the projects in units and below them that handed nothing in, once for each commune, by commune and name."""
    params = {"unit_ids": unit_ids, "month": month, "last_day": last_day(month)}
    return [SilentProject(*row) for row in session.execute(_SILENT, params)]


def silent_communes(session: Session, unit_ids: list[int], month: date) -> list[SilentCommune]:
    """Return the communes below each of these units that owe figures of a month, those that owe most first."""
    params = {"unit_ids": unit_ids, "month": month, "last_day": last_day(month)}
    return [SilentCommune(*row) for row in session.execute(_SILENT_COMMUNES, params)]
