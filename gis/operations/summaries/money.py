"""`project_money`: plan and payments of projects by fiscal year, cumulative to every month in which they change."""

from typing import Final

from gis.domain.ledger_codes import CapitalPlanKind, PlanLevel, VoucherKind
from gis.models.ledger.visible import seen
from gis.operations.summaries.scope import Step, names, statement

LEDGERS: Final = frozenset({"capital_plan", "voucher"})
"""Whose rows these amounts tell."""

_CLEAR: Final = statement(
    "DELETE FROM project_money USING summary_project touched WHERE touched.project_id = project_money.project_id"
)
_AMOUNTS: Final = {
    "plan_vnd": ("NOT is_carried", "plan_vnd"),
    "plan_count": ("NOT is_carried", "plan_count"),
    "carried_plan_vnd": ("is_carried", "plan_vnd"),
    "carried_plan_count": ("is_carried", "plan_count"),
    "paid_vnd": ("NOT is_carried", "paid_vnd"),
    "paid_count": ("NOT is_carried", "1 - plan_count"),
    "carried_paid_vnd": ("is_carried", "paid_vnd"),
    "carried_paid_count": ("is_carried", "1 - plan_count"),
}
_CHANGES: Final = ", ".join(
    f"CASE WHEN {condition} THEN sign * ({read}) ELSE 0 END AS {name}"
    for name, (condition, read) in _AMOUNTS.items()
)
_SO_FAR: Final = ", ".join(f"sum({name}) OVER so_far AS {name}" for name in _AMOUNTS)

# A row adds its amount in the month in which it begins to count, and takes it back where it ceases to. All rows of a
# month see the same sum, so that one of them stands for the month.
_FILL: Final = statement(f"""
WITH touched AS (
    SELECT project_id FROM summary_project JOIN project ON project.id = project_id AND project.archived_at IS NULL
), fact AS (
    SELECT plan.project_id, plan.fiscal_year, seen_from, seen_until,
           plan.kind = '{CapitalPlanKind.CARRIED_OVER.value}' AS is_carried, 1 AS plan_count,
           CASE WHEN plan.kind = '{CapitalPlanKind.DECREASE.value}' THEN -amount_vnd ELSE amount_vnd END AS plan_vnd,
           0::numeric AS paid_vnd
    FROM touched JOIN {seen("capital_plan")} plan USING (project_id)
    WHERE plan.level = '{PlanLevel.DETAILED.value}'
    UNION ALL
    SELECT voucher.project_id, plan_year, seen_from, seen_until, is_carried_over, 0, 0,
           CASE WHEN voucher.kind = '{VoucherKind.RECOVERY.value}' THEN -amount_vnd ELSE amount_vnd END
    FROM touched JOIN {seen("voucher")} voucher USING (project_id)
), event AS (
    SELECT project_id, fiscal_year, date_trunc('month', day::timestamp)::date AS month, {_CHANGES}
    FROM fact CROSS JOIN LATERAL (VALUES (seen_from, 1), (seen_until, -1)) AS change(day, sign)
    WHERE day <= :as_of
), running AS (
    SELECT DISTINCT ON (project_id, fiscal_year, month) project_id, fiscal_year, month, {_SO_FAR}
    FROM event WINDOW so_far AS (PARTITION BY project_id, fiscal_year ORDER BY month)
)
INSERT INTO project_money (project_id, fiscal_year, month, plan_vnd, carried_plan_vnd, paid_vnd, carried_paid_vnd)
SELECT project_id, fiscal_year, month,
       CASE WHEN plan_count > 0 THEN plan_vnd END, CASE WHEN carried_plan_count > 0 THEN carried_plan_vnd END,
       CASE WHEN plan_count > 0 OR paid_count > 0 THEN paid_vnd END,
       CASE WHEN carried_plan_count > 0 OR carried_paid_count > 0 THEN carried_paid_vnd END
FROM running
ORDER BY project_id, fiscal_year, month
""")


_KEPT: Final = "WITH changed(kept) AS ({sql} RETURNING project_money) SELECT array_agg(kept) INTO :{into} FROM changed;\n"
_DIFFERENT: Final = f"""
IF :ledgers <@ {names(LEDGERS)} THEN
    :years := ARRAY(
        SELECT fiscal_year FROM (SELECT * FROM unnest(:money_before) EXCEPT SELECT * FROM unnest(:money_after)) AS gone
        UNION
        SELECT fiscal_year FROM (SELECT * FROM unnest(:money_after) EXCEPT SELECT * FROM unnest(:money_before)) AS come);
END IF;
"""
VARIABLES: Final = {"money_before": "project_money[]", "money_after": "project_money[]", "years": "int[]"}
STEPS: Final = Step(
    _KEPT.format(sql=_CLEAR.few, into="money_before")
    + _KEPT.format(sql=_FILL.few, into="money_after")
    + _DIFFERENT,
    f"{_CLEAR.many};\n{_FILL.many};\n",
)
"""Recompute the rows of the projects: a plan without payments is 0 paid; without both there is nothing to say, null.

Where projects are few and money alone changed, `years` are the fiscal years of which something is otherwise now.
"""
