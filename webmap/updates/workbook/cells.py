"""Between the cells of a workbook and the fields of a form: the same readers, the same messages."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from flask_babel import gettext

from etl.cells import Cell, as_text, check_formula
from etl.findings import CellError
from etl.ledgers.catalogue import CellKind, LedgerColumn
from etl.ledgers.words import code_of, word_of, words_of
from etl.month_books.told import BookFinding
from etl.numbers import NumberStyle, parse_decimal
from gis.domain.documents import number_key
from gis.domain.names import name_key
from webmap.facets import reference_name
from webmap.formatting import number
from webmap.language import current_language
from webmap.request_filters import codes
from webmap.updates.reading import written
from webmap.updates.words import cell_words
from webmap.updates.workbook.cases import ProjectCase

_NUMBERS: Final = frozenset({CellKind.MONEY, CellKind.INTEGER, CellKind.DECIMAL, CellKind.PERCENT})
_DAYS: Final = frozenset({CellKind.DATE, CellKind.DAY, CellKind.ANY_DATE})


def cell_of(column: LedgerColumn, value: Any, case: Callable[[], ProjectCase]) -> Any:
    """Return a value of a ledger as a cell shows it: words for codes, numbers and days as such."""
    if value is None or value is False:
        return None
    if column.kind is CellKind.CODE:
        return word_of(
            column.axis or "", value.value if isinstance(value, Enum) else value, current_language()
        )
    if column.kind is CellKind.YES:
        return "x"
    if column.kind is CellKind.SOURCE:
        return next((reference_name(row) for row in codes().sources if row.id == value), None)
    if column.kind is CellKind.CONTRACT:
        return case().contract_no(value)
    return value


def typed(column: LedgerColumn, cell: Cell, case: ProjectCase, language: str) -> str:
    """Return what the field of a form in a language would hold for a cell, empty for none.

    Raises ``CellError`` for errors of formulas, words that are in no list, and a percentage that was typed with its sign.
    """
    check_formula(cell)
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return ""
    if column.kind in _DAYS:
        return cell.strftime("%Y-%m-%d") if isinstance(cell, date | datetime) else as_text(cell)
    if column.kind in _NUMBERS:
        return _number(column, cell, language)
    return _WORDS.get(column.kind, _plain)(column, cell, case)


def words_of_value(column: LedgerColumn, value: Any, case: ProjectCase) -> str:
    """Return a value as the preview tells it, a dash for none."""
    if column.kind in (CellKind.SOURCE, CellKind.CONTRACT):
        return str(cell_of(column, value, lambda: case) or "–")
    return cell_words(value, column.kind) or "–"


def is_same(column: LedgerColumn, one: Any, other: Any) -> bool:
    """Tell whether two values of a column say the same; spaces and line breaks of texts do not count."""
    if isinstance(one, str) and isinstance(other, str) and column.kind in (CellKind.TEXT, CellKind.LONG_TEXT):
        return one.split() == other.split()
    return bool((one or None) == (other or None)) if column.kind in _BLANKS else bool(one == other)


_BLANKS: Final = frozenset({CellKind.YES, CellKind.TEXT, CellKind.LONG_TEXT})


def _number(column: LedgerColumn, cell: Cell, language: str) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, date | datetime):
        raise CellError("number_unreadable", value=as_text(cell))
    value = parse_decimal(cell, style=NumberStyle.ENGLISH)
    if column.kind is CellKind.PERCENT and 0 < value < 1:
        percent = number(value * 100, 2, trim=True)
        raise CellError(BookFinding.PERCENT_SMALL, value=number(value, 4, trim=True), percent=percent)
    return written(value, language)


def _code(column: LedgerColumn, cell: Cell, _case: ProjectCase) -> str:
    axis = column.axis or ""
    found = code_of(axis, as_text(cell))
    if found is None:
        raise _not_listed(column, cell, ", ".join(words_of(axis, current_language())))
    return found


def _yes(column: LedgerColumn, cell: Cell, _case: ProjectCase) -> str:
    answer = code_of("yes", as_text(cell))
    if answer is None:
        raise _not_listed(column, cell, gettext("x hoặc để trống"))
    return "true" if answer == "true" else ""


def _source(column: LedgerColumn, cell: Cell, _case: ProjectCase) -> str:
    key = name_key(as_text(cell))
    for row in codes().sources:
        if key in (name_key(row.name_vi), name_key(row.name_en), name_key(row.code)):
            return str(row.id)
    raise _not_listed(column, cell, ", ".join(reference_name(row) for row in codes().sources))


def _contract(column: LedgerColumn, cell: Cell, case: ProjectCase) -> str:
    found = case.contracts.get(number_key(as_text(cell)))
    if found is None:
        raise _not_listed(
            column, cell, ", ".join(case.contract_no(each) or "" for each in case.contracts.values())
        )
    return str(found)


def _year(_column: LedgerColumn, cell: Cell, _case: ProjectCase) -> str:
    return as_text(cell)


def _plain(_column: LedgerColumn, cell: Cell, _case: ProjectCase) -> str:
    if isinstance(cell, str):
        return "\n".join(line.strip() for line in cell.strip().splitlines())
    return as_text(cell)


def _not_listed(column: LedgerColumn, cell: Cell, choices: str) -> CellError:
    label = column.label_en if current_language() == "en" else column.label_vi
    return CellError(
        BookFinding.NOT_LISTED, value=as_text(cell), field_label=label, choices=choices[:300] or "–"
    )


_WORDS: Final[Mapping[CellKind, Callable[[LedgerColumn, Cell, ProjectCase], str]]] = {
    CellKind.CODE: _code,
    CellKind.YES: _yes,
    CellKind.SOURCE: _source,
    CellKind.CONTRACT: _contract,
    CellKind.YEAR: _year,
}
