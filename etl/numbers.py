"""Numbers as Vietnamese offices write them: separators, percent, and what stays ambiguous."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from etl.cells import Cell, as_text, is_missing
from etl.findings import CellError


class NumberStyle(StrEnum):
    """Which sign parts thousands and which decimals: ``1.234.567,89`` or ``1,234,567.89``."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class StyleGuess(NamedTuple):
    """The style that a column's own numbers prove; None where none does or where they disagree."""

    style: NumberStyle | None
    has_conflict: bool


class PercentScale(StrEnum):
    """Whether 85 % is written 0,85 or 85."""

    FRACTION = "fraction"
    PERCENT = "percent"


_SPACED_THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_PATTERNS: Final = {
    NumberStyle.VIETNAMESE: re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
    NumberStyle.ENGLISH: re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
}
_LONGEST: Final = 40


@lru_cache(maxsize=1 << 16)  # asked for the style of the column first, then for each cell
def readings(text: str) -> Mapping[NumberStyle, Decimal]:
    """Return what the text means in each style in which it is a number; ``1.234`` has two meanings, ``1.5`` one."""
    sign, digits = _signed(" ".join(text.split()))
    if len(digits) > _LONGEST:
        return {}
    digits = _SPACED_THOUSANDS.sub("", digits)
    found = {style: digits for style, pattern in _PATTERNS.items() if pattern.fullmatch(digits)}
    return {style: sign * _decimal(digits, style) for style in found}


def detect_style(cells: Iterable[Cell]) -> StyleGuess:
    """Find the style of a column from those of its texts that are numbers in one style only."""
    proofs: set[NumberStyle] = set()
    for cell in cells:
        if isinstance(cell, str):
            meanings = readings(cell)
            if len(set(meanings.values())) != len(meanings) or len(meanings) != 1:
                continue
            proofs |= meanings.keys()
    return StyleGuess(next(iter(proofs)) if len(proofs) == 1 else None, len(proofs) > 1)


def style_by_total(cells: Sequence[Cell], total: Cell) -> NumberStyle | None:
    """Return the style in which the texts add up to the total row, if there is exactly one."""
    fitting = []
    for style in NumberStyle:
        try:
            parts = [parse_decimal(cell, style=style) for cell in cells if not is_missing(cell)]
            if parts and sum(parts) == parse_decimal(total, style=style):
                fitting.append(style)
        except CellError:
            continue
    return fitting[0] if len(fitting) == 1 else None


def parse_decimal(cell: Cell, *, style: NumberStyle | None) -> Decimal:
    """Return the exact number in the cell; floats of spreadsheets are taken to their 15 digits.

    Raises ``CellError`` ``number_unreadable``, or ``number_ambiguous`` where ``style`` is None and the two styles
    disagree.
    """
    if isinstance(cell, bool):
        raise CellError("number_unreadable", value=as_text(cell))
    if isinstance(cell, int | float | Decimal):
        number = Decimal(format(cell, ".15g")) if isinstance(cell, float) else Decimal(cell)
        if not number.is_finite():
            raise CellError("number_unreadable", value=str(cell))
        return number
    meanings = readings(as_text(cell))
    if not meanings:
        raise CellError("number_unreadable", value=as_text(cell))
    if style is not None and style in meanings:
        return meanings[style]
    if len(set(meanings.values())) > 1:
        first, second = (format(meanings[known], "f").replace(".", ",") for known in NumberStyle)
        raise CellError("number_ambiguous", value=as_text(cell), first=first, second=second)
    return next(iter(meanings.values()))


def detect_percent_scale(cells: Iterable[Cell], *, style: NumberStyle | None) -> PercentScale | None:
    """Tell whether a column writes 85 % as 0,85 or as 85; None where its numbers leave both open."""
    numbers = []
    for cell in cells:
        if is_missing(cell) or (isinstance(cell, str) and "%" in cell):
            continue
        try:
            numbers.append(parse_decimal(cell, style=style))
        except CellError:
            continue
    between = any(0 < number < 1 for number in numbers)
    above = any(number > 1 for number in numbers)
    if between == above:
        return None
    return PercentScale.FRACTION if between else PercentScale.PERCENT


def parse_percent(cell: Cell, *, scale: PercentScale | None, style: NumberStyle | None) -> Decimal:
    """Return percent, 0–100; a ``%`` sign in the cell wins over the scale of the column.

    Raises ``CellError``: ``percent_ambiguous`` where neither decides between 0,85 and 85 (only above 0 and up to 1),
    ``percent_out_of_range``.
    """
    text = as_text(cell)
    if isinstance(cell, str) and text.endswith("%"):
        number = parse_decimal(text[:-1], style=style)
    else:
        number = parse_decimal(cell, style=style)
        if scale is None and 0 < number <= 1:
            raise CellError("percent_ambiguous", value=text)
        number = number * 100 if scale is PercentScale.FRACTION else number
    if not 0 <= number <= 100:
        raise CellError("percent_out_of_range", value=text)
    return number


def _signed(text: str) -> tuple[int, str]:
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1].strip()
    if text[:1] in ("-", "−", "–"):
        return -1, text[1:].strip()
    return 1, text.removeprefix("+").strip()


def _decimal(digits: str, style: NumberStyle) -> Decimal:
    if style is NumberStyle.VIETNAMESE:
        return Decimal(digits.replace(".", "").replace(",", "."))
    return Decimal(digits.replace(",", ""))
