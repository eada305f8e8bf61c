"""Decisions on the total investment against each other and against what was paid."""

from collections.abc import Mapping
from typing import Any

from etl.ledgers.checks.setting import Setting
from etl.ledgers.checks.told import tell
from etl.ledgers.checks.vouchers import voucher_of
from etl.ledgers.settling import Entry
from gis.domain.budget import BudgetDecision
from gis.domain.budget_checks import check_budget
from gis.domain.ledger_codes import BudgetKind


def check_decided(entry: Entry, setting: Setting) -> None:
    """Hold a decision against those of the project, stored and from the file, and against its payments."""
    chain = entry.chain if entry.stored_fact is not None else None
    found = check_budget(
        decision_of(entry.values),
        known=tuple(map(decision_of, setting.facts("budget_decision", entry))),
        corrected=decision_of(chain.values) if chain is not None else None,
        vouchers=tuple(map(voucher_of, setting.facts("voucher", entry))),
        has_decision=entry.values.get("decision_no") is not None or entry.row.paper.is_named,
        as_of=setting.as_of,
    )
    tell(entry, found)


def decision_of(values: Mapping[str, Any]) -> BudgetDecision:
    """Return the decision that the columns of a row state."""
    return BudgetDecision(
        effective_date=values["effective_date"],
        kind=BudgetKind(values["kind"]),
        amount_vnd=int(values["amount_vnd"]),
        decision_no=values.get("decision_no"),
    )
