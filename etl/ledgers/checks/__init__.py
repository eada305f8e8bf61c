"""Rows of a file against the rules of the field, the facts already stored, and the earlier rows of the same file."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from etl.ledgers.catalogue import LedgerSheet
from etl.ledgers.checks.budget import check_decided
from etl.ledgers.checks.dates import check_completion, check_minutes, check_suspended, check_withdrawn
from etl.ledgers.checks.land import check_counted, check_difficulty, check_gift
from etl.ledgers.checks.money import check_dated, check_payment, check_plan
from etl.ledgers.checks.setting import NO_PRICES, Setting
from etl.ledgers.checks.steps import check_moved
from etl.ledgers.checks.works import check_report
from etl.ledgers.papers import check_paper
from etl.ledgers.rows import Outcome
from etl.ledgers.settling import Entry
from etl.ledgers.stock import Stock
from gis.domain.ledger_codes import VoucherKind
from gis.queries.ledgers import PriceLists

_CHECKS: Final[dict[str, Callable[[Entry, Setting], None]]] = {
    "status_step": check_moved,
    "completion_date": check_completion,
    "suspension": check_suspended,
    "acceptance": check_minutes,
    "progress_report": check_report,
    "budget_decision": check_decided,
    "capital_plan": check_plan,
    "voucher": check_payment,
    "bid_package": check_dated,
    "contract": check_dated,
    "contract_addendum": check_dated,
    "clearance_count": check_counted,
    "clearance_difficulty": check_difficulty,
    "contribution": check_gift,
}
_RANKS: Final[dict[object, int]] = {
    VoucherKind.ADVANCE: 0,
    VoucherKind.COMPLETED_VOLUME: 1,
    VoucherKind.RECOVERY: 2,
}
"""Of one day an advance comes before what recovers it."""


def check_entries(
    sheet: LedgerSheet,
    entries: Iterable[Entry],
    stock: Stock,
    *,
    as_of: date,
    prices: PriceLists = NO_PRICES,
) -> None:
    """Check the rows that would be written, in the order of their days; a row that is refused counts for no other.

    What the file takes back counts no longer for any of its rows.
    """
    setting = Setting(stock, as_of, prices)
    ledger = stock.ledger(sheet.name)
    waiting = list(entries)
    for entry in waiting:
        if entry.row.outcome is Outcome.WITHDRAWN and sheet.name == "completion_date":
            check_withdrawn(entry)
        if entry.chain is not None and not entry.row.is_wrong:
            ledger.drop(entry.chain)
    for entry in sorted(
        (entry for entry in waiting if entry.row.outcome is not Outcome.WITHDRAWN), key=_order
    ):
        _CHECKS[sheet.name](entry, setting)
        check_paper(entry, stock)
        if not entry.row.is_wrong:
            ledger.take(entry.fact)
        elif entry.stored_fact is not None:
            ledger.take(entry.stored_fact)


def _order(entry: Entry) -> tuple[date, int, int]:
    rank = _RANKS.get(entry.values.get("kind"), 0)
    return entry.values["effective_date"], rank, entry.row.number
