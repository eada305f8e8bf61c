"""The alerts of projects as SQL: the twin of `gis.domain.alerts`; a Hypothesis test holds both equal."""

from gis.domain.alerts import ALERT_RULES, AlertCode, AlertRules
from gis.domain.clearance import CLEARANCE_RULES, ClearanceRules
from gis.domain.lifecycle import SettlementStatus


def alert_codes(
    row: str,
    *,
    as_of: str = ":as_of",
    rules: AlertRules = ALERT_RULES,
    land_rules: ClearanceRules = CLEARANCE_RULES,
) -> str:
    """Return SQL for the codes that `row` raises on the day `as_of`, as an array in the order of `AlertCode`.

    `row` has the columns of `gis.domain.alerts.AlertFacts`, and in the place of `is_land_blocked` what
    `is_land_blocked` below reads. Both are names and expressions of our own code, never a user's.
    """
    conditions = _conditions(row, as_of=as_of, rules=rules, land_rules=land_rules)
    found = ", ".join(f"CASE WHEN {conditions[code]} THEN '{code.value}' END" for code in AlertCode)
    return f"array_remove(ARRAY[{found}]::text[], NULL)"


def _conditions(
    row: str, *, as_of: str, rules: AlertRules, land_rules: ClearanceRules
) -> dict[AlertCode, str]:
    accepted = f"coalesce({row}.accepted_on <= {as_of}, false)"
    handed_over = f"coalesce({row}.handed_over_on <= {as_of}, false)"
    paid, gap, progress = _paid(row), f"abs({_gap(row, rules)})", rules.progress
    return {
        AlertCode.PAID_WITHOUT_ACCEPTANCE: f"NOT {accepted} AND ({paid})",
        AlertCode.GAP_DANGER: f"NOT {accepted} AND {gap} > {progress.gap_danger_over_points}",
        AlertCode.LAND_BLOCKED: f"NOT {accepted} AND {is_land_blocked(row, rules=land_rules)}",
        AlertCode.CONTRACT_NEARLY_PAID: f"NOT {accepted} AND NOT ({paid}) AND {_nearly_paid(row, rules)}",
        AlertCode.PLAN_WITHOUT_PAYMENT: (
            f"extract(month FROM CAST({as_of} AS date)) >= {rules.plan_unpaid_from_month}"
            f" AND {row}.plan_vnd <> 0 AND coalesce({row}.paid_vnd, 0) = 0"
        ),
        AlertCode.ACCEPTED_WITHOUT_HANDOVER: f"{accepted} AND NOT {handed_over}",
        AlertCode.SETTLEMENT_LATE: (
            f"{handed_over} AND coalesce({row}.settlement = '{SettlementStatus.NOT_SUBMITTED.value}', true)"
            f" AND {as_of} > {row}.handed_over_on + interval '{rules.settlement_due_months} months'"
        ),
        AlertCode.GAP_WARN: (
            f"NOT {accepted} AND {gap} > {progress.gap_warn_over_points} AND {gap} <= {progress.gap_danger_over_points}"
        ),
    }


def _paid(row: str) -> str:
    """Return whether the whole budget, or all that the contracts come to, is paid."""
    pairs = (
        (f"{row}.paid_total_vnd", f"{row}.budget_vnd"),
        (f"{row}.contract_paid_vnd", f"{row}.contract_vnd"),
    )
    return " OR ".join(f"coalesce({part} >= {whole} AND {whole} <> 0, false)" for part, whole in pairs)


def _nearly_paid(row: str, rules: AlertRules) -> str:
    most = f"{rules.contract_nearly_paid_over_ratio} * {row}.contract_vnd"
    return f"{row}.contract_vnd <> 0 AND {row}.contract_paid_vnd > {most}"


def _gap(row: str, rules: AlertRules) -> str:
    """Return the points between paid and built: the twin of `gis.domain.progress.money_gap`."""
    most = percent(f"{row}.paid_total_vnd", f"{row}.budget_vnd")
    if not rules.progress.is_advance_neutral:
        return f"({most} - {row}.physical_progress_pct)"
    least = percent(f"({row}.paid_total_vnd - coalesce({row}.advance_balance_vnd, 0))", f"{row}.budget_vnd")
    # Unknown works or a missing share make the whole unknown, which `least` and `greatest` would pass over.
    nearest = f"least(greatest({row}.physical_progress_pct, {least}), {most})"
    return f"(CASE WHEN {most} IS NOT NULL THEN {nearest} - {row}.physical_progress_pct END)"


def is_land_blocked(row: str, *, rules: ClearanceRules = CLEARANCE_RULES) -> str:
    """Return SQL for whether land holds the works up: the twin of `gis.domain.clearance.is_blocked`, false where unknown.

    `row` has area and length, total and handed over, in m² and m, each of all communes together.
    """
    return (
        f"coalesce({row}.area_total_m2 <> 0 AND {row}.length_total_m <> 0"
        f" AND {row}.area_handed_over_m2 >= {rules.blocked_from_ratio} * {row}.area_total_m2"
        f" AND {row}.length_handed_over_m < {row}.length_total_m, false)"
    )


def percent(part: str, whole: str) -> str:
    """Return SQL for the percent with 2 decimals, half away from zero, rounded once: the twin of `ratios.percent`.

    Both are whole numbers, as đồng are.
    """
    hundredths = f"div(20000 * abs({part}) + abs({whole}), nullif(2 * abs({whole}), 0))"
    return f"(sign({part}) * sign({whole}) * {hundredths} / 100)"
