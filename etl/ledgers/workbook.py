"""The workbook of ledgers as Excel: a guide, a sheet for each ledger with lists, formats and comments, and the lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from etl.findings import FileRefusedError
from etl.ledgers import guide
from etl.ledgers.catalogue import EFFECTIVE, CellKind, LedgerColumn, LedgerSheet, sheets
from etl.ledgers.words import offered, words_of
from etl.readers.limits import ReadLimits

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_PREPARED_ROWS: Final = 5_000
_MOST_ROWS: Final = ReadLimits().max_rows
"""More than the import takes of one sheet is not written: a part of the facts would look like all of them."""
_LONGEST_CELL: Final = 32_000
_MOST_DIGITS: Final = 10**15
WIDTHS: Final = {
    CellKind.LONG_TEXT: 42,
    CellKind.DATE: 13,
    CellKind.DAY: 13,
    CellKind.ANY_DATE: 16,
    CellKind.YEAR: 10,
    CellKind.MONEY: 19,
    CellKind.INTEGER: 11,
    CellKind.DECIMAL: 14,
    CellKind.PERCENT: 12,
    CellKind.YES: 10,
    CellKind.CODE: 24,
}
FORMATS: Final = {
    CellKind.DATE: "dd/mm/yyyy",
    CellKind.DAY: "dd/mm/yyyy",
    CellKind.ANY_DATE: "dd/mm/yyyy",
    CellKind.MONEY: "#,##0",
    CellKind.INTEGER: "#,##0",
    CellKind.DECIMAL: "#,##0.###",
    CellKind.PERCENT: "0.00",
    CellKind.YEAR: "0",
    CellKind.TEXT: "@",
    CellKind.PROJECT: "@",
    CellKind.CONTRACT: "@",
    CellKind.PACKAGE: "@",
}
_NUMBERS: Final = frozenset({CellKind.MONEY, CellKind.INTEGER, CellKind.DECIMAL, CellKind.PERCENT})


@dataclass(frozen=True, slots=True)
class WorkbookLists:
    """What the drop-down lists of an installation offer."""

    projects: Sequence[tuple[str, str]]
    communes: Sequence[str]
    sources: Sequence[str]


class LedgerWorkbook:
    """Writes one workbook: rows of a sheet in order, sheets in any order, then `close`.

    Every text is stored as text whatever it begins with, so nothing in it is ever computed.
    """

    def __init__(self, path: Path, lists: WorkbookLists, *, language: str, title: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        import xlsxwriter  # what a web worker, which knows the widths from here, need not carry

        self._book = xlsxwriter.Workbook(str(path), options)
        self._language = language
        self._lists = lists
        self._formats = {
            kind: self._book.add_format({"valign": "top", "num_format": FORMATS.get(kind, "General")})
            for kind in CellKind
        }
        self._formats[CellKind.LONG_TEXT].set_text_wrap()
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        self._head = self._book.add_format(head | {"bg_color": "#E1F1ED"})
        self._needed = self._book.add_format(head | {"bg_color": "#F6D9A8"})
        guide.write_guide(self._book, language=language, title=title)
        self._sheets: dict[str, Worksheet] = {
            sheet.name: self._book.add_worksheet(sheet.title(language)) for sheet in sheets()
        }
        self._rows = dict.fromkeys(self._sheets, 0)
        self._ranges = self._write_lists()
        for sheet in sheets():
            self._prepare(sheet)

    def close(self) -> None:
        """Write the file; nothing can be added afterwards."""
        self._book.close()

    def add(self, sheet: LedgerSheet, cells: Mapping[str, Any], *, remark: str = "") -> None:
        """Append a row to a sheet; `cells` are what is shown, by field, `remark` a comment at its day.

        Raises ``FileRefusedError`` where the sheet gets more rows than an import takes.
        """
        self._rows[sheet.name] += 1
        if self._rows[sheet.name] > _MOST_ROWS:
            raise FileRefusedError.of("too_many_rows", limit=_MOST_ROWS)
        row, worksheet = self._rows[sheet.name], self._sheets[sheet.name]
        for place, column in enumerate(sheet.columns):
            value = cells.get(column.field)
            if value is not None:
                self._write(worksheet, row, place, value, self._formats[column.kind])
            if remark and column.field == EFFECTIVE:
                worksheet.write_comment(row, place, remark)

    def _write(self, worksheet: "Worksheet", row: int, place: int, value: Any, style: Any) -> None:
        if isinstance(value, date):
            worksheet.write_datetime(row, place, value, style)
        elif isinstance(value, int | Decimal) and -_MOST_DIGITS < value < _MOST_DIGITS:
            worksheet.write_number(row, place, value, style)
        else:
            worksheet.write_string(row, place, str(value)[:_LONGEST_CELL], style)

    def _prepare(self, sheet: LedgerSheet) -> None:
        worksheet = self._sheets[sheet.name]
        for place, column in enumerate(sheet.columns):
            worksheet.set_column(place, place, WIDTHS.get(column.kind, 18), self._formats[column.kind])
            worksheet.write_string(
                0, place, column.heading(self._language), self._needed if column.is_required else self._head
            )
            note = guide.comment(column, self._language)
            if place == 0:
                note = f"{sheet.rule(self._language)}\n\n{note}"
            if note:
                worksheet.write_comment(0, place, note, {"x_scale": 2.2, "y_scale": 1.6})
            self._validate(worksheet, place, column)
        worksheet.set_row(0, 44)
        worksheet.freeze_panes(1, 1)
        worksheet.repeat_rows(0)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.autofilter(0, 0, _PREPARED_ROWS, len(sheet.columns) - 1)

    def _validate(self, worksheet: "Worksheet", place: int, column: LedgerColumn) -> None:
        """Offer lists and point at slips; a hint never forbids what the reader would understand."""
        rule = self._rule(column)
        if rule is not None:
            worksheet.data_validation(1, place, _PREPARED_ROWS, place, rule | {"error_type": "warning"})

    def _rule(self, column: LedgerColumn) -> dict[str, Any] | None:
        named = {
            CellKind.PROJECT: "project",
            CellKind.UNIT: "unit",
            CellKind.SOURCE: "source",
            CellKind.CODE: column.axis,
            CellKind.TEXT: column.choices,
            CellKind.YES: "yes",
        }.get(column.kind)
        if named is not None and named in self._ranges:
            return {"validate": "list", "source": self._ranges[named]}
        return cell_rule(column.kind)

    def _write_lists(self) -> dict[str, str]:
        """Write the sheet of lists and return the range of each."""
        name = guide.text("lists_sheet", self._language)
        worksheet = self._book.add_worksheet(name)
        lists = self._columns()
        for place, (_, heading, _) in enumerate(lists):
            worksheet.set_column(place, place, 28)
            worksheet.write_string(0, place, heading, self._head)
        for row in range(max(len(values) for _, _, values in lists)):
            for place, (_, _, values) in enumerate(lists):
                if row < len(values):
                    worksheet.write_string(row + 1, place, values[row])
        worksheet.freeze_panes(1, 0)
        return {
            key: f"='{name}'!${_letter(place)}$2:${_letter(place)}${len(values) + 1}"
            for place, (key, _, values) in enumerate(lists)
            if values
        }

    def _columns(self) -> list[tuple[str, str, Sequence[str]]]:
        text, language = guide.text, self._language
        found: list[tuple[str, str, Sequence[str]]] = [
            ("project", text("project_codes", language), [code for code, _ in self._lists.projects]),
            ("name", text("project_names", language), [name for _, name in self._lists.projects]),
            ("unit", text("communes", language), self._lists.communes),
            ("source", text("sources", language), self._lists.sources),
            ("yes", text("yes", language), ["x"]),
        ]
        for column in _coded():
            values = (
                words_of(column.axis, language) if column.axis else offered(column.choices or "", language)
            )
            heading = column.label_vi if language == "vi" else column.label_en
            found.append((column.axis or column.choices or "", heading, values))
        return found


def cell_rule(kind: CellKind) -> dict[str, Any] | None:
    """Return the hint that Excel gives where a cell of a kind is filled with something else, None for texts."""
    if kind in (CellKind.DATE, CellKind.DAY):
        return {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    if kind is CellKind.YEAR:
        return {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2100}
    if kind is CellKind.PERCENT:
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    if kind in _NUMBERS:
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    return None


def _coded() -> Iterable[LedgerColumn]:
    """Yield one column for each list of words, in the order of the sheets."""
    columns = (column for sheet in sheets() for column in sheet.columns if column.axis or column.choices)
    return {column.axis or column.choices: column for column in columns}.values()


def _letter(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))
