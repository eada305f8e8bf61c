"""Broken rules of the field as findings of a row: in the column they are about, with the rule quoted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from etl.findings import Finding, Severity
from etl.ledgers.settling import Entry
from gis.domain import breaches

_WEIGHTS: Final = {
    breaches.Severity.REFUSE: Severity.ERROR,
    breaches.Severity.WARN: Severity.WARNING,
}
_COLUMNS: Final = {
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
    "first_date_changed": "new_date",
    "completion_before_start": "new_date",
    "extension_without_decision": "decision_no",
    "suspension_without_decision": "decision_no",
    "extension_without_cause": "cause",
    "cause_is_subjective": "is_objective",
    "resumed_before_suspended": "resumed_on",
    "minutes_without_number": "minutes_no",
}


def tell(entry: Entry, found: Iterable[breaches.Breach], columns: Mapping[str, str] | None = None) -> None:
    """Add a finding for each broken rule to the row; `columns` says in which column a code is seen."""
    for breach in found:
        params = {name: _told(entry, name, value) for name, value in breach.params.items()}
        legal = f" ({breach.rule.legal_reference})" if breach.rule.legal_reference else ""
        finding = Finding.of(str(breach.code), **params, rule=breach.rule.text.rstrip(".") + legal)
        about = (
            (columns or _COLUMNS).get(str(breach.code)) or breach.params.get("quantity") or "effective_date"
        )
        value = entry.values.get(str(about))
        entry.row.tell(replace(finding, severity=_WEIGHTS[breach.severity]), str(about), _shown(value))


def _told(entry: Entry, name: str, value: Any) -> str | int:
    if name in ("quantity", "limit_quantity"):
        column = entry.row.sheet.by_field.get(str(value))
        return column.label_vi if column else str(value)
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
