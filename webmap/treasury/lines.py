"""Pairs of a payment and a voucher as the page and its file say them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext

from etl.writers.columns import Value
from gis.domain.documents import number_key
from gis.domain.ledger_codes import ReconciliationState
from gis.domain.local_time import local_day
from gis.domain.reconciliation import Payment, differences
from gis.queries.treasury_pairs import PairRow, StateSum
from webmap.formatting import number
from webmap.labels import label
from webmap.treasury.asked import STATES

SIGNS: Final[Mapping[ReconciliationState, str]] = {
    ReconciliationState.MATCHED: "check",
    ReconciliationState.DIFFERENT: "alert",
    ReconciliationState.MISSING_IN_LEDGER: "alert",
    ReconciliationState.MISSING_AT_TREASURY: "alert",
    ReconciliationState.UNCHECKED: "history",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A pair with the fields that differ in words, how far the Treasury's amount is above the ledger's, and its addresses.

    A side that lacks the payment adds nothing to the difference.
    """

    row: PairRow
    differs: str
    difference_vnd: int
    address: str
    voucher_address: str


@dataclass(frozen=True, slots=True)
class Total:
    """The pairs of one state, of all without one; amounts are None where a side has no payment."""

    state: ReconciliationState | None
    count: int
    treasury_vnd: int | None
    ledger_vnd: int | None

    @property
    def difference_vnd(self) -> int | None:
        """Return how far the Treasury's payments are above the ledger's; None without any pair."""
        return (self.treasury_vnd or 0) - (self.ledger_vnd or 0) if self.count else None


def totals(sums: Mapping[ReconciliationState, StateSum]) -> list[Total]:
    """Return every state with its sums, then all together; unchecked is left out where there is none."""
    told = [
        Total(state, *sums.get(state, StateSum(0, None, None)))
        for state in STATES.values()
        if state in sums or state is not ReconciliationState.UNCHECKED
    ]
    whole = Total(
        None,
        sum(each.count for each in told),
        _sum(each.treasury_vnd for each in told),
        _sum(each.ledger_vnd for each in told),
    )
    return [*told, whole]


def lines(rows: Iterable[PairRow]) -> Iterator[Line]:
    """Yield the pairs in words."""
    for row in rows:
        address = url_for("projects.show", code=row.project_code) if row.project_code else ""
        entry = f"{address}#entry-voucher-{row.voucher_id}" if address and row.voucher_id else ""
        yield Line(row, _differs(row), (row.line_vnd or 0) - (row.voucher_vnd or 0), address, entry)


def signed(vnd: int | None) -> str:
    """Write a difference in whole đồng with its sign, nothing else where there is none."""
    return f"+{number(vnd)}" if vnd and vnd > 0 else number(vnd)


def state_words(state: ReconciliationState) -> str:
    """Return what a state is called beside the others of the page."""
    if state is ReconciliationState.UNCHECKED:
        return str(gettext("Cần đối chiếu lại"))
    return label(state)


def headings() -> list[str]:
    """Return the headings of the file."""
    return [
        gettext("Kết quả"),
        gettext("Mã dự án"),
        gettext("Tên dự án"),
        gettext("Kho bạc: ngày"),
        gettext("Kho bạc: số chứng từ"),
        gettext("Kho bạc: loại"),
        gettext("Kho bạc: năm kế hoạch"),
        gettext("Kho bạc: số tiền (đồng)"),
        gettext("Sổ: ngày"),
        gettext("Sổ: số chứng từ"),
        gettext("Sổ: loại"),
        gettext("Sổ: năm kế hoạch"),
        gettext("Sổ: số tiền (đồng)"),
        gettext("Kho bạc − sổ (đồng)"),
        gettext("Khác nhau"),
        gettext("Tệp của Kho bạc"),
        gettext("Nhận ngày"),
    ]


def cells(line: Line) -> list[Value]:
    """Return the cells of a line of the file, in the order of its headings."""
    row = line.row
    return [
        state_words(row.state),
        row.project_code or row.budget_code,
        row.project_name,
        row.paid_date,
        row.line_number,
        label(row.line_kind) if row.line_kind else None,
        row.line_year,
        row.line_vnd,
        row.voucher_date,
        row.voucher_number,
        label(row.voucher_kind) if row.voucher_kind else None,
        row.voucher_year,
        row.voucher_vnd,
        line.difference_vnd,
        line.differs or None,
        row.file_name,
        local_day(row.taken_at),
    ]


def _differs(row: PairRow) -> str:
    """Name the fields that differ in a pair that does; "" for every other."""
    if row.state is not ReconciliationState.DIFFERENT:
        return ""
    names = {
        "kind": gettext("loại"),
        "amount_vnd": gettext("số tiền"),
        "plan_year": gettext("năm kế hoạch"),
        "paid_on": gettext("ngày"),
        "number": gettext("số chứng từ"),
    }
    line, voucher = _side(row, is_line=True), _side(row, is_line=False)
    if line is None or voucher is None:
        return ""
    return ", ".join(str(names[each.field]) for each in differences(line, voucher))


def _side(row: PairRow, *, is_line: bool) -> Payment | None:
    """Return one side as the rule compares it, None where it lacks the payment."""
    if is_line:
        values = (row.line_kind, row.paid_date, row.line_vnd, row.line_year, row.line_number)
    else:
        values = (row.voucher_kind, row.voucher_date, row.voucher_vnd, row.voucher_year, row.voucher_number)
    kind, paid_on, vnd, year, written = values
    if kind is None or paid_on is None or vnd is None:
        return None
    return Payment(
        key=0,
        project_id=None,
        kind=kind,
        paid_on=paid_on,
        amount_vnd=abs(vnd),
        plan_year=year,
        number=number_key(written) if written else None,
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [each for each in amounts if each is not None]
    return sum(known) if known else None
