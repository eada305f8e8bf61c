"""Taking a workbook of ledgers in: read, look up, settle against what is known, check by the rules, and save or not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.cells import as_text, is_missing
from etl.collecting import without_collecting
from etl.findings import Findings, Severity
from etl.ledgers.books import LedgerBooks, open_ledger_books
from etl.ledgers.catalogue import PROJECT, LedgerSheet
from etl.ledgers.checks import check_entries
from etl.ledgers.checks.setting import NO_PRICES
from etl.ledgers.numbers import plan_ledger_numbers
from etl.ledgers.parse import LedgerParser
from etl.ledgers.reading import LedgerFile, LedgerTable, read_ledgers
from etl.ledgers.rows import TAKEN, Change, LedgerRow, Outcome
from etl.ledgers.saving import Saver
from etl.ledgers.settling import (
    Entry,
    differences,
    identify,
    mark_repeated,
    resolve_references,
    settle,
)
from etl.ledgers.stock import Stock
from etl.money import MoneyUnit
from etl.numbers import NumberStyle
from etl.originals import FileFacts, file_facts, imports_folder, keep_original
from etl.readers.limits import ReadLimits
from etl.rows import SourceFile
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, wait_for_turn
from gis.queries.ledgers import price_lists

Progress = Callable[[int, int], None]
_LATER: Final = {"status_step": 1, "progress_report": 1, "contract_addendum": 1, "voucher": 2}
"""Ledgers that are held against minutes, contracts and plans come behind them, whatever the workbook's order."""
_KEPT_FINDINGS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOptions:
    """How a workbook is taken; `as_of` is the day of the import, after which nothing can have happened.

    `dated` is the day from which corrections and withdrawals count where a row names none.
    """

    as_of: date
    dated: date | None = None
    ledger: str | None = None
    number_style: NumberStyle | None = None
    money_unit: MoneyUnit | None = None
    is_trial: bool = False
    is_all_or_nothing: bool = False
    is_clearing_empty: bool = False
    shown_changes: int = 1_000
    limits: ReadLimits = field(default_factory=ReadLimits)


@dataclass(slots=True)
class LedgerResult:
    """What came of a file: outcomes of rows, also by sheet, findings, corrections before and after, what was saved."""

    facts: FileFacts
    source: SourceFile
    reading: dict[str, Any]
    findings: Findings
    counts: dict[str, int] = field(default_factory=dict)
    sheet_counts: dict[str, dict[str, int]] = field(default_factory=dict)
    row_outcomes: dict[tuple[str | None, int], str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    is_refused: bool = False
    saved_count: int = 0


def load_ledgers(
    session: Session, actor: Actor, path: Path, options: LedgerOptions, *, on_row: Progress | None = None
) -> LedgerResult:
    """Take the facts of a file; the caller commits. A trial writes nothing.

    Wrong rows stay out and are told, unless all or nothing was asked. The same file twice changes nothing. Raises
    ``FileRefusedError`` where the file as a whole can't be read. ``on_row`` is told rows done and rows in all.
    """
    with without_collecting():
        return _load(session, actor, path, options, on_row)


def _load(
    session: Session, actor: Actor, path: Path, options: LedgerOptions, on_row: Progress | None
) -> LedgerResult:
    file = read_ledgers(path, options.limits, ledger=options.ledger)
    if not options.is_trial:
        wait_for_turn(session)
    books = open_ledger_books(session, _codes(file))
    findings = Findings(file.findings)
    reading = {"kind": file.source.kind, "as_of": options.as_of.isoformat(), "ledgers": _columns(file)}
    result = LedgerResult(file_facts(path), file.source, reading, findings)
    parsed = list(_parsed(file, books, options, findings, on_row))
    settled = _settled(session, parsed, options)
    _tell(parsed, settled, result, limit=options.shown_changes)
    taken = [
        (sheet, [entry for entry in entries if entry.row.outcome in TAKEN]) for sheet, entries in settled
    ]
    if options.is_all_or_nothing and findings.by_severity()[Severity.ERROR]:
        result.is_refused = True
    elif not options.is_trial and any(entries for _, entries in taken):
        saver = Saver(session, actor, _batch(result), options.as_of, options.dated)
        result.saved_count = saver.save(
            [(sheet, entries) for sheet, entries in taken if entries],
            counts=result.sheet_counts,
            findings=_kept_findings(findings),
        )
        keep_original(path, result.facts, imports_folder())
    return result


def _codes(file: LedgerFile) -> Iterator[str]:
    for table in file.tables:
        header = table.columns.get(PROJECT)
        if header is not None:
            yield from {as_text(cell) for cell in table.table.column(header.index) if not is_missing(cell)}


def _parsed(
    file: LedgerFile,
    books: LedgerBooks,
    options: LedgerOptions,
    findings: Findings,
    on_row: Progress | None,
) -> Iterator[tuple[LedgerTable, list[LedgerRow]]]:
    total, done = file.source.row_count, 0
    for table in file.tables:
        numbers = plan_ledger_numbers(table, style=options.number_style, unit=options.money_unit)
        findings.extend(numbers.findings)
        rows = []
        for row in LedgerParser(table, books, numbers).rows():
            rows.append(row)
            done += 1
            if on_row is not None:
                on_row(done, total)
        yield table, rows


def _settled(
    session: Session, parsed: Sequence[tuple[LedgerTable, list[LedgerRow]]], options: LedgerOptions
) -> list[tuple[LedgerSheet, list[Entry]]]:
    """Return the rows that could be read, each with its outcome, ledger by ledger in the order of their references."""
    rows = [row for _, found in parsed for row in found]
    projects = sorted({row.project.id for row in rows if row.project is not None})
    gifts = (row for row in rows if row.sheet.is_project_optional)
    units = sorted({row.values["unit_id"] for row in gifts if row.values.get("unit_id")})
    stock = Stock(session, projects, units)
    prices = price_lists(session) if any(row.sheet.name == "contribution" for row in rows) else NO_PRICES
    found = []
    for table, sheet_rows in sorted(parsed, key=lambda item: _LATER.get(item[0].sheet.name, 0)):
        entries = _entries(sheet_rows, stock)
        mark_repeated(entries)
        open_entries = [entry for entry in entries if entry.row.outcome is None and not entry.row.is_wrong]
        for entry in open_entries:
            settle(entry, stock.papers, is_clearing_empty=options.is_clearing_empty)
        check_entries(
            table.sheet,
            [entry for entry in open_entries if entry.row.outcome in TAKEN and not entry.row.is_wrong],
            stock,
            as_of=options.as_of,
            prices=prices,
        )
        for row in sheet_rows:
            if row.is_wrong or row.outcome is None:
                row.outcome = Outcome.REFUSED
        found.append((table.sheet, entries))
    return found


def _entries(rows: Sequence[LedgerRow], stock: Stock) -> list[Entry]:
    entries = []
    for row in rows:
        if row.outcome is None and not row.is_wrong:
            resolve_references(row, stock)
        if row.outcome is None and not row.is_wrong:
            entries.append(identify(row, stock.ledger(row.sheet.name)))
    return entries


def _tell(
    parsed: Sequence[tuple[LedgerTable, list[LedgerRow]]],
    settled: Sequence[tuple[LedgerSheet, list[Entry]]],
    result: LedgerResult,
    *,
    limit: int,
) -> None:
    for table, rows in parsed:
        for row in rows:
            result.findings.extend(row.findings)
            result.row_outcomes[row.tab, row.number] = str(row.outcome)
        counts = Counter(str(row.outcome) for row in rows)
        result.sheet_counts[table.sheet.name] = dict(counts)
    result.counts = dict(Counter(result.row_outcomes.values()))
    for _, entries in settled:
        for entry in entries:
            if len(result.changes) < limit:
                result.changes += _changes(entry)


def _changes(entry: Entry) -> Iterator[Change]:
    row, chain = entry.row, entry.chain
    if chain is None or row.outcome not in (Outcome.CHANGED, Outcome.WITHDRAWN):
        return
    code = row.project.code if row.project else "–"
    if row.outcome is Outcome.WITHDRAWN:
        yield Change(code, row.sheet.name, row.number, "withdrawn", None, True)
        return
    for name in differences(chain.values, entry.values):
        yield Change(code, row.sheet.name, row.number, name, chain.values.get(name), entry.values[name])


def _columns(file: LedgerFile) -> dict[str, dict[str, str]]:
    return {
        table.sheet.name: {name: header.label for name, header in table.columns.items()}
        for table in file.tables
    }


def _batch(result: LedgerResult) -> BatchFacts:
    return BatchFacts(
        kind="ledgers",
        file_name=result.facts.name,
        file_sha256=result.facts.sha256,
        file_bytes=result.facts.size_bytes,
        reading=result.reading,
    )


def _kept_findings(findings: Findings) -> list[Any]:
    order = list(Severity)
    kept = sorted(findings, key=lambda item: order.index(item.severity))[:_KEPT_FINDINGS]
    return [
        {name: value for name, value in item.as_json().items() if name not in ("message", "remedy")}
        for item in kept
    ]
