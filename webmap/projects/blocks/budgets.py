"""The total investment: every decision up to the page's day, what each changed, and the one in force."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from gis.domain.budget import UNKNOWN_DAY, BudgetDecision, budget_changes
from gis.queries.ledger_entries import Entry
from gis.queries.project_ledgers import facts
from webmap.formatting import day
from webmap.projects.history_fields import own_number
from webmap.projects.known import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A decision, whether it is in force and its day known, what it changed in đồng and percent; None for the first one."""

    entry: Entry[BudgetDecision]
    is_current: bool
    is_day_known: bool
    change_vnd: int | None
    change_pct: Decimal | None


@dataclass(frozen=True, slots=True)
class BudgetBlock:
    """The decisions, the newest first; `current_words` name the one in force, "" where there is none."""

    lines: list[BudgetLine]
    current_words: str
    is_before_first: bool
    """Whether decisions are known, but none that was taken by the page's day."""


def budget_block(known: Known) -> BudgetBlock:
    """Return the block as of the page's day."""
    seen = known.seen(known.ledgers.budgets)
    changes = budget_changes(facts(seen), as_of=known.as_of)
    lines = [
        BudgetLine(
            entry=entry,
            is_current=entry is seen[-1],
            is_day_known=entry.effective_date != UNKNOWN_DAY,
            change_vnd=change.change_vnd,
            change_pct=change.change_pct,
        )
        for entry, change in zip(seen, changes, strict=True)
    ]
    is_before_first = not lines and known.row.budget_vnd is None and bool(known.ledgers.budgets)
    catalogue_words = "" if is_before_first else known.decision_no or ""
    return BudgetBlock(
        lines=lines[::-1],
        current_words=_words(lines[-1]) if lines else catalogue_words,
        is_before_first=is_before_first,
    )


def _words(line: BudgetLine) -> str:
    """Name a decision by number and day, as far as they are known."""
    number = own_number(line.entry)
    if not line.is_day_known:
        return number or str(gettext("không rõ ngày quyết định"))
    if not number:
        return str(gettext("từ %(day)s", day=day(line.entry.effective_date)))
    return str(gettext("%(number)s ngày %(day)s", number=number, day=day(line.entry.effective_date)))
