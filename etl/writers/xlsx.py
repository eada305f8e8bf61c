"""Writing a list of projects as an Excel workbook that filters, prints and is read back."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.writers.columns import Column, Kind, columns
from etl.writers.cover import Cover
from etl.writers.words import Words
from gis.queries.exports import ExportRow

MAX_CELL_LENGTH = 32_000
WIDTHS = {
    Kind.TEXT: 18,
    Kind.LONG_TEXT: 42,
    Kind.DATE: 12,
    Kind.MONEY: 18,
    Kind.INTEGER: 10,
    Kind.DECIMAL: 13,
    Kind.DEGREES: 12,
}
NUMBER_FORMATS = {
    Kind.DATE: "dd/mm/yyyy",
    Kind.MONEY: "#,##0",
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.DEGREES: "0.0000000",
}


def write_xlsx(path: Path, rows: Iterable[ExportRow], words: Words, cover: Cover) -> int:
    """Write the workbook row by row in little memory and return the number of projects.

    Text is stored as text whatever it begins with, so nothing in it is ever computed.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(words.pick("Dự án", "Projects"))
        shown = columns()
        formats = {kind: book.add_format(_format(kind)) for kind in Kind}
        _head(book, sheet, shown, words)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, column in enumerate(shown):
                _write(sheet, count, place, column.value(row, words), formats[column.kind])
        sheet.autofilter(0, 0, max(count, 1), len(shown) - 1)
        _add_cover(book, words, cover)
    return count


def _format(kind: Kind) -> dict[str, Any]:
    style: dict[str, Any] = {"valign": "top"}
    if kind in NUMBER_FORMATS:
        style["num_format"] = NUMBER_FORMATS[kind]
    if kind is Kind.LONG_TEXT:
        style["text_wrap"] = True
    return style


def _head(book: Any, sheet: Any, shown: tuple[Column, ...], words: Words) -> None:
    """Write the headings, which stay in view and are repeated on every printed page."""
    bold = book.add_format(
        {"bold": True, "bg_color": "#E1F1ED", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    )
    for place, column in enumerate(shown):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, column.heading(words), bold)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value[:MAX_CELL_LENGTH], style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _add_cover(book: Any, words: Words, cover: Cover) -> None:
    sheet = book.add_worksheet(words.pick("Thông tin", "About"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, cover.title, bold)
    for number, (name, text) in enumerate(cover.lines, start=2):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, text[:MAX_CELL_LENGTH])
