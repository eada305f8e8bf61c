"""The words around the tables of a ledger workbook: guide sheet, headings of lists, comments of columns."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from etl.ledgers.catalogue import CellKind, LedgerColumn, sheets


def text(key: str, language: str) -> str:
    """Return a text of the workbook; KeyError for an unknown key."""
    found: str = _texts()[key][language]
    return found


def comment(column: LedgerColumn, language: str) -> str:
    """Return what the comment of a column's heading says: whether it must be filled, how, and the rule."""
    parts = [text("required", language)] if column.is_required else []
    parts += [note for note in (column.note(language), _form(column.kind, language)) if note]
    return "\n".join(parts)


def write_guide(book: Any, *, language: str, title: str) -> None:
    """Write the first sheet: what the workbook is for, how rows are known and corrected, one rule for each ledger."""
    sheet = book.add_worksheet(text("guide_sheet", language))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    bold = book.add_format({"bold": True, "valign": "top"})
    large = book.add_format({"bold": True, "font_size": 14})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, title, large)
    row = 2
    for name, line in zip(
        text("guide_names", language).split("|"), text("guide_lines", language).split("|"), strict=True
    ):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, line, wrapped)
        row += 1
    row += 1
    for ledger in sheets():
        sheet.write_url(row, 0, f"internal:'{ledger.title(language)}'!A1", bold, ledger.title(language))
        sheet.write_string(row, 1, ledger.rule(language), wrapped)
        row += 1


def _form(kind: CellKind, language: str) -> str:
    return text(f"form_{kind.value}", language) if f"form_{kind.value}" in _texts() else ""


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    with Path(__file__).with_name("guide.toml").open("rb") as stream:
        return tomllib.load(stream)
