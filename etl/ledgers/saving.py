"""Writing what a file brings to the ledgers: papers and agencies first, then each ledger after those it refers to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.ledgers.catalogue import LedgerSheet
from etl.ledgers.papers import paper_of_fact, present_paper
from etl.ledgers.rows import TAKEN, Named, Numbered, Outcome
from etl.ledgers.settling import Entry, counted_from
from gis.domain.documents import number_key
from gis.operations import ledger_effects
from gis.operations.audit import Actor
from gis.operations.fact_papers import ensure_papers
from gis.operations.imports import BatchFacts, record_batch
from gis.operations.ledger_batches import ensure_agencies, insert_rows, log_batch

_NUMBERS: Final = {"bid_package": "package_no", "contract": "contract_no"}


@dataclass(slots=True)
class Saver:
    """Saves the taken rows of one file; ids of packages and contracts are handed on to the ledgers behind them."""

    session: Session
    actor: Actor
    batch: BatchFacts
    as_of: date
    dated: date | None
    _agencies: dict[str, int] = field(default_factory=dict)
    _papers: dict[int, int] = field(default_factory=dict)
    _numbers: dict[tuple[int | None, str], int] = field(default_factory=dict)

    def save(
        self,
        taken: Sequence[tuple[LedgerSheet, Sequence[Entry]]],
        *,
        counts: Mapping[str, Any],
        findings: list[Any],
    ) -> int:
        """Write everything and what follows from it; return the number of rows written. Flushes, never commits."""
        batch_id = record_batch(self.session, self.actor, self.batch, counts=dict(counts), findings=findings)
        entries = [entry for _, found in taken for entry in found]
        self._add_agencies(entries)
        self._add_papers(entries)
        for sheet, found in taken:
            rows = [self._row(sheet, entry, batch_id) for entry in found]
            ids = insert_rows(self.session, sheet.model, rows)
            if sheet.name in _NUMBERS:
                self._keep_numbers(_NUMBERS[sheet.name], found, rows, ids)
        log_batch(
            self.session, self.actor, _per_project(taken), batch_id=batch_id, reason=self.batch.file_name
        )
        project_ids = sorted({entry.row.project_id for entry in entries if entry.row.project_id is not None})
        unit_ids = sorted({entry.values["unit_id"] for entry in entries if entry.values.get("unit_id")})
        ledgers = {sheet.model.__tablename__ for sheet, found in taken if found}
        ledger_effects.follow(self.session, project_ids, as_of=self.as_of, ledgers=ledgers, unit_ids=unit_ids)
        return len(entries)

    def _row(self, sheet: LedgerSheet, entry: Entry, batch_id: int) -> dict[str, Any]:
        row, chain = entry.row, entry.chain
        values = {name: self._stored(row.project_id, value) for name, value in entry.values.items()}
        return values | {
            "project_id": row.project_id,
            "counted_from": counted_from(entry, dated=self.dated),
            "is_withdrawn": row.outcome is Outcome.WITHDRAWN,
            "entry_key": f"{entry.entry_key}~{chain.tip.id}" if chain else entry.entry_key,
            "corrects_id": chain.tip.id if chain else None,
            "document_id": self._papers.get(id(entry), present_paper(entry)),
            "recorded_by": self.actor.account_id,
            "import_batch_id": batch_id,
        }

    def _stored(self, project_id: int | None, value: Any) -> Any:
        if isinstance(value, Numbered):
            return value.id if value.id is not None else self._numbers[project_id, value.key]
        if isinstance(value, Named):
            return value.id if value.id is not None else self._agencies[value.name]
        return value

    def _add_agencies(self, entries: Sequence[Entry]) -> None:
        names = {
            value.name
            for entry in entries
            for value in entry.values.values()
            if isinstance(value, Named) and value.id is None
        }
        self._agencies = ensure_agencies(self.session, sorted(names), self.actor, reason=self.batch.file_name)

    def _add_papers(self, entries: Sequence[Entry]) -> None:
        stated = [entry for entry in entries if entry.row.paper.is_named]
        papers = [
            paper_of_fact(entry.row.sheet, entry.row.place, entry.row.paper, present_id=present_paper(entry))
            for entry in stated
        ]
        ids = ensure_papers(self.session, papers, self.actor, is_batch=True)
        self._papers = dict(zip(map(id, stated), ids, strict=True))

    def _keep_numbers(
        self, name: str, entries: Sequence[Entry], rows: Sequence[Mapping[str, Any]], ids: Mapping[str, int]
    ) -> None:
        for entry, row in zip(entries, rows, strict=True):
            root_id = entry.chain.root_id if entry.chain else ids[row["entry_key"]]
            self._numbers[entry.row.project_id, number_key(entry.values[name])] = root_id


def _per_project(
    taken: Sequence[tuple[LedgerSheet, Sequence[Entry]]],
) -> dict[int, dict[str, dict[str, int]]]:
    """Count, for each project and ledger, the rows of each outcome."""
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for sheet, entries in taken:
        for entry in entries:
            outcome = entry.row.outcome
            if entry.row.project_id is not None and outcome in TAKEN:
                counts = found[entry.row.project_id].setdefault(sheet.name, {})
                counts[outcome.value] = counts.get(outcome.value, 0) + 1
    return found
