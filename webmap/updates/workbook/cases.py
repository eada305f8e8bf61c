"""The projects of a unit as a workbook names them, and what is known of each that its rows touch, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from etl.cells import as_text
from gis.domain.clearance import ClearanceCount
from gis.domain.completion import CompletionDate
from gis.domain.disbursement import Voucher
from gis.domain.documents import PaperShelf, number_key
from gis.domain.ledger import LedgerEntry
from gis.domain.ledger_codes import ReviewState
from gis.domain.plausibility import ProjectBook
from gis.domain.progress import ProgressReport
from gis.queries.ledger_entries import Entry, fact_of
from gis.queries.month_books import UnitProject, unit_projects
from gis.queries.project_books import book_of
from gis.queries.project_ledgers import ProjectLedgers, project_ledgers
from webmap.database import db
from webmap.updates.asked import Asked
from webmap.updates.papers import shelf_of
from webmap.updates.saving import WITH_COMMUNE
from webmap.updates.workbook.lines import Line

_FACTS: Final[Mapping[str, tuple[str, type[LedgerEntry]]]] = {
    "progress_report": ("reports", ProgressReport),
    "voucher": ("vouchers", Voucher),
    "clearance_count": ("counts", ClearanceCount),
    "completion_date": ("dates", CompletionDate),
}
"""Where a book keeps the facts of a ledger that later rows are held against."""


@dataclass
class ProjectCase:
    """A project with all its ledgers; its book grows by what the workbook adds, so that later rows are held against it."""

    project: UnitProject
    unit_id: int
    ledgers: ProjectLedgers
    _books: dict[bool, ProjectBook] = field(default_factory=dict)

    def entries(self, ledger: str) -> list[Entry[Any]]:
        """Return every version of every row of a ledger, of the unit alone where its rows name one."""
        return [
            entry
            for entry in self.ledgers.every_entry()
            if entry.ledger == ledger
            and (ledger not in WITH_COMMUNE or entry.stated.get("unit_id") == self.unit_id)
        ]

    def book(self, *, with_prices: bool) -> ProjectBook:
        """Return what a new fact is held against."""
        if with_prices not in self._books:
            self._books[with_prices] = book_of(
                db.session, self.project.id, self.ledgers, with_prices=with_prices
            )
        return self._books[with_prices]

    def remember(self, line: Line) -> None:
        """Let the rows that follow be held against one that is about to be written, too."""
        if line.ledger not in _FACTS:
            return
        name, kind = _FACTS[line.ledger]
        row_id = -(line.source.mark.slot if line.source.mark else line.source.number)
        given = {"id": row_id, "corrects_id": line.base_id, "review_state": ReviewState.DRAFT}
        self._grow(name, fact_of(kind, line.values | given))

    def _grow(self, name: str, fact: LedgerEntry) -> None:
        for with_prices in (False, True):
            book = self.book(with_prices=with_prices) if with_prices in self._books else None
            if book is not None:
                grown: dict[str, Any] = {name: (*getattr(book, name), fact)}
                self._books[with_prices] = replace(book, **grown)

    @cached_property
    def contracts(self) -> dict[str, int]:
        """Return the contracts by the key of their numbers, as payments name them."""
        corrected = {entry.corrects_id for entry in self.ledgers.contracts}
        return {
            number_key(entry.stated["contract_no"]): entry.root_id
            for entry in self.ledgers.contracts
            if entry.id not in corrected and not entry.is_withdrawn and entry.stated.get("contract_no")
        }

    @cached_property
    def papers(self) -> PaperShelf:
        """Return the papers of the project."""
        return shelf_of(self.project.id, None)

    def contract_no(self, root_id: int) -> str | None:
        """Return the number of a contract as it is written now."""
        corrected = {entry.corrects_id for entry in self.ledgers.contracts}
        found = (
            each for each in self.ledgers.contracts if each.root_id == root_id and each.id not in corrected
        )
        return next((each.stated.get("contract_no") for each in found), None)


class UnitCases:
    """The projects of a unit and what is known of those that were asked for."""

    def __init__(self, asked: Asked) -> None:
        self._unit_id = asked.unit.id
        self._cases: dict[int, ProjectCase] = {}

    @cached_property
    def projects(self) -> Mapping[int, UnitProject]:
        """Return the projects of the unit by id, in the order of their names."""
        return {row.id: row for row in unit_projects(db.session, self._unit_id)}

    def case(self, project_id: int) -> ProjectCase:
        """Return what is known of a project of the unit; KeyError for another one."""
        if project_id not in self._cases:
            project = self.projects[project_id]
            self._cases[project_id] = ProjectCase(
                project, self._unit_id, project_ledgers(db.session, project_id)
            )
        return self._cases[project_id]

    @cached_property
    def labels(self) -> Mapping[str, int]:
        """Return the ids by what the list of projects offers, and by the bare codes."""
        found = {as_text(row.code): row.id for row in self.projects.values()}
        return found | {as_text(label_of_project(row)): row.id for row in self.projects.values()}


def label_of_project(project: UnitProject) -> str:
    """Return a project as the list offers it: its code first, so that the list is found by typing it."""
    return f"{project.code} · {project.name}"[:200]
