"""Writing rows of the log as CSV, Excel or JSON lines."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.cells import harmless
from gis.domain.local_time import TIME_ZONE
from gis.queries.audit_log import LogFilter, LogRow, log_rows
from gis.queries.supplements import Supplements

BYTE_ORDER_MARK: Final = "\ufeff"
LINES_A_CHUNK: Final = 200
MOST_XLSX_ROWS: Final = 1_000_000
MAX_CELL_LENGTH: Final = 32_000
HEADINGS: Final = (
    ("Số", "Number", 9),
    ("Thời điểm", "Time", 19),
    ("Người làm", "Person", 26),
    ("Vai trò", "Roles", 20),
    ("Việc", "Action", 26),
    ("Đối tượng", "Subject", 12),
    ("Mã dự án", "Project", 18),
    ("Trước", "Before", 48),
    ("Sau", "After", 48),
    ("Sau khóa sổ", "After closing", 20),
    ("Lý do", "Reason", 36),
    ("Văn bản", "Document", 26),
    ("Mã yêu cầu", "Request", 18),
    ("Mã băm", "Hash", 66),
)

Named = Callable[[str], str]
Late = Callable[[LogRow], bool]
LATE: Final = {"vi": "bổ sung sau khóa sổ", "en": "added after the closing"}


def write_log(session: Session, path: Path, wanted: LogFilter, *, language: str) -> int:
    """Write the rows of the filter in the form of the file's ending and return their number."""
    supplements = Supplements(session)
    rows, late = Counted(supplements.reading(log_rows(session, wanted))), supplements.has_row
    if path.suffix == ".xlsx":
        write_log_xlsx(path, rows, language=language, late=late)
        return rows.count
    chunks = (
        log_lines(rows, late=late) if path.suffix == ".jsonl" else log_csv(rows, language=language, late=late)
    )
    with path.open("wb") as stream:
        stream.writelines(chunks)
    return rows.count


class Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterable[LogRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[LogRow]:
        for row in self._rows:
            self.count += 1
            yield row


def log_csv(rows: Iterable[LogRow], *, language: str, late: Late, named: Named = str) -> Iterator[bytes]:
    """Yield the rows as CSV for Excel: UTF-8 with a mark, text that looks like a formula with an apostrophe in front.

    `late` tells which rows wrote a fact down after its month had been closed.
    """
    buffer = io.StringIO()
    buffer.write(BYTE_ORDER_MARK)
    writer = csv.writer(buffer)
    writer.writerow(_headings(language))
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(text) for text in _texts(row, named, _late_words(row, late, language))])
        if number % LINES_A_CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def log_lines(rows: Iterable[LogRow], *, late: Late) -> Iterator[bytes]:
    """Yield each row as a line of JSON with the names of the columns of the log."""
    for row in rows:
        told = row._asdict() | {"recorded_at": row.recorded_at.isoformat(), "row_hash": row.row_hash.hex()}
        told["is_supplement"] = late(row)
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


def write_log_xlsx(
    path: Path, rows: Iterable[LogRow], *, language: str, late: Late, named: Named = str
) -> None:
    """Write the rows as a workbook in little memory; text stays text whatever it begins with."""
    import xlsxwriter  # 15 MB that a worker need not carry before somebody asks

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Nhật ký" if language == "vi" else "Log")
        bold = book.add_format({"bold": True, "bg_color": "#E1F1ED", "bottom": 1})
        body = book.add_format({"valign": "top", "text_wrap": True})
        for place, (heading, (_vi, _en, width)) in enumerate(zip(_headings(language), HEADINGS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, text in enumerate(_texts(row, named, _late_words(row, late, language))):
                sheet.write_string(count, place, text[:MAX_CELL_LENGTH], body)
        sheet.autofilter(0, 0, max(count, 1), len(HEADINGS) - 1)


def _headings(language: str) -> list[str]:
    return [vi if language == "vi" else en for vi, en, _width in HEADINGS]


def _late_words(row: LogRow, late: Late, language: str) -> str:
    return LATE[language] if late(row) else ""


def _texts(row: LogRow, named: Named, late: str) -> list[str]:
    document = " · ".join(filter(None, (row.document_number, row.document_title)))
    return [
        str(row.id),
        _moment(row.recorded_at),
        row.actor,
        ", ".join(dict.fromkeys(held["role"] for held in row.actor_roles or ())),
        named(row.action),
        row.subject,
        row.project_code or "",
        _json(row.before),
        _json(row.after),
        late,
        row.reason or "",
        document,
        row.request_id or "",
        row.row_hash.hex(),
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(TIME_ZONE):%d/%m/%Y %H:%M:%S}"


def _json(values: Any) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False)


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return taken
