"""The further sheets of the month's workbook, and who gets which of them."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import ClearanceCount, CompletionDate, Contribution, Document, Project, Unit, Voucher
from tests.web.workbook.samples import (
    DAY,
    FIRST_ROW,
    MONTH,
    changed,
    confirmed,
    downloaded,
    fill,
    looked_at,
    make_project,
    reported,
)

SignIn = Callable[..., FlaskClient]


def voucher(book: Workbook, row: int = FIRST_ROW, amount: object = 1_000_000, **cells: object) -> None:
    fill(
        book["Chứng từ thanh toán"],
        row,
        **{
            "Dự án": "DA-01",
            "Ngày thanh toán": DAY,
            "Số chứng từ": "01",
            "Năm kế hoạch": MONTH.year,
            "Loại thanh toán": "Khối lượng hoàn thành",
            "Số tiền (đồng)": amount,
            "Lý do, khi số khác thường": "Đúng",
            **cells,
        },
    )


def test_a_new_voucher_is_one_row_however_often_it_comes_and_is_mended_by_its_own_row(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    base = downloaded(officer, unit)
    content = changed(base, voucher)
    confirmed(officer, looked_at(officer, unit, content))
    assert "0 thay đổi" in looked_at(officer, unit, content).text
    mended = changed(base, lambda book: voucher(book, amount="2.000.000"))
    look = looked_at(officer, unit, mended)
    assert "2.000.000" in look.text
    confirmed(officer, look)
    first, second = session.scalars(select(Voucher).order_by(Voucher.id))
    assert (first.amount_vnd, second.amount_vnd, second.corrects_id) == (1_000_000, 2_000_000, first.id)


def test_a_row_names_its_paper_and_a_known_number_is_enough(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    base = downloaded(officer, unit)
    paper = {
        "Số văn bản kèm theo": "12/GĐN",
        "Ngày văn bản kèm theo": DAY,
        "Cơ quan ban hành văn bản": "Kho bạc",
    }

    def edit(book: Workbook) -> None:
        voucher(book, **paper)
        voucher(book, FIRST_ROW + 1, 2_000_000, **{"Số chứng từ": "02", "Số văn bản kèm theo": "12/gđn"})
        voucher(
            book, FIRST_ROW + 2, 3_000_000, **{"Số chứng từ": "03", "Cơ quan ban hành văn bản": "Kho bạc"}
        )

    look = looked_at(officer, unit, changed(base, edit))
    assert "Ghi số văn bản; văn bản không có số thì ghi trích yếu." in look.text
    confirmed(officer, look)
    kept = session.scalars(select(Document)).one()
    assert (kept.number, kept.issued_on, kept.issuer) == ("12/GĐN", DAY, "Kho bạc")
    assert session.scalars(select(Voucher.document_id)).all() == [kept.id, kept.id]
    assert "0</strong> thay đổi" in looked_at(officer, unit, changed(base, edit)).text
    other = changed(base, lambda book: voucher(book, **paper | {"Cơ quan ban hành văn bản": "Ngân hàng"}))
    assert "ghi “Kho bạc”" in looked_at(officer, unit, other).text


def test_a_row_handed_in_for_another_project_is_not_taken(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    make_project(session, unit, "DA-02", "Cầu")
    base = downloaded(officer, unit)
    confirmed(officer, looked_at(officer, unit, changed(base, voucher)))
    look = looked_at(officer, unit, changed(base, lambda book: voucher(book, **{"Dự án": "DA-02 · Cầu"})))
    assert "đã nộp cho dự án khác" in look.text


def test_an_accountant_gets_and_fills_the_money_alone(
    signed_in: SignIn, unit: Unit, project: Project, session: Session
) -> None:
    accountant = signed_in(Role.ACCOUNTANT, unit_id=unit.id)
    content = downloaded(accountant, unit)
    assert load_workbook(BytesIO(content)).sheetnames == ["Chứng từ thanh toán", "Hướng dẫn", "Danh mục"]
    confirmed(accountant, looked_at(accountant, unit, changed(content, voucher)))
    assert len(list(session.scalars(select(Voucher)))) == 1


def test_a_sheet_of_another_role_is_left_alone(
    signed_in: SignIn, unit: Unit, project: Project, session: Session
) -> None:
    officers = downloaded(signed_in(Role.DATA_ENTRY, unit_id=unit.id), unit)
    accountant = signed_in(Role.ACCOUNTANT, unit_id=unit.id)
    look = looked_at(accountant, unit, reported(officers, "DA-01", works=47.5))
    assert "Vai trò của bạn không nhập sổ" in look.text
    assert "0 thay đổi" in look.text


def test_each_further_sheet_is_read_as_its_panel_is(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    def edit(book: Workbook) -> None:
        why = {"Lý do, khi số khác thường": "Đúng"}
        land = {"Dự án": "DA-01", "Số liệu đến ngày": DAY, "Tổng số hộ (hộ)": 12, "Đã kiểm đếm (hộ)": "8"}
        fill(book["GPMB"], FIRST_ROW, **land, **why)
        gift = {
            "Dự án": "DA-01",
            "Ngày đóng góp": f"{DAY:%d/%m/%Y}",
            "Hình thức đóng góp": "Hiến đất",
            "Số lượng": "120,5",
        }
        fill(
            book["Đóng góp"],
            FIRST_ROW,
            **gift,
            **{"Đối tượng đóng góp": "Hộ gia đình", "Đồng ý công khai tên": "x"},
            **why,
        )
        later = {
            "Dự án": "DA-01",
            "Ngày quyết định": DAY,
            "Ngày hoàn thành được duyệt": "Quý IV/2030",
            "Số quyết định": "7/QĐ",
        }
        fill(
            book["Ngày hoàn thành"],
            FIRST_ROW,
            **later,
            **{"Nguyên nhân gia hạn": "Bất khả kháng", "Khách quan": "x"},
            **why,
        )

    content = changed(downloaded(officer, unit), edit)
    look = looked_at(officer, unit, content)
    assert "<strong>3</strong> thay đổi" in look.text, look.text
    assert confirmed(officer, look).status_code == 303
    count = session.scalars(select(ClearanceCount)).one()
    assert (count.household_total_count, count.household_inventoried_count, count.unit_id) == (12, 8, unit.id)
    gift = session.scalars(select(Contribution)).one()
    assert (str(gift.quantity), gift.quantity_unit, gift.is_name_public) == ("120.500", "m²", True)
    later = session.scalars(select(CompletionDate).where(CompletionDate.decision_no == "7/QĐ")).one()
    assert f"{later.new_date:%d/%m/%Y}" == "31/12/2030"
    assert "0 thay đổi" in looked_at(officer, unit, content).text


def test_drafts_of_the_ledgers_stand_in_the_next_workbook_with_their_project_locked(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    confirmed(officer, looked_at(officer, unit, changed(downloaded(officer, unit), voucher)))
    fresh = downloaded(officer, unit)
    sheet = load_workbook(BytesIO(fresh))["Chứng từ thanh toán"]
    assert sheet.cell(FIRST_ROW, 2).value == "DA-01 · =Đường liên thôn"
    assert sheet.cell(FIRST_ROW, 2).protection.locked
    assert not sheet.cell(FIRST_ROW + 1, 2).protection.locked
    assert "0 thay đổi" in looked_at(officer, unit, fresh).text
    look = looked_at(officer, unit, changed(fresh, lambda book: voucher(book, amount=3_000_000)))
    confirmed(officer, look)
    assert [row.amount_vnd for row in session.scalars(select(Voucher).order_by(Voucher.id))] == [
        1_000_000,
        3_000_000,
    ]


def test_two_rows_of_one_file_are_held_against_each_other(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    project.budget_vnd = Decimal(1_500_000)
    session.commit()

    def edit(book: Workbook) -> None:
        for place in range(2):
            voucher(
                book, row=FIRST_ROW + place, **{"Số chứng từ": f"0{place}", "Lý do, khi số khác thường": None}
            )

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    first, second = look.text.split('id="line-voucher-')[1:3]
    assert "tổng mức đầu tư" not in first.lower()
    assert "tổng mức đầu tư" in second.lower()


def test_a_draft_dropped_on_the_screen_does_not_come_back_with_the_same_file(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = changed(downloaded(officer, unit), voucher)
    look = looked_at(officer, unit, content)
    confirmed(officer, look)
    row = session.scalars(select(Voucher)).one()
    token = re.search(r'name="csrf_token" value="([^"]+)"', look.text)
    assert token is not None
    form = {"csrf_token": token[1], "unit": unit.id, "month": f"{MONTH:%Y-%m}"}
    officer.post(f"/updates/records/voucher/{row.id}/discard", data=form)
    again = looked_at(officer, unit, content)
    assert "rồi bị bỏ ở màn hình" in again.text
    assert "0 thay đổi" in again.text
