"""The alerts of projects on the day of the summaries: facts read at once, judged by the pure rule, kept as codes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.domain.alerts import ALERT_RULES, NEEDED, AlertFacts, alerts
from gis.domain.clearance import ClearanceCount, is_blocked
from gis.domain.ledger_codes import AcceptanceKind
from gis.domain.lifecycle import SettlementStatus
from gis.models.ledger.visible import visible
from gis.models.ledger.worth import contract_sums
from gis.operations.summaries.scope import Scope, statement

_CHUNK: Final = 20_000

_SOURCES: Final = {
    "paid_total_vnd": "summary.paid_total_vnd",
    "plan_vnd": "summary.plan_vnd",
    "contract_paid_vnd": "contract.contract_paid_vnd",
    "accepted_on": "project.acceptance_date",
    "handed_over_on": "handover.handed_over_on",
    "is_land_blocked": "summary.clearance_on",
}
"""Where the facts stand without which no alert is raised: the others of these projects are not even read."""
_FACTS: Final = statement(f"""
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
""")
_KEEP: Final = text("""
UPDATE project_summary SET alert_codes = string_to_array(found.codes, ' ')
FROM unnest(CAST(:ids AS bigint[]), CAST(:codes AS text[])) AS found(project_id, codes)
WHERE project_summary.project_id = found.project_id
""")
# A settlement becomes late some months after the handover, without a new fact; a new month counts all anew.
LATE_SETTLEMENTS: Final = f"""
SELECT project_id FROM acceptance WHERE kind = '{AcceptanceKind.HANDOVER.value}'
  AND effective_date >= CAST(:since AS date) - interval '{ALERT_RULES.settlement_due_months} months' - interval '3 days'
  AND effective_date < CAST(:as_of AS date) - interval '{ALERT_RULES.settlement_due_months} months' + interval '3 days'
"""


def refresh(session: Session, scope: Scope, *, as_of: date) -> None:
    """Judge the projects of `scope`, whose rows in `project_summary` were just made without alerts."""
    raised = list(_raised(scope, as_of=as_of))
    for start in range(0, len(raised), _CHUNK):
        ids, codes = zip(*raised[start : start + _CHUNK], strict=True)
        session.execute(_KEEP, {"ids": list(ids), "codes": list(codes)})


def _raised(scope: Scope, *, as_of: date) -> Iterator[tuple[int, str]]:
    """Yield the projects with any alert and their codes."""
    for row in scope.execute(_FACTS):
        codes = alerts(_facts(row), as_of=as_of)
        if codes:
            yield row.project_id, " ".join(codes)


def _facts(row: Row[Any]) -> AlertFacts:
    return AlertFacts(
        budget_vnd=_whole(row.budget_vnd),
        paid_total_vnd=_whole(row.paid_total_vnd),
        advance_balance_vnd=_whole(row.advance_balance_vnd),
        physical_progress_pct=row.physical_progress_pct,
        plan_vnd=_whole(row.plan_vnd),
        paid_vnd=_whole(row.paid_vnd),
        contract_vnd=_whole(row.contract_vnd),
        contract_paid_vnd=_whole(row.contract_paid_vnd),
        accepted_on=row.accepted_on,
        handed_over_on=row.handed_over_on,
        settlement=SettlementStatus(row.settlement) if row.settlement else None,
        is_land_blocked=_is_blocked(row),
    )


def _is_blocked(row: Row[Any]) -> bool | None:
    if row.clearance_on is None:
        return None
    counted = ClearanceCount(
        effective_date=row.clearance_on,
        area_total_m2=row.area_total_m2,
        area_handed_over_m2=row.area_handed_over_m2,
        length_total_m=row.length_total_m,
        length_handed_over_m=row.length_handed_over_m,
    )
    return is_blocked([counted])


def _whole(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount)
