"""A workbook that came back: its head, each row with what it was made from, and what was done to its hidden and locked parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from etl.cells import BrokenFormula, Cell, as_text, is_missing
from etl.findings import FileRefusedError, Finding
from etl.month_books.layout import BookColumn, BookSheet, Part
from etl.month_books.seal import VERSION, Head, RowMark, Seal, digest
from etl.month_books.texts import in_every_language
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind, sniff
from etl.readers.spreadsheet import WORKBOOKS, VisibleGrid, visible_grids
from gis.domain.documents import PAPER_FIELDS
from gis.domain.names import name_key

LIMITS: Final = ReadLimits(
    max_bytes=8 * 1024 * 1024,
    max_unpacked_bytes=64 * 1024 * 1024,
    max_archive_entries=500,
    max_rows=5_000,
    max_columns=100,
    max_cells=200_000,
    max_reader_seconds=30,
)
"""A month of a commune is far below; what is above was not made here."""
_SEARCHED_ROWS: Final = 10
_NO_WORKBOOK: Final = ("file_unknown", "file_not_supported", "archive_without_layer", "xml_with_entities")


@dataclass(slots=True)
class BookRow:
    """A row as filled: its mark, the cells by column, which of them are formulas, what was noticed; `number` as in Excel."""

    ledger: str
    sheet: str
    number: int
    mark: RowMark | None
    mark_text: str
    cells: dict[str, Cell]
    labels: Mapping[str, str]
    formulas: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)

    def finding(self, code: str, column: str | None = None, **params: str | int) -> Finding:
        """Return a finding at this row, or at one of its cells."""
        return self.at(Finding.of(code, **params), column)

    def at(self, finding: Finding, column: str | None = None) -> Finding:
        """Return a finding with its place in this row."""
        value = as_text(self.cells.get(column)) if column else None
        label = self.labels.get(column, column) if column else None
        return finding.at(sheet=self.sheet, row=self.number, column=label, field=column, value=value)


@dataclass(slots=True)
class MonthBook:
    """What a workbook holds; `findings` are those of its sheets, rows carry their own."""

    head: Head
    rows: list[BookRow]
    findings: list[Finding]


class _Sheet(NamedTuple):
    sheet: BookSheet
    grid: VisibleGrid
    heading: int
    mark_place: int
    places: Mapping[str, int]


def read_month_book(
    path: Path, sheets: Sequence[BookSheet], seal: Seal, limits: ReadLimits = LIMITS
) -> MonthBook:
    """Read a workbook of the month; `sheets` are all that there can be.

    Raises ``FileRefusedError`` where it is none, has an older form, or can't be read at all.
    """
    grids = list(visible_grids(path, _kind(path, limits), limits))
    head = next(_heads(grids, seal), None)
    if head is None:
        raise FileRefusedError.of("month_book_none")
    if head.version != VERSION:
        raise FileRefusedError.of("month_book_old", version=head.version, current=VERSION)
    book = MonthBook(head, [], [])
    found = set()
    for grid in grids:
        sheet = _known_sheet(grid, sheets, seal, head, book.findings)
        if sheet is not None and sheet.sheet.ledger not in found:
            found.add(sheet.sheet.ledger)
            _read_rows(sheet, seal, book)
    for each in sheets:
        if each.ledger in head.rows and each.ledger not in found:
            book.findings.append(Finding.of("month_sheet_missing", name=each.title("vi")))
    return book


def _kind(path: Path, limits: ReadLimits) -> FileKind:
    """Return which kind of workbook the file is; whatever else it is, it is only told that it is none."""
    try:
        kind = sniff(path, limits)
    except FileRefusedError as error:
        if error.finding.code not in _NO_WORKBOOK:
            raise
        raise FileRefusedError.of("month_book_kind") from error
    if kind not in WORKBOOKS:
        raise FileRefusedError.of("month_book_kind")
    return kind


def _heads(grids: Sequence[VisibleGrid], seal: Seal) -> Iterator[Head]:
    """Yield the sealed heads of the sheets, the one that most sheets carry first."""
    texts = [text for grid in grids if (text := _head_text(grid)) is not None]
    for text in sorted(set(texts), key=texts.count, reverse=True):
        head = seal.read_head(text)
        if head is not None:
            yield head


def _head_text(grid: VisibleGrid) -> str | None:
    cells = (cell for line in grid.grid[:_SEARCHED_ROWS] for cell in line)
    return next((cell for cell in cells if isinstance(cell, str) and cell.startswith("hatang|")), None)


def _known_sheet(
    grid: VisibleGrid, sheets: Sequence[BookSheet], seal: Seal, head: Head, findings: list[Finding]
) -> _Sheet | None:
    key = name_key(grid.name or "")
    own = {
        name_key(name)
        for each in ("guide_sheet", "lists_sheet", "findings_sheet")
        for name in in_every_language(each)
    }
    sheet = next((each for each in sheets if key in each.name_keys), None)
    text = _head_text(grid)
    if sheet is None or (text is None and sheet.ledger not in head.rows):
        if key not in own:
            findings.append(Finding.of("month_sheet_unread", name=grid.name or "").at(sheet=grid.name))
        return None
    if text is None or seal.read_head(text) != head:
        findings.append(Finding.of("month_sheet_mixed", name=grid.name or "").at(sheet=grid.name))
        return None
    heading, place = next((row, line.index(text)) for row, line in enumerate(grid.grid) if text in line)
    places = _places(sheet, grid.grid[heading])
    is_older = not any(name in places for name in PAPER_FIELDS)
    for column in sheet.columns:
        if is_older and column.name in PAPER_FIELDS:
            continue  # made before the sheets named papers
        if column.name not in places and column.part in (Part.FIELD, Part.PROJECT, Part.LOCKED):
            gone = Finding.of("month_column_missing", name=column.heading("vi"))
            findings.append(gone.at(sheet=grid.name, column=column.heading("vi")))
    return _Sheet(sheet, grid, heading, place, places)


def _places(sheet: BookSheet, cells: Sequence[Cell]) -> dict[str, int]:
    keys = {place: name_key(as_text(cell)) for place, cell in enumerate(cells) if isinstance(cell, str)}
    found = {}
    for column in sheet.columns:
        place = next((place for place, key in keys.items() if key and key in column.heading_keys), None)
        if place is not None:
            found[column.name] = place
    return found


def _read_rows(sheet: _Sheet, seal: Seal, book: MonthBook) -> None:
    seen: dict[int, int] = {}
    labels = {name: as_text(sheet.grid.grid[sheet.heading][place]) for name, place in sheet.places.items()}
    for index in range(sheet.heading + 1, len(sheet.grid.grid)):
        row = _row(sheet, index, labels, seal, book.head)
        if row.mark is None and all(is_missing(cell) for cell in row.cells.values()):
            continue
        if row.mark is None:
            row.findings.append(row.finding("month_row_unknown"))
        elif (first := seen.setdefault(row.mark.slot, row.number)) != row.number:
            row.findings.append(row.finding("month_row_twice", first_row=first))
            row.mark = None
        else:
            row.findings += _locked_findings(sheet.sheet, row)
        book.rows.append(row)
    gone = book.head.rows.get(sheet.sheet.ledger, 0) - len(seen)
    if gone > 0:
        book.findings.append(Finding.of("month_row_gone", count=gone).at(sheet=sheet.grid.name))


def _row(sheet: _Sheet, index: int, labels: Mapping[str, str], seal: Seal, head: Head) -> BookRow:
    line = sheet.grid.grid[index]
    text = line[sheet.mark_place] if sheet.mark_place < len(line) else None
    mark_text = text if isinstance(text, str) else ""
    cells: dict[str, Cell] = {
        name: line[place] if place < len(line) else None for name, place in sheet.places.items()
    }
    marks = sheet.grid.marks or SheetMarks()
    formulas = {name for name, place in sheet.places.items() if (index, place) in marks.formulas}
    cells |= {
        name: BrokenFormula(marks.errors[index, place])
        for name, place in sheet.places.items()
        if (index, place) in marks.errors
    }
    mark = seal.read_row(head.book_id, sheet.sheet.ledger, mark_text)
    name = sheet.grid.name or ""
    return BookRow(sheet.sheet.ledger, name, index + 1, mark, mark_text, cells, labels, frozenset(formulas))


def _locked_findings(sheet: BookSheet, row: BookRow) -> list[Finding]:
    """Tell which locked cells hold something else than what was written; the code is judged by who knows the projects."""
    if row.mark is None:
        return []
    return [
        row.finding("month_locked_changed", column.name)
        for column, known in zip(sheet.locked, row.mark.locked, strict=False)
        if column.name != "code"
        and column.name in row.cells
        and digest(as_text(row.cells[column.name])) != known
    ]


def locked_sums(columns: Sequence[BookColumn], cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """Return the sums of a row's locked cells in the order of the sheet; numbers as floats, as Excel keeps them."""
    return tuple(digest(as_text(cells.get(column.name))) for column in columns)
