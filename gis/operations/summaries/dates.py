"""`project_month`: dates, works and schedule status of projects at the end of every month in which they change."""

from typing import Final

from sqlalchemy import Boolean, Date, Numeric, Text, column, literal_column, table, text
from sqlalchemy.orm import Session

from gis.domain.lifecycle import Execution
from gis.models.ledger.visible import literal_sql, seen, visible
from gis.models.schedule import SUSPENDED_EXECUTIONS, is_behind, schedule_status

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

_CLEAR: Final = text(
    "DELETE FROM project_month USING summary_project touched WHERE touched.project_id = project_month.project_id"
)

# A month is told anew where a row begins or ceases to count, a due date has passed, or a report has grown old.
_CHANGES: Final = f"""
SELECT touched.project_id, least(project.decision_date, project.start_date, project.created_at::date) AS day
FROM summary_project touched JOIN project ON project.id = touched.project_id
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
CROSS JOIN LATERAL (VALUES (seen_from), (seen_until), ((seen_from + interval '1 month')::date)) AS change(day)
"""

_FILL: Final = text(f"""
WITH change AS (
    SELECT project_id, month, least(month + interval '1 month' - interval '1 day', :as_of)::date AS day
    FROM (SELECT DISTINCT project_id, date_trunc('month', day)::date AS month
          FROM ({_CHANGES}) AS change WHERE day <= :as_of) AS each
), state AS (
    SELECT change.*, due.new_date AS approved_completion_date, minutes.accepted_on AS acceptance_date,
           CASE WHEN stop.is_suspended OR step.value IN ({_SUSPENDED}) THEN '{Execution.PAUSED.value}'
                ELSE '{Execution.NORMAL.value}' END AS execution,
           report.physical_progress_pct, report.planned_progress_pct, report.effective_date AS reported_on,
           {_IS_BEHIND} AS is_behind,
           project.start_date
    FROM change JOIN project ON project.id = change.project_id AND project.archived_at IS NULL
    LEFT JOIN LATERAL (
        SELECT new_date FROM completion_date due
        WHERE due.project_id = change.project_id AND due.kind <> 'contract_end'
          AND {visible("completion_date", row="due", as_of="change.day")}
        ORDER BY effective_date DESC, id DESC LIMIT 1) due ON true
    LEFT JOIN LATERAL (
        SELECT min(effective_date) AS accepted_on FROM acceptance minutes
        WHERE minutes.project_id = change.project_id AND minutes.kind = 'final'
          AND {visible("acceptance", row="minutes", as_of="change.day")}) minutes ON true
    LEFT JOIN LATERAL (
        SELECT true AS is_suspended FROM suspension stop
        WHERE stop.project_id = change.project_id AND coalesce(stop.resumed_on > change.day, true)
          AND {visible("suspension", row="stop", as_of="change.day")} LIMIT 1) stop ON true
    LEFT JOIN LATERAL (
        SELECT value FROM status_step step
        WHERE step.project_id = change.project_id AND step.axis = 'execution'
          AND {visible("status_step", row="step", as_of="change.day")}
        ORDER BY effective_date DESC, id DESC LIMIT 1) step ON true
    LEFT JOIN LATERAL (
        SELECT physical_progress_pct, planned_progress_pct, effective_date FROM progress_report report
        WHERE report.project_id = change.project_id
          AND {visible("progress_report", row="report", as_of="change.day")}
        ORDER BY effective_date DESC, id DESC LIMIT 1) report ON true
)
INSERT INTO project_month (project_id, month, due_date, accepted_on, is_suspended, physical_progress_pct,
                           planned_progress_pct, reported_on, schedule, is_active)
SELECT project_id, month, approved_completion_date, acceptance_date, execution <> '{Execution.NORMAL.value}',
       physical_progress_pct, planned_progress_pct, reported_on, {_STATUS},
       acceptance_date IS NULL AND execution = '{Execution.NORMAL.value}'
           AND (start_date <= day OR reported_on IS NOT NULL) IS TRUE
FROM state
""")


def refresh(session: Session, params: dict[str, object]) -> None:
    """Recompute the rows of the projects in `summary_project`; `params` holds `as_of`."""
    session.execute(_CLEAR)
    session.execute(_FILL, params)
