"""`project_month`: dates, works and schedule status of projects at the end of every month in which they change."""

from typing import Final

from sqlalchemy import Boolean, Date, Numeric, Text, column, literal_column, table

from gis.domain.lifecycle import Execution
from gis.models.ledger.visible import literal_sql, seen
from gis.models.schedule import SUSPENDED_EXECUTIONS, is_behind, schedule_status
from gis.operations.summaries.scope import do, find, joined, statement

LEDGERS: Final = frozenset({"acceptance", "completion_date", "progress_report", "status_step", "suspension"})
"""Whose rows these months tell."""

_STATE: Final = table(
    "state",
    column("approved_completion_date", Date),
    column("acceptance_date", Date),
    column("execution", Text),
    column("is_behind", Boolean),
)
_REPORT: Final = table(
    "report", column("physical_progress_pct", Numeric), column("planned_progress_pct", Numeric)
)
_IS_BEHIND: Final = literal_sql(is_behind(_REPORT.c))
_STATUS: Final = literal_sql(schedule_status(_STATE.c, as_of=literal_column("state.day", Date)))
_SUSPENDED: Final = ", ".join(f"'{value}'" for value in SUSPENDED_EXECUTIONS)

_CLEAR: Final = statement(
    "DELETE FROM project_month USING summary_project touched WHERE touched.project_id = project_month.project_id"
)

# A month is told anew where works begin, a row begins or ceases to count, a due date has passed, or a report is of the month before.
_CHANGES: Final = f"""
SELECT touched.project_id, begun.day
FROM summary_project touched JOIN project ON project.id = touched.project_id
CROSS JOIN LATERAL (VALUES (least(project.decision_date, project.start_date, project.created_at::date)),
                           (project.start_date)) AS begun(day)
UNION ALL
SELECT due.project_id, change.day
FROM summary_project touched JOIN {seen("completion_date")} due USING (project_id)
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until), (greatest(new_date + 1, seen_from))) AS change(day)
WHERE due.kind <> 'contract_end'
UNION ALL
SELECT minutes.project_id, change.day
FROM summary_project touched JOIN {seen("acceptance")} minutes USING (project_id)
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until)) AS change(day)
WHERE minutes.kind = 'final'
UNION ALL
SELECT stop.project_id, change.day
FROM summary_project touched JOIN {seen("suspension")} stop USING (project_id)
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until), (greatest(resumed_on, seen_from))) AS change(day)
UNION ALL
SELECT step.project_id, change.day
FROM summary_project touched JOIN {seen("status_step")} step USING (project_id)
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until)) AS change(day)
WHERE step.axis = 'execution'
UNION ALL
SELECT report.project_id, change.day
FROM summary_project touched JOIN {seen("progress_report")} report USING (project_id)
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until), ((date_trunc('month', seen_from::timestamp) + interval '1 month')::date)) AS change(day)
"""
_MONTHS: Final = f"""
SELECT project_id, month, least(month + interval '1 month' - interval '1 day', :as_of)::date
FROM (SELECT DISTINCT project_id, date_trunc('month', day::timestamp)::date AS month
      FROM ({_CHANGES}) AS change WHERE day <= :as_of) AS each
ORDER BY project_id, month
"""

_IS_SEEN: Final = "own.seen_from <= change.day AND coalesce(change.day < own.seen_until, true)"


# Each row is the last one only until a later one that stays begins to count: so hardly any month has two candidates.
def _last(table: str, columns: str, *, condition: str = "true") -> str:
    """Return a subquery of the last visible row of `table` at each change: its project, month and `columns`."""
    return f"""
    SELECT DISTINCT ON (change.project_id, month) change.project_id, month, {columns}
    FROM summary_change change JOIN (
        SELECT own.*, min(seen_from) FILTER (WHERE seen_until IS NULL) OVER (
                   PARTITION BY own.project_id ORDER BY effective_date, id
                   ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS followed_from
        FROM summary_project touched JOIN {seen(table)} own USING (project_id) WHERE {condition}
    ) own ON own.project_id = change.project_id AND {_IS_SEEN} AND coalesce(day < followed_from, true)
    ORDER BY change.project_id, month, effective_date DESC, id DESC"""


_FILL: Final = statement(f"""
WITH due AS ({_last("completion_date", "new_date", condition="kind <> 'contract_end'")}
), minutes AS (
    SELECT change.project_id, month, min(effective_date) AS accepted_on
    FROM summary_change change JOIN {seen("acceptance")} own ON own.project_id = change.project_id AND {_IS_SEEN}
    WHERE kind = 'final' GROUP BY 1, 2
), stop AS (
    SELECT DISTINCT change.project_id, month, true AS is_suspended
    FROM summary_change change JOIN {seen("suspension")} own ON own.project_id = change.project_id AND {_IS_SEEN}
    WHERE coalesce(resumed_on > day, true)
), step AS ({_last("status_step", "value", condition="axis = 'execution'")}
), report AS ({_last("progress_report", "physical_progress_pct, planned_progress_pct, effective_date AS reported_on")}
), state AS (
    SELECT change.*, due.new_date AS approved_completion_date, minutes.accepted_on AS acceptance_date,
           CASE WHEN stop.is_suspended OR step.value IN ({_SUSPENDED}) THEN '{Execution.PAUSED.value}'
                ELSE '{Execution.NORMAL.value}' END AS execution,
           report.physical_progress_pct, report.planned_progress_pct, report.reported_on,
           {_IS_BEHIND} AS is_behind,
           project.start_date
    FROM summary_change change JOIN project ON project.id = change.project_id AND project.archived_at IS NULL
    LEFT JOIN due USING (project_id, month) LEFT JOIN minutes USING (project_id, month)
    LEFT JOIN stop USING (project_id, month) LEFT JOIN step USING (project_id, month)
    LEFT JOIN report USING (project_id, month)
)
INSERT INTO project_month (project_id, month, due_date, accepted_on, is_suspended, physical_progress_pct,
                           planned_progress_pct, reported_on, schedule, is_active)
SELECT project_id, month, approved_completion_date, acceptance_date, execution <> '{Execution.NORMAL.value}',
       physical_progress_pct, planned_progress_pct, reported_on, {_STATUS},
       acceptance_date IS NULL AND execution = '{Execution.NORMAL.value}'
           AND (start_date <= day OR reported_on IS NOT NULL) IS TRUE
FROM state ORDER BY project_id, month
""")


STEPS: Final = joined(find("summary_change", _MONTHS), do(_CLEAR, _FILL))
"""Find the months in which something of the projects changes, and recompute the projects' rows in these."""
