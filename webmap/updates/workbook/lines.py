"""A row of a workbook that came back, as its reader judges it: what becomes of it, before and after, what was found."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext

from etl.cells import as_text
from etl.findings import Finding, Severity
from etl.month_books.reading import BookRow
from gis.domain.breaches import Breach
from gis.queries.ledger_entries import Values
from gis.queries.month_books import UnitProject
from webmap.language import current_language
from webmap.updates.findings import Told

_FLOAT: Final = re.compile(r"-?\d+\.\d+")
"""A number as the file keeps it, which Excel shows with the sign of its reader."""


class Fate(StrEnum):
    """What becomes of a row: nothing to do, to be written, to be chosen between two figures, or kept out."""

    EMPTY = "empty"
    UNCHANGED = "unchanged"
    CHANGE = "change"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Note:
    """Something found: where, the value as written, what is the matter, what to do."""

    severity: Severity
    message: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A field: as it stands, and as the workbook has it."""

    label: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Line:
    """A row with its fate; `values` are what would be written as `entry_key` in place of `base_id`.

    `previous` tells the report before, `standing` what stands in the ledger now.
    """

    source: BookRow
    key: str
    fate: Fate = Fate.UNCHANGED
    project: UnitProject | None = None
    changes: list[Change] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    values: Values = field(default_factory=dict)
    base_id: int | None = None
    entry_key: str = ""
    breaches: tuple[Breach, ...] = ()
    reason: str = ""
    previous: str = ""
    standing: Mapping[str, Any] = field(default_factory=dict)
    author: str | None = None
    written_at: datetime | None = None

    @property
    def ledger(self) -> str:
        """The ledger of the row."""
        return self.source.ledger

    @property
    def seen(self) -> str:
        """What tells this very look at the row from another one: sent back with the decision."""
        return self.entry_key.rpartition(":")[2]

    @property
    def needs_reason(self) -> bool:
        """Whether a rule is passed that wants a reason, and none is given."""
        return bool(self.breaches) and not self.reason

    @property
    def is_open(self) -> bool:
        """Whether somebody decides about it."""
        return self.fate in (Fate.CHANGE, Fate.CONFLICT)

    def refuse(self, *notes: Note) -> None:
        """Keep the row out, and say why."""
        self.notes += notes
        self.fate = Fate.REFUSED


def note_of(finding: Finding) -> Note:
    """Return a finding of the file in the reader's language."""
    language = current_language()
    value = finding.value or ""
    return Note(
        severity=finding.severity,
        message=finding.message(language),
        remedy=finding.remedy(language),
        sheet=finding.sheet or "",
        row=finding.row,
        column=finding.column or "",
        field=finding.field or "",
        value=value.replace(".", ",") if language == "vi" and _FLOAT.fullmatch(value) else value,
    )


def note_at(row: BookRow, told: Told) -> Note:
    """Return what the checks of the form say about a field, at the cell of the row."""
    return Note(
        severity=Severity.ERROR if told.is_refusal else Severity.WARNING,
        message=told.message,
        remedy=told.remedy or gettext("Sửa ô này trong sổ rồi nộp lại."),
        sheet=row.sheet,
        row=row.number,
        column=row.labels.get(told.field, ""),
        field=told.field,
        value=as_text(row.cells.get(told.field))[:200],
    )
