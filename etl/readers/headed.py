"""The first table of a file that has the wanted headings, whichever sheet it stands on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from etl.cells import Cell, as_text
from etl.findings import FileRefusedError, Finding
from etl.headers import Heading
from etl.readers.csv_text import csv_grid
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind, sniff
from etl.readers.spreadsheet import WORKBOOKS, visible_grids
from etl.readers.tables import grid_table
from etl.rows import Header, SourceRow, column_letter

Column = TypeVar("Column")
_SEARCHED_ROWS: Final = 20


class _Sheet(NamedTuple):
    name: str | None
    grid: Sequence[Sequence[Cell]]
    marks: SheetMarks | None


def headed_rows(
    path: Path,
    columns_of: Callable[[Sequence[str]], Mapping[Column, int] | None],
    *,
    limits: ReadLimits,
    other_kind: str,
) -> tuple[Mapping[Column, int], Sequence[SourceRow], list[Finding]] | None:
    """Return the columns, the rows below them and what reading told; None where no sheet has the headings.

    `columns_of` returns the place of each column in a row of headings, None for another row. Raises
    ``FileRefusedError``: `other_kind` for what is neither workbook nor CSV, ``table_without_rows``.
    """
    for sheet in _sheets(path, limits, other_kind):
        for row, cells in enumerate(sheet.grid[:_SEARCHED_ROWS]):
            columns = columns_of([as_text(cell) for cell in cells])
            if columns is not None:
                rows, findings = _rows(sheet, row, len(columns), limits)
                return columns, rows, findings
    return None


def _sheets(path: Path, limits: ReadLimits, other_kind: str) -> Iterator[_Sheet]:
    kind = sniff(path, limits)
    if kind in WORKBOOKS:
        for found in visible_grids(path, kind, limits):
            yield _Sheet(found.name, found.grid, found.marks)
    elif kind is FileKind.CSV:
        yield _Sheet(None, csv_grid(path, limits)[0], None)
    else:
        raise FileRefusedError.of(other_kind, kind=kind.value)


def _rows(
    sheet: _Sheet, row: int, known_count: int, limits: ReadLimits
) -> tuple[Sequence[SourceRow], list[Finding]]:
    width = max(map(len, sheet.grid), default=0)
    texts = [as_text(cell) for cell in sheet.grid[row]]
    headers = tuple(
        Header(place, texts[place] if place < len(texts) else "", column_letter(place))
        for place in range(width)
    )
    heading = Heading(headers, row, row + 1, (), known_count)
    read = grid_table(sheet.grid, sheet=sheet.name, limits=limits, marks=sheet.marks, heading=heading)
    if read is None:
        raise FileRefusedError.of("table_without_rows")
    table, findings = read
    return table.rows, findings
