"""From a file to rows of people: which sheet, where its heading is, what stands in each cell."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from etl.cells import as_text, check_formula, is_missing
from etl.dates import parse_date
from etl.findings import CellError, FileRefusedError, Finding
from etl.people.sheet import HEADINGS, REQUIRED, Column, columns_of
from etl.readers.headed import headed_rows
from etl.readers.limits import ReadLimits
from etl.rows import SourceRow

MOST_ROWS: Final = 5_000
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


def read_people(path: Path) -> tuple[list[RawPerson], list[Finding]]:
    """Read the rows of the first sheet that lists people; FileRefusedError where there is none, or it can't be read."""
    limits = ReadLimits(max_rows=MOST_ROWS)
    found = headed_rows(path, _columns, limits=limits, other_kind="people_kind")
    if found is None:
        columns = ", ".join(HEADINGS[column].label for column in REQUIRED)
        raise FileRefusedError.of("people_none", columns=columns)
    places, rows, findings = found
    return [_person(source, places) for source in rows], findings


def _columns(cells: Sequence[str]) -> dict[Column, int] | None:
    found = columns_of(cells)
    return found if all(column in found for column in REQUIRED) else None


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
