"""What the alerts of projects rest on: the figures and papers of the day of the summaries, for sentences about them."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import AcceptanceKind, CapitalPlanKind, PlanLevel
from gis.models.ledger.visible import visible
from gis.models.ledger.worth import contract_sums


class AlertBasis(NamedTuple):
    """A project's figures as its alerts read them, with the papers behind; đồng, m², m; None is not known.

    `plan_vnd` and `paid_vnd` are of the fiscal year of the day; decisions and minutes are numbers of documents. Contracts
    count where their value is known.
    """

    project_id: int
    budget_vnd: Decimal | None
    paid_total_vnd: Decimal | None
    advance_balance_vnd: Decimal | None
    physical_progress_pct: Decimal | None
    reported_on: date | None
    plan_vnd: Decimal | None
    paid_vnd: Decimal | None
    plan_decisions: str | None
    contract_vnd: Decimal | None
    contract_paid_vnd: Decimal | None
    contract_numbers: str | None
    accepted_on: date | None
    acceptance_minutes: str | None
    handed_over_on: date | None
    handover_minutes: str | None
    settlement: str | None
    clearance_on: date | None
    area_total_m2: Decimal | None
    area_handed_over_m2: Decimal | None
    length_total_m: Decimal | None
    length_handed_over_m: Decimal | None


def _minutes(kind: AcceptanceKind) -> str:
    return f"""
    SELECT effective_date AS day, minutes_no FROM acceptance minutes
    WHERE minutes.project_id = project.id AND kind = '{kind.value}' AND {visible("acceptance", row="minutes")}
    ORDER BY effective_date, id LIMIT 1"""


_STATEMENT: Final = text(f"""
SELECT project.id, project.budget_vnd, summary.paid_total_vnd, summary.advance_balance_vnd,
       project.physical_progress_pct, summary.reported_on, summary.plan_vnd, summary.paid_vnd, plan.decisions, signed.contract_vnd, signed.contract_paid_vnd,
       signed.numbers, project.acceptance_date, accepted.minutes_no, handed.day, handed.minutes_no,
       project.settlement, summary.clearance_on, summary.area_total_m2, summary.area_handed_over_m2,
       summary.length_total_m, summary.length_handed_over_m
FROM project JOIN project_summary summary ON summary.project_id = project.id
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT decision_no, ', ') AS decisions FROM capital_plan plan
    WHERE plan.project_id = project.id AND fiscal_year = extract(year FROM CAST(:as_of AS date))
      AND plan.level = '{PlanLevel.DETAILED.value}' AND plan.kind <> '{CapitalPlanKind.CARRIED_OVER.value}'
      AND {visible("capital_plan", row="plan")}) plan ON true
LEFT JOIN ({contract_sums("(SELECT * FROM contract WHERE project_id = ANY(:ids)) signed")}) signed ON signed.project_id = project.id
LEFT JOIN LATERAL ({_minutes(AcceptanceKind.FINAL)}) accepted ON true
LEFT JOIN LATERAL ({_minutes(AcceptanceKind.HANDOVER)}) handed ON true
WHERE project.id = ANY(:ids)
""")


def alert_bases(session: Session, project_ids: Collection[int], *, as_of: date) -> dict[int, AlertBasis]:
    """Return what the alerts of these projects rest on; `as_of` is the day of the summaries."""
    if not project_ids:
        return {}
    found = session.execute(_STATEMENT, {"ids": list(project_ids), "as_of": as_of})
    return {row[0]: AlertBasis(*row) for row in found}
