"""The alerts of projects on the day of the summaries: facts read at once, judged by the rule, kept as codes."""

from typing import Final

from gis.domain.alerts import ALERT_RULES, NEEDED
from gis.domain.ledger_codes import AcceptanceKind
from gis.models.alerts import alert_codes
from gis.models.ledger.visible import visible
from gis.models.ledger.worth import contract_sums
from gis.operations.summaries.scope import do, statement

_SOURCES: Final = {
    "paid_total_vnd": "summary.paid_total_vnd",
    "plan_vnd": "summary.plan_vnd",
    "contract_paid_vnd": "contract.contract_paid_vnd",
    "accepted_on": "project.acceptance_date",
    "handed_over_on": "handover.handed_over_on",
    "is_land_blocked": "summary.clearance_on",
}
"""Where the facts stand without which no alert is raised: the others of these projects are not even read."""
_FACTS: Final = f"""
SELECT summary.project_id, project.budget_vnd, summary.paid_total_vnd, summary.advance_balance_vnd,
       project.physical_progress_pct, summary.plan_vnd, summary.paid_vnd, contract.contract_vnd, contract.contract_paid_vnd,
       project.acceptance_date AS accepted_on, handover.handed_over_on, project.settlement, summary.clearance_on,
       summary.area_total_m2, summary.area_handed_over_m2, summary.length_total_m, summary.length_handed_over_m
FROM summary_project touched JOIN project_summary summary USING (project_id)
JOIN project ON project.id = summary.project_id
LEFT JOIN ({contract_sums("summary_project touched JOIN contract signed USING (project_id)")}
) contract ON contract.project_id = summary.project_id
LEFT JOIN (
    SELECT minutes.project_id, min(effective_date) AS handed_over_on
    FROM summary_project touched JOIN acceptance minutes USING (project_id)
    WHERE kind = '{AcceptanceKind.HANDOVER.value}' AND {visible("acceptance", row="minutes")}
    GROUP BY minutes.project_id
) handover ON handover.project_id = summary.project_id
WHERE num_nonnulls({", ".join(_SOURCES[name] for name in NEEDED)}) > 0
"""
_KEEP: Final = statement(f"""
WITH raised AS (SELECT facts.project_id, {alert_codes("facts")} AS codes FROM ({_FACTS}) AS facts)
UPDATE project_summary SET alert_codes = raised.codes FROM raised
WHERE project_summary.project_id = raised.project_id AND raised.codes <> '{{}}'
""")
# A settlement becomes late some months after the handover, without a new fact; a new month counts all anew.
LATE_SETTLEMENTS: Final = f"""
SELECT project_id FROM acceptance WHERE kind = '{AcceptanceKind.HANDOVER.value}'
  AND effective_date >= CAST(:since AS date) - interval '{ALERT_RULES.settlement_due_months} months' - interval '3 days'
  AND effective_date < CAST(:as_of AS date) - interval '{ALERT_RULES.settlement_due_months} months' + interval '3 days'
"""
STEPS: Final = do(_KEEP)
"""Judge the projects, whose rows in `project_summary` were just made without alerts."""
