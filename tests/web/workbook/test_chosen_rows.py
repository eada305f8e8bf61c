"""Rows of a workbook that are chosen one by one: each is held against what is written with it, and nothing else."""

from decimal import Decimal

from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.models import Project, Unit, Voucher
from tests.factories.ledgers import VoucherFactory
from tests.web.workbook.samples import (
    DAY,
    FIRST_ROW,
    MONTH,
    changed,
    confirmed,
    downloaded,
    fill,
    looked_at,
)

ADVANCE, RECOVERY = 500_000_000, 500_000_000


def payments(book: Workbook, advance: int = ADVANCE) -> None:
    """Pay an advance and recover it."""
    for place, (kind, amount) in enumerate((("Tạm ứng", advance), ("Thu hồi tạm ứng", RECOVERY))):
        named = {"Dự án": "DA-01", "Ngày thanh toán": DAY, "Số chứng từ": f"0{place}"}
        paid = {"Năm kế hoạch": MONTH.year, "Loại thanh toán": kind, "Số tiền (đồng)": amount}
        fill(book["Chứng từ thanh toán"], FIRST_ROW + place, **named, **paid, reason="Đúng")


def vouchers(session: Session) -> list[Voucher]:
    session.expire_all()
    return list(session.scalars(select(Voucher).order_by(Voucher.id)))


def both(client: FlaskClient, unit: Unit) -> TestResponse:
    look = looked_at(client, unit, changed(downloaded(client, unit), payments))
    assert "<strong>2</strong> thay đổi" in look.text
    return look


def test_both_rows_are_written_where_both_are_chosen(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    assert confirmed(officer, both(officer, unit)).status_code == 303
    assert len(vouchers(session)) == 2


def test_a_recovery_without_the_advance_that_was_left_out_is_refused(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    answer = confirmed(officer, both(officer, unit), **{"take-voucher-1": ""})
    assert answer.status_code == 422
    assert "Với các dòng đã chọn, dòng này không ghi được" in answer.text
    assert vouchers(session) == []


def test_a_figure_that_is_chosen_over_anothers_counts_for_the_rows_after_it(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """Another one raised the advance meanwhile: with the workbook's own figure the recovery is too much."""
    paid = {"project_id": project.id, "effective_date": DAY, "plan_year": MONTH.year, "kind": "advance"}
    draft = {"review_state": ReviewState.DRAFT, "voucher_no": "00", "volume_accepted_on": None}
    first = VoucherFactory(amount_vnd=Decimal(1_000_000), **paid, **draft)
    content = changed(downloaded(officer, unit), lambda book: payments(book, advance=2_000_000))
    VoucherFactory(amount_vnd=Decimal(RECOVERY), corrects_id=first.id, **paid, **draft)
    look = looked_at(officer, unit, content)
    assert "<strong>1</strong> xung đột" in look.text
    mine = confirmed(officer, look, **{"choice-voucher-1": "mine"})
    assert (mine.status_code, len(vouchers(session))) == (422, 2)
    assert "Với các dòng đã chọn, dòng này không ghi được" in mine.text
    kept = confirmed(officer, look, **{"choice-voucher-1": "keep"})
    assert (kept.status_code, len(vouchers(session))) == (303, 3)


def test_rows_are_written_in_the_order_in_which_handing_in_locks_them(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """Ten rows and more: as text "10" would come before "9", and two people would wait for each other."""
    paid = {"project_id": project.id, "effective_date": DAY, "plan_year": MONTH.year}
    draft = {"review_state": ReviewState.DRAFT, "volume_accepted_on": DAY}
    ids = [
        VoucherFactory(amount_vnd=Decimal(number), voucher_no=str(number), **paid, **draft).id
        for number in range(1, 12)
    ]

    def edit(book: Workbook) -> None:
        for place in range(11):
            fill(book["Chứng từ thanh toán"], FIRST_ROW + place, **{"Ghi chú": "đã xem"}, reason="Đúng")

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert "<strong>11</strong> thay đổi" in look.text
    assert confirmed(officer, look).status_code == 303
    newer = [row.corrects_id for row in vouchers(session) if row.corrects_id]
    assert newer == ids
