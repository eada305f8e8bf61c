"""From a file to rows of people: which sheet, where its heading is, what stands in each cell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from etl.cells import Cell, as_text, check_formula, is_missing
from etl.dates import parse_date
from etl.findings import CellError, FileRefusedError, Finding
from etl.headers import Heading
from etl.people.sheet import HEADINGS, REQUIRED, Column, columns_of
from etl.readers.csv_text import csv_grid
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind, sniff
from etl.readers.spreadsheet import WORKBOOKS, visible_grids
from etl.readers.tables import grid_table
from etl.rows import Header, SourceRow, column_letter

MOST_ROWS: Final = 5_000
_SEARCHED_ROWS: Final = 20
_LONGEST: Final = {Column.NAME: 120, Column.DOCUMENT: 300, Column.AGENCY: 300}


class RawPerson(NamedTuple):
    """One row as written: texts of its cells, days read; `problems` is what could not be read."""

    number: int
    sheet: str | None
    texts: Mapping[Column, str]
    valid_from: date | None
    valid_to: date | None
    problems: tuple[Finding, ...]

    def finding(self, code: str, column: Column | None = None, **params: str | int) -> Finding:
        """Return a finding at the cell of `column` in this row, or at the row."""
        made = Finding.of(code, **params)
        if column is None:
            return made.at(sheet=self.sheet, row=self.number)
        label, value = HEADINGS[column].label, self.texts.get(column, "")
        return made.at(sheet=self.sheet, row=self.number, column=label, field=column.value, value=value)


class _Sheet(NamedTuple):
    name: str | None
    grid: Sequence[Sequence[Cell]]
    marks: SheetMarks | None


def read_people(path: Path) -> tuple[list[RawPerson], list[Finding]]:
    """Read the rows of the first sheet that lists people; FileRefusedError where there is none, or it can't be read."""
    limits = ReadLimits(max_rows=MOST_ROWS)
    for sheet in _sheets(path, limits):
        for row, cells in enumerate(sheet.grid[:_SEARCHED_ROWS]):
            columns = columns_of([as_text(cell) for cell in cells])
            if all(column in columns for column in REQUIRED):
                return _rows(sheet, row, columns, limits)
    raise FileRefusedError.of("people_none", columns=", ".join(HEADINGS[column].label for column in REQUIRED))


def _sheets(path: Path, limits: ReadLimits) -> Iterator[_Sheet]:
    kind = sniff(path, limits)
    if kind in WORKBOOKS:
        for found in visible_grids(path, kind, limits):
            yield _Sheet(found.name, found.grid, found.marks)
    elif kind is FileKind.CSV:
        yield _Sheet(None, csv_grid(path, limits)[0], None)
    else:
        raise FileRefusedError.of("people_kind", kind=kind.value)


def _rows(
    sheet: _Sheet, row: int, columns: Mapping[Column, int], limits: ReadLimits
) -> tuple[list[RawPerson], list[Finding]]:
    width = max(map(len, sheet.grid), default=0)
    texts = [as_text(cell) for cell in sheet.grid[row]]
    headers = tuple(
        Header(place, texts[place] if place < len(texts) else "", column_letter(place))
        for place in range(width)
    )
    heading = Heading(headers, row, row + 1, (), len(columns))
    read = grid_table(sheet.grid, sheet=sheet.name, limits=limits, marks=sheet.marks, heading=heading)
    if read is None:
        raise FileRefusedError.of("table_without_rows")
    table, findings = read
    return [_person(source, columns) for source in table.rows], findings


def _person(source: SourceRow, columns: Mapping[Column, int]) -> RawPerson:
    cells = {column: source.cells[place] for column, place in columns.items() if place < len(source.cells)}
    known = {column: cell for column, cell in cells.items() if not is_missing(cell)}
    raw = RawPerson(
        source.number,
        source.sheet,
        {column: as_text(cell) for column, cell in known.items()},
        None,
        None,
        (),
    )
    problems = [raw.finding("people_cell_missing", column) for column in REQUIRED if column not in known]
    problems += [
        raw.finding("people_cell_long", column, longest=longest)
        for column, longest in _LONGEST.items()
        if len(raw.texts.get(column, "")) > longest
    ]
    days: dict[Column, date | None] = {}
    for column, cell in known.items():
        try:
            check_formula(cell)
            if column in (Column.FROM, Column.TO):
                days[column] = parse_date(cell).day
        except CellError as error:
            at = raw.finding("people_cell_missing", column)
            told = error.finding()
            problems.append(
                told.at(sheet=at.sheet, row=at.row, column=at.column, field=at.field, value=at.value)
            )
    return raw._replace(
        valid_from=days.get(Column.FROM), valid_to=days.get(Column.TO), problems=tuple(problems)
    )
