"""How the vouchers of a project stand against the State Treasury's lists: what the last list of each day says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReconciliationState, VoucherKind


class ListedPayment(NamedTuple):
    """A line of the Treasury's list in đồng and the voucher that it was matched to, if any."""

    voucher_id: int | None
    paid_date: date
    kind: VoucherKind
    amount_vnd: Decimal
    voucher_no: str | None
    state: ReconciliationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The lines of a project by the newest list of their day, and the days, first and last, of each list that counts.

    `by_voucher` are the lines that were matched, `corrected` names for each version of a voucher the one it replaces.
    """

    lines: tuple[ListedPayment, ...]
    spans: tuple[tuple[date, date], ...]
    by_voucher: Mapping[int, ListedPayment]
    corrected: Mapping[int, int]

    def state_of(self, voucher_id: int, day: date) -> ReconciliationState:
        """Return how a voucher of `day` stands: unchecked on a day of no list, or where it was corrected once matched."""
        found = self.line_of(voucher_id)
        if found is not None:
            return found.state
        is_listed = any(first <= day <= last for first, last in self.spans)
        if not is_listed or self._was_matched(voucher_id):
            return ReconciliationState.UNCHECKED
        return ReconciliationState.MISSING_AT_TREASURY

    def line_of(self, voucher_id: int) -> ListedPayment | None:
        """Return the line that a voucher was matched to, or None; a corrected voucher has to be matched anew."""
        return self.by_voucher.get(voucher_id)

    def missing_in_ledger(self, *, as_of: date) -> list[ListedPayment]:
        """Return the payments up to `as_of` that no voucher tells of."""
        state = ReconciliationState.MISSING_IN_LEDGER
        return [line for line in self.lines if line.state is state and line.paid_date <= as_of]

    def _was_matched(self, voucher_id: int) -> bool:
        before = self.corrected.get(voucher_id)
        while before is not None:
            if before in self.by_voucher:
                return True
            before = self.corrected.get(before)
        return False


# The lists that speak for a project: those that name it, those taken for every project, and a newer list of some of the
# same days and projects as one that names it: what that one no longer lists, the Treasury took back.
_LISTS: Final = text("""
WITH named AS (
    SELECT id, first_day, last_day FROM treasury_statement
    WHERE id IN (SELECT statement_id FROM treasury_line WHERE project_id = :project_id)
)
SELECT statement.id, statement.first_day, statement.last_day
FROM treasury_statement statement LEFT JOIN import_batch batch ON batch.id = statement.import_batch_id
WHERE statement.id IN (SELECT id FROM named) OR batch.reading @> '{"is_every_project": true}'
   OR EXISTS (
        SELECT FROM named
        WHERE named.id < statement.id AND named.first_day <= statement.last_day
          AND named.last_day >= statement.first_day AND hatang_lists_share(named.id, statement.id))
""")
_LINES: Final = text("""
SELECT statement_id, voucher_id, paid_date, kind, amount_vnd, voucher_no, state
FROM treasury_line WHERE project_id = :project_id ORDER BY paid_date, statement_id, position
""")
_CORRECTED: Final = text(
    "SELECT id, corrects_id FROM voucher WHERE project_id = :project_id AND corrects_id IS NOT NULL"
)


def reconciliation(session: Session, project_id: int) -> Reconciliation | None:
    """Return how a project stands against the Treasury's lists; None where no list speaks for it.

    A later list of the same days takes the place of an earlier one.
    """
    params = {"project_id": project_id}
    lists: dict[int, tuple[date, date]] = {
        row.id: (row.first_day, row.last_day) for row in session.execute(_LISTS, params)
    }
    if not lists:
        return None

    def newest(day: date) -> int:
        return max(number for number, (first, last) in lists.items() if first <= day <= last)

    lines = tuple(
        _listed(row) for row in session.execute(_LINES, params) if row.statement_id == newest(row.paid_date)
    )
    return Reconciliation(
        lines=lines,
        spans=tuple(lists.values()),
        by_voucher={line.voucher_id: line for line in lines if line.voucher_id is not None},
        corrected={row.id: row.corrects_id for row in session.execute(_CORRECTED, params)},
    )


def _listed(row: Row[Any]) -> ListedPayment:
    return ListedPayment(
        voucher_id=row.voucher_id,
        paid_date=row.paid_date,
        kind=VoucherKind(row.kind),
        amount_vnd=row.amount_vnd,
        voucher_no=row.voucher_no,
        state=ReconciliationState(row.state),
    )
