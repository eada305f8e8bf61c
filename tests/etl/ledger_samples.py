"""What tests of ledgers share: projects to write about, workbooks of rows by heading, and what a load left."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.ledgers.catalogue import sheets
from etl.ledgers.load import LedgerOptions, LedgerResult, load_ledgers
from gis.models import Project
from gis.operations.audit import Actor
from tests.factories import ProjectFactory

AS_OF = date(2026, 11, 22)
ACTOR = Actor("Cán bộ nhập liệu")
Rows = Sequence[Mapping[str, Any]]

PROJECT = {"Mã dự án": "DA-1"}
VOUCHER = PROJECT | {
    "Ngày thanh toán": date(2025, 3, 10),
    "Số chứng từ": "CT-01",
    "Năm kế hoạch": 2025,
    "Loại thanh toán": "Tạm ứng",
    "Số tiền (đồng)": 1_500_000_000,
}
PLAN = PROJECT | {
    "Năm kế hoạch": 2025,
    "Loại kế hoạch": "Giao đầu năm",
    "Số vốn (đồng)": 5_000_000_000,
    "Ngày quyết định": date(2025, 1, 10),
    "Số quyết định": "01/QĐ-UBND",
}


def make_projects() -> dict[str, Project]:
    """Add two projects with budget codes and an old code, decided on 05/01/2025."""
    common = {"decision_date": date(2025, 1, 5), "start_date": date(2025, 2, 1), "budget_vnd": 20_000_000_000}
    first = ProjectFactory(
        code="DA-1", name="Đường thôn 1", budget_code="7912345", old_codes=["CU-1"], **common
    )
    second = ProjectFactory(code="DA-2", name="Trường học", budget_code="7954321", **common)
    return {"DA-1": first, "DA-2": second}


def write_ledgers(path: Path, **ledgers: Rows) -> Path:
    """Write a workbook with a sheet for each ledger (by the name of its table), headed by the keys of the rows."""
    titles = {sheet.name: sheet.title_vi for sheet in sheets()}
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in ledgers.items():
            sheet = book.add_worksheet(titles[name])
            headings = list(dict.fromkeys(heading for row in rows for heading in row))
            sheet.write_row(0, 0, headings)
            for line, row in enumerate(rows, start=1):
                sheet.write_row(line, 0, [row.get(heading) for heading in headings])
    return path


def load(session: Session, path: Path, **options: Any) -> LedgerResult:
    """Take a workbook in on the day of the tests."""
    return load_ledgers(session, ACTOR, path, LedgerOptions(**{"as_of": AS_OF} | options))


def codes_of(result: LedgerResult) -> list[str]:
    """Return the codes of all findings in the order of the rows."""
    return [finding.code for finding in result.findings]


def count(session: Session, table: str) -> int:
    """Return the number of rows of a table."""
    return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)
