"""Holding a list of the State Treasury against the vouchers: read, pair, keep what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from etl.cells import as_text, is_missing
from etl.findings import FileRefusedError, Finding, Findings
from etl.ledgers.books import open_ledger_books
from etl.ledgers.catalogue import PROJECT, TREASURY
from etl.ledgers.numbers import plan_ledger_numbers
from etl.ledgers.parse import LedgerParser
from etl.ledgers.reading import LedgerFile, read_ledgers
from etl.ledgers.rows import LedgerRow, Outcome
from etl.ledgers.stock import Stock
from etl.money import MoneyUnit
from etl.originals import FileFacts, file_facts, imports_folder, keep_original
from gis.domain.documents import number_key
from gis.domain.ledger_codes import ReconciliationState, VoucherKind
from gis.domain.reconciliation import MATCH_RULES, MatchRules, Pair, Payment, reconcile
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, wait_for_turn
from gis.operations.treasury import StatementLine, keep_statement
from gis.queries.ledgers import KnownProject, every_project


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryOptions:
    """How a list is taken: its period (else the days it names), and whether vouchers of other projects count too."""

    as_of: date
    first_day: date | None = None
    last_day: date | None = None
    is_every_project: bool = False
    is_trial: bool = False
    money_unit: MoneyUnit | None = None
    rules: MatchRules = MATCH_RULES


@dataclass(slots=True)
class TreasuryResult:
    """What came of a list: its pairs, its lines by row, its findings, how many lines are matched otherwise than before."""

    facts: FileFacts
    first_day: date
    last_day: date
    findings: Findings
    pairs: list[Pair] = field(default_factory=list)
    rows: dict[int, LedgerRow] = field(default_factory=dict)
    projects: dict[int, KnownProject] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    refused_count: int = 0
    saved_count: int = 0


def load_treasury(session: Session, actor: Actor, path: Path, options: TreasuryOptions) -> TreasuryResult:
    """Take a list of payments and match it; the caller commits. The same list twice changes nothing.

    Lines that can't be read stay out and are told. Raises ``FileRefusedError`` where the file is no list of payments
    or holds none of the period.
    """
    file = read_ledgers(path, ledger=TREASURY)
    if not options.is_trial:
        wait_for_turn(session)
    findings = Findings(file.findings)
    rows = list(_rows(session, file, options, findings))
    fit = [row for row in rows if row.outcome is not Outcome.SKIPPED and not row.is_wrong]
    findings.extend(finding for row in rows for finding in row.findings)
    days = [row.effective_date for row in fit]
    if not days:
        raise FileRefusedError.of("treasury_empty")
    first_day, last_day = options.first_day or min(days), options.last_day or max(days)
    within = [row for row in fit if first_day <= row.effective_date <= last_day]
    result = TreasuryResult(file_facts(path), first_day, last_day, findings)
    result.refused_count = sum(row.is_wrong for row in rows)
    if len(within) < len(fit):
        outside = Finding.of("treasury_outside", count=len(fit) - len(within))
        findings.add(outside)
    _match(session, within, options, result)
    if not options.is_trial:
        _keep(session, actor, path, options, result)
    return result


def _keep(
    session: Session, actor: Actor, path: Path, options: TreasuryOptions, result: TreasuryResult
) -> None:
    first_day, last_day = result.first_day, result.last_day
    batch = BatchFacts(
        kind="treasury",
        file_name=result.facts.name,
        file_sha256=result.facts.sha256,
        file_bytes=result.facts.size_bytes,
        reading={
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
            "is_every_project": options.is_every_project,
        },
    )
    result.saved_count = keep_statement(
        session, actor, batch, first_day=first_day, last_day=last_day, lines=list(_lines(result))
    )
    if result.saved_count:
        keep_original(path, result.facts, imports_folder())


def _rows(
    session: Session, file: LedgerFile, options: TreasuryOptions, findings: Findings
) -> Iterator[LedgerRow]:
    codes = {
        as_text(cell)
        for table in file.tables
        if (header := table.columns.get(PROJECT)) is not None
        for cell in table.table.column(header.index)
        if not is_missing(cell)
    }
    books = open_ledger_books(session, codes)
    for table in file.tables:
        numbers = plan_ledger_numbers(table, unit=options.money_unit)
        findings.extend(numbers.findings)
        for row in LedgerParser(table, books, numbers).rows():
            # A payment of a project that we do not know is what a reconciliation is to find.
            unknown = [finding for finding in row.findings if finding.code == "ledger_project_unknown"]
            if unknown:
                row.findings = [finding for finding in row.findings if finding not in unknown]
                row.tell(Finding.of("treasury_project_unknown"), PROJECT, row.project_code)
            yield row


def _match(
    session: Session, rows: Sequence[LedgerRow], options: TreasuryOptions, result: TreasuryResult
) -> None:
    result.rows = dict(enumerate(rows, start=1))
    known = (
        every_project(session) if options.is_every_project else [row.project for row in rows if row.project]
    )
    result.projects = {project.id: project for project in known}
    lines = [_line(key, row) for key, row in result.rows.items()]
    result.pairs = reconcile(lines, list(_vouchers(session, options, result)), rules=options.rules)
    result.pairs = [pair for pair in result.pairs if pair.line is not None or _is_within(pair, result)]


def _is_within(pair: Pair, result: TreasuryResult) -> bool:
    """Vouchers just outside the period serve to match lines; the list does not lack them."""
    return pair.voucher is not None and result.first_day <= pair.voucher.paid_on <= result.last_day


def _line(key: int, row: LedgerRow) -> Payment:
    values = row.values
    return Payment(
        key=key,
        project_id=row.project_id,
        kind=VoucherKind(values["kind"]),
        paid_on=values["effective_date"],
        amount_vnd=values["amount_vnd"],
        plan_year=values.get("plan_year"),
        number=_number(values.get("voucher_no")),
    )


def _vouchers(session: Session, options: TreasuryOptions, result: TreasuryResult) -> Iterator[Payment]:
    margin = timedelta(days=options.rules.most_days)
    stock = Stock(session, sorted(result.projects)).ledger("voucher")
    for chain in stock.chains:
        values: dict[str, Any] = chain.values
        if chain.counts and result.first_day - margin <= values["effective_date"] <= result.last_day + margin:
            result.numbers[chain.tip.id] = values["voucher_no"] or ""
            yield Payment(
                key=chain.tip.id,
                project_id=chain.project_id,
                kind=VoucherKind(values["kind"]),
                paid_on=values["effective_date"],
                amount_vnd=int(values["amount_vnd"]),
                plan_year=values["plan_year"],
                number=_number(values["voucher_no"]),
            )


def _lines(result: TreasuryResult) -> Iterator[StatementLine]:
    for position, pair in enumerate((pair for pair in result.pairs if pair.line is not None), start=1):
        line = pair.line
        if line is not None:
            row = result.rows[line.key]
            yield StatementLine(
                position=position,
                project_id=line.project_id,
                budget_code=row.project_code or "",
                paid_date=line.paid_on,
                plan_year=line.plan_year,
                kind=line.kind,
                amount_vnd=line.amount_vnd,
                voucher_no=row.values.get("voucher_no"),
                voucher_id=pair.voucher.key if pair.voucher else None,
                state=ReconciliationState(pair.state),
            )


def _number(text: str | None) -> str | None:
    return number_key(text) if text else None
