"""Every dated fact of one project, drafts and replaced rows too, read in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, NamedTuple

from sqlalchemy import Text, cast, exists, func, literal_column, select
from sqlalchemy.orm import Session

from gis.domain.budget import BudgetDecision
from gis.domain.clearance import ClearanceCount
from gis.domain.completion import Acceptance, CompletionDate, ExecutionStep, ScheduleHistory, Suspension
from gis.domain.contracts import Contract, ContractAddendum
from gis.domain.contribution import Contribution
from gis.domain.disbursement import CapitalPlan, Voucher
from gis.domain.ledger import COUNTED_STATES, LedgerEntry
from gis.domain.lifecycle import Execution, StatusAxis
from gis.domain.progress import ProgressReport
from gis.models import Account, Document, ImportBatch
from gis.models import Contribution as Contributions
from gis.models.ledger.entry import table_of
from gis.queries.ledger_entries import (
    Entry,
    Fact,
    Names,
    Origin,
    Values,
    as_released,
    fact_of,
    paper_fields,
    read_values,
)
from gis.queries.project_facts import MODELS, PAPER, SUCCESSORS, facts_of_project

_REFERENCES: Final = {"bid_package_id": "bid_package", "contract_id": "contract"}
"""Columns that name a row of another ledger, by the id of any of its versions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLedgers:
    """Every row of every ledger of a project, in the order of their days; `gis.domain.ledger.visible` picks a day's.

    `successors` names all later communes of the communes that counted land clearance.
    """

    steps: tuple[Entry[LedgerEntry], ...] = ()
    completion_dates: tuple[Entry[CompletionDate], ...] = ()
    suspensions: tuple[Entry[Suspension], ...] = ()
    acceptances: tuple[Entry[Acceptance], ...] = ()
    reports: tuple[Entry[ProgressReport], ...] = ()
    budgets: tuple[Entry[BudgetDecision], ...] = ()
    plans: tuple[Entry[CapitalPlan], ...] = ()
    vouchers: tuple[Entry[Voucher], ...] = ()
    packages: tuple[Entry[LedgerEntry], ...] = ()
    contracts: tuple[Entry[Contract], ...] = ()
    addenda: tuple[Entry[ContractAddendum], ...] = ()
    counts: tuple[Entry[ClearanceCount], ...] = ()
    difficulties: tuple[Entry[LedgerEntry], ...] = ()
    contributions: tuple[Entry[Contribution], ...] = ()
    successors: Mapping[int, frozenset[int]]

    def every_entry(self) -> Iterator[Entry[Any]]:
        """Yield the rows of all ledgers."""
        yield from self.steps
        yield from self.completion_dates
        yield from self.suspensions
        yield from self.acceptances
        yield from self.reports
        yield from self.budgets
        yield from self.plans
        yield from self.vouchers
        yield from self.packages
        yield from self.contracts
        yield from self.addenda
        yield from self.counts
        yield from self.difficulties
        yield from self.contributions

    def released(self) -> "ProjectLedgers":
        """Return the ledgers as the public reads them: internal fields are None (`gis.domain.field_classes`)."""
        ledgers = (each.name for each in fields(self) if each.name != "successors")
        found: dict[str, Any] = {name: tuple(map(as_released, getattr(self, name))) for name in ledgers}
        return replace(self, **found)


class _Row(NamedTuple):
    values: Values
    origin: Origin
    names: Names


def project_ledgers(session: Session, project_id: int) -> ProjectLedgers:
    """Return every dated fact of a project: the rows that count, those that corrections replaced, and drafts."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    successors: dict[int, set[int]] = defaultdict(set)
    for ledger, text, author, file_name, *more in session.execute(
        facts_of_project(), {"project_id": project_id}
    ):
        if ledger == SUCCESSORS:
            from_id, to_id = map(int, text.split())
            successors[from_id].add(to_id)
            continue
        names, paper = Names(*more[: len(Names._fields)]), more[len(Names._fields) :]
        values = read_values(MODELS[ledger], text) | paper_fields(names.document_no, *paper)
        origin = Origin(values["recorded_at"], author, file_name)
        rows[ledger].append(_Row(values, origin, names))
    return _gathered(rows, {unit_id: frozenset(later) for unit_id, later in successors.items()})


def commune_gifts(session: Session, unit_id: int) -> ProjectLedgers:
    """Return the contributions to a commune that belong to no project, as ledgers of their own.

    One that was corrected to another commune is that one's.
    """
    gifts, newer = table_of(Contributions), table_of(Contributions).alias("newer")
    is_elsewhere = exists().where(
        newer.c.corrects_id == gifts.c.id,
        newer.c.unit_id != gifts.c.unit_id,
        newer.c.review_state.in_(COUNTED_STATES),
    )
    statement = (
        select(
            cast(func.row_to_json(literal_column("contribution")), Text),
            func.coalesce(Account.display_name, ImportBatch.imported_as),
            ImportBatch.file_name,
            Document.number,
            *PAPER,
        )
        .select_from(gifts)
        .join(Account, Account.id == gifts.c.recorded_by, isouter=True)
        .join(ImportBatch, ImportBatch.id == gifts.c.import_batch_id, isouter=True)
        .join(Document, Document.id == gifts.c.document_id, isouter=True)
        .where(gifts.c.unit_id == unit_id, gifts.c.project_id.is_(None), ~is_elsewhere)
    )
    rows = []
    for row in session.execute(statement):
        text, author, file_name, *paper = tuple[Any, ...](row)
        values = read_values(Contributions, text) | paper_fields(*paper)
        names = Names(**dict.fromkeys(Names._fields) | {"document_no": paper[0]})
        rows.append(_Row(values, Origin(values["recorded_at"], author, file_name), names))
    return _gathered({"contribution": rows}, {})


def schedule_history(ledgers: ProjectLedgers, *, start_date: Any) -> ScheduleHistory:
    """Return what the schedule of the project rests on; its start is a column of the project."""
    return ScheduleHistory(
        dates=facts(ledgers.completion_dates),
        suspensions=facts(ledgers.suspensions),
        acceptances=facts(ledgers.acceptances),
        execution_steps=tuple(_execution_steps(ledgers.steps)),
        start_date=start_date,
    )


def _execution_steps(steps: Iterable[Entry[LedgerEntry]]) -> Iterator[ExecutionStep]:
    """Yield the steps of the execution; one that was corrected to another axis is taken back by that row."""
    seen: set[int] = set()
    for entry in sorted(steps, key=lambda each: each.id):
        if entry.stated["axis"] is StatusAxis.EXECUTION:
            seen.add(entry.id)
            yield _execution_step(entry)
        elif entry.fact.corrects_id in seen:
            head = {name: getattr(entry.fact, name) for name in LedgerEntry.__slots__}
            yield ExecutionStep(**head | {"is_withdrawn": True}, execution=Execution.NORMAL)


def _execution_step(entry: Entry[LedgerEntry]) -> ExecutionStep:
    head = {name: getattr(entry.fact, name) for name in LedgerEntry.__slots__}
    stated = entry.stated
    return ExecutionStep(
        **head,
        execution=Execution(stated["value"]),
        is_by_higher_level=stated["is_by_higher_level"] is True,
        decision_no=entry.names.document_no,
    )


def facts(entries: Iterable[Entry[Fact]]) -> tuple[Fact, ...]:
    """Return the facts of entries, as the rules take them."""
    return tuple(entry.fact for entry in entries)


def _gathered(rows: Mapping[str, list[_Row]], successors: Mapping[int, frozenset[int]]) -> ProjectLedgers:
    roots = {ledger: _roots(each) for ledger, each in rows.items()}
    for row in (each for ledger_rows in rows.values() for each in ledger_rows):
        _refer_to_roots(row.values, roots)

    def of(ledger: str, kind: type[Fact]) -> tuple[Entry[Fact], ...]:
        return _entries(ledger, kind, rows.get(ledger, ()), roots.get(ledger, {}))

    return ProjectLedgers(
        steps=of("status_step", LedgerEntry),
        completion_dates=of("completion_date", CompletionDate),
        suspensions=of("suspension", Suspension),
        acceptances=of("acceptance", Acceptance),
        reports=of("progress_report", ProgressReport),
        budgets=of("budget_decision", BudgetDecision),
        plans=of("capital_plan", CapitalPlan),
        vouchers=of("voucher", Voucher),
        packages=of("bid_package", LedgerEntry),
        contracts=of("contract", Contract),
        addenda=of("contract_addendum", ContractAddendum),
        counts=of("clearance_count", ClearanceCount),
        difficulties=of("clearance_difficulty", LedgerEntry),
        contributions=of("contribution", Contribution),
        successors=successors,
    )


def _refer_to_roots(values: Values, roots: Mapping[str, Mapping[int, int]]) -> None:
    """Let a row that names a version of another ledger's row name its first version."""
    for name, referred in _REFERENCES.items():
        if values.get(name) is not None:
            values[name] = roots.get(referred, {}).get(values[name], values[name])


def _entries(
    ledger: str, kind: type[Fact], rows: Iterable[_Row], roots: Mapping[int, int]
) -> tuple[Entry[Fact], ...]:
    found = [
        Entry(
            ledger=ledger,
            fact=fact_of(kind, row.values),
            stated=row.values,
            origin=row.origin,
            names=row.names,
            root_id=roots[row.values["id"]],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda entry: (entry.effective_date, entry.id)))


def _roots(rows: Iterable[_Row]) -> dict[int, int]:
    """Return, for the id of each version, the id of the first one."""
    corrected = {row.values["id"]: row.values["corrects_id"] for row in rows}
    found = {}
    for row_id in corrected:
        root = row_id
        while (before := corrected.get(root)) is not None:
            root = before
        found[row_id] = root
    return found
