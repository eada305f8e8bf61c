"""From raw cells to a table: heading found, columns repaired, rows numbered, limits kept."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from typing import Final

from shapely.geometry.base import BaseGeometry

from etl.cells import BrokenFormula, Cell, is_missing
from etl.findings import FileRefusedError, Finding
from etl.headers import Grid, Heading, Merges, find_heading
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.rows import NO_CRS, Header, SourceRow, SourceTable, TableCrs
from etl.text import EncodingGuess, TextEncoding, clean, detect_encoding, repair

_ENCODING_NAMES: Final = {
    TextEncoding.TCVN3: "TCVN3 (ABC)",
    TextEncoding.VNI: "VNI",
    TextEncoding.MISREAD_UTF8: "UTF-8",
}
TableRead = tuple[SourceTable, list[Finding]]


def grid_table(
    grid: Grid,
    *,
    sheet: str | None,
    limits: ReadLimits,
    merges: Merges = (),
    marks: SheetMarks | None = None,
    heading: Heading | None = None,
) -> TableRead | None:
    """Make a table of a grid that begins at A1; None where it has no heading or no data below it.

    Raises ``FileRefusedError`` ``too_many_rows`` or ``too_many_columns``.
    """
    heading = heading or find_heading(grid, merges)
    if heading is None:
        return None
    used = _used_width(grid)
    width = max((header.index + 1 for header in heading.headers if header.text), default=0)
    headers = heading.headers[: max(used, width)]
    check_size(len(grid) - heading.data_row, len(headers), limits)
    marks = marks or SheetMarks()
    records = []
    for index in range(heading.data_row, len(grid)):
        cells = list(grid[index][: len(headers)])
        cells += [None] * (len(headers) - len(cells))
        if marks.errors or marks.formulas:
            _mark_broken(cells, index, marks)
        if not all(map(is_missing, cells)):
            records.append((index + 1, cells, None))
    if not records:
        return None
    table, findings = record_table(headers, records, sheet=sheet, limits=limits, notes=heading.notes)
    return table, _formula_findings(headers, heading, marks, sheet) + findings


def _used_width(grid: Grid) -> int:
    """Return how many columns hold anything, looking from the right."""
    for index in range(max(map(len, grid), default=0) - 1, -1, -1):
        if any(index < len(row) and not is_missing(row[index]) for row in grid):
            return index + 1
    return 0


def record_table(
    headers: Sequence[Header],
    records: Sequence[tuple[int, list[Cell], BaseGeometry | None]],
    *,
    sheet: str | None,
    limits: ReadLimits,
    notes: tuple[str, ...] = (),
    crs: TableCrs = NO_CRS,
) -> TableRead:
    """Make a table of (number, cells, geometry) records whose headings are known; texts come out repaired and clean."""
    check_size(len(records), len(headers), limits)
    findings = _cut_long_cells(headers, records, sheet=sheet, limits=limits)
    encodings: dict[int, TextEncoding] = {}
    numbers = [number for number, _, _ in records]
    columns = []
    for index, column in enumerate(zip(*(cells for _, cells, _ in records), strict=True)):
        header, texts = headers[index], {cell for cell in column if isinstance(cell, str)}
        guess = detect_encoding(cell for cell in column if isinstance(cell, str))
        if guess.encoding is not TextEncoding.UNICODE:
            encodings[index] = guess.encoding
            findings.append(_repair_finding(guess, header, sheet))
        findings += _control_findings(column, texts, header, sheet=sheet, numbers=numbers)
        tidied: dict[Cell, Cell] = {text: _tidy(text, guess.encoding) for text in texts}
        columns.append([tidied.get(cell, cell) for cell in column])
    sources = zip(records, zip(*columns, strict=True) if columns else repeat(()), strict=False)
    rows = [SourceRow(sheet, number, cells, geometry) for (number, _, geometry), cells in sources]
    return SourceTable(sheet, tuple(headers), rows, notes, crs, encodings), findings


def check_size(row_count: int, column_count: int, limits: ReadLimits) -> None:
    """Raise ``FileRefusedError`` where a table has too many rows, columns or cells."""
    if row_count > limits.max_rows:
        raise FileRefusedError.of("too_many_rows", limit=limits.max_rows)
    if column_count > limits.max_columns:
        raise FileRefusedError.of("too_many_columns", limit=limits.max_columns)
    if row_count * column_count > limits.max_cells:
        raise FileRefusedError.of("too_many_cells", limit=limits.max_cells, count=row_count * column_count)


def _tidy(cell: Cell, encoding: TextEncoding) -> Cell:
    if not isinstance(cell, str):
        return cell
    if cell.isprintable() and (encoding is TextEncoding.UNICODE or cell.isascii()):
        return _one_form(repair(cell, encoding) if encoding is TextEncoding.VNI else cell)
    return clean(repair(cell, encoding)).text or None


def _one_form(text: str) -> str | None:
    """Return a text of which nothing has to be taken out in one Unicode form, with single spaces."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(composed.split()) or None


def _cut_long_cells(
    headers: Sequence[Header],
    records: Sequence[tuple[int, list[Cell], BaseGeometry | None]],
    *,
    sheet: str | None,
    limits: ReadLimits,
) -> list[Finding]:
    """Empty the cells that are too long before anything looks at their text."""
    findings = []
    most = limits.max_cell_chars
    for number, cells, _ in records:
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > most:
                too_long = Finding.of("cell_too_long", limit=most)
                findings.append(
                    too_long.at(sheet=sheet, row=number, column=headers[index].label, value=cell[:80])
                )
                cells[index] = None
    return findings


def _control_findings(
    column: Sequence[Cell],
    texts: Collection[str],
    header: Header,
    *,
    sheet: str | None,
    numbers: Sequence[int],
) -> list[Finding]:
    odd = {text for text in texts if not text.isprintable() and clean(text).had_control}
    if not odd:
        return []
    return [
        Finding.of("control_characters").at(sheet=sheet, row=number, column=header.label)
        for number, cell in zip(numbers, column, strict=True)
        if cell in odd
    ]


def _repair_finding(guess: EncodingGuess, header: Header, sheet: str | None) -> Finding:
    before, after = guess.sample or ("", "")
    code = "text_repaired" if guess.is_sure else "text_repair_unsure"
    name = _ENCODING_NAMES[guess.encoding]
    return Finding.of(code, encoding=name, before=before[:60], after=after[:60]).at(
        sheet=sheet, column=header.label
    )


def _mark_broken(cells: list[Cell], row: int, marks: SheetMarks) -> None:
    for index, cell in enumerate(cells):
        if error := marks.errors.get((row, index)):
            cells[index] = BrokenFormula(error)
        elif cell is None and (row, index) in marks.formulas:
            cells[index] = BrokenFormula("")


def _formula_findings(
    headers: Sequence[Header], heading: Heading, marks: SheetMarks, sheet: str | None
) -> list[Finding]:
    counts: Mapping[int, int] = Counter(
        column
        for row, column in marks.formulas
        if row >= heading.data_row and (row, column) not in marks.errors
    )
    return [
        Finding.of("formula_used", count=counts[header.index]).at(sheet=sheet, column=header.label)
        for header in headers
        if counts.get(header.index)
    ]
