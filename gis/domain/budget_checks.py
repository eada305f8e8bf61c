"""Whether a decision on the total investment can be true beside the decisions and payments that are known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from gis.domain.breaches import Breach, Params, Rule, Severity
from gis.domain.budget import UNKNOWN_DAY, BudgetDecision
from gis.domain.disbursement import Voucher, summed
from gis.domain.documents import number_key
from gis.domain.entry_checks import check_day
from gis.domain.ledger import visible
from gis.domain.payment_rules import BUDGET_CEILING


class BudgetBreach(StrEnum):
    """What can be wrong with a decision on the total investment."""

    NOT_POSITIVE = "budget_not_positive"
    WITHOUT_DECISION = "budget_without_decision"
    DECISION_TWICE = "budget_decision_twice"
    BELOW_PAID = "budget_below_paid"


_AMOUNT: Final = Rule("Tổng mức đầu tư được duyệt lớn hơn 0.")
_DECISION: Final = Rule("Phê duyệt, điều chỉnh tổng mức đầu tư cần quyết định bằng văn bản.", "58/2024/QH15")
_ONCE: Final = Rule("Một quyết định chỉ duyệt một tổng mức đầu tư; đổi số là một quyết định điều chỉnh.")


def check_budget(
    stated: BudgetDecision,
    *,
    known: Sequence[BudgetDecision] = (),
    corrected: BudgetDecision | None = None,
    vouchers: Iterable[Voucher] = (),
    has_decision: bool = True,
    as_of: date,
) -> tuple[Breach, ...]:
    """Return the rules that a decision entered on `as_of` breaks; `known` leaves out the row that it corrects.

    Refused are sums of 0 or less and decisions of days to come. Warned of are a missing number, another sum under a
    decision that is known – of another row, or of the one that is `corrected` –, and a sum below what was disbursed
    while it was in force. Source: docs/rules.md, "Total investment".
    """
    return (
        *check_day(stated.effective_date, as_of=as_of),
        *_check_itself(stated, has_decision=has_decision),
        *_check_twice(stated, [*known, *([corrected] if corrected is not None else ())]),
        *_check_paid(stated, known, vouchers, as_of=as_of),
    )


def is_same_decision(one: BudgetDecision, other: BudgetDecision) -> bool:
    """Tell whether two rows rest on one decision: the same number of one day, or the same day where a number lacks."""
    if one.decision_no is not None and other.decision_no is not None:
        is_same_number = number_key(one.decision_no) == number_key(other.decision_no)
        days = {one.effective_date, other.effective_date} - {UNKNOWN_DAY}
        return is_same_number and len(days) < 2
    return one.effective_date == other.effective_date


def _check_itself(stated: BudgetDecision, *, has_decision: bool) -> Iterator[Breach]:
    if stated.amount_vnd <= 0:
        params: Params = {"amount_vnd": stated.amount_vnd}
        yield Breach(BudgetBreach.NOT_POSITIVE, Severity.REFUSE, _AMOUNT, params)
    if not has_decision:
        yield Breach(BudgetBreach.WITHOUT_DECISION, Severity.WARN, _DECISION)


def _check_twice(stated: BudgetDecision, others: Iterable[BudgetDecision]) -> Iterator[Breach]:
    for other in others:
        if is_same_decision(stated, other) and other.amount_vnd != stated.amount_vnd:
            params: Params = {"known_vnd": other.amount_vnd, "stated_vnd": stated.amount_vnd}
            yield Breach(BudgetBreach.DECISION_TWICE, Severity.WARN, _ONCE, params)
            return


def _check_paid(
    stated: BudgetDecision, known: Iterable[BudgetDecision], vouchers: Iterable[Voucher], *, as_of: date
) -> Iterator[Breach]:
    """Compare the sum with all cash paid by the last day on which it was in force."""
    later = [row.effective_date for row in known if row.effective_date > stated.effective_date]
    last = min([as_of, *(day - timedelta(days=1) for day in later)])
    paid_vnd = summed(visible(vouchers, as_of=last)).cash_vnd
    if paid_vnd > stated.amount_vnd > 0:
        params: Params = {"paid_vnd": paid_vnd, "limit_vnd": stated.amount_vnd}
        yield Breach(BudgetBreach.BELOW_PAID, Severity.WARN, BUDGET_CEILING, params)
