"""The sheets of the month's workbook: which columns each has, which of them are locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from etl.ledgers.catalogue import CellKind, LedgerColumn, sheet_of
from etl.month_books.texts import LANGUAGES, in_every_language, text
from gis.domain.names import name_key

MONTH_LEDGER: Final = "progress_report"
"""The ledger of the first sheet: a row for each project."""
HEADING_ROW: Final = 2
"""The row of the headings, counted from 0; above it stand the title and how the sheet is filled."""
EMPTY_ROWS: Final = 40
"""Rows for new figures on each further sheet."""


class Part(StrEnum):
    """What a column is for: the hidden mark, the project, a locked figure, a figure to fill, the reason, what is told."""

    MARK = "mark"
    PROJECT = "project"
    LOCKED = "locked"
    FIELD = "field"
    REASON = "reason"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: `name` is a field of the ledger or the key of its heading."""

    name: str
    part: Part
    field: LedgerColumn | None = None

    def heading(self, language: str) -> str:
        """Return what stands above the column."""
        if self.part is Part.MARK:
            return ""
        return self.field.heading(language) if self.field else text(self.name, language)

    @property
    def heading_keys(self) -> frozenset[str]:
        """Return by what its heading is known, in any language."""
        if self.field is not None:
            return frozenset(name_key(self.field.heading(language)) for language in LANGUAGES)
        return (
            frozenset(map(name_key, in_every_language(self.name)))
            if self.part is not Part.MARK
            else frozenset()
        )

    @property
    def kind(self) -> CellKind:
        """Return how its cells are shown."""
        if self.field is not None:
            return self.field.kind
        return {"last_on": CellKind.DAY, "last_pct": CellKind.PERCENT}.get(self.name, CellKind.LONG_TEXT)

    @property
    def is_locked(self) -> bool:
        """Whether nobody but the program writes it."""
        return self.part in (Part.MARK, Part.LOCKED, Part.TOLD)


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A ledger's sheet; on the first one the project is locked, on the others it is chosen from a list."""

    ledger: str
    columns: tuple[BookColumn, ...]

    @property
    def is_month(self) -> bool:
        """Whether it is the first sheet, with a row for each project."""
        return self.ledger == MONTH_LEDGER

    @property
    def locked(self) -> tuple[BookColumn, ...]:
        """Return the locked columns that are held against what was written."""
        return tuple(column for column in self.columns if column.part is Part.LOCKED)

    def title(self, language: str) -> str:
        """Return the name of the sheet."""
        return text("month_sheet", language) if self.is_month else sheet_of(self.ledger).title(language)

    @property
    def name_keys(self) -> frozenset[str]:
        """Return by what the sheet is known, in any language."""
        return frozenset(name_key(self.title(language)) for language in LANGUAGES)


def book_sheet(ledger: str, fields: Sequence[str]) -> BookSheet:
    """Return the sheet of a ledger for these of its fields; KeyError for a ledger or field that there is none of."""
    mark = BookColumn("mark", Part.MARK)
    found = [BookColumn(name, Part.FIELD, sheet_of(ledger).column(name)) for name in fields]
    if ledger == MONTH_LEDGER:
        first = [BookColumn(name, Part.LOCKED) for name in ("code", "name", "last_on", "last_pct", "limits")]
    else:
        first = [BookColumn("project", Part.PROJECT)]
    last = [
        BookColumn("reason", Part.REASON),
        BookColumn("state", Part.LOCKED),
        BookColumn("told", Part.TOLD),
    ]
    return BookSheet(ledger, (mark, *first, *found, *last))
