"""Run as a program: reads one workbook within limits of memory and time and writes its cells to standard output."""

import pickle
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from etl.findings import FileRefusedError
from etl.readers.binary_marks import xls_marks, xlsb_marks
from etl.readers.limits import ReadLimits
from etl.readers.ods_marks import ods_marks
from etl.readers.sheet_marks import SheetMarks, xlsx_marks

ROWS_A_MESSAGE: Final = 2_000
OUT_OF_MEMORY: Final = 70


def main() -> int:
    """Take the path, the kind and the limits from the command line; return the exit code."""
    path, kind, *numbers = sys.argv[1:]
    limits = ReadLimits(*map(int, numbers))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.max_reader_bytes, limits.max_reader_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.max_reader_seconds, limits.max_reader_seconds + 1))
    try:
        for message in _messages(Path(path), kind, limits):
            _send(sys.stdout.buffer, message)
    except FileRefusedError as error:
        _send(sys.stdout.buffer, ("refused", error.finding.code, dict(error.finding.params)))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _send(stream: BinaryIO, message: tuple[Any, ...]) -> None:
    pickle.dump(message, stream, protocol=pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _messages(path: Path, kind: str, limits: ReadLimits) -> Iterator[tuple[Any, ...]]:
    """Yield ("sheet", name, state, merges, formulas, errors) and ("rows", …) for each sheet, then ("end",)."""
    from python_calamine import CalamineError, PasswordError

    marks = _marks(path, kind, limits)
    try:
        yield from _sheets(path, marks, limits)
    except PasswordError as error:
        raise FileRefusedError.of("file_encrypted") from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception, so that nobody catches it by chance; here it is expected.
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            raise FileRefusedError.of("file_damaged", reason=str(error)[:200]) from error
        raise
    yield ("end",)


def _marks(path: Path, kind: str, limits: ReadLimits) -> dict[str, SheetMarks]:
    match kind:
        case "XLSX":
            return xlsx_marks(path, limits)
        case "ODS":
            return ods_marks(path, limits)
        case "XLSB":
            return xlsb_marks(path)
    return xls_marks(path)


def _sheets(path: Path, marks: dict[str, SheetMarks], limits: ReadLimits) -> Iterator[tuple[Any, ...]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    with load_workbook(str(path)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            mark = marks.get(metadata.name, SheetMarks())
            if metadata.visible is not SheetVisibleEnum.Visible:
                yield ("sheet", metadata.name, "hidden", [], set(), {})
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            _check_extent(sheet.end, limits)
            merges = list(sheet.merged_cell_ranges or ())
            yield ("sheet", metadata.name, "visible", merges, mark.formulas, mark.errors)
            if sheet.start is not None:
                yield from _rows(sheet.iter_rows(), sheet.start[1])


def _check_extent(end: tuple[int, int] | None, limits: ReadLimits) -> None:
    """Refuse a sheet that is enormous from A1 to its last cell, whether or not anything lies between."""
    last_row, last_column = (0, 0) if end is None else (end[0] + 1, end[1] + 1)
    if last_row > limits.max_rows + 100:
        raise FileRefusedError.of("too_many_rows", limit=limits.max_rows)
    if last_column > limits.max_columns:
        raise FileRefusedError.of("too_many_columns", limit=limits.max_columns)
    if last_row * last_column > limits.max_cells:
        raise FileRefusedError.of("too_many_cells", limit=limits.max_cells, count=last_row * last_column)


def _rows(rows: Iterator[list[Any]], left: int) -> Iterator[tuple[Any, ...]]:
    indent = [None] * left
    while chunk := list(islice(rows, ROWS_A_MESSAGE)):
        yield ("rows", [[*indent, *(None if cell == "" else cell for cell in row)] for row in chunk])


if __name__ == "__main__":
    sys.exit(main())
