"""XLSX, XLSB, XLS and ODS workbooks: every visible sheet that holds a table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from etl.findings import FileRefusedError, Finding
from etl.headers import find_heading
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind
from etl.readers.tables import TableRead, grid_table
from etl.readers.workbooks import Sheet, read_sheets
from etl.rows import SourceFile

_REASONS: Final = {
    "hidden": ("trang bị ẩn", "it is hidden"),
    "no_table": ("không có bảng", "it holds no table"),
    "no_heading": ("không có cột nào nhận ra được", "none of its columns is known"),
}

WORKBOOKS: Final = frozenset({FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS})


class VisibleGrid(NamedTuple):
    """The cells of a visible sheet from A1 on, and the marks of its formulas."""

    name: str
    grid: list[list[Any]]
    marks: SheetMarks | None


def visible_grids(path: Path, kind: FileKind, limits: ReadLimits) -> Iterator[VisibleGrid]:
    """Yield every visible sheet of a workbook as it is; what its cells mean is the caller's to say.

    Raises ``FileRefusedError`` as ``etl.readers.workbooks.read_sheets`` does.
    """
    for sheet in read_sheets(path, kind, limits):
        if not sheet.is_hidden:
            yield VisibleGrid(sheet.name, sheet.grid, sheet.marks)


def read_spreadsheet(path: Path, kind: FileKind, limits: ReadLimits) -> SourceFile:
    """Read the tables of a workbook; sheets without one are named in the findings.

    Raises ``FileRefusedError``: ``table_without_rows``, and as ``etl.readers.workbooks.read_sheets`` does.
    """
    reads, findings = _read_sheets(read_sheets(path, kind, limits), limits)
    if not reads:
        raise FileRefusedError.of("table_without_rows")
    for _, table_findings in reads:
        findings += table_findings
    return SourceFile(path.name, kind.value, tuple(table for table, _ in reads), tuple(findings))


def _read_sheets(sheets: list[Sheet], limits: ReadLimits) -> tuple[list[TableRead], list[Finding]]:
    reads: list[tuple[TableRead, bool]] = []
    findings = []
    for sheet in sheets:
        if sheet.is_hidden:
            findings.append(_skipped(sheet.name, "hidden"))
            continue
        found = _read_sheet(sheet, limits)
        if found is None:
            findings.append(_skipped(sheet.name, "no_table"))
        else:
            reads.append(found)
    # Beside a list of projects, sheets without a single known heading are covers, notes and code lists.
    any_known = any(is_known for _, is_known in reads)
    findings += [
        _skipped(read[0].sheet or "", "no_heading") for read, is_known in reads if any_known and not is_known
    ]
    return [read for read, is_known in reads if is_known or not any_known], findings


def _read_sheet(sheet: Sheet, limits: ReadLimits) -> tuple[TableRead, bool] | None:
    heading = find_heading(sheet.grid, sheet.merges)
    if heading is None:
        return None
    read = grid_table(sheet.grid, sheet=sheet.name, limits=limits, marks=sheet.marks, heading=heading)
    return (read, heading.recognised_count > 0) if read else None


def _skipped(name: str, reason: str) -> Finding:
    vietnamese, english = _REASONS[reason]
    return Finding.of("sheet_skipped", name=name, reason=vietnamese, reason_en=english).at(sheet=name)
