"""Rows of a ledger sheet as typed values, with a finding for every cell that can't be read; a wrong cell keeps its row out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from etl.cells import Cell, as_text, check_formula, is_missing
from etl.dates import GivenDate, parse_date
from etl.findings import CellError, Finding, Severity, in_both
from etl.ledgers import catalogue
from etl.ledgers.books import LedgerBooks
from etl.ledgers.catalogue import CellKind, LedgerColumn
from etl.ledgers.numbers import LedgerNumbers, read_decimal, read_integer, read_year
from etl.ledgers.reading import LedgerTable
from etl.ledgers.rows import LedgerRow, Numbered, Outcome
from etl.ledgers.words import code_of, offered_word, words_of
from etl.money import parse_money
from etl.numbers import parse_percent
from etl.rows import Header, SourceRow
from gis.domain.documents import NO_PAPER, PAPER_FIELDS, StatedPaper, number_key
from gis.domain.lifecycle import DatePrecision
from gis.domain.names import name_key

_TOTALS: Final = frozenset({"tong", "tong cong", "cong", "tong so", "total"})
_PLAIN: Final = frozenset({CellKind.TEXT, CellKind.LONG_TEXT})
Reader = Callable[[Cell], Any]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column at hand: its place in the file, how its cells are read, and what was read before."""

    column: LedgerColumn
    header: Header
    read: Reader
    known: dict[Cell, Any]


class LedgerParser:
    """Reads the rows of one sheet; how its numbers are written is decided by column beforehand."""

    def __init__(self, table: LedgerTable, books: LedgerBooks, numbers: LedgerNumbers) -> None:
        self._table, self._books, self._numbers = table, books, numbers
        self._labels = {field: header.label for field, header in table.columns.items()}
        self._columns = [
            _Column(column, table.columns[column.field], self._reader(column), {})
            for column in table.sheet.columns
            if column.field in table.columns
        ]
        self._defaults = {
            column.field: False if column.kind is CellKind.YES else column.default
            for column in table.sheet.columns
            if column.default is not None
        }
        self._required = [column.field for column in table.sheet.columns if column.is_required]

    def rows(self) -> Iterator[LedgerRow]:
        """Yield every row in order; a row of totals is told and skipped."""
        for source in self._table.table.rows:
            row = LedgerRow(self._table.sheet, source.sheet, source.number, None, {}, labels=self._labels)
            if _is_total(source):
                row.outcome = Outcome.SKIPPED
                row.tell(Finding.of("row_is_total"))
            else:
                self._fill(row, source)
            yield row

    def _fill(self, row: LedgerRow, source: SourceRow) -> None:
        found = {}
        for at in self._columns:
            cell = source.cells[at.header.index]
            is_empty = cell is None or (isinstance(cell, str) and is_missing(cell))
            found[at.column.field] = None if is_empty else self._value(row, at, cell)
        wrong = {finding.field for finding in row.findings}
        self._place(row, found)
        row.values = {name: found[name] for name in found if name not in catalogue.HEAD_FIELDS}
        if isinstance(given := row.values.get("new_date"), GivenDate):
            row.values |= {"new_date": given.day, "precision": given.precision}
        self._complete(row, wrong)
        self._find_unit(row)

    def _place(self, row: LedgerRow, found: dict[str, Any]) -> None:
        """Take out of the row what says which project and which row of the ledger it is about."""
        code = row.project_code = found.get(catalogue.PROJECT)
        if code is not None:
            project = self._books.projects.find(code)
            if isinstance(project, Finding):
                row.tell(project, catalogue.PROJECT, code)
            else:
                row.project = project
        row.explicit_key = found.get(catalogue.ENTRY_KEY)
        row.counted_from = found.get(catalogue.COUNTED_FROM)
        row.is_withdrawn = bool(found.get(catalogue.WITHDRAWN))
        row.paper = StatedPaper._make(found.get(name) for name in PAPER_FIELDS)
        if not row.paper.is_blank and not row.paper.is_named and row.sheet.name != catalogue.TREASURY:
            row.tell(Finding.of("ledger_paper_unnamed"), catalogue.DOCUMENT)
            row.paper = NO_PAPER
        if code is None and not row.sheet.is_project_optional:
            row.tell(_missing(row, catalogue.PROJECT), catalogue.PROJECT)

    def _complete(self, row: LedgerRow, wrong: set[str | None]) -> None:
        for name, default in self._defaults.items():
            if row.values.get(name) is None and name not in wrong:
                row.values[name] = default
        for name in () if row.is_withdrawn else self._required:
            if name != catalogue.PROJECT and row.values.get(name) is None and name not in wrong:
                row.tell(_missing(row, name), name)

    def _find_unit(self, row: LedgerRow) -> None:
        """Look communes up last: a name means the unit of the row's own day."""
        day = row.values.get(catalogue.EFFECTIVE)
        for name in ("unit_id", "responsible_unit_id"):
            text = row.values.get(name)
            if text is None:
                continue
            unit = self._books.units.find(text, day) if isinstance(day, date) else None
            if isinstance(unit, Finding):
                row.tell(unit, name, text)
            row.values[name] = unit if isinstance(unit, int) else None

    def _value(self, row: LedgerRow, at: _Column, cell: Cell) -> Any:
        if isinstance(cell, str) and cell in at.known:
            return at.known[cell]
        try:
            check_formula(cell)
            value = at.read(cell)
        except CellError as error:
            wrong = replace(error.finding(), severity=Severity.ERROR)
            row.tell(wrong, at.column.field, as_text(cell))
            return None
        if at.column.kind is CellKind.AGENCY:
            value, told = value
            for finding in told:
                row.tell(finding, at.column.field, as_text(cell))
        elif isinstance(cell, str):
            at.known[cell] = value
        return value

    def _reader(self, column: LedgerColumn) -> Reader:
        if column.choices is not None:
            offered_by = column.choices
            return lambda cell: offered_word(offered_by, as_text(cell))
        if column.kind in _PLAIN or column.kind in (CellKind.PROJECT, CellKind.UNIT):
            return as_text
        style = self._numbers.styles.get(column.field)
        readers: Mapping[CellKind, Reader] = {
            CellKind.DATE: lambda cell: parse_date(cell).day,
            CellKind.DAY: _exact_day,
            CellKind.ANY_DATE: parse_date,
            CellKind.YEAR: read_year,
            CellKind.MONEY: lambda cell: self._money(cell, column.field),
            CellKind.INTEGER: lambda cell: read_integer(cell, style),
            CellKind.DECIMAL: lambda cell: read_decimal(cell, style),
            CellKind.PERCENT: lambda cell: self._percent(cell, column.field),
            CellKind.CODE: lambda cell: _code(cell, column),
            CellKind.YES: _yes,
            CellKind.SOURCE: self._source,
            CellKind.AGENCY: lambda cell: self._books.agency(as_text(cell)),
            CellKind.PACKAGE: _numbered,
            CellKind.CONTRACT: _numbered,
        }
        return readers[column.kind]

    def _money(self, cell: Cell, field: str) -> int:
        money = parse_money(
            cell, unit=self._numbers.money_units.get(field), style=self._numbers.styles.get(field)
        )
        if money.was_rounded:
            raise CellError("ledger_money_not_whole", value=as_text(cell))
        return money.vnd

    def _percent(self, cell: Cell, field: str) -> Decimal:
        scale = self._numbers.percent_scales.get(field)
        return round(parse_percent(cell, scale=scale, style=self._numbers.styles.get(field)), 2)

    def _source(self, cell: Cell) -> int:
        entry = self._books.sources.match(as_text(cell)).entry
        if entry is None:
            raise CellError(
                "value_not_in_list",
                value=as_text(cell),
                **in_both("field_label", "Nguồn vốn", "Source"),
                choices="Ngân sách trung ương, Ngân sách tỉnh, Ngân sách xã …",
            )
        return entry.id


def _is_total(source: SourceRow) -> bool:
    first = next((cell for cell in source.cells if not is_missing(cell)), None)
    return isinstance(first, str) and len(first) < 20 and name_key(first) in _TOTALS


def _missing(row: LedgerRow, name: str) -> Finding:
    column = row.sheet.column(name)
    return Finding.of("ledger_cell_missing", **in_both("column_label", column.label_vi, column.label_en))


def _exact_day(cell: Cell) -> date:
    given = parse_date(cell)
    if given.precision is not DatePrecision.DAY:
        raise CellError("ledger_day_needed", value=as_text(cell))
    return given.day


def _code(cell: Cell, column: LedgerColumn) -> str:
    axis = column.axis or ""
    found = code_of(axis, as_text(cell))
    if found is None:
        raise CellError(
            "value_not_in_list",
            value=as_text(cell),
            **in_both("field_label", column.label_vi, column.label_en),
            **in_both("choices", ", ".join(words_of(axis)), ", ".join(words_of(axis, "en"))),
        )
    return found


def _yes(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = code_of("yes", as_text(cell))
    if answer is None:
        choices = in_both("choices", "x, Có, Không", "x, yes, no")
        raise CellError("value_not_in_list", value=as_text(cell), field_label="x", **choices)
    return answer == "true"


def _numbered(cell: Cell) -> Numbered:
    text = as_text(cell)
    return Numbered(number_key(text), text, None)
