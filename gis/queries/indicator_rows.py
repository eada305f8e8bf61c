"""The rows that an indicator of a unit was computed from: projects, counts and gifts with their parts and papers."""

from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.clearance import Handed
from gis.domain.indicators import Indicator
from gis.domain.ledger_codes import AcceptanceKind, CapitalPlanKind, CompletionDateKind, PlanLevel
from gis.domain.lifecycle import ScheduleStatus
from gis.models.ledger.visible import visible
from gis.models.ways import part
from gis.queries.figure_rows import IndicatorRow
from gis.queries.indicator_delays import REASON
from gis.queries.indicator_papers import paper_of
from gis.queries.indicator_places import gift_rows, land_rows

_VERDICTS: Final = ", ".join(
    f"'{status.value}'"
    for status in (
        ScheduleStatus.EARLY,
        ScheduleStatus.ON_TIME,
        ScheduleStatus.LATE,
        ScheduleStatus.OVERDUE,
    )
)
_GOOD: Final = f"'{ScheduleStatus.EARLY.value}', '{ScheduleStatus.ON_TIME.value}'"

_LAST_REPORT: Final = f"""
LEFT JOIN LATERAL (
    SELECT {paper_of("report")} AS paper FROM progress_report report
    WHERE report.project_id = state.project_id AND {visible("progress_report", row="report", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) last ON true"""

# The twin of `gis.operations.summaries.unit_months`: the last row of each project up to the month, by its share.
_STATE: Final = """
state AS (
    SELECT project.id AS project_id, project.code, project.name, share.share_ratio, share.is_estimated, months.*
    FROM project_share share JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
    CROSS JOIN LATERAL (
        SELECT month, due_date, accepted_on, schedule, is_active, reported_on, physical_progress_pct,
               planned_progress_pct
        FROM project_month WHERE project_month.project_id = share.project_id AND project_month.month <= :month
        ORDER BY project_month.month DESC LIMIT 1) months
    WHERE share.unit_id = :unit_id
)"""

_PROGRESS: Final = f"""
WITH {_STATE}
SELECT project_id, code, name, share_ratio, is_estimated, physical_progress_pct * share_ratio AS part,
       share_ratio AS whole, reported_on AS day, physical_progress_pct AS progress_pct, schedule,
       report.delay_cause, report.difficulty,
       concat_ws(', ', last.paper, nullif(report.paper, last.paper)) AS papers
FROM state {REASON} {_LAST_REPORT}
WHERE physical_progress_pct IS NOT NULL ORDER BY physical_progress_pct, name, project_id
"""
_ON_TIME: Final = f"""
WITH {_STATE}
SELECT project_id, code, name, share_ratio, is_estimated,
       CASE WHEN schedule IN ({_GOOD}) THEN share_ratio ELSE 0 END AS part, share_ratio AS whole,
       accepted_on AS day, schedule, due_date, concat_ws(', ', due.paper, minutes.paper) AS papers,
       report.delay_cause, report.difficulty
FROM state {REASON}
LEFT JOIN LATERAL (
    SELECT coalesce(decision_no, {paper_of("due")}) AS paper FROM completion_date due
    WHERE due.project_id = state.project_id AND due.kind <> '{CompletionDateKind.CONTRACT_END.value}'
      AND {visible("completion_date", row="due", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) due ON true
LEFT JOIN LATERAL (
    SELECT coalesce(minutes_no, {paper_of("minutes")}) AS paper FROM acceptance minutes
    WHERE minutes.project_id = state.project_id AND minutes.kind = '{AcceptanceKind.FINAL.value}'
      AND {visible("acceptance", row="minutes", as_of=":day")}
    ORDER BY effective_date, id LIMIT 1) minutes ON true
WHERE schedule IN ({_VERDICTS})
ORDER BY schedule = '{ScheduleStatus.OVERDUE.value}' DESC, schedule = '{ScheduleStatus.LATE.value}' DESC, due_date,
         name, project_id
"""
_FRESHNESS: Final = f"""
WITH {_STATE}
SELECT project_id, code, name, share_ratio, is_estimated,
       CASE WHEN reported_on >= month THEN share_ratio ELSE 0 END AS part, share_ratio AS whole, reported_on AS day,
       physical_progress_pct AS progress_pct, schedule, due_date
FROM state WHERE is_active
ORDER BY reported_on >= month IS TRUE, reported_on NULLS FIRST, name, project_id
"""
_DISBURSEMENT: Final = f"""
SELECT project.id AS project_id, project.code, project.name, share.share_ratio, share.is_estimated,
       {part("money.paid_vnd")} AS part, {part("money.plan_vnd")} AS whole, last.effective_date AS day,
       concat_ws(', ', plan.papers, last.paper) AS papers, state.schedule, state.physical_progress_pct AS progress_pct
FROM project_share share JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
CROSS JOIN LATERAL (
    SELECT plan_vnd, paid_vnd FROM project_money
    WHERE project_money.project_id = share.project_id AND fiscal_year = :year AND month <= :month
    ORDER BY month DESC LIMIT 1) money
LEFT JOIN LATERAL (
    SELECT schedule, physical_progress_pct FROM project_month
    WHERE project_month.project_id = share.project_id AND month <= :month ORDER BY month DESC LIMIT 1) state ON true
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT coalesce(decision_no, {paper_of("plan")}), ', ') AS papers FROM capital_plan plan
    WHERE plan.project_id = share.project_id AND fiscal_year = :year AND plan.level = '{PlanLevel.DETAILED.value}'
      AND plan.kind <> '{CapitalPlanKind.CARRIED_OVER.value}'
      AND {visible("capital_plan", row="plan", as_of=":day")}) plan ON true
LEFT JOIN LATERAL (
    SELECT effective_date, coalesce(voucher_no, {paper_of("voucher")}) AS paper FROM voucher
    WHERE voucher.project_id = share.project_id AND plan_year = :year AND NOT is_carried_over
      AND {visible("voucher", row="voucher", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) last ON true
WHERE share.unit_id = :unit_id AND (money.plan_vnd IS NOT NULL OR money.paid_vnd IS NOT NULL)
ORDER BY {part("money.plan_vnd")} - {part("money.paid_vnd")} DESC NULLS LAST, project.name, project.id
"""

_STATEMENTS: Final = {
    Indicator.PROGRESS: text(_PROGRESS),
    Indicator.DISBURSEMENT: text(_DISBURSEMENT),
    Indicator.ON_TIME: text(_ON_TIME),
    Indicator.FRESHNESS: text(_FRESHNESS),
}


def rows_of_indicator(
    session: Session, indicator: Indicator, *, unit_id: int, month: date, day: date, year: int
) -> list[IndicatorRow]:
    """Return the rows of a unit's indicator at the end of `month`, those first that pull it down.

    `day` is the day as of which the month stands, `year` the fiscal year of money. Their parts and wholes add up to
    those of `gis.queries.indicators.figures_of_units`, to the đồng and the square metre; a gift that nobody has valued
    yet is a row without a part, and the households that contributions are divided by are the unit's.
    """
    if indicator is Indicator.CLEARANCE:
        return land_rows(session, Handed.AREA, unit_id=unit_id, day=day)
    if indicator is Indicator.CONTRIBUTION:
        return gift_rows(session, unit_id=unit_id, day=day, year=year)
    found = session.execute(
        _STATEMENTS[indicator], {"unit_id": unit_id, "month": month, "day": day, "year": year}
    )
    return [IndicatorRow(**row._mapping) for row in found]
