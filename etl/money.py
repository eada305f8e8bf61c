"""Sums of money in đồng, nghìn, triệu or tỷ, from the cell or the heading, as whole đồng."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import Final, NamedTuple

from etl.cells import Cell, as_text
from etl.findings import CellError
from etl.numbers import NumberStyle, parse_decimal, readings


class MoneyUnit(IntEnum):
    """How many đồng a unit is worth."""

    DONG = 1
    THOUSAND = 1_000
    MILLION = 1_000_000
    BILLION = 1_000_000_000


UNIT_NAMES: Final = {
    "dong": MoneyUnit.DONG,
    "nghin": MoneyUnit.THOUSAND,
    "trieu": MoneyUnit.MILLION,
    "ty": MoneyUnit.BILLION,
}
"""What units are called on the command line."""


class Money(NamedTuple):
    """Whole đồng, and whether a fraction of a đồng had to be rounded off (half up)."""

    vnd: int
    was_rounded: bool


_MOST_VND: Final = 10**17
_DONG: Final = r"(?:đồng|dong|vnđ|vnd|đ|d)"
_UNITS: Final = (
    (MoneyUnit.BILLION, rf"(?:tỷ|tỉ|ty|ti)(?:\s*{_DONG})?"),
    (MoneyUnit.MILLION, rf"(?:triệu|trieu|tr)\.?(?:\s*{_DONG})?"),
    (MoneyUnit.THOUSAND, rf"(?:(?:nghìn|ngàn|nghin|ngan)(?:\s*{_DONG})?|1[.,]?000\s*{_DONG}|k)"),
    (MoneyUnit.DONG, _DONG),
)
_UNIT_ALONE: Final = tuple((unit, re.compile(rf"{words}\.?")) for unit, words in _UNITS)
# Within a sentence a unit counts only with đồng or VND behind it, and "hợp đồng", "hội đồng" are no unit.
_UNIT_IN_TEXT: Final = (
    (MoneyUnit.BILLION, re.compile(r"\b(?:tỷ|tỉ|ty|ti)\s*(?:đồng|dong|vnđ|vnd)\b|\b(?:tỷ|tỉ)$")),
    (MoneyUnit.MILLION, re.compile(r"\b(?:triệu|trieu|tr)\.?\s*(?:đồng|dong|vnđ|vnd|đ)\b|\btriệu$")),
    (
        MoneyUnit.THOUSAND,
        re.compile(r"\b(?:(?:nghìn|ngàn|nghin|ngan)\s*(?:đồng|dong|vnđ|vnd)|1[.,]?000\s*(?:đồng|đ))\b"),
    ),
    (MoneyUnit.DONG, re.compile(r"(?<!hợp )(?<!hội )(?<!cộng )\bđồng\b|\b(?:vnđ|vnd)\b")),
)
_BRACKETS: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_LABEL: Final = re.compile(r"^(?:đơn vị(?: tính)?|đvt|dvt)\s*[:.]?\s*")
_PART: Final = re.compile(r"([-+(]?\s*\d[\d.,\s]*\)?)\s*([^\W\d_]+\.?(?:\s*[^\W\d_]+)?)?\s*")


def unit_in_heading(heading: str) -> MoneyUnit | None:
    """Return the unit that a heading or a line above the table names: ``TMĐT (triệu đồng)``, ``ĐVT: tỷ``."""
    text = _tidy(heading.replace("_", " "))
    for part in (*reversed(_BRACKETS.findall(text)), text):
        inner = part.strip(" :;,")
        label = _LABEL.match(inner)
        unit = _unit_alone(inner[label.end() :] if label else inner)
        if unit is not None:
            return unit
    return next((unit for unit, pattern in _UNIT_IN_TEXT if pattern.search(text)), None)


def parse_money(cell: Cell, *, unit: MoneyUnit | None, style: NumberStyle | None) -> Money:
    """Return the sum in whole đồng; a unit in the cell (``2 tỷ 500 triệu``) wins over ``unit``.

    Where the number is ambiguous, counted in đồng only the whole reading is possible, with signs for thousands. Raises ``CellError``:
    ``number_unreadable``, ``number_ambiguous``, ``money_unit_missing``, ``money_negative``, ``money_too_large``.
    """
    if isinstance(cell, str):
        total = sum((_part_vnd(*part, style, cell) for part in _parts(as_text(cell), unit)), Decimal(0))
    elif unit is None:
        raise CellError("money_unit_missing", value=as_text(cell))
    else:
        total = parse_decimal(cell, style=style) * unit
    if total < 0:
        raise CellError("money_negative", value=as_text(cell))
    if total > _MOST_VND:
        raise CellError("money_too_large", value=as_text(cell))
    vnd = total.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(vnd), vnd != total)


def has_unit(cell: Cell) -> bool:
    """Tell whether the cell itself names its unit, as ``1,5 tỷ`` does."""
    try:
        return isinstance(cell, str) and all(unit is not None for _, unit in _parts(as_text(cell), None))
    except CellError:
        return False


def _parts(text: str, unit: MoneyUnit | None) -> list[tuple[str, MoneyUnit | None]]:
    tidy = _tidy(text)
    found, end = [], 0
    while part := _PART.match(tidy, end):
        own = _unit_alone(part[2]) if part[2] else unit
        if part[2] and own is None:
            break
        found.append((part[1].strip(), own))
        end = part.end()
    if end != len(tidy) or not found or (len(found) > 1 and any(known is None for _, known in found)):
        raise CellError("number_unreadable", value=text)
    return found


def _part_vnd(number: str, unit: MoneyUnit | None, style: NumberStyle | None, cell: str) -> Decimal:
    if unit is MoneyUnit.DONG and style is None:
        whole = {value for value in readings(number).values() if value == value.to_integral_value()}
        if whole:  # 1.000 đồng: nobody writes three decimals of a đồng, so the sign groups thousands
            return max(whole)
    value = parse_decimal(number, style=style)
    if unit is None:
        raise CellError("money_unit_missing", value=cell)
    return value * unit


def _unit_alone(word: str) -> MoneyUnit | None:
    return next((unit for unit, pattern in _UNIT_ALONE if pattern.fullmatch(word.strip())), None)


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())
