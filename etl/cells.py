"""Values of cells as readers deliver them: what counts as missing, and how a value reads as text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from etl.findings import CellError


@dataclass(frozen=True, slots=True)
class BrokenFormula:
    """A formula cell without a usable value: ``shown`` is its error (``#REF!``), or empty where none is stored."""

    shown: str


Cell = str | int | float | Decimal | bool | date | datetime | time | timedelta | BrokenFormula | None

_MISSING: Final = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "..",
        "...",
        "…",
        "?",
        "n/a",
        "null",
        "none",
        "nan",
        "không có",
        "không rõ",
        "không biết",
        "không xác định",
        "chưa có",
        "chưa rõ",
        "chưa xác định",
        "chưa có số liệu",
    }
)
_LONGEST_MISSING: Final = 40
# Asked of every cell several times: most are told apart by their first letter, and many say the same.
_KEPT_TEXTS: Final = 1 << 14
_MISSING_STARTS: Final = frozenset(words[:1] for words in _MISSING)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""With what a spreadsheet begins a formula."""
# What exports write so that no spreadsheet computes it: the apostrophe is not part of the text.
_QUOTED_FORMULA: Final = re.compile(r"'[=+\-@]")
_ERRORS: Final = frozenset(
    {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#N/A", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


def is_missing(cell: Cell) -> bool:
    """Tell whether the cell holds no value: empty, a dash, or words that say so; never for 0."""
    if cell is None:
        return True
    if not isinstance(cell, str) or len(cell) > _LONGEST_MISSING:
        return False
    return _says_nothing(cell)


@lru_cache(maxsize=_KEPT_TEXTS)
def _says_nothing(text: str) -> bool:
    start = text[:1].lower()
    return (start in _MISSING_STARTS or start.isspace()) and " ".join(text.split()).lower() in _MISSING


def check_formula(cell: Cell) -> None:
    """Raise ``CellError`` ``formula_without_value`` or ``formula_error`` where a formula gave no usable value."""
    if isinstance(cell, str):
        if "#" in cell and cell.strip().upper() in _ERRORS:
            raise CellError("formula_error", value=cell.strip())
    elif isinstance(cell, BrokenFormula):
        raise CellError("formula_error" if cell.shown else "formula_without_value", value=cell.shown)


def as_text(cell: Cell) -> str:
    """Return a clean cell as one line of text; whole floats lose their ``.0``, dates are dd/mm/yyyy, None is ``""``."""
    if isinstance(cell, str):
        return _one_line(cell)
    if cell is None:
        return ""
    if isinstance(cell, BrokenFormula):
        return cell.shown
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


@lru_cache(maxsize=_KEPT_TEXTS)
def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line[1:] if line[:1] == "'" and _QUOTED_FORMULA.match(line) else line


def harmless(text: str) -> str:
    """Return a text as no spreadsheet takes it for a formula once it is opened, typed or saved as CSV.

    ``as_text`` takes the apostrophe off again.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def texts(cells: Iterable[Cell]) -> list[str]:
    """Return the texts among the cells, untouched."""
    return [cell for cell in cells if isinstance(cell, str)]
