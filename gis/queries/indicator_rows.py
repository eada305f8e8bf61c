"""The rows that an indicator of a unit was computed from: projects, counts and gifts with their parts and papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.indicators import Indicator
from gis.domain.ledger_codes import AcceptanceKind, CapitalPlanKind, CompletionDateKind, PlanLevel
from gis.domain.lifecycle import ScheduleStatus
from gis.models.ledger.visible import visible
from gis.models.ways import RELATED, WAYS, part


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One row of an indicator: `part` and `whole` are what it adds to the unit's, in the unit of the indicator.

    A project of several units stands with its share. `day` is that of the fact behind: report, payment, count, gift,
    acceptance. `papers` are numbers of documents. Fields that do not belong to the indicator are None.
    """

    project_id: int | None = None
    code: str | None = None
    name: str | None = None
    share_ratio: Decimal | None = None
    is_estimated: bool = False
    part: Decimal | None = None
    whole: Decimal | None = None
    day: date | None = None
    papers: str | None = None
    schedule: str | None = None
    due_date: date | None = None
    progress_pct: Decimal | None = None
    cause: str | None = None
    difficulty: str | None = None
    unit_name: str | None = None
    kind: str | None = None
    item: str | None = None
    quantity: Decimal | None = None
    quantity_unit: str | None = None


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
# The last report that names a cause or a difficulty: later ones, after the works are done, name none.
_REPORT: Final = f"""
LEFT JOIN LATERAL (
    SELECT delay_cause, difficulty FROM progress_report report
    WHERE report.project_id = state.project_id AND (delay_cause IS NOT NULL OR difficulty IS NOT NULL)
      AND {visible("progress_report", row="report", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) report ON true"""

_PROGRESS: Final = f"""
WITH {_STATE}
SELECT project_id, code, name, share_ratio, is_estimated, physical_progress_pct * share_ratio AS part,
       share_ratio AS whole, reported_on AS day, physical_progress_pct AS progress_pct, schedule,
       report.delay_cause AS cause, report.difficulty
FROM state {_REPORT}
WHERE physical_progress_pct IS NOT NULL ORDER BY physical_progress_pct, name, project_id
"""
_ON_TIME: Final = f"""
WITH {_STATE}
SELECT project_id, code, name, share_ratio, is_estimated,
       CASE WHEN schedule IN ({_GOOD}) THEN share_ratio ELSE 0 END AS part, share_ratio AS whole,
       accepted_on AS day, schedule, due_date, concat_ws(', ', due.decision_no, minutes.minutes_no) AS papers,
       report.delay_cause AS cause, report.difficulty
FROM state {_REPORT}
LEFT JOIN LATERAL (
    SELECT decision_no FROM completion_date due
    WHERE due.project_id = state.project_id AND due.kind <> '{CompletionDateKind.CONTRACT_END.value}'
      AND {visible("completion_date", row="due", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) due ON true
LEFT JOIN LATERAL (
    SELECT minutes_no FROM acceptance minutes
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
       concat_ws(', ', plan.decisions, last.voucher_no) AS papers, state.schedule, state.physical_progress_pct AS progress_pct
FROM project_share share JOIN project ON project.id = share.project_id AND project.archived_at IS NULL
CROSS JOIN LATERAL (
    SELECT plan_vnd, paid_vnd FROM project_money
    WHERE project_money.project_id = share.project_id AND fiscal_year = :year AND month <= :month
    ORDER BY month DESC LIMIT 1) money
LEFT JOIN LATERAL (
    SELECT schedule, physical_progress_pct FROM project_month
    WHERE project_month.project_id = share.project_id AND month <= :month ORDER BY month DESC LIMIT 1) state ON true
LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT decision_no, ', ') AS decisions FROM capital_plan plan
    WHERE plan.project_id = share.project_id AND fiscal_year = :year AND plan.level = '{PlanLevel.DETAILED.value}'
      AND plan.kind <> '{CapitalPlanKind.CARRIED_OVER.value}'
      AND {visible("capital_plan", row="plan", as_of=":day")}) plan ON true
LEFT JOIN LATERAL (
    SELECT effective_date, voucher_no FROM voucher
    WHERE voucher.project_id = share.project_id AND plan_year = :year AND NOT is_carried_over
      AND {visible("voucher", row="voucher", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) last ON true
WHERE share.unit_id = :unit_id AND (money.plan_vnd IS NOT NULL OR money.paid_vnd IS NOT NULL)
ORDER BY {part("money.plan_vnd")} - {part("money.paid_vnd")} DESC NULLS LAST, project.name, project.id
"""

_AROUND: Final = f"""
summary_pair AS (SELECT CAST(:unit_id AS bigint) AS unit_id, 0 AS sector_id), {RELATED}"""
# The twin of the same file: the last count of each commune that no later one of its successors replaces.
_CLEARANCE: Final = f"""
WITH RECURSIVE {_AROUND}, named AS (
    SELECT DISTINCT project_id, unit_id FROM clearance_count JOIN project ON project.id = project_id
    WHERE unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
), {WAYS}, counted AS (
    SELECT way.project_id, way.from_id, way.share_ratio, way.before_ratio, count.effective_date,
           CASE WHEN area_handed_over_m2 IS NOT NULL THEN area_total_m2 END AS area_total_m2,
           CASE WHEN area_total_m2 IS NOT NULL THEN area_handed_over_m2 END AS area_handed_over_m2
    FROM way CROSS JOIN LATERAL (
        SELECT * FROM clearance_count counted
        WHERE counted.project_id = way.project_id AND counted.unit_id = way.from_id
          AND {visible("clearance_count", row="counted", as_of=":day")}
        ORDER BY counted.effective_date DESC, counted.id DESC LIMIT 1) count
    WHERE way.to_id = :unit_id AND NOT EXISTS (
        SELECT FROM way onward JOIN clearance_count later
             ON later.project_id = onward.project_id AND later.unit_id = onward.to_id
        WHERE onward.project_id = way.project_id AND onward.from_id = way.from_id AND onward.depth > 0
          AND later.effective_date >= count.effective_date
          AND {visible("clearance_count", row="later", as_of=":day")})
)
SELECT project.id AS project_id, project.code, project.name, counted.share_ratio,
       {part("area_handed_over_m2", digits=2)} AS part, {part("area_total_m2", digits=2)} AS whole,
       counted.effective_date AS day, unit.full_name AS unit_name, open.description AS difficulty,
       open.responsible_agency AS cause
FROM counted JOIN project ON project.id = counted.project_id JOIN unit ON unit.id = counted.from_id
LEFT JOIN LATERAL (
    SELECT description, responsible_agency FROM clearance_difficulty trouble
    WHERE trouble.project_id = counted.project_id AND trouble.unit_id = counted.from_id
      AND (resolved_on IS NULL OR resolved_on > :day) AND {visible("clearance_difficulty", row="trouble", as_of=":day")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) open ON true
WHERE area_total_m2 IS NOT NULL
ORDER BY {part("area_total_m2", digits=2)} - {part("area_handed_over_m2", digits=2)} DESC, project.name, project.id,
         counted.from_id
"""
_CONTRIBUTION: Final = f"""
WITH RECURSIVE {_AROUND}, gift AS (
    SELECT given.*, coalesce(given.project_id, 0) AS counted_project_id
    FROM contribution given LEFT JOIN project ON project.id = given.project_id
    WHERE given.unit_id IN (SELECT id FROM related) AND project.archived_at IS NULL
      AND extract(year FROM given.effective_date) = :year AND {visible("contribution", row="given", as_of=":day")}
), named AS (
    SELECT DISTINCT counted_project_id AS project_id, unit_id FROM gift
), {WAYS}
SELECT gift.project_id, project.code, project.name, way.share_ratio, {part("value_vnd")} AS part,
       gift.effective_date AS day, gift.kind, gift.item, gift.quantity, gift.quantity_unit, gift.donor_kind AS cause,
       coalesce(gift.village, unit.full_name) AS unit_name,
       coalesce(document.number, gift.price_source) AS papers
FROM gift JOIN way ON way.project_id = gift.counted_project_id AND way.from_id = gift.unit_id
JOIN unit ON unit.id = gift.unit_id LEFT JOIN project ON project.id = gift.project_id
LEFT JOIN document ON document.id = gift.document_id
WHERE way.to_id = :unit_id
ORDER BY {part("value_vnd")} DESC NULLS FIRST, gift.effective_date, gift.id
"""

_STATEMENTS: Final = {
    Indicator.PROGRESS: text(_PROGRESS),
    Indicator.DISBURSEMENT: text(_DISBURSEMENT),
    Indicator.ON_TIME: text(_ON_TIME),
    Indicator.CLEARANCE: text(_CLEARANCE),
    Indicator.CONTRIBUTION: text(_CONTRIBUTION),
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
    found = session.execute(
        _STATEMENTS[indicator], {"unit_id": unit_id, "month": month, "day": day, "year": year}
    )
    return [IndicatorRow(**row._mapping) for row in found]
