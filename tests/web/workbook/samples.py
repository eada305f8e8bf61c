"""A unit with projects, its workbook as downloaded, changed by openpyxl, and handed in."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.months import reported_day, working_month
from gis.models import Project, Unit
from gis.operations import summaries
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ProgressReportFactory
from tests.web.conftest import form_token
from webmap.clock import today

MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())
HEADING_ROW = 3
FIRST_ROW = 4
MONTH_SHEET = "Số liệu tháng"
WORKS, PLANNED, CAUSE, NEXT = (
    "Khối lượng thực hiện (%)",
    "Khối lượng theo kế hoạch (%)",
    "Nguyên nhân chậm",
    "Công việc tiếp theo",
)
REASON = "Lý do, khi số khác thường"
BEFORE = date(MONTH.year - 1, 12, 31)
Edit = Callable[[Workbook], None]


def make_project(session: Session, unit: Unit, code: str, name: str) -> Project:
    row = add_project(unit, code, name)
    summaries.rebuild(session, as_of=today())
    return row


def add_project(unit: Unit, code: str, name: str) -> Project:
    """Add a project whose figures stand in no summary yet."""
    begun = date(BEFORE.year, 1, 5)
    row = ProjectFactory(code=code, name=name, start_date=begun, decision_date=begun)
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    ProgressReportFactory(project_id=row.id, effective_date=BEFORE, physical_progress_pct=Decimal("42.5"))
    return row


def query(unit: Unit) -> str:
    return f"unit={unit.id}&month={MONTH:%Y-%m}"


def downloaded(client: FlaskClient, unit: Unit) -> bytes:
    answer = client.get(f"/updates/workbook.xlsx?{query(unit)}")
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def columns(sheet: Worksheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[HEADING_ROW] if cell.value}


def fill(sheet: Worksheet, row: int, **cells: Any) -> None:
    """Fill cells of a row; the names are keys of `HEADINGS` or headings."""
    places = columns(sheet)
    for name, value in cells.items():
        sheet.cell(row, places[HEADINGS.get(name, name)]).value = value


HEADINGS = {
    "works": WORKS,
    "planned": PLANNED,
    "cause": CAUSE,
    "next": NEXT,
    "reason": REASON,
    "code": "Mã dự án",
    "name": "Tên dự án",
}


def row_of(sheet: Worksheet, code: str) -> int:
    place = columns(sheet)["Mã dự án"]
    return next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, place).value == code)


def changed(content: bytes, edit: Edit) -> bytes:
    book = load_workbook(BytesIO(content))
    edit(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def reported(content: bytes, code: str, **cells: Any) -> bytes:
    """Fill cells of a project's row of the month."""

    def edit(book: Workbook) -> None:
        sheet = book[MONTH_SHEET]
        fill(sheet, row_of(sheet, code), **cells)

    return changed(content, edit)


def handed_in(client: FlaskClient, unit: Unit, content: bytes, name: str = "so.xlsx") -> TestResponse:
    form = {
        "csrf_token": form_token(client, f"/updates/workbook?{query(unit)}"),
        "unit": unit.id,
        "month": f"{MONTH:%Y-%m}",
        "file": (BytesIO(content), name),
    }
    answer = client.post("/updates/workbook", data=form, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the client leaves a large body open
    return answer


def looked_at(client: FlaskClient, unit: Unit, content: bytes) -> TestResponse:
    """Hand a workbook in and open the look at it."""
    answer = handed_in(client, unit, content)
    assert answer.status_code == 303, re.sub(r"<[^>]+>", " ", answer.text)
    return client.get(answer.location)


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden and chosen fields of the form as a browser would send them."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" value="1" checked', page), "1")
    return found | dict(
        re.findall(
            r'<input class="input" id="reason-[^"]+" name="([^"]+)" maxlength="500" value="([^"]*)"', page
        )
    )


def confirmed(client: FlaskClient, look: TestResponse, **fields: str) -> TestResponse:
    address = look.request.path
    return client.post(address, data=fields_of(look.text) | fields)
