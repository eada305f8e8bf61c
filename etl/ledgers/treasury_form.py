"""The form of the Treasury's list: one sheet of the columns that the import reads, with formats, lists and comments."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from etl.ledgers import guide
from etl.ledgers.catalogue import PROJECT, TREASURY, CellKind, LedgerColumn, sheet_of
from etl.ledgers.words import words_of
from etl.ledgers.workbook import FORMATS, WIDTHS, cell_rule

_PREPARED_ROWS: Final = 5_000
_FIELDS: Final = (PROJECT, "effective_date", "voucher_no", "amount_vnd", "kind", "plan_year")
"""The columns of a payment; those that a ledger's row carries besides say nothing here."""
_WIDTH: Final = 18


def write_form(path: Path, language: str) -> None:
    """Write the empty form in a language; what has to be filled in is orange."""
    import xlsxwriter  # what a web worker need not carry

    sheet = sheet_of(TREASURY)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        needed, head = (
            book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": colour}
            )
            for colour in ("#FCE4D0", "#E1F1ED")
        )
        page = book.add_worksheet(sheet.title(language))
        for place, column in enumerate(_columns()):
            look = book.add_format({"valign": "top", "num_format": FORMATS.get(column.kind, "General")})
            page.set_column(place, place, WIDTHS.get(column.kind, _WIDTH), look)
            page.write_string(0, place, column.heading(language), needed if column.is_required else head)
            note = guide.comment(column, language)
            if place == 0:
                note = f"{sheet.rule(language)}\n\n{note}"
            if note:
                page.write_comment(0, place, note, {"x_scale": 2.2, "y_scale": 1.6})
            rule = _rule(column, language)
            if rule is not None:
                page.data_validation(1, place, _PREPARED_ROWS, place, rule | {"error_type": "warning"})
        page.set_row(0, 44)
        page.freeze_panes(1, 1)


def _columns() -> Iterator[LedgerColumn]:
    """Yield the columns of a payment in the order of the form."""
    sheet = sheet_of(TREASURY)
    return (sheet.column(field) for field in _FIELDS)


def _rule(column: LedgerColumn, language: str) -> dict[str, Any] | None:
    """Return what Excel offers or points at in a cell of a column, None for texts."""
    if column.kind is CellKind.CODE and column.axis:
        return {"validate": "list", "source": words_of(column.axis, language)}
    return cell_rule(column.kind)
