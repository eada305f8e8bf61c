"""`project_summary` and the derived columns of `project`: what holds on the day of the summaries."""

from typing import Final

from sqlalchemy import Numeric, column, table

from gis.domain.ledger_codes import CompletionDateKind, VoucherKind
from gis.domain.lifecycle import Execution, StatusAxis
from gis.models.ledger.budget import budget_on
from gis.models.ledger.land import SUMMED, last_counted, standing
from gis.models.ledger.visible import STATES_SQL, literal_sql, visible
from gis.models.schedule import is_behind
from gis.models.ways import FORWARD
from gis.operations.summaries import dates
from gis.operations.summaries.scope import Step, do, statement
from gis.operations.summaries.unit_months import CLEARANCE

COLUMN_LEDGERS: Final = dates.LEDGERS | {"budget_decision"}
"""Whose rows the columns tell."""

_LAST: Final = table(
    "last", column("physical_progress_pct", Numeric), column("planned_progress_pct", Numeric)
)
_IS_BEHIND: Final = literal_sql(is_behind(_LAST.c))
_STEP: Final = """
(SELECT value FROM status_step step WHERE step.project_id = project.id AND step.axis = '{axis}' AND {visible}
 ORDER BY effective_date DESC, id DESC LIMIT 1)
"""


_UNTOLD: Final = """
CASE WHEN NOT EXISTS (SELECT FROM status_step step WHERE step.project_id = project.id AND step.axis = '{axis}'
                      AND step.review_state IN ({states})) THEN project.{axis} END
"""


def _step(axis: StatusAxis) -> str:
    return _STEP.format(axis=axis.value, visible=visible("status_step", row="step"))


def _code(axis: StatusAxis, kind: str = "text") -> str:
    """Return the code of an axis; that of the column where no step ever spoke of the axis."""
    untold = _UNTOLD.format(axis=axis.value, states=STATES_SQL)
    return f"coalesce({_step(axis)}::{kind}, {untold})"


def _is_told(ledger: str, condition: str = "true") -> str:
    """Return the SQL condition that a row of the ledger ever counted, so that it speaks and not the catalogue."""
    return (
        f"EXISTS (SELECT FROM {ledger} told WHERE told.project_id = project.id"
        f" AND told.review_state IN ({STATES_SQL}) AND {condition})"
    )


_DUE_IS_TOLD: Final = _is_told("completion_date", f"told.kind <> '{CompletionDateKind.CONTRACT_END.value}'")
_EXECUTION_IS_TOLD: Final = f"""
({_is_told("suspension")} OR {_is_told("status_step", f"told.axis = '{StatusAxis.EXECUTION.value}'")})
"""

# A column keeps what the catalogue says where no row of a ledger ever spoke of it; else it follows from the rows alone.
_COLUMNS: Final = statement(f"""
WITH fresh AS (
    SELECT project.id, CASE WHEN {_DUE_IS_TOLD}
                            THEN last.due_date ELSE project.approved_completion_date END AS approved_completion_date,
           CASE WHEN {_is_told("acceptance")} THEN last.accepted_on ELSE project.acceptance_date END AS acceptance_date,
           last.physical_progress_pct, last.planned_progress_pct, {_IS_BEHIND} AS is_behind,
           {budget_on()} AS budget_vnd,
           {_code(StatusAxis.STAGE, "smallint")} AS stage,
           {_code(StatusAxis.CLEARANCE)} AS clearance,
           {_code(StatusAxis.SETTLEMENT)} AS settlement,
           CASE WHEN NOT {_EXECUTION_IS_TOLD} THEN project.execution
                WHEN last.is_suspended THEN coalesce(nullif({_step(StatusAxis.EXECUTION)}, '{Execution.NORMAL.value}'),
                                                     '{Execution.PAUSED.value}')
                ELSE '{Execution.NORMAL.value}' END AS execution
    FROM summary_project touched JOIN project ON project.id = touched.project_id
    CROSS JOIN LATERAL (
        SELECT * FROM project_month WHERE project_month.project_id = project.id ORDER BY month DESC LIMIT 1) last
), compared AS (
    SELECT fresh.*, (project.approved_completion_date, project.acceptance_date, project.is_behind, project.stage,
                     project.execution, project.budget_vnd)
                    IS DISTINCT FROM
                    (fresh.approved_completion_date, fresh.acceptance_date, fresh.is_behind, fresh.stage,
                     fresh.execution, fresh.budget_vnd) AS is_drawn_otherwise
    FROM fresh JOIN project USING (id)
)
UPDATE project SET approved_completion_date = fresh.approved_completion_date,
                   acceptance_date = fresh.acceptance_date, physical_progress_pct = fresh.physical_progress_pct,
                   planned_progress_pct = fresh.planned_progress_pct, is_behind = fresh.is_behind, stage = fresh.stage,
                   clearance = fresh.clearance, settlement = fresh.settlement, execution = fresh.execution,
                   budget_vnd = fresh.budget_vnd
FROM compared fresh
WHERE project.id = fresh.id
  AND (project.approved_completion_date, project.acceptance_date, project.physical_progress_pct,
       project.planned_progress_pct, project.is_behind, project.stage, project.clearance, project.settlement, project.execution,
       project.budget_vnd)
      IS DISTINCT FROM
      (fresh.approved_completion_date, fresh.acceptance_date, fresh.physical_progress_pct,
       fresh.planned_progress_pct, fresh.is_behind, fresh.stage, fresh.clearance, fresh.settlement, fresh.execution,
       fresh.budget_vnd)
RETURNING project.id, fresh.is_drawn_otherwise
""")

_CLEAR: Final = statement(
    "DELETE FROM project_summary USING summary_project touched WHERE touched.project_id = project_summary.project_id"
)
_LAND_STANDING: Final = ", ".join(
    f"{sql} AS {name}" for name, sql in standing(*SUMMED, row="land", is_own="forward.depth = 0").items()
)
_LAND_SUMS: Final = ", ".join(f"sum({name}) AS {name}" for name in CLEARANCE)
_LAND_NAMES: Final = ", ".join(CLEARANCE)

_FILL: Final = statement(f"""
WITH RECURSIVE named AS (
    SELECT DISTINCT project_id, unit_id FROM summary_project touched JOIN clearance_count USING (project_id)
), {FORWARD}, land AS (
    SELECT counted.project_id, counted.unit_id, max(effective_date) AS counted_on, {last_counted(*SUMMED, row="counted")}
    FROM summary_project touched JOIN clearance_count counted USING (project_id)
    WHERE {visible("clearance_count", row="counted")}
    GROUP BY 1, 2
), standing AS (
    SELECT forward.project_id, max(land.counted_on) AS counted_on, {_LAND_STANDING}
    FROM forward JOIN land ON land.project_id = forward.project_id AND land.unit_id = forward.to_id
    GROUP BY forward.project_id, forward.from_id
), land_sum AS (
    SELECT project_id, max(counted_on) AS clearance_on, {_LAND_SUMS} FROM standing GROUP BY project_id
), year AS (
    SELECT DISTINCT ON (project_id, fiscal_year) project_money.*
    FROM summary_project touched JOIN project_money USING (project_id)
    ORDER BY project_id, fiscal_year, month DESC
), money AS (
    SELECT project_id, sum(plan_vnd) FILTER (WHERE fiscal_year = this_year) AS plan_vnd,
           sum(paid_vnd) FILTER (WHERE fiscal_year = this_year) AS paid_vnd,
           sum(carried_plan_vnd) FILTER (WHERE fiscal_year = this_year - 1) AS carried_plan_vnd,
           sum(carried_paid_vnd) FILTER (WHERE fiscal_year = this_year - 1) AS carried_paid_vnd,
           sum(coalesce(paid_vnd, carried_paid_vnd) + CASE WHEN paid_vnd IS NULL THEN 0
                                                           ELSE coalesce(carried_paid_vnd, 0) END) AS paid_total_vnd
    FROM year CROSS JOIN (SELECT extract(year FROM CAST(:as_of AS date))::int AS this_year) AS clock
    GROUP BY project_id
), advance AS (
    SELECT voucher.project_id, sum(CASE WHEN kind = '{VoucherKind.ADVANCE.value}' THEN amount_vnd
                                        WHEN kind = '{VoucherKind.RECOVERY.value}' THEN -amount_vnd END) AS balance_vnd
    FROM summary_project touched JOIN voucher USING (project_id)
    WHERE kind IN ('{VoucherKind.ADVANCE.value}', '{VoucherKind.RECOVERY.value}') AND {visible("voucher", row="voucher")}
    GROUP BY 1
), gift AS (
    SELECT given.project_id, sum(value_vnd) AS value_vnd
    FROM summary_project touched JOIN contribution given USING (project_id)
    WHERE {visible("contribution", row="given")} GROUP BY 1
), place AS (
    SELECT touched.project_id, array_agg(DISTINCT pair.unit_id ORDER BY pair.unit_id) AS unit_ids
    FROM summary_project touched JOIN touched_unit pair USING (project_id) GROUP BY 1
)
INSERT INTO project_summary (project_id, reported_on, plan_vnd, carried_plan_vnd, paid_vnd, carried_paid_vnd,
                             paid_total_vnd, advance_balance_vnd, {_LAND_NAMES}, clearance_on, contribution_vnd,
                             counted_sector_id, counted_unit_ids)
SELECT touched.project_id, last.reported_on, plan_vnd, carried_plan_vnd, paid_vnd, carried_paid_vnd, paid_total_vnd,
       advance.balance_vnd, {_LAND_NAMES}, clearance_on, gift.value_vnd, coalesce(project.sector_id, 0),
       coalesce(place.unit_ids, '{{}}')
FROM summary_project touched JOIN project ON project.id = touched.project_id AND project.archived_at IS NULL
LEFT JOIN LATERAL (
    SELECT reported_on FROM project_month WHERE project_month.project_id = touched.project_id
    ORDER BY month DESC LIMIT 1) last ON true
LEFT JOIN money ON money.project_id = touched.project_id
LEFT JOIN advance ON advance.project_id = touched.project_id
LEFT JOIN land_sum ON land_sum.project_id = touched.project_id
LEFT JOIN gift ON gift.project_id = touched.project_id
LEFT JOIN place ON place.project_id = touched.project_id
""")


_REDRAWN: Final = """
WITH changed AS ({sql})
SELECT coalesce(array_agg(id) FILTER (WHERE is_drawn_otherwise), '{{}}') INTO :redrawn FROM changed;
"""
COLUMN_STEPS: Final = Step(*(_REDRAWN.format(sql=form) for form in _COLUMNS))
"""Recompute the columns of the projects, after their months.

`redrawn` are those that maps and lists show otherwise now: their dates, stage, execution, risk or budget changed.
"""
STEPS: Final = do(_CLEAR, _FILL)
"""Recompute the projects, after their months and money."""
