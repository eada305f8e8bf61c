"""The plain values of a ledger import: rows as read, references to other rows, rows as they are to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from etl.findings import Finding, Severity
from etl.ledgers.catalogue import LedgerSheet
from gis.domain.documents import NO_PAPER, Place, StatedPaper, place_of
from gis.queries.ledgers import KnownProject


class Outcome(StrEnum):
    """What came of a row; the order is that of the screens."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    SAME = "same"
    SUPERSEDED = "superseded"
    REPEATED = "repeated"
    REFUSED = "refused"
    SKIPPED = "skipped"


TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.WITHDRAWN})


class Numbered(NamedTuple):
    """A package or contract by its number within the project; `id` is the first row of its chain, None while new."""

    key: str
    number: str
    id: int | None


class Named(NamedTuple):
    """An agency by name; `id` is None where the catalogue lacks it yet."""

    name: str
    id: int | None


@dataclass(slots=True)
class LedgerRow:
    """One row of a sheet: what it states by field (None: an empty cell), and which row of the ledger it means."""

    sheet: LedgerSheet
    tab: str | None
    number: int
    project: KnownProject | None
    values: dict[str, Any]
    project_code: str | None = None
    explicit_key: str | None = None
    counted_from: date | None = None
    is_withdrawn: bool = False
    paper: StatedPaper = NO_PAPER
    labels: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    outcome: Outcome | None = None

    def tell(self, finding: Finding, about: str | None = None, value: object = None) -> None:
        """Add a finding at this row, in the column of the field it is about."""
        self.findings.append(
            finding.at(
                sheet=self.tab,
                row=self.number,
                column=self.labels.get(about or ""),
                field=about,
                value=finding.value if value is None else value,
            )
        )

    @property
    def is_wrong(self) -> bool:
        """Tell whether an error keeps the row out."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def project_id(self) -> int | None:
        """The id of the project; None for a contribution that belongs to none."""
        return None if self.project is None else self.project.id

    @property
    def place(self) -> Place:
        """Where the paper of the row is kept."""
        return place_of(self.project_id, self.values.get("unit_id"))

    @property
    def effective_date(self) -> date:
        """The day of the fact; only rows that have one get so far."""
        day: date = self.values["effective_date"]
        return day


class Change(NamedTuple):
    """One field before and after; `old` is None for a value that was not known."""

    code: str
    ledger: str
    row: int
    field: str
    old: Any
    new: Any
