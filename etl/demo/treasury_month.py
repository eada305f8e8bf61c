"""A list of the State Treasury for the last month: most payments as the vouchers say, one different, one missing on each side."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy.orm import Session

from etl.ledgers.treasury import TreasuryOptions, load_treasury
from gis.domain.ledger_codes import VoucherKind
from gis.operations.audit import Actor
from gis.queries.demonstration_office import MonthPayment, payments_between

_HEADINGS: Final = ("Mã QHNS", "Ngày", "Số chứng từ", "Số tiền (đồng)", "Loại", "Năm kế hoạch")
_KINDS: Final = {
    VoucherKind.ADVANCE: "Tạm ứng",
    VoucherKind.COMPLETED_VOLUME: "Thanh toán KLHT",
    VoucherKind.RECOVERY: "Thu hồi tạm ứng",
}
_LEAST: Final = 4
_OFF_VND: Final = 900_000
_UNKNOWN_VND: Final = 48_650_000


def reconcile_month(session: Session, actor: Actor, *, as_of: date) -> int:
    """Hold a list of the month before `as_of` against the vouchers, as an imported one; return how many lines it has.

    A second call over the same vouchers writes nothing, and a month with hardly any payment has no list. Keeps the list
    among the imported files; flushes, never commits.
    """
    last = as_of.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    paid = payments_between(session, first, last)
    if len(paid) < _LEAST:
        return 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"kho-bac-{first:%Y-%m}-minh-hoa.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as sheet:
            csv.writer(sheet).writerows([_HEADINGS, *_lines(paid)])
        options = TreasuryOptions(as_of=as_of, first_day=first, last_day=last)
        return load_treasury(session, actor, path, options).saved_count


def _lines(paid: Sequence[MonthPayment]) -> Iterator[tuple[str, ...]]:
    """Yield the lines: the first with another sum, none for one payment of a project that has others, one nobody knows."""
    often = Counter(each.project_id for each in paid)
    left_out = next((each for each in paid[1:] if often[each.project_id] > 1), paid[1])
    for place, each in enumerate(paid):
        if each is not left_out:
            yield _line(each, each.amount_vnd + (_OFF_VND if place == 0 else 0), each.voucher_no)
    yield _line(
        paid[-1]._replace(kind=VoucherKind.COMPLETED_VOLUME), _UNKNOWN_VND, f"9998/TT-{paid[-1].plan_year}"
    )


def _line(payment: MonthPayment, amount_vnd: int, voucher_no: str) -> tuple[str, ...]:
    return (
        payment.budget_code,
        f"{payment.paid_on:%d/%m/%Y}",
        voucher_no,
        str(amount_vnd),
        _KINDS[payment.kind],
        str(payment.plan_year),
    )
