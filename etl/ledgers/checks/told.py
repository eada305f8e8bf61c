"""Broken rules of the field as findings of a row: in the column they are about, with the rule quoted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from etl.findings import LANGUAGES, Finding, Severity, in_both
from etl.ledgers.settling import Entry
from etl.ledgers.words import word_of
from etl.rule_words import quoted
from gis.domain import breaches
from gis.domain.contribution_checks import ContributionBreach
from gis.domain.step_checks import StepBreach

_WEIGHTS: Final = {
    breaches.Severity.REFUSE: Severity.ERROR,
    breaches.Severity.WARN: Severity.WARNING,
}
COLUMNS: Final = {
    "voucher_not_positive": "amount_vnd",
    "voucher_volume_too_late": "volume_accepted_on",
    "voucher_volume_undated": "volume_accepted_on",
    "voucher_volume_after_payment": "volume_accepted_on",
    "voucher_over_recovered": "amount_vnd",
    "voucher_no_plan": "plan_year",
    "voucher_over_year_plan": "amount_vnd",
    "voucher_over_carried_plan": "amount_vnd",
    "voucher_over_budget": "amount_vnd",
    "voucher_over_contract": "amount_vnd",
    "voucher_over_compensation": "amount_vnd",
    "budget_not_positive": "amount_vnd",
    "budget_without_decision": "decision_no",
    "budget_decision_twice": "amount_vnd",
    "budget_below_paid": "amount_vnd",
    "first_date_changed": "new_date",
    "first_date_corrected": "new_date",
    "first_date_withdrawn": "withdrawn",
    "completion_before_start": "new_date",
    "extension_without_decision": "decision_no",
    "suspension_without_decision": "decision_no",
    "extension_without_cause": "cause",
    "cause_is_subjective": "is_objective",
    "resumed_before_suspended": "resumed_on",
    "minutes_without_number": "minutes_no",
    "step_unknown_value": "value",
    "step_without_document": "document",
    "step_without_earlier_step": "value",
    "step_goes_back": "value",
    "step_higher_level_elsewhere": "is_by_higher_level",
    "step_cancelled_without_paper": "document",
}
"""In which column a broken rule is seen; those of quantities are seen in the quantity's own, all others in the day's."""
_LISTS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = {
    StepBreach: {
        "axis": "status_axis",
        "value": "status_value",
        "stage": "status_value",
        "needed": "status_value",
        "furthest": "status_value",
    },
    ContributionBreach: {"kind": "contribution_kind", "gap": "valuation_gap"},
}
"""Parameters that are codes, and the list that has their words."""
_FIELDS: Final = ("quantity", "limit_quantity")
"""Parameters that name a column."""


def tell(entry: Entry, found: Iterable[breaches.Breach], columns: Mapping[str, str] | None = None) -> None:
    """Add a finding for each broken rule to the row; `columns` says in which column a code is seen."""
    for breach in found:
        params = _params(entry, breach)
        rules = {"rule": quoted(breach.rule), "rule_en": quoted(breach.rule, "en")}
        finding = Finding.of(str(breach.code), **params | rules)
        about = (
            (columns or COLUMNS).get(str(breach.code)) or breach.params.get("quantity") or "effective_date"
        )
        value = entry.values.get(str(about))
        entry.row.tell(replace(finding, severity=_WEIGHTS[breach.severity]), str(about), _shown(value))


def _params(entry: Entry, breach: breaches.Breach) -> dict[str, str | int]:
    """Return what fills the texts; a code or a column is told in both languages, the English under `…_en`."""
    lists = _LISTS.get(type(breach.code), {})
    told: dict[str, Any] = {}
    for name, value in breach.params.items():
        column = entry.row.sheet.by_field.get(str(value)) if name in _FIELDS else None
        if name in lists:
            told |= in_both(name, *(word_of(lists[name], str(value), language) for language in LANGUAGES))
        elif column is not None:
            told |= in_both(name, column.label_vi, column.label_en)
        else:
            told[name] = _told(name, value)
    return told


def _told(name: str, value: Any) -> str | int:
    if name.endswith(("_count", "year")):
        return str(value)
    return _shown(value) or ""


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal) and not -10_000 < value < 10_000:
        return f"{value:,.0f}".replace(",", ".")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f").replace(".", ",")
    return str(value)
