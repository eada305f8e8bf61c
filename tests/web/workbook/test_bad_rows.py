"""Cells and rows as they should not come back: each is told where, what and what to do, and keeps its row out."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.models import ClearanceCount, ProgressReport, Project, Unit
from tests.factories.ledgers import ProgressReportFactory
from tests.web.workbook.samples import (
    CAUSE,
    DAY,
    FIRST_ROW,
    HEADING_ROW,
    MONTH,
    MONTH_SHEET,
    NEXT,
    WORKS,
    add_project,
    changed,
    columns,
    confirmed,
    downloaded,
    fill,
    looked_at,
    make_project,
    reported,
    row_of,
)

SignIn = Callable[..., FlaskClient]


def drafts(session: Session) -> int:
    statement = select(func.count()).select_from(ProgressReport).where(ProgressReport.effective_date >= MONTH)
    return int(session.scalar(statement) or 0)


NONSENSE: dict[str, tuple[dict[str, object], str]] = {
    "DA-02": ({"works": "gần xong"}, "“gần xong” không phải là số"),
    "DA-03": ({"works": 120}, "nằm ngoài 0–100%"),
    "DA-04": ({"works": -3}, "nằm ngoài 0–100%"),
    "DA-05": ({"works": 0.475}, "có thể là 47,5 % gõ kèm dấu %"),
    "DA-06": ({"works": "=40+7"}, "là công thức"),
    "DA-07": ({"works": "#REF!"}, "báo lỗi #REF!"),
    "DA-08": ({"works": DAY}, "không phải là số"),
    "DA-09": ({"works": 50, "cause": "Lười"}, "“Lười” không có trong danh sách của “Nguyên nhân chậm”"),
    "DA-10": ({"works": 50, "next": "x" * 2_001}, "Tối đa 2.000 ký tự"),
    "DA-11": ({"next": "Rải thảm"}, "Điền “Khối lượng thực hiện (%)”"),
    "DA-12": ({"works": 50, "code": "DA-99"}, "Ô khóa “Mã dự án” đã bị đổi thành “DA-99”"),
}


def test_a_cell_that_makes_no_sense_keeps_its_row_out_and_says_where(
    officer: FlaskClient, unit: Unit, session: Session
) -> None:
    for code in NONSENSE:
        add_project(unit, code, "Đường liên thôn")
    make_project(session, unit, "DA-01", "Đường thôn 1")
    places: dict[str, int] = {}

    def edit(book: Workbook) -> None:
        sheet = book[MONTH_SHEET]
        places.update({code: row_of(sheet, code) for code in NONSENSE})
        for code, (cells, _) in NONSENSE.items():
            fill(sheet, places[code], **cells)

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    told = re.findall(r"(?s)<tr>.*?</tr>", look.text)
    for code, (_, words) in NONSENSE.items():
        place = f'{MONTH_SHEET}, <span class="nowrap">dòng {places[code]}</span>'
        assert [words in row for row in told if place in row] == [True], code
    assert f"<strong>{len(NONSENSE)}</strong> dòng chưa lấy được" in look.text
    assert drafts(session) == 0


def test_a_locked_figure_that_was_changed_is_told_and_left_alone(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=50, **{"Kỳ trước (%)": 10})
    look = looked_at(officer, unit, content)
    assert "Ô khóa “Kỳ trước (%)” đã bị đổi thành “10”" in look.text
    confirmed(officer, look)
    assert drafts(session) == 1


def test_no_cell_of_any_sheet_runs_what_stands_in_it(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    """Every open cell of the first row of each sheet holds it: told at its cell or kept as a text, on the page and after."""
    hostile = "'; DROP TABLE project; -- \"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    filled: list[str] = []

    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            for cell in sheet[FIRST_ROW] if sheet[HEADING_ROW][0].value else ():
                if cell.column > 1 and not cell.protection.locked:
                    cell.value = hostile
                    filled.append(f"{sheet.title}!{cell.coordinate}")

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert look.status_code == 200
    assert len({each.partition("!")[0] for each in filled}) == 5, filled
    texts = reported(downloaded(officer, unit), "DA-01", works=50, next=hostile, reason=hostile)
    kept = looked_at(officer, unit, texts)
    pages = [
        look,
        kept,
        confirmed(officer, kept),
        officer.get(f"/updates?unit={unit.id}&month={MONTH:%Y-%m}"),
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "onerror=alert(1)>" not in page.text
    assert "&lt;script&gt;alert(1)" in kept.text
    assert "{{ 7*7 }}" in kept.text


def test_rows_added_deleted_copied_and_moved_are_told(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    for number in range(2, 5):
        make_project(session, unit, f"DA-0{number}", f"Đường {number}")

    def edit(book: Workbook) -> None:
        sheet = book[MONTH_SHEET]
        fill(sheet, row_of(sheet, "DA-02"), works=60)
        rows = [[cell.value for cell in sheet[row]] for row in range(FIRST_ROW, FIRST_ROW + 4)]
        by_code = {row[1]: row for row in rows}
        new = [None, "DA-77", "Dự án thêm tay", None, None, None, 10]
        for place, row in enumerate(
            [by_code["DA-04"], by_code["DA-02"], by_code["DA-02"], by_code["DA-01"], new]
        ):
            for column, value in enumerate(row, 1):
                sheet.cell(FIRST_ROW + place, column).value = value

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert f"là bản chép của dòng {FIRST_ROW + 1}" in look.text
    assert "Dòng không có trong sổ lúc tải về" in look.text
    assert "1 dòng của trang đã bị xóa" in look.text
    confirmed(officer, look)
    row = session.scalars(select(ProgressReport).where(ProgressReport.effective_date >= MONTH)).one()
    assert row.physical_progress_pct == Decimal(60)


def test_a_sheet_from_another_workbook_is_not_taken(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    other = load_workbook(BytesIO(downloaded(officer, unit)))[MONTH_SHEET]

    def edit(book: Workbook) -> None:
        sheet = book[MONTH_SHEET]
        for line in other.iter_rows():
            for cell in line:
                sheet.cell(cell.row, cell.column).value = cell.value
        fill(sheet, row_of(sheet, "DA-01"), works=60)

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert "lấy từ một sổ khác" in look.text
    assert "0 thay đổi" in look.text


def test_a_row_from_another_workbook_is_not_taken(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    other = load_workbook(BytesIO(downloaded(officer, unit)))[MONTH_SHEET].cell(FIRST_ROW, 1).value

    def edit(book: Workbook) -> None:
        book[MONTH_SHEET].cell(FIRST_ROW, 1).value = other
        fill(book[MONTH_SHEET], FIRST_ROW, works=60)

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert "Dòng không có trong sổ lúc tải về" in look.text


def test_a_column_that_is_gone_leaves_its_figures(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    confirmed(
        officer,
        looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=50, next="Rải thảm")),
    )

    def edit(book: Workbook) -> None:
        sheet = book[MONTH_SHEET]
        fill(sheet, FIRST_ROW, works=51)
        sheet.cell(HEADING_ROW, columns(sheet)[NEXT]).value = None
        sheet.cell(FIRST_ROW, columns(sheet)[CAUSE]).value = None

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert f"không còn cột “{NEXT}”" in look.text
    confirmed(officer, look)
    newest = session.scalars(select(ProgressReport).order_by(ProgressReport.id.desc())).first()
    assert newest is not None
    assert (newest.physical_progress_pct, newest.next_step) == (Decimal(51), "Rải thảm")


def test_what_waits_for_review_is_not_written_over(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=50)
    ProgressReportFactory(
        project_id=project.id,
        effective_date=DAY,
        physical_progress_pct=Decimal(46),
        review_state=ReviewState.SUBMITTED,
    )
    look = looked_at(officer, unit, content)
    assert "đang chờ duyệt" in look.text
    assert "<strong>1</strong> dòng chưa lấy được" in look.text


def test_an_emptied_row_loses_nothing(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    confirmed(officer, looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=50)))
    look = looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=None))
    assert "Dòng bị xóa trắng" in look.text
    assert "0 thay đổi" in look.text


def test_an_unknown_project_of_a_new_row_is_told(officer: FlaskClient, unit: Unit, project: Project) -> None:
    def edit(book: Workbook) -> None:
        fill(book["Chứng từ thanh toán"], FIRST_ROW, **{"Dự án": "DA-99", "Số chứng từ": "1"})
        fill(book["Chứng từ thanh toán"], FIRST_ROW + 1, **{"Số chứng từ": "2"})

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert "“DA-99” không phải dự án của đơn vị" in look.text
    assert "Thiếu dự án" in look.text


def test_headings_are_those_that_the_template_promises(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    sheet = load_workbook(BytesIO(downloaded(officer, unit)))[MONTH_SHEET]
    assert {WORKS, CAUSE, NEXT} <= set(columns(sheet))


def test_a_second_count_of_a_project_for_one_month_is_kept_out_with_its_place(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    def edit(book: Workbook) -> None:
        for place, households in enumerate((12, 14)):
            counted = {"Dự án": "DA-01", "Số liệu đến ngày": DAY, "Tổng số hộ (hộ)": households}
            fill(book["GPMB"], FIRST_ROW + place, **counted, reason="Đúng")

    look = looked_at(officer, unit, changed(downloaded(officer, unit), edit))
    assert f"Dòng {FIRST_ROW} đã ghi số liệu này của dự án trong cùng tháng" in look.text
    assert "<strong>1</strong> thay đổi" in look.text
    assert confirmed(officer, look).status_code == 303
    assert session.scalars(select(ClearanceCount)).one().household_total_count == 12
