"""What waits in units beside the reports of a month, at every level: rows of all ledgers, and reports that are overdue."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import last_day, next_month
from gis.models import LEDGERS
from gis.models.ledger.entry import OPEN_SQL, table_of
from gis.models.ledger.visible import visible
from gis.queries.reporting import TREE

MOST_PROJECTS: Final = 200
"""So many projects with missing reports are listed; how many there are is said all the same."""


@dataclass(slots=True)
class Waiting:
    """What a unit's month waits for: rows of other ledgers and of earlier months by state, reports that are overdue.

    `missing_count` are reports, one for each month of a project without one.
    """

    rows: dict[ReviewState, int] = field(default_factory=dict)
    missing_count: int = 0
    project_count: int = 0


class OverdueProject(NamedTuple):
    """A project of a commune that was under way in months for which nothing was handed in, oldest first."""

    project_id: int
    code: str
    name: str
    months: tuple[date, ...]


class OverdueLine(NamedTuple):
    """A project that was under way in months for which nothing was handed in, in one of its communes."""

    unit_name: str
    code: str
    name: str
    months: tuple[date, ...]


class Overdue(NamedTuple):
    """The overdue reports of a commune: the projects with most of them first, and how many there are in all."""

    projects: list[OverdueProject]
    project_count: int
    missing_count: int


_TOPS: Final = TREE.format(tops="unit.id = ANY(:unit_ids)")
_NONE: Final = Overdue([], 0, 0)
_ACCEPTED: Final = visible("progress_report", row="report", as_of=":last_day")
# One range of an index for the months under way and one for the reports of each project, however many months.
_OVERDUE: Final = f"""
asked AS MATERIALIZED (
    SELECT id AS project_id, code, name FROM project
    WHERE archived_at IS NULL
      AND id IN (SELECT share.project_id FROM project_share share JOIN place ON place.id = share.unit_id)
), overdue AS MATERIALIZED (
    SELECT asked.project_id, asked.code, asked.name, found.months
    FROM asked CROSS JOIN LATERAL (
        SELECT array_agg(wanted.month ORDER BY wanted.month) AS months
        FROM unnest(CAST(:months AS date[])) wanted(month)
        JOIN (
            SELECT month AS since, is_active, lead(month) OVER (ORDER BY month) AS until FROM project_month
            WHERE project_month.project_id = asked.project_id AND month <= :last_asked
        ) span ON span.is_active AND span.since <= wanted.month AND (span.until IS NULL OR wanted.month < span.until)
        WHERE wanted.month <> ALL (ARRAY(
            SELECT date_trunc('month', report.effective_date)::date FROM progress_report report
            WHERE report.project_id = asked.project_id
              AND report.effective_date >= :first_asked AND report.effective_date < :after_asked
              AND ({_ACCEPTED} OR report.review_state = 'submitted' AND NOT report.is_withdrawn
                   AND NOT EXISTS (SELECT FROM progress_report newer WHERE newer.corrects_id = report.id))))
    ) found WHERE found.months IS NOT NULL
)"""
_OVERDUE_COUNTS: Final = text(f"""
{_TOPS}, {_OVERDUE}
SELECT top_id, count(*), sum(cardinality(months))
FROM (SELECT DISTINCT child.top_id, overdue.project_id, overdue.months
      FROM overdue JOIN project_share share ON share.project_id = overdue.project_id
      JOIN child ON child.id = share.unit_id) told
GROUP BY top_id
""")
_OVERDUE_PROJECTS: Final = text(f"""
{_TOPS}, {_OVERDUE}
SELECT project_id, code, name, months, count(*) OVER () AS project_count, sum(cardinality(months)) OVER () AS missing_count
FROM overdue ORDER BY cardinality(months) DESC, name, project_id LIMIT :most
""")

_OVERDUE_LINES: Final = text(f"""
{_TOPS}, {_OVERDUE}
SELECT commune.full_name AS unit_name, overdue.code, overdue.name, overdue.months
FROM overdue JOIN project_share share ON share.project_id = overdue.project_id
JOIN place ON place.id = share.unit_id JOIN unit commune ON commune.id = share.unit_id AND commune.level = 'commune'
ORDER BY unit_name, commune.id, overdue.name, overdue.project_id
""")


def waiting_of(
    session: Session, unit_ids: Sequence[int], month: date, *, overdue: Sequence[date]
) -> dict[int, Waiting]:
    """Return what each of these units and all below it wait for; a row and a project count once in each unit.

    Rows are those up to the end of `month` that are drafts, submitted or returned, but the month's own reports of
    works; `overdue` are the months whose reports are asked after.
    """
    found = {unit_id: Waiting() for unit_id in unit_ids}
    params = {"unit_ids": list(unit_ids), "month": month, "last_day": last_day(month)}
    for unit_id, state, count in session.execute(_open_counts(), params):
        found[unit_id].rows[ReviewState(state)] = count
    if overdue:
        for unit_id, projects, missing in session.execute(_OVERDUE_COUNTS, params | _span(overdue)):
            found[unit_id].project_count, found[unit_id].missing_count = projects, int(missing)
    return found


def overdue_reports(session: Session, unit_id: int, month: date, *, overdue: Sequence[date]) -> Overdue:
    """Return which projects of a commune have no report handed in for which of the months `overdue`."""
    if not overdue:
        return _NONE
    params = {"unit_ids": [unit_id], "month": month, "last_day": last_day(month), "most": MOST_PROJECTS}
    rows = session.execute(_OVERDUE_PROJECTS, params | _span(overdue)).all()
    if not rows:
        return _NONE
    projects = [OverdueProject(row.project_id, row.code, row.name, tuple(row.months)) for row in rows]
    return Overdue(projects, rows[0].project_count, int(rows[0].missing_count))


def overdue_lines(
    session: Session, unit_ids: Sequence[int], month: date, *, overdue: Sequence[date]
) -> list[OverdueLine]:
    """Return the projects in units and below them without a report for any of the months `overdue`, once a commune."""
    if not overdue:
        return []
    params = {"unit_ids": list(unit_ids), "month": month, "last_day": last_day(month)}
    rows = session.execute(_OVERDUE_LINES, params | _span(overdue))
    return [OverdueLine(row.unit_name, row.code, row.name, tuple(row.months)) for row in rows]


def _span(months: Sequence[date]) -> dict[str, object]:
    return {
        "months": list(months),
        "first_asked": months[0],
        "last_asked": months[-1],
        "after_asked": next_month(months[-1]),
    }


@cache
def _open_counts() -> TextClause:
    """Count rows by project, commune and state in each ledger first: so few are told to the units above them."""
    branches = " UNION ALL ".join(
        _branch(table_of(model).name, "unit_id" in table_of(model).c) for model in LEDGERS
    )
    return text(f"""
{_TOPS}, place_project AS MATERIALIZED (
    SELECT DISTINCT share.project_id FROM project_share share JOIN place ON place.id = share.unit_id
), waiting AS MATERIALIZED (
    SELECT project_id, unit_id, review_state, sum(row_count) AS row_count FROM ({branches}) AS counted
    WHERE NOT EXISTS (SELECT FROM project WHERE project.id = project_id AND project.archived_at IS NOT NULL)
    GROUP BY project_id, unit_id, review_state
), within AS (
    SELECT DISTINCT child.top_id, share.project_id
    FROM (SELECT DISTINCT project_id FROM waiting WHERE unit_id IS NULL) open
    JOIN project_share share ON share.project_id = open.project_id JOIN child ON child.id = share.unit_id
), told AS (
    SELECT child.top_id, review_state, row_count FROM waiting JOIN child ON child.id = waiting.unit_id
    UNION ALL
    SELECT within.top_id, review_state, row_count FROM waiting JOIN within ON within.project_id = waiting.project_id
    WHERE waiting.unit_id IS NULL
)
SELECT top_id, review_state, sum(row_count)::int FROM told GROUP BY top_id, review_state
""")


def _branch(table: str, has_unit: bool) -> str:
    """Count the open rows of a ledger in the units, by the index on their unit or their project."""
    unit, place = "NULL::bigint", "fact.project_id IN (SELECT project_id FROM place_project)"
    if has_unit:
        unit, place = "fact.unit_id", "fact.unit_id IN (SELECT id FROM place)"
    but = " AND fact.effective_date < :month" if table == "progress_report" else ""
    return f"""
SELECT fact.project_id, {unit} AS unit_id, fact.review_state, count(*) AS row_count FROM {table} fact
WHERE fact.review_state IN ({OPEN_SQL}) AND fact.effective_date <= :last_day{but} AND {place}
  AND NOT EXISTS (SELECT FROM {table} newer WHERE newer.corrects_id = fact.id)
GROUP BY 1, 2, 3"""
