"""The approved total investment as dated decisions: what held on a day, and what each decision changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from gis.domain.documents import number_key
from gis.domain.ledger import COUNTED_STATES, LedgerEntry, visible
from gis.domain.ledger_codes import BudgetKind
from gis.domain.ratios import percent

UNKNOWN_DAY: Final = date(1990, 1, 1)
"""Stands for the day of a decision that nobody knows: what it approved holds on every earlier day that may be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetDecision(LedgerEntry):
    """A total investment in đồng, approved or adjusted by a decision of `effective_date` and valid from that day."""

    amount_vnd: int
    kind: BudgetKind = BudgetKind.FIRST
    decision_no: str | None = None


class BudgetChange(NamedTuple):
    """A decision beside the one before it: what it changed in đồng and percent, None for the first one."""

    decision: BudgetDecision
    change_vnd: int | None
    change_pct: Decimal | None


def budget_at(
    decisions: Sequence[BudgetDecision], *, as_of: date, catalogue_vnd: int | None = None
) -> int | None:
    """Return the total investment in force on `as_of` in đồng, or None.

    The catalogue's sum speaks only where no decision ever counted; where one did, but not by that day, nothing was
    approved yet. Source: docs/rules.md, "Total investment"; the SQL twin is `gis.models.ledger.budget`.
    """
    if not any(row.review_state in COUNTED_STATES for row in decisions):
        return catalogue_vnd
    rows = visible(decisions, as_of=as_of)
    return rows[-1].amount_vnd if rows else None


def budget_changes(decisions: Iterable[BudgetDecision], *, as_of: date) -> list[BudgetChange]:
    """Return the decisions known on `as_of` in the order of their days, each with what it changed."""
    rows = visible(decisions, as_of=as_of)
    return [_change(row, rows[place - 1] if place else None) for place, row in enumerate(rows)]


def day_of_number(decisions: Iterable[BudgetDecision], number: str | None) -> date | None:
    """Return the first day of which a decision that counted bears the number, however it is spelled; None without one."""
    if not number:
        return None
    days = (
        row.effective_date
        for row in decisions
        if row.review_state in COUNTED_STATES and row.decision_no is not None
        if number_key(row.decision_no) == number_key(number)
    )
    return min(days, default=None)


def _change(row: BudgetDecision, before: BudgetDecision | None) -> BudgetChange:
    if before is None:
        return BudgetChange(row, None, None)
    change_vnd = row.amount_vnd - before.amount_vnd
    return BudgetChange(row, change_vnd, percent(change_vnd, before.amount_vnd))
