"""From a file to the tables of ledgers: which sheet is which ledger, where its heading is, which column is which field."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from etl.cells import Cell, is_missing
from etl.columns import heading_key
from etl.findings import FileRefusedError, Finding, in_both
from etl.headers import Heading
from etl.ledgers.catalogue import LedgerColumn, LedgerSheet, sheet_of, sheets
from etl.readers.csv_text import csv_grid
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks
from etl.readers.sniff import FileKind, sniff
from etl.readers.spreadsheet import WORKBOOKS, visible_grids
from etl.readers.tables import grid_table
from etl.rows import Header, SourceFile, SourceTable, column_letter
from gis.domain.names import name_key

_SEARCHED_ROWS: Final = 20
_OWN_SHEETS: Final = frozenset(map(name_key, ("Hướng dẫn", "Guide", "Danh mục", "Lists")))
Grid = Sequence[Sequence[Cell]]


class LedgerTable(NamedTuple):
    """The rows of one ledger in a file, and which column holds which field."""

    sheet: LedgerSheet
    table: SourceTable
    columns: Mapping[str, Header]


class LedgerFile(NamedTuple):
    """A file as read: its ledgers in the order of the workbook, and what was noticed on the way."""

    source: SourceFile
    tables: tuple[LedgerTable, ...]
    findings: tuple[Finding, ...]


class _RawSheet(NamedTuple):
    name: str | None
    grid: Grid
    marks: SheetMarks | None


def read_ledgers(path: Path, limits: ReadLimits | None = None, *, ledger: str | None = None) -> LedgerFile:
    """Read a workbook of ledgers, or one ledger as CSV.

    A sheet is known by its name, else by its headings; `ledger` (the name of a table) says what the only sheet is.
    Raises ``FileRefusedError`` where nothing in the file is a ledger or it can't be read.
    """
    limits = limits or ReadLimits()
    kind = sniff(path, limits)
    raw, findings = _raw_sheets(path, kind, limits)
    tables = []
    for item in raw:
        found, told = _ledger_table(item, limits, ledger, path.stem)
        findings += told
        if found is not None:
            tables.append(found)
    if not tables:
        raise FileRefusedError.of("ledger_none", sheets=", ".join(sheet.title_vi for sheet in sheets()))
    order = {sheet.name: place for place, sheet in enumerate(sheets())}
    tables.sort(key=lambda table: order.get(table.sheet.name, 0))
    source = SourceFile(path.name, kind.value, tuple(table.table for table in tables))
    return LedgerFile(source, tuple(tables), tuple(findings))


def _raw_sheets(path: Path, kind: FileKind, limits: ReadLimits) -> tuple[list[_RawSheet], list[Finding]]:
    if kind in WORKBOOKS:
        found = [
            _RawSheet(sheet.name, sheet.grid, sheet.marks) for sheet in visible_grids(path, kind, limits)
        ]
        return [sheet for sheet in found if name_key(sheet.name or "") not in _OWN_SHEETS], []
    if kind is not FileKind.CSV:
        raise FileRefusedError.of("ledger_kind", kind=kind.value)
    grid, encoding = csv_grid(path, limits)
    decoded = [Finding.of("bytes_decoded", encoding=encoding)] if encoding != "utf-8" else []
    return [_RawSheet(None, grid, None)], decoded


def _ledger_table(
    raw: _RawSheet, limits: ReadLimits, ledger: str | None, stem: str
) -> tuple[LedgerTable | None, list[Finding]]:
    sheet = _named(ledger, raw.name or stem)
    candidates = [sheet] if sheet is not None else list(sheets())
    best: tuple[int, int, LedgerSheet] | None = None
    for candidate in candidates:
        for row, cells in enumerate(raw.grid[:_SEARCHED_ROWS]):
            count = len(_fields(candidate, cells))
            is_enough = sheet is not None or _has_required(candidate, cells)
            if count >= 2 and is_enough and (best is None or count > best[0]):
                best = (count, row, candidate)
    if best is None:
        skipped = Finding.of(
            "sheet_skipped",
            name=raw.name or stem,
            reason="không có dòng tiêu đề của sổ nào",
            reason_en="it has the headings of no ledger",
        )
        return None, [] if _is_blank(raw.grid) else [skipped.at(sheet=raw.name)]
    return _table(raw, best[2], best[1], limits)


def _table(
    raw: _RawSheet, sheet: LedgerSheet, row: int, limits: ReadLimits
) -> tuple[LedgerTable | None, list[Finding]]:
    width = max(map(len, raw.grid), default=0)
    texts = [_heading_text(cell) for cell in raw.grid[row]]
    headers = tuple(
        Header(index, texts[index] if index < len(texts) else "", column_letter(index))
        for index in range(width)
    )
    notes = tuple(str(cell) for line in raw.grid[:row] for cell in line if isinstance(cell, str))
    columns = _fields(sheet, raw.grid[row])
    heading = Heading(headers, row, row + 1, notes, len(columns))
    read = grid_table(raw.grid, sheet=raw.name, limits=limits, marks=raw.marks, heading=heading)
    if read is None:
        return None, []
    table, findings = read
    findings += list(_column_findings(sheet, table, columns))
    return LedgerTable(sheet, table, {field: headers[index] for field, index in columns.items()}), findings


def _column_findings(sheet: LedgerSheet, table: SourceTable, columns: Mapping[str, int]) -> Iterator[Finding]:
    for column in sheet.columns:
        if column.is_required and column.field not in columns:
            missing = Finding.of(
                "ledger_column_missing", **in_both("column_label", column.label_vi, column.label_en)
            )
            yield missing.at(sheet=table.sheet, field=column.field)
    used = set(columns.values())
    for header in table.headers:
        if header.text and header.index not in used:
            yield Finding.of("column_unknown").at(sheet=table.sheet, column=header.label)


def _named(ledger: str | None, name: str) -> LedgerSheet | None:
    if ledger is not None:
        return sheet_of(ledger)
    key = name_key(name.replace("_", " "))
    return next((sheet for sheet in sheets() if key in sheet.name_keys), None)


def _fields(sheet: LedgerSheet, cells: Sequence[Cell]) -> dict[str, int]:
    """Return the column of each field whose heading stands in this row; a better heading wins."""
    claims: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(cells):
        text = _heading_text(cell)
        found = _field_of(sheet.name, text) if text else None
        if found is not None and (found[0] not in claims or found[1] < claims[found[0]][0]):
            claims[found[0]] = (found[1], index)
    return {field: index for field, (_, index) in claims.items()}


@lru_cache(maxsize=4_096)
def _field_of(name: str, text: str) -> tuple[str, int] | None:
    sheet = sheet_of(name)
    key = heading_key(text)
    ranked = [
        (column.heading_keys.index(key), column.field)
        for column in sheet.columns
        if key in column.heading_keys
    ]
    return (min(ranked)[1], min(ranked)[0]) if ranked else None


def _has_required(sheet: LedgerSheet, cells: Sequence[Cell]) -> bool:
    found = _fields(sheet, cells)
    return all(_is_there(column, found) for column in sheet.columns)


def _is_there(column: LedgerColumn, found: Mapping[str, int]) -> bool:
    return not column.is_required or column.field in found


def _heading_text(cell: Cell) -> str:
    return " ".join(cell.rstrip(" *").split())[:200] if isinstance(cell, str) else ""


def _is_blank(grid: Grid) -> bool:
    return all(is_missing(cell) for row in grid for cell in row)
