"""The month's workbook as Excel: white cells to fill, grey ones locked, lists, formats, a guide; or the same with findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from etl.ledgers import guide
from etl.ledgers.catalogue import CellKind
from etl.ledgers.words import offered, words_of
from etl.ledgers.workbook import FORMATS, WIDTHS, cell_rule
from etl.month_books.layout import HEADING_ROW, BookColumn, BookSheet, Part
from etl.month_books.standing import message, standing_limits
from etl.month_books.texts import text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: Final = {
    "code": 14,
    "name": 40,
    "last_on": 13,
    "last_pct": 11,
    "limits": 20,
    "project": 44,
    "state": 22,
    "told": 60,
}
_LONGEST_CELL: Final = 32_000
_MOST_DIGITS: Final = 10**15
_PLAIN: Final = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFC8C6"}
_GREY: Final = "#EEF1F0"
_RED: Final = "#F8CBAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: its mark, what its cells show by column, whether it may be filled; `wrong` columns are coloured, `told` beside."""

    mark: str
    cells: Mapping[str, Any] = field(default_factory=dict)
    is_open: bool = True
    is_project_open: bool = True
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookWords:
    """What a workbook says beside its rows, and what its lists offer."""

    language: str
    title: str
    made: str
    head: str
    projects: Sequence[str]
    sources: Sequence[str]


class MonthBookWriter:
    """Writes one workbook: a sheet after the other, then `close`. Every text is stored as text, nothing is computed."""

    def __init__(self, path: Path, words: BookWords) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        import xlsxwriter  # what a worker need not carry before somebody asks for the book

        self._book = xlsxwriter.Workbook(str(path), options)
        self._words, self._language = words, words.language
        self._book.set_properties({"title": words.title})
        self._styles: dict[tuple[CellKind, str], Format] = {}
        bold = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#BFC8C6"}
        self._heads = {
            "locked": self._book.add_format(bold | {"bg_color": "#D9DFDD"}),
            "open": self._book.add_format(bold | {"bg_color": "#E1F1ED"}),
            "needed": self._book.add_format(bold | {"bg_color": "#F6D9A8"}),
        }
        self._large = self._book.add_format({"bold": True, "font_size": 14})
        self._quiet = self._book.add_format({"font_color": "#5B6664"})
        self._lists: dict[str, tuple[str, Sequence[str]]] = {}

    def sheet(self, sheet: BookSheet, lines: Sequence[Line], *, has_told: bool = False) -> None:
        """Write a sheet; `has_told` shows the column of findings."""
        worksheet = self._book.add_worksheet(sheet.title(self._language))
        shown = [column for column in sheet.columns if has_told or column.part is not Part.TOLD]
        worksheet.write_string(0, 1, self._words.title, self._large)
        worksheet.write_string(1, 1, self._words.made, self._quiet)
        limits = standing_limits(sheet.ledger, self._language)
        for place, column in enumerate(shown):
            self._head(worksheet, place, column, limits.get(column.name, ()))
        worksheet.set_row(HEADING_ROW, 46)
        first = HEADING_ROW + 1
        for row, line in enumerate(lines, first):
            for place, column in enumerate(shown):
                self._cell(worksheet, row, place, column, line)
        last = first + max(len(lines), 1) - 1
        for place, column in enumerate(shown):
            rule = self._rule(column)
            if told := message(limits.get(column.name, ())):
                rule = (rule or {"validate": "any"}) | {"input_message": told}
            if rule is not None:
                worksheet.data_validation(first, place, last, place, rule | {"error_type": "warning"})
        self._frame(worksheet, sheet, last)

    def guide(self) -> None:
        """Write how the workbook is filled and handed back."""
        worksheet = self._book.add_worksheet(text("guide_sheet", self._language))
        worksheet.set_column(0, 0, 24)
        worksheet.set_column(1, 1, 100)
        bold = self._book.add_format({"bold": True, "valign": "top"})
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        worksheet.write_string(0, 0, self._words.title, self._large)
        names = text("guide_names", self._language).split("|")
        for row, (name, line) in enumerate(
            zip(names, text("guide_lines", self._language).split("|"), strict=True), 2
        ):
            worksheet.write_string(row, 0, name, bold)
            worksheet.write_string(row, 1, line, wrapped)
        _print_on_a4(worksheet)
        worksheet.protect("", {"format_columns": True})

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a sheet of texts: the findings of a workbook that came back."""
        worksheet = self._book.add_worksheet(title)
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        for place, heading in enumerate(headings):
            worksheet.set_column(place, place, 60 if place >= len(headings) - 2 else 20)
            worksheet.write_string(0, place, heading, self._heads["open"])
        for row, texts in enumerate(rows, 1):
            for place, told in enumerate(texts):
                worksheet.write_string(row, place, told[:_LONGEST_CELL], wrapped)
        worksheet.freeze_panes(1, 0)
        _print_on_a4(worksheet)

    def close(self) -> None:
        """Write the lists and the file."""
        name = text("lists_sheet", self._language)
        worksheet = self._book.add_worksheet(name)
        for place, (heading, values) in enumerate(self._lists.values()):
            worksheet.set_column(place, place, 40)
            worksheet.write_string(0, place, heading, self._heads["locked"])
            for row, value in enumerate(values, 1):
                worksheet.write_string(row, place, value)
        worksheet.protect()
        worksheet.hide()
        self._book.close()

    def _head(self, worksheet: "Worksheet", place: int, column: BookColumn, limits: Sequence[str]) -> None:
        if column.part is Part.MARK:
            worksheet.set_column(place, place, 4, None, {"hidden": True})
            worksheet.write_string(HEADING_ROW, place, self._words.head, self._heads["locked"])
            return
        width = _WIDTHS.get(column.name, WIDTHS.get(column.kind, 18))
        worksheet.set_column(place, place, width)
        is_needed = column.part is Part.PROJECT or (column.field is not None and column.field.is_required)
        style = "locked" if column.is_locked else "needed" if is_needed else "open"
        worksheet.write_string(HEADING_ROW, place, column.heading(self._language), self._heads[style])
        notes = [guide.comment(column.field, self._language)] if column.field is not None else []
        if note := "\n".join(filter(None, [*notes, *limits])):
            worksheet.write_comment(
                HEADING_ROW, place, note, {"x_scale": 2.2, "y_scale": 1.4 + len(limits) / 2}
            )

    def _cell(self, worksheet: "Worksheet", row: int, place: int, column: BookColumn, line: Line) -> None:
        if column.part is Part.MARK:
            worksheet.write_string(row, place, line.mark)
            return
        is_open = not column.is_locked and line.is_open
        if column.part is Part.PROJECT:
            is_open = is_open and line.is_project_open
        style = self._style(
            column.kind, "wrong" if column.name in line.wrong else "open" if is_open else "locked", is_open
        )
        value = line.cells.get(column.name)
        if value is None or value == "":
            worksheet.write_blank(row, place, None, style)
        elif isinstance(value, date):
            worksheet.write_datetime(row, place, value, style)
        elif (
            isinstance(value, int | float | Decimal)
            and not isinstance(value, bool)
            and -_MOST_DIGITS < value < _MOST_DIGITS
        ):
            worksheet.write_number(row, place, value, style)
        else:
            worksheet.write_string(row, place, str(value)[:_LONGEST_CELL], style)

    def _style(self, kind: CellKind, look: str, is_open: bool) -> "Format":
        key = (kind, f"{look}{is_open}")
        if key not in self._styles:
            made = _PLAIN | {"num_format": FORMATS.get(kind, "General"), "locked": not is_open}
            made |= {"wrong": {"bg_color": _RED}, "locked": {"bg_color": _GREY}}.get(look, {})
            self._styles[key] = self._book.add_format(made)
        return self._styles[key]

    def _rule(self, column: BookColumn) -> dict[str, Any] | None:
        """Offer lists and point at slips; a hint never forbids what the reader would understand."""
        if column.part is Part.PROJECT:
            return self._listed("project", text("list_project", self._language), self._words.projects)
        known = column.field
        if known is None:
            return None
        if known.kind is CellKind.SOURCE:
            return self._listed("source", text("list_source", self._language), self._words.sources)
        if known.kind is CellKind.YES:
            return self._listed("yes", text("list_yes", self._language), ("x",))
        if known.kind is CellKind.CODE:
            axis = known.axis or ""
            return self._listed(axis, known.heading(self._language), words_of(axis, self._language))
        if known.choices:
            words = offered(known.choices, self._language)
            return self._listed(known.choices, known.heading(self._language), words)
        return cell_rule(known.kind)

    def _listed(self, key: str, heading: str, values: Sequence[str]) -> dict[str, Any] | None:
        if not values:
            return None
        self._lists.setdefault(key, (heading, values))
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(list(self._lists).index(key))
        sheet = text("lists_sheet", self._language)
        return {"validate": "list", "source": f"='{sheet}'!${letter}$2:${letter}${len(values) + 1}"}

    def _frame(self, worksheet: "Worksheet", sheet: BookSheet, last: int) -> None:
        worksheet.freeze_panes(HEADING_ROW + 1, 3 if sheet.is_month else 2)
        worksheet.repeat_rows(HEADING_ROW)
        worksheet.print_area(0, 1, last, len(sheet.columns) - 2)
        _print_on_a4(worksheet)
        worksheet.set_footer("&L" + self._words.title.replace("&", "&&")[:120] + "&R&P/&N")
        allowed = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
        worksheet.protect("", allowed)


def _print_on_a4(worksheet: "Worksheet") -> None:
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
