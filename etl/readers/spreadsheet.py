"""XLSX, XLSB, XLS and ODS workbooks: every visible sheet that holds a table."""

from pathlib import Path
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from etl.findings import FileRefusedError, Finding
from etl.headers import find_heading
from etl.readers.limits import ReadLimits
from etl.readers.ods_marks import ods_marks
from etl.readers.sheet_marks import SheetMarks, xlsx_marks
from etl.readers.sniff import FileKind
from etl.readers.tables import TableRead, grid_table
from etl.rows import SourceFile

_REASONS: Final = {
    "hidden": ("trang bị ẩn", "it is hidden"),
    "no_table": ("không có bảng", "it holds no table"),
    "no_heading": ("không có cột nào nhận ra được", "none of its columns is known"),
}


def read_spreadsheet(path: Path, kind: FileKind, limits: ReadLimits) -> SourceFile:
    """Read the tables of a workbook; sheets without one are named in the findings.

    Raises ``FileRefusedError``: ``file_encrypted``, ``file_damaged``, ``table_without_rows``, limits.
    """
    marks = _marks(path, kind, limits)
    try:
        with load_workbook(str(path)) as workbook:
            reads, findings = _read_sheets(workbook, marks, limits)
    except PasswordError as error:
        raise FileRefusedError.of("file_encrypted") from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception, so that nobody catches it by chance; here it is expected.
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise FileRefusedError.of("file_damaged", reason=str(error)[:200]) from error
        raise
    if not reads:
        raise FileRefusedError.of("table_without_rows")
    for _, table_findings in reads:
        findings += table_findings
    return SourceFile(path.name, kind.value, tuple(table for table, _ in reads), tuple(findings))


def _marks(path: Path, kind: FileKind, limits: ReadLimits) -> dict[str, SheetMarks]:
    if kind is FileKind.XLSX:
        return xlsx_marks(path, limits)
    return ods_marks(path, limits) if kind is FileKind.ODS else {}


def _read_sheets(
    workbook: CalamineWorkbook, marks: dict[str, SheetMarks], limits: ReadLimits
) -> tuple[list[TableRead], list[Finding]]:
    reads: list[tuple[TableRead, bool]] = []
    findings = []
    for metadata in workbook.sheets_metadata:
        if metadata.typ is not SheetTypeEnum.WorkSheet:
            continue
        if metadata.visible is not SheetVisibleEnum.Visible:
            findings.append(_skipped(metadata.name, "hidden"))
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        found = _read_sheet(sheet, marks.get(metadata.name), limits)
        if found is None:
            findings.append(_skipped(metadata.name, "no_table"))
        else:
            reads.append(found)
    # Beside a list of projects, sheets without a single known heading are covers, notes and code lists.
    any_known = any(is_known for _, is_known in reads)
    findings += [
        _skipped(read[0].sheet or "", "no_heading") for read, is_known in reads if any_known and not is_known
    ]
    return [read for read, is_known in reads if is_known or not any_known], findings


def _read_sheet(
    sheet: CalamineSheet, marks: SheetMarks | None, limits: ReadLimits
) -> tuple[TableRead, bool] | None:
    grid: list[list[Any]] = [
        [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    heading = find_heading(grid, sheet.merged_cell_ranges or ())
    read = (
        grid_table(grid, sheet=sheet.name, limits=limits, marks=marks, heading=heading) if heading else None
    )
    return (read, heading.recognised_count > 0) if read and heading else None


def _skipped(name: str, reason: str) -> Finding:
    vietnamese, english = _REASONS[reason]
    return Finding.of("sheet_skipped", name=name, reason=vietnamese, reason_en=english).at(sheet=name)
