"""`project_money`: plan and payments of projects by fiscal year, cumulative to every month in which they change."""

from typing import Final

from gis.domain.ledger_codes import CapitalPlanKind, PlanLevel, VoucherKind
from gis.models.ledger.visible import seen
from gis.operations.summaries.scope import Scope, statement

_CLEAR: Final = statement(
    "DELETE FROM project_money USING summary_project touched WHERE touched.project_id = project_money.project_id"
)

# A row adds its amount in the month in which it begins to count, and takes it back where it ceases to.
_FILL: Final = statement(f"""
WITH fact AS (
    SELECT plan.project_id, plan.fiscal_year, seen_from, seen_until,
           plan.kind = '{CapitalPlanKind.CARRIED_OVER.value}' AS is_carried, 1 AS plan_count,
           CASE WHEN plan.kind = '{CapitalPlanKind.DECREASE.value}' THEN -amount_vnd ELSE amount_vnd END AS plan_vnd,
           0::numeric AS paid_vnd
    FROM summary_project touched JOIN {seen("capital_plan")} plan USING (project_id)
    WHERE plan.level = '{PlanLevel.DETAILED.value}'
    UNION ALL
    SELECT voucher.project_id, plan_year, seen_from, seen_until, is_carried_over, 0, 0,
           CASE WHEN voucher.kind = '{VoucherKind.RECOVERY.value}' THEN -amount_vnd ELSE amount_vnd END
    FROM summary_project touched JOIN {seen("voucher")} voucher USING (project_id)
), event AS (
    SELECT project_id, fiscal_year, is_carried, date_trunc('month', change.day)::date AS month,
           change.sign * plan_count AS plan_count, change.sign * plan_vnd AS plan_vnd,
           change.sign * paid_vnd AS paid_vnd, change.sign * (1 - plan_count) AS paid_count
    FROM fact CROSS JOIN LATERAL (VALUES (seen_from, 1), (seen_until, -1)) AS change(day, sign)
    WHERE change.day <= :as_of
), summed AS (
    SELECT project_id, fiscal_year, month,
           coalesce(sum(plan_vnd) FILTER (WHERE NOT is_carried), 0) AS plan_vnd,
           coalesce(sum(plan_count) FILTER (WHERE NOT is_carried), 0) AS plan_count,
           coalesce(sum(plan_vnd) FILTER (WHERE is_carried), 0) AS carried_plan_vnd,
           coalesce(sum(plan_count) FILTER (WHERE is_carried), 0) AS carried_plan_count,
           coalesce(sum(paid_vnd) FILTER (WHERE NOT is_carried), 0) AS paid_vnd,
           coalesce(sum(paid_count) FILTER (WHERE NOT is_carried), 0) AS paid_count,
           coalesce(sum(paid_vnd) FILTER (WHERE is_carried), 0) AS carried_paid_vnd,
           coalesce(sum(paid_count) FILTER (WHERE is_carried), 0) AS carried_paid_count
    FROM event GROUP BY 1, 2, 3
), running AS (
    SELECT project_id, fiscal_year, month,
           sum(plan_vnd) OVER so_far AS plan_vnd, sum(plan_count) OVER so_far AS plan_count,
           sum(carried_plan_vnd) OVER so_far AS carried_plan_vnd,
           sum(carried_plan_count) OVER so_far AS carried_plan_count,
           sum(paid_vnd) OVER so_far AS paid_vnd, sum(paid_count) OVER so_far AS paid_count,
           sum(carried_paid_vnd) OVER so_far AS carried_paid_vnd,
           sum(carried_paid_count) OVER so_far AS carried_paid_count
    FROM summed WINDOW so_far AS (PARTITION BY project_id, fiscal_year ORDER BY month)
)
INSERT INTO project_money (project_id, fiscal_year, month, plan_vnd, carried_plan_vnd, paid_vnd, carried_paid_vnd)
SELECT running.project_id, fiscal_year, month,
       CASE WHEN plan_count > 0 THEN plan_vnd END, CASE WHEN carried_plan_count > 0 THEN carried_plan_vnd END,
       CASE WHEN plan_count > 0 OR paid_count > 0 THEN paid_vnd END,
       CASE WHEN carried_plan_count > 0 OR carried_paid_count > 0 THEN carried_paid_vnd END
FROM running JOIN project ON project.id = running.project_id AND project.archived_at IS NULL
ORDER BY project_id, fiscal_year, month
""")


def refresh(scope: Scope) -> None:
    """Recompute the rows of the projects of `scope`.

    A plan without payments is 0 paid; without a plan and payments there is nothing to say, and that is null.
    """
    scope.execute(_CLEAR)
    scope.execute(_FILL)
