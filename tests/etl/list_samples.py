"""Rows of the lists that hold over time, as files that the tests take in."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import xlsxwriter
from sqlalchemy.orm import Session

from etl.standing_lists.judging import Outcome
from etl.standing_lists.load import ListResult, take_list
from etl.standing_lists.sheet import ListKind
from gis.operations.audit import Actor

Row = dict[str, object]
TODAY = date(2026, 11, 23)
SAND: Row = {
    "Loại đóng góp": "Vật liệu",
    "Danh mục": "Cát xây dựng",
    "Đơn vị tính": "m³",
    "Đơn giá (đồng)": "450.000",
    "Từ ngày": "01/01/2026",
    "Văn bản": "12/QĐ-UBND",
    "Đã ban hành": "x",
}
TONNES: Row = {
    "Danh mục": "Cát xây dựng",
    "Từ đơn vị": "tấn",
    "Sang đơn vị": "m³",
    "Hệ số": "0,75",
    "Từ ngày": date(2026, 1, 1),
    "Văn bản": "12/QĐ-UBND",
}
TARGET: Row = {
    "Mã xã": "24733",
    "Chỉ tiêu": "Giải ngân",
    "Năm": 2026,
    "Mục tiêu": "95 %",
    "Văn bản": "5/KH-UBND",
}
HOMES: Row = {
    "Mã xã": "24733",
    "Số hộ": "9.412",
    "Số dân": "38.928",
    "Ngày thống kê": "01/07/2025",
    "Văn bản": "Niên giám 2025",
}


def book(path: Path, rows: Iterable[Row]) -> Path:
    rows = list(rows)
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        headings = list(dict.fromkeys(name for row in rows for name in row))
        sheet.write_row(0, 0, headings)
        for line, row in enumerate(rows, 1):
            for place, name in enumerate(headings):
                if row.get(name) is not None:
                    sheet.write(line, place, row[name])
    return path


def table(path: Path, rows: Iterable[Row]) -> Path:
    """Write the rows as a CSV file, which is read in a tenth of a workbook's time."""
    rows = list(rows)
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, headings, delimiter=";")
        lines.writeheader()
        lines.writerows(
            {name: f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for name, cell in row.items()}
            for row in rows
        )
    return path


def taken(session: Session, tmp_path: Path, kind: ListKind, *rows: Row, is_trial: bool = False) -> ListResult:
    return take_list(
        session, Actor("test"), table(tmp_path / "list.csv", rows), kind, as_of=TODAY, is_trial=is_trial
    )


def outcomes(result: ListResult) -> list[Outcome]:
    return list(result.outcomes.values())


def told(result: ListResult) -> list[tuple[int | None, str | None, str]]:
    return [(each.row, each.column, each.code) for each in result.findings]
