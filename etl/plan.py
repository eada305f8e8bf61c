"""How a table is read: number style, unit of money, scale of percent and coordinate system, each decided by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from etl.cells import Cell, is_missing
from etl.column_map import ColumnMap
from etl.columns import Field
from etl.findings import CellError, Finding
from etl.money import MoneyUnit, has_unit, parse_money, unit_in_heading
from etl.numbers import NumberStyle, PercentScale, detect_percent_scale, detect_style, style_by_total
from etl.row_kinds import RowKind, row_kind
from etl.rows import SourceTable
from etl.vertices import ShapeKind
from gis.crs import MAINLAND, Bounds

_NUMBER_FIELDS: Final = (Field.BUDGET_VND, Field.PHYSICAL_PROGRESS_PCT)
_SURELY_DONG: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """What the user said beforehand; None leaves it to the file. ``area`` is the box of the units at hand.

    ``is_lenient``: a cell or shape that can't be read costs its value and not its row, with a warning.
    ``shape_kind``: what vertices in rows make where the table does not say. ``as_of``: figures are of no later day. ``may_repeat_codes``: whoever takes the rows looks for repeated codes.
    """

    number_style: NumberStyle | None = None
    money_unit: MoneyUnit | None = None
    crs: int | None = None
    area: Bounds = MAINLAND
    max_vertices: int = 200_000
    is_lenient: bool = False
    may_repeat_codes: bool = False
    as_of: date | None = None
    shape_kind: ShapeKind | None = None


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """Decisions about the number columns of one table; ``styles`` only where a column's own numbers decide."""

    styles: Mapping[Field, NumberStyle | None]
    money_unit: MoneyUnit | None
    percent_scale: PercentScale | None
    findings: tuple[Finding, ...]


def plan_numbers(table: SourceTable, columns: ColumnMap, options: ParseOptions) -> NumberPlan:
    """Decide how numbers are read: by the user's word, the column itself, the other columns, or the total row."""
    findings: list[Finding] = []
    styles = {field: _style(table, columns, field, options, findings) for field in _NUMBER_FIELDS}
    shared = {style for style in styles.values() if style is not None}
    if len(shared) == 1:
        styles = {field: style or next(iter(shared)) for field, style in styles.items()}
    unit = _money_unit(table, columns, styles[Field.BUDGET_VND], options, findings)
    percents = _cells(table, columns, Field.PHYSICAL_PROGRESS_PCT)
    scale = detect_percent_scale(percents, style=styles[Field.PHYSICAL_PROGRESS_PCT])
    zeros = sum(
        not isinstance(cell, bool) and cell in (0, "0") for cell in _cells(table, columns, Field.BUDGET_VND)
    )
    if zeros:
        label = columns.columns[Field.BUDGET_VND].label
        findings.append(Finding.of("zero_as_missing", count=zeros).at(sheet=table.sheet, column=label))
    return NumberPlan(styles, unit, scale, tuple(findings))


def _style(
    table: SourceTable, columns: ColumnMap, field: Field, options: ParseOptions, findings: list[Finding]
) -> NumberStyle | None:
    if field not in columns.columns or options.number_style is not None:
        return options.number_style
    cells = _cells(table, columns, field)
    guess = detect_style(cells)
    if guess.has_conflict:
        label = columns.columns[field].label
        findings.append(Finding.of("number_style_mixed").at(sheet=table.sheet, column=label))
    if guess.style is not None or guess.has_conflict:
        return guess.style
    totals = [columns.cell(row, field) for row in table.rows if row_kind(row, columns) is RowKind.TOTAL]
    return next((style for total in totals if (style := style_by_total(cells, total)) is not None), None)


def _money_unit(
    table: SourceTable,
    columns: ColumnMap,
    style: NumberStyle | None,
    options: ParseOptions,
    findings: list[Finding],
) -> MoneyUnit | None:
    header = columns.columns.get(Field.BUDGET_VND)
    if header is None or options.money_unit is not None:
        return options.money_unit
    for text in (header.text, *reversed(table.notes)):
        if unit := unit_in_heading(text):
            return unit
    bare = [
        cell
        for cell in _cells(table, columns, Field.BUDGET_VND)
        if not is_missing(cell) and not has_unit(cell)
    ]
    if bare and median(_as_dong(bare, style) or [0]) >= _SURELY_DONG:
        findings.append(Finding.of("money_unit_assumed").at(sheet=table.sheet, column=header.label))
        return MoneyUnit.DONG
    return None


def _as_dong(cells: Sequence[Cell], style: NumberStyle | None) -> list[int]:
    sums = []
    for cell in cells:
        try:
            sums.append(parse_money(cell, unit=MoneyUnit.DONG, style=style).vnd)
        except CellError:
            continue
    return sums


def _cells(table: SourceTable, columns: ColumnMap, field: Field) -> list[Cell]:
    """Return the cells of a field in rows that are projects."""
    if field not in columns.columns:
        return []
    return [columns.cell(row, field) for row in table.rows if row_kind(row, columns) is RowKind.PROJECT]
