"""From a file to rows of a list: the cells by our columns, read as days, money, numbers and percentages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from etl.cells import Cell, as_text, check_formula, is_missing
from etl.dates import parse_date
from etl.findings import CellError, FileRefusedError, Finding, Findings, Severity
from etl.money import MoneyUnit, parse_money
from etl.numbers import NumberStyle, detect_style, parse_decimal
from etl.readers.headed import headed_rows
from etl.readers.limits import ReadLimits
from etl.rows import SourceRow
from etl.standing_lists.sheet import HEADINGS, REQUIRED, Column, ListKind, columns_of
from gis.domain.names import name_key

MOST_ROWS: Final = 20_000
_LONGEST: Final = 500
_DAYS: Final = (Column.VALID_FROM, Column.VALID_TO, Column.COUNTED_ON, Column.PAPER_DAY)
_MARKS: Final = (Column.ADOPTED, Column.CORRECTS, Column.WITHDRAWN)
_NUMBERS: Final = (Column.PRICE, Column.FACTOR, Column.TARGET, Column.HOUSEHOLDS, Column.PEOPLE)
_YES: Final = frozenset(
    map(name_key, ("x", "có", "yes", "true", "1", "đã ban hành", "đính chính", "hủy", "rồi"))
)


@dataclass(slots=True)
class ListRow:
    """A row of the file: its values by column, texts where nothing else is meant, and what is wrong with it."""

    number: int
    sheet: str | None
    cells: Mapping[Column, Cell]
    style: NumberStyle
    values: dict[Column, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, code: str, column: Column, **params: str | int) -> None:
        """Add a finding at a cell of this row."""
        self.add(Finding.of(code, **params), column)

    def add(self, finding: Finding, column: Column) -> None:
        """Put a finding to a cell of this row."""
        value = as_text(self.cells.get(column, ""))
        self.findings.append(
            finding.at(
                sheet=self.sheet,
                row=self.number,
                column=HEADINGS[column].label,
                field=column.value,
                value=value,
            )
        )

    def money(self, column: Column) -> int | None:
        """Return whole đồng; None, with a finding, where the cell is none."""
        try:
            return parse_money(self.cells[column], unit=MoneyUnit.DONG, style=self.style).vnd
        except CellError as error:
            self.add(error.finding(), column)
            return None

    def decimal(self, column: Column) -> Decimal | None:
        """Return the number in the cell; None, with a finding, where it is none."""
        try:
            return parse_decimal(self.cells[column], style=self.style)
        except CellError as error:
            self.add(error.finding(), column)
            return None

    @property
    def is_wrong(self) -> bool:
        """Whether an error keeps the row out."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def marks(self, column: Column) -> bool:
        """Tell whether the column is marked with an x."""
        return bool(self.values.get(column))

    @property
    def day(self) -> date:
        """The first day on which the row holds."""
        first: date = self.values[Column.VALID_FROM]
        return first


def read_list(path: Path, kind: ListKind) -> tuple[list[ListRow], Findings]:
    """Read the first table of the file that has the list's headings; FileRefusedError where there is none."""
    limits = ReadLimits(max_rows=MOST_ROWS)
    found = headed_rows(path, partial(columns_of, kind), limits=limits, other_kind="list_kind")
    if found is None:
        labels = ", ".join(HEADINGS[column].label for column in REQUIRED[kind])
        raise FileRefusedError.of("list_none", columns=labels)
    columns, sources, findings = found
    style = _style(columns, sources)
    return [_row(source, columns, kind, style) for source in sources], Findings(findings)


def _style(columns: Mapping[Column, int], sources: Sequence[SourceRow]) -> NumberStyle:
    """Return how the file writes numbers; where they prove nothing, as offices do."""
    cells = [
        source.cells[columns[column]]
        for column in _NUMBERS
        if column in columns
        for source in sources
        if columns[column] < len(source.cells)
    ]
    return detect_style(cells).style or NumberStyle.VIETNAMESE


def _row(source: SourceRow, columns: Mapping[Column, int], kind: ListKind, style: NumberStyle) -> ListRow:
    cells = {
        column: source.cells[place]
        for column, place in columns.items()
        if place < len(source.cells) and not is_missing(source.cells[place])
    }
    row = ListRow(source.number, source.sheet, cells, style)
    for column in REQUIRED[kind]:
        if column not in cells:
            row.tell("list_cell_missing", column)
    for column, cell in cells.items():
        _read(row, column, cell)
    return row


def _read(row: ListRow, column: Column, cell: Cell) -> None:
    try:
        check_formula(cell)
        if column in _DAYS:
            row.values[column] = parse_date(cell).day
            return
    except CellError as error:
        row.add(error.finding(), column)
        return
    text = as_text(cell)
    if len(text) > _LONGEST:
        row.tell("list_cell_long", column, longest=_LONGEST)
    row.values[column] = name_key(text) in _YES if column in _MARKS else text
