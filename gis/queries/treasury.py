"""How the vouchers of a project stand against the State Treasury's lists: what the last list of each day says."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import text
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


class Reconciliation(NamedTuple):
    """The lines of a project, and the days, first and last, of each list that has any of them."""

    lines: tuple[ListedPayment, ...]
    spans: tuple[tuple[date, date], ...]

    def state_of(self, voucher_id: int | None, day: date) -> ReconciliationState:
        """Return how a voucher of `day` stands; one of a day on no list was never checked."""
        found = self.line_of(voucher_id)
        if found is not None:
            return found.state
        is_listed = any(first <= day <= last for first, last in self.spans)
        return ReconciliationState.MISSING_AT_TREASURY if is_listed else ReconciliationState.UNCHECKED

    def line_of(self, voucher_id: int | None) -> ListedPayment | None:
        """Return the line that a voucher was matched to, or None; a corrected voucher has to be matched anew."""
        return next((line for line in self.lines if line.voucher_id == voucher_id is not None), None)

    def missing_in_ledger(self, *, as_of: date) -> list[ListedPayment]:
        """Return the payments up to `as_of` that no voucher tells of."""
        state = ReconciliationState.MISSING_IN_LEDGER
        return [line for line in self.lines if line.state is state and line.paid_date <= as_of]


_LINES: Final = text("""
SELECT statement_id, first_day, last_day, voucher_id, paid_date, kind, amount_vnd, voucher_no, state
FROM treasury_line line JOIN treasury_statement statement ON statement.id = line.statement_id
WHERE line.project_id = :project_id ORDER BY paid_date, statement_id, position
""")


def reconciliation(session: Session, project_id: int) -> Reconciliation | None:
    """Return how a project stands against the Treasury's lists; None where no list names it.

    A later list of the same days takes the place of an earlier one.
    """
    found = session.execute(_LINES, {"project_id": project_id}).all()
    lists: dict[int, tuple[date, date]] = {row.statement_id: (row.first_day, row.last_day) for row in found}

    def newest(day: date) -> int:
        return max(number for number, (first, last) in lists.items() if first <= day <= last)

    lines = tuple(
        ListedPayment(
            voucher_id=row.voucher_id,
            paid_date=row.paid_date,
            kind=VoucherKind(row.kind),
            amount_vnd=row.amount_vnd,
            voucher_no=row.voucher_no,
            state=ReconciliationState(row.state),
        )
        for row in found
        if row.statement_id == newest(row.paid_date)
    )
    return Reconciliation(lines, tuple(lists.values())) if found else None
