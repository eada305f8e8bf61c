"""How the numbers of a ledger sheet are written: style, unit of money and scale of percent, each decided by column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Final

from etl.cells import Cell, as_text, is_missing
from etl.findings import CellError, Finding
from etl.ledgers.catalogue import CellKind, LedgerColumn
from etl.ledgers.reading import LedgerTable
from etl.money import MoneyUnit, has_unit, parse_money, unit_in_heading
from etl.numbers import NumberStyle, PercentScale, detect_percent_scale, detect_style, parse_decimal

_NUMBERS: Final = frozenset({CellKind.MONEY, CellKind.DECIMAL, CellKind.INTEGER, CellKind.PERCENT})
_SURELY_DONG: Final = 1_000_000
_YEARS: Final = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class LedgerNumbers:
    """Decisions about the number columns of one sheet."""

    styles: Mapping[str, NumberStyle | None] = field(default_factory=dict)
    money_units: Mapping[str, MoneyUnit | None] = field(default_factory=dict)
    percent_scales: Mapping[str, PercentScale | None] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def plan_ledger_numbers(
    table: LedgerTable, *, style: NumberStyle | None = None, unit: MoneyUnit | None = None
) -> LedgerNumbers:
    """Decide by the user's word, the heading, or the numbers themselves; what stays open is told at each cell."""
    columns = [
        column for column in table.sheet.columns if column.kind in _NUMBERS and column.field in table.columns
    ]
    cells = {column.field: table.table.column(table.columns[column.field].index) for column in columns}
    findings: list[Finding] = []
    styles: dict[str, NumberStyle | None] = {}
    for column in columns:
        guess = detect_style(cells[column.field])
        styles[column.field] = style or guess.style
        if guess.has_conflict and style is None:
            label = table.columns[column.field].label
            findings.append(Finding.of("number_style_mixed").at(sheet=table.table.sheet, column=label))
    shared = {found for found in styles.values() if found is not None}
    if len(shared) == 1:
        styles = dict.fromkeys(styles, next(iter(shared)))
    units = {
        column.field: unit or _unit(table, column, cells[column.field], styles[column.field], findings)
        for column in columns
        if column.kind is CellKind.MONEY
    }
    scales = {
        column.field: _scale(table, column, cells[column.field], styles[column.field], findings)
        for column in columns
        if column.kind is CellKind.PERCENT
    }
    return LedgerNumbers(styles, units, scales, tuple(findings))


def _unit(
    table: LedgerTable,
    column: LedgerColumn,
    cells: list[Cell],
    style: NumberStyle | None,
    findings: list[Finding],
) -> MoneyUnit | None:
    header = table.columns[column.field]
    for text in (header.text, *reversed(table.table.notes)):
        if found := unit_in_heading(text):
            return found
    bare = [cell for cell in cells if not is_missing(cell) and not has_unit(cell)]
    if bare and median(_as_dong(bare, style) or [0]) >= _SURELY_DONG:
        findings.append(Finding.of("money_unit_assumed").at(sheet=table.table.sheet, column=header.label))
        return MoneyUnit.DONG
    return None


def _scale(
    table: LedgerTable,
    column: LedgerColumn,
    cells: list[Cell],
    style: NumberStyle | None,
    findings: list[Finding],
) -> PercentScale | None:
    """Take a heading's % for what it says, and tell where its numbers look like fractions all the same."""
    found = detect_percent_scale(cells, style=style)
    label = table.columns[column.field].label
    if "%" not in label:
        return found
    if found is PercentScale.FRACTION:
        findings.append(Finding.of("ledger_percent_small").at(sheet=table.table.sheet, column=label))
    return PercentScale.PERCENT


def _as_dong(cells: list[Cell], style: NumberStyle | None) -> list[int]:
    sums = []
    for cell in cells:
        try:
            sums.append(parse_money(cell, unit=MoneyUnit.DONG, style=style).vnd)
        except CellError:
            continue
    return sums


def read_decimal(cell: Cell, style: NumberStyle | None) -> Decimal:
    """Return a number that is not negative; raises ``CellError``."""
    number = parse_decimal(cell, style=style)
    if number < 0:
        raise CellError("ledger_negative", value=as_text(cell))
    return number


def read_integer(cell: Cell, style: NumberStyle | None) -> int:
    """Return a whole number that is not negative; raises ``CellError``."""
    number = read_decimal(cell, style)
    if number != number.to_integral_value() or number >= 2**31:
        raise CellError("ledger_not_whole", value=as_text(cell))
    return int(number)


def read_year(cell: Cell) -> int:
    """Return a year; raises ``CellError`` ``ledger_year_unreadable``."""
    text = as_text(cell).lower().removeprefix("năm").strip()
    if not text.isdecimal() or int(text) not in _YEARS:
        raise CellError("ledger_year_unreadable", value=as_text(cell))
    return int(text)
