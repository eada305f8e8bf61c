"""Files as they should not come back: no workbook, a hostile one, another unit's, an older one; each is refused by name."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from etl.month_books.seal import VERSION, Head, Seal
from gis.domain.months import month_of
from gis.domain.roles import Role
from gis.models import ProgressReport, Project, Unit
from tests.factories import NewUnitFactory
from tests.web.conftest import form_token
from tests.web.workbook.samples import (
    DAY,
    HEADING_ROW,
    MONTH,
    changed,
    confirmed,
    downloaded,
    handed_in,
    looked_at,
    query,
    reported,
)

SignIn = Callable[..., FlaskClient]


def drafts(session: Session) -> int:
    statement = select(func.count()).select_from(ProgressReport).where(ProgressReport.effective_date >= MONTH)
    return int(session.scalar(statement) or 0)


def zipped(**parts: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def test_a_file_past_the_size_of_requests_is_refused_before_it_is_read(
    officer: FlaskClient, unit: Unit
) -> None:
    size = {"CONTENT_LENGTH": str(300 * 1024 * 1024)}
    kind = "multipart/form-data; boundary=x"
    stream = BytesIO(b"--x")
    answer = officer.post("/updates/workbook", input_stream=stream, content_type=kind, environ_overrides=size)
    assert stream.tell() == 0
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không có nội dung"),
        (b"0" * (9 * 1024 * 1024), "vượt giới hạn 8.0 MB"),
        (b"%PDF-1.7 ...", "không phải sổ Excel"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 80, "không phải sổ Excel"),
        (b"<script>alert(1)</script>", "không phải sổ Excel"),
        (b"ma,ten\n1,2\n", "không phải sổ Excel"),
        (zipped(word__document=b"<w/>"), "không phải sổ Excel"),
        (zipped(**{"xl/workbook.xml": b"0" * (70 * 1024 * 1024)}), "vượt giới hạn 64"),
        (zipped(**{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "hỏng|thực thể"),
    ],
    ids=["empty", "9 MB", "pdf", "png", "script", "csv", "word", "bomb", "entities"],
)
def test_what_is_no_workbook_is_refused_with_its_reason(
    officer: FlaskClient, unit: Unit, content: bytes, words: str
) -> None:
    answer = handed_in(officer, unit, content)
    assert answer.status_code == 422
    assert any(each in answer.text for each in words.split("|")), answer.text


def test_another_workbook_is_no_workbook_of_the_month(officer: FlaskClient, unit: Unit) -> None:
    book, target = Workbook(), BytesIO()
    book.active["A1"] = "hatang|rubbish|rubbish"
    book.save(target)
    answer = handed_in(officer, unit, target.getvalue())
    assert answer.status_code == 422
    assert "không phải là sổ Excel của tháng" in answer.text


def test_no_file_is_asked_for_again(officer: FlaskClient, unit: Unit) -> None:
    answer = handed_in(officer, unit, b"", name="")
    assert answer.status_code == 422
    assert "Chọn sổ Excel đã điền" in answer.text


def test_the_workbook_of_another_unit_is_refused_by_name(
    signed_in: SignIn, officer: FlaskClient, unit: Unit, project: Project
) -> None:
    neighbour = NewUnitFactory(full_name="Xã Nhân Cơ")
    content = downloaded(signed_in(Role.DATA_ENTRY, unit_id=neighbour.id), neighbour)
    answer = handed_in(officer, unit, content)
    assert answer.status_code == 422
    assert "Sổ này là của Xã Nhân Cơ" in answer.text


def test_the_workbook_of_another_month_is_refused(officer: FlaskClient, unit: Unit, project: Project) -> None:
    before = month_of(
        MONTH.replace(day=1) - (DAY - DAY.replace(day=1)) - (DAY.replace(day=2) - DAY.replace(day=1))
    )
    content = officer.get(f"/updates/workbook.xlsx?unit={unit.id}&month={before:%Y-%m}").data
    assert f"tháng {before:%m/%Y}" in handed_in(officer, unit, content).text


def test_a_forged_unit_reaches_nothing(officer: FlaskClient, unit: Unit, project: Project) -> None:
    neighbour = NewUnitFactory()
    content = reported(downloaded(officer, unit), "DA-01", works=47)
    form = {
        "csrf_token": form_token(officer, f"/updates/workbook?{query(unit)}"),
        "unit": neighbour.id,
        "month": f"{MONTH:%Y-%m}",
        "file": (BytesIO(content), "so.xlsx"),
    }
    assert officer.post("/updates/workbook", data=form, content_type="multipart/form-data").status_code == 403
    look = looked_at(officer, unit, content)
    elsewhere = officer.get(f"{look.request.path}?unit={neighbour.id}&month={MONTH:%Y-%m}")
    assert elsewhere.status_code == 403


def test_a_forged_head_is_no_workbook(officer: FlaskClient, unit: Unit, project: Project) -> None:
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            cell = sheet.cell(HEADING_ROW, 1)
            if isinstance(cell.value, str) and cell.value.startswith("hatang|"):
                forged = Head(
                    book_id="0",
                    unit_id=unit.id,
                    month=f"{MONTH:%Y-%m}",
                    account_id=1,
                    made_on="2026-01-01",
                    rows={},
                )
                cell.value = Seal("another key").head(forged)

    answer = handed_in(officer, unit, changed(downloaded(officer, unit), edit))
    assert "không phải là sổ Excel của tháng" in answer.text


def test_an_older_form_says_so(officer: FlaskClient, unit: Unit, project: Project) -> None:
    old = Head(
        book_id="0",
        unit_id=unit.id,
        month=f"{MONTH:%Y-%m}",
        account_id=1,
        made_on="2026-01-01",
        rows={},
        version=VERSION - 1,
    )

    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            if str(sheet.cell(HEADING_ROW, 1).value).startswith("hatang|"):
                sheet.cell(HEADING_ROW, 1).value = Seal("of tests").head(old)

    assert "Sổ làm theo mẫu cũ" in handed_in(officer, unit, changed(downloaded(officer, unit), edit)).text


def test_a_kept_file_is_its_senders_alone_and_a_workbook_of_another_account_is_told(
    signed_in: SignIn, officer: FlaskClient, unit: Unit, project: Project
) -> None:
    content = reported(downloaded(officer, unit), "DA-01", works=50)
    look = looked_at(officer, unit, content)
    colleague = signed_in(Role.DATA_ENTRY, unit_id=unit.id)
    assert colleague.get(f"{look.request.path}?{query(unit)}").status_code == 404
    assert "số ghi từ sổ mang tên bạn" in looked_at(colleague, unit, content).text
    assert "số ghi từ sổ mang tên bạn" not in look.text


@pytest.mark.parametrize("name", ["0" * 64, "..", "x" * 64, "0" * 63, "%2e%2e%2f%2e%2e"])
def test_a_name_that_is_no_kept_file_is_not_found(officer: FlaskClient, unit: Unit, name: str) -> None:
    assert officer.get(f"/updates/workbook/{name}?{query(unit)}").status_code in (308, 404)


def test_a_form_without_its_token_writes_nothing(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    look = looked_at(officer, unit, reported(downloaded(officer, unit), "DA-01", works=50))
    assert confirmed(officer, look, csrf_token="").status_code == 400
    assert confirmed(officer, look, **{"seen-progress_report-1": "x"}).status_code == 422
    assert drafts(session) == 0
