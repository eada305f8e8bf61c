"""What somebody should look at in a project: money against works, papers that do not follow, land in the way."""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gis.domain.lifecycle import SettlementStatus
from gis.domain.progress import PROGRESS_RULES, GapLevel, ProgressRules, money_gap


class AlertCode(StrEnum):
    """The alerts, the most serious first: the order in which they are shown."""

    PAID_WITHOUT_ACCEPTANCE = "paid_without_acceptance"
    GAP_DANGER = "gap_danger"
    LAND_BLOCKED = "land_blocked"
    CONTRACT_NEARLY_PAID = "contract_nearly_paid"
    PLAN_WITHOUT_PAYMENT = "plan_without_payment"
    ACCEPTED_WITHOUT_HANDOVER = "accepted_without_handover"
    SETTLEMENT_LATE = "settlement_late"
    GAP_WARN = "gap_warn"


SERIOUS: Final = frozenset(
    {
        AlertCode.PAID_WITHOUT_ACCEPTANCE,
        AlertCode.GAP_DANGER,
        AlertCode.LAND_BLOCKED,
        AlertCode.CONTRACT_NEARLY_PAID,
    }
)
"""Money out of proportion to the works, or works that cannot go on; the others are to be watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFacts:
    """What is known of a project on a day, in đồng and percent; None is not known, and alerts nobody.

    `paid_total_vnd` is all cash disbursed, `advance_balance_vnd` what of it are advances still out; `plan_vnd` and `paid_vnd` are of the fiscal year of the day, without
    what was carried over; `is_land_blocked` is `gis.domain.clearance.is_blocked`.
    """

    budget_vnd: int | None = None
    paid_total_vnd: int | None = None
    advance_balance_vnd: int | None = None
    physical_progress_pct: Decimal | None = None
    plan_vnd: int | None = None
    paid_vnd: int | None = None
    contract_vnd: int | None = None
    contract_paid_vnd: int | None = None
    accepted_on: date | None = None
    handed_over_on: date | None = None
    settlement: SettlementStatus | None = None
    is_land_blocked: bool | None = None


NEEDED: Final = (
    "paid_total_vnd",
    "plan_vnd",
    "contract_paid_vnd",
    "accepted_on",
    "handed_over_on",
    "is_land_blocked",
)
"""No alert is raised where none of these facts is known."""


@dataclass(frozen=True, slots=True)
class AlertRules:
    """Thresholds, all settings: of practice, but for the month from which a plan without payments is told (a proposal)."""

    progress: ProgressRules = PROGRESS_RULES
    contract_nearly_paid_over_ratio: Decimal = Decimal("0.95")
    settlement_due_months: int = 4
    plan_unpaid_from_month: int = 7


ALERT_RULES: Final = AlertRules()


def alerts(facts: AlertFacts, *, as_of: date, rules: AlertRules = ALERT_RULES) -> tuple[AlertCode, ...]:
    """Return the alerts of a project on `as_of`, in the order of `AlertCode`.

    Money is held against works and contracts until the final acceptance; what comes after it is for the handover and
    the settlement to tell. Source: docs/rules.md, "Alerts". They never change a status or a score. The SQL twin is
    `gis.models.alerts`.
    """
    is_accepted = _has_passed(facts.accepted_on, as_of)
    is_handed_over = _has_passed(facts.handed_over_on, as_of)
    is_paid = _is_paid_in_full(facts)
    gap = None if is_accepted else _gap_level(facts, rules)
    is_blocked = facts.is_land_blocked is True
    raised = (
        (AlertCode.PAID_WITHOUT_ACCEPTANCE, is_paid and not is_accepted),
        (AlertCode.GAP_DANGER, gap is GapLevel.DANGER),
        (AlertCode.LAND_BLOCKED, is_blocked and not is_accepted),
        (AlertCode.CONTRACT_NEARLY_PAID, not is_accepted and not is_paid and _is_nearly_paid(facts, rules)),
        (AlertCode.PLAN_WITHOUT_PAYMENT, _is_plan_unpaid(facts, as_of, rules)),
        (AlertCode.ACCEPTED_WITHOUT_HANDOVER, is_accepted and not is_handed_over),
        (AlertCode.SETTLEMENT_LATE, is_handed_over and _is_settlement_late(facts, as_of, rules)),
        (AlertCode.GAP_WARN, gap is GapLevel.WARN),
    )
    return tuple(code for code, is_raised in raised if is_raised)


def _has_passed(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def _gap_level(facts: AlertFacts, rules: AlertRules) -> GapLevel | None:
    gap = money_gap(
        facts.paid_total_vnd,
        facts.budget_vnd,
        facts.physical_progress_pct,
        advance_vnd=facts.advance_balance_vnd,
        rules=rules.progress,
    )
    return gap.level if gap is not None else None


def _is_plan_unpaid(facts: AlertFacts, as_of: date, rules: AlertRules) -> bool:
    """Tell whether half of the year is over and nothing of its plan was disbursed."""
    return as_of.month >= rules.plan_unpaid_from_month and bool(facts.plan_vnd) and not facts.paid_vnd


def _is_paid_in_full(facts: AlertFacts) -> bool:
    pairs = ((facts.paid_total_vnd, facts.budget_vnd), (facts.contract_paid_vnd, facts.contract_vnd))
    return any(paid is not None and whole and paid >= whole for paid, whole in pairs)


def _is_nearly_paid(facts: AlertFacts, rules: AlertRules) -> bool:
    if facts.contract_paid_vnd is None or not facts.contract_vnd:
        return False
    return facts.contract_paid_vnd > rules.contract_nearly_paid_over_ratio * facts.contract_vnd


def _is_settlement_late(facts: AlertFacts, as_of: date, rules: AlertRules) -> bool:
    """Tell whether the handed-over project should have filed its settlement, and has not as far as is known."""
    if facts.settlement not in (None, SettlementStatus.NOT_SUBMITTED) or facts.handed_over_on is None:
        return False
    return as_of > months_after(facts.handed_over_on, rules.settlement_due_months)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day, as PostgreSQL adds an interval of months."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
