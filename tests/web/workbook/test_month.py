"""The month as one Excel file: what is in it, what taking it back writes, what the same file again does."""

from decimal import Decimal
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import DelayCause, ReviewState
from gis.models import Contribution, ProgressReport, Project, Unit
from tests.factories.ledgers import ProgressReportFactory
from tests.web.workbook.samples import (
    DAY,
    FIRST_ROW,
    HEADING_ROW,
    MONTH,
    MONTH_SHEET,
    changed,
    columns,
    confirmed,
    downloaded,
    fields_of,
    fill,
    handed_in,
    looked_at,
    query,
    reported,
    row_of,
)


def rows(session: Session) -> list[ProgressReport]:
    session.expire_all()
    statement = (
        select(ProgressReport).where(ProgressReport.effective_date >= MONTH).order_by(ProgressReport.id)
    )
    return list(session.scalars(statement))


def test_the_workbook_holds_the_month_with_locked_and_open_cells(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    answer = officer.get(f"/updates/workbook.xlsx?{query(unit)}")
    assert f"so-lieu-xa-kien-duc-{MONTH:%Y-%m}.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == [
        MONTH_SHEET,
        "Chứng từ thanh toán",
        "GPMB",
        "Đóng góp",
        "Ngày hoàn thành",
        "Hướng dẫn",
        "Danh mục",
    ]
    sheet = book[MONTH_SHEET]
    places = columns(sheet)
    row = row_of(sheet, "DA-01")
    name = sheet.cell(row, places["Tên dự án"])
    assert (name.value, name.data_type, name.protection.locked) == ("=Đường liên thôn", "s", True)
    assert sheet.cell(row, places["Kỳ trước (%)"]).value == 42.5
    assert not sheet.cell(row, places["Khối lượng thực hiện (%)"]).protection.locked
    assert sheet.protection.sheet
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.freeze_panes == f"D{HEADING_ROW + 1}"
    assert sheet.column_dimensions["A"].hidden
    assert book["Danh mục"].sheet_state == "hidden"


def test_what_was_filled_in_is_written_as_drafts_after_a_look(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(
        downloaded(officer, unit),
        "DA-01",
        works="47,5",
        planned=50,
        cause="Giải phóng mặt bằng",
        next="Rải thảm",
    )
    look = looked_at(officer, unit, content)
    assert rows(session) == []
    assert "47,5" in look.text
    answer = confirmed(officer, look)
    assert (answer.status_code, answer.location) == (303, f"/updates?{query(unit)}")
    (row,) = rows(session)
    page = officer.get(answer.location).text
    assert f"Đã ghi 1 số liệu từ sổ Excel thành bản nháp, số phiếu TĐ{row.id}." in page
    assert f'data-received="{fields_of(look.text)["entry_key"]}"' in page
    assert (row.physical_progress_pct, row.planned_progress_pct, row.delay_cause, row.next_step) == (
        Decimal("47.50"),
        Decimal(50),
        DelayCause.CLEARANCE,
        "Rải thảm",
    )
    assert (row.review_state, row.effective_date) == (ReviewState.DRAFT, DAY)


def test_the_same_file_twice_changes_nothing(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=47.5, next="Rải thảm")
    first = looked_at(officer, unit, content)
    confirmed(officer, first)
    again = looked_at(officer, unit, content)
    assert "0 thay đổi" in again.text
    double_click = confirmed(officer, first)
    (row,) = rows(session)
    told = f"0 thay đổi: sổ Excel này đã ghi trước đó, số phiếu TĐ{row.id}."
    assert told in officer.get(double_click.location).text


def test_more_in_the_same_file_is_a_version_more_and_no_conflict(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=47.5)
    confirmed(officer, looked_at(officer, unit, content))
    look = looked_at(officer, unit, reported(content, "DA-01", works=48))
    assert "chọn số nào" not in look.text
    confirmed(officer, look)
    assert [row.physical_progress_pct for row in rows(session)] == [Decimal("47.50"), Decimal(48)]


def test_a_file_as_downloaded_changes_nothing_and_shows_the_draft(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    confirmed(
        officer,
        looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=47.5, next="a\nb")),
    )
    fresh = downloaded(officer, unit)
    sheet = load_workbook(BytesIO(fresh))[MONTH_SHEET]
    assert sheet.cell(row_of(sheet, "DA-01"), columns(sheet)["Khối lượng thực hiện (%)"]).value == 47.5
    look = looked_at(officer, unit, fresh)
    assert "0 thay đổi" in look.text
    assert "<strong>1</strong> dòng không đổi" in look.text


def test_a_workbook_made_before_anothers_change_asks_which_figure_holds(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=47.5)
    theirs = ProgressReportFactory(
        project_id=project.id,
        effective_date=DAY,
        physical_progress_pct=Decimal(46),
        note="của người khác",
        review_state=ReviewState.DRAFT,
    )
    look = looked_at(officer, unit, content)
    assert "Người khác đã sửa sau khi tải sổ" in look.text
    assert "46" in look.text
    assert 'value="mine" checked' not in look.text
    undecided = confirmed(officer, look)
    assert undecided.status_code == 422
    assert "Chọn số nào được giữ" in undecided.text
    kept = confirmed(officer, look, **{"choice-progress_report-1": "keep"})
    assert kept.status_code == 303
    assert len(rows(session)) == 1
    confirmed(officer, look, **{"choice-progress_report-1": "mine"})
    _, mine = rows(session)
    assert (mine.physical_progress_pct, mine.note, mine.corrects_id) == (
        Decimal("47.50"),
        "của người khác",
        theirs.id,
    )


def test_a_change_between_look_and_writing_is_a_conflict_again(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    look = looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=47.5))
    ProgressReportFactory(
        project_id=project.id,
        effective_date=DAY,
        physical_progress_pct=Decimal(46),
        review_state=ReviewState.DRAFT,
    )
    answer = confirmed(officer, look)
    assert answer.status_code == 422
    assert "vừa đổi sau khi trang mở" in answer.text
    assert "chọn số nào" in answer.text
    assert len(rows(session)) == 1


def test_an_unusual_figure_wants_a_reason_in_the_file_or_on_the_page(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    base = downloaded(officer, unit)
    look = looked_at(officer, unit, reported(base, "DA-01", works=30))
    refused = confirmed(officer, look)
    assert refused.status_code == 422
    assert "Ghi lý do" in refused.text
    assert confirmed(officer, look, **{"reason-progress_report-1": "Đo lại"}).status_code == 303
    in_file = looked_at(officer, unit, reported(base, "DA-01", works=31, reason="Đo lại lần hai"))
    assert confirmed(officer, in_file).status_code == 303
    assert [row.physical_progress_pct for row in rows(session)] == [30, 31]


def test_a_row_that_was_not_chosen_is_not_written(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    look = looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=47.5))
    answer = confirmed(officer, look, **{"take-progress_report-1": ""})
    assert "0 thay đổi" in officer.get(answer.location).text
    assert rows(session) == []


def test_the_findings_come_back_in_the_workbook_and_mended_it_is_taken(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    look = looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works="gần xong"))
    assert "“gần xong” không phải là số" in look.text
    answer = officer.get(f"{look.request.path}/findings.xlsx?{query(unit)}")
    book = load_workbook(BytesIO(answer.data))
    sheet = book[MONTH_SHEET]
    row = row_of(sheet, "DA-01")
    assert "không phải là số" in sheet.cell(row, columns(sheet)["Cần xem"]).value
    assert sheet.cell(row, columns(sheet)["Khối lượng thực hiện (%)"]).fill.fgColor.rgb.endswith("F8CBAD")
    assert "gần xong" in [cell.value for line in book["Cần xem"].iter_rows() for cell in line]
    confirmed(officer, looked_at(officer, unit, reported(answer.data, "DA-01", works=55, reason="Đúng")))
    assert [each.physical_progress_pct for each in rows(session)] == [55]


def test_the_look_works_in_english_for_a_vietnamese_workbook(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works="47,5")
    officer.get("/?lang=en")
    assert handed_in(officer, unit, content).status_code == 303


def test_a_number_typed_as_text_is_read_in_the_language_of_the_workbook(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    def edit(book: Workbook) -> None:
        named = {
            "Dự án": "DA-01",
            "Ngày đóng góp": DAY,
            "Hình thức đóng góp": "Hiến đất",
            "Số lượng": "1.500",
        }
        fill(book["Đóng góp"], FIRST_ROW, **named | {"Đối tượng đóng góp": "Cộng đồng", "reason": "Đúng"})

    content = changed(downloaded(officer, unit), edit)
    officer.get("/?lang=en")
    confirmed(officer, looked_at(officer, unit, content))
    assert session.scalars(select(Contribution)).one().quantity == 1500
