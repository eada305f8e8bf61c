"""What readers deliver: files of tables of rows, each row at the number that the user sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from etl.cells import Cell
from etl.findings import Finding
from etl.text import TextEncoding


class CrsOrigin(StrEnum):
    """Why a table is taken to be in its coordinate system."""

    DECLARED = "declared"
    FORMAT = "format"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TableCrs:
    """The coordinate system that a table names itself, or that its format prescribes (KML, GPX, RFC 7946).

    ``epsg`` is None where nothing is known or ``name`` is not supported here.
    """

    epsg: int | None
    origin: CrsOrigin
    name: str | None = None


NO_CRS = TableCrs(None, CrsOrigin.NONE)


@dataclass(frozen=True, slots=True)
class Header:
    """A column: its place from 0, its heading (lines joined by " / ") and what to call it to the user."""

    index: int
    text: str
    letter: str | None = None

    @property
    def label(self) -> str:
        """The heading, or the letter of the column where it has none."""
        return self.text or self.letter or str(self.index + 1)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record: cells in the order of the headers, geometry in the coordinates of the file.

    ``number`` is the row of the sheet, or the record counted from 1 where the format has no rows.
    """

    sheet: str | None
    number: int
    cells: tuple[Cell, ...]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet, layer or list. ``notes`` are the lines above the heading, where units and dates often stand."""

    sheet: str | None
    headers: tuple[Header, ...]
    rows: Sequence[SourceRow]
    notes: tuple[str, ...] = ()
    crs: TableCrs = NO_CRS
    encodings: Mapping[int, TextEncoding] = field(default_factory=dict)

    def column(self, index: int) -> list[Cell]:
        """Return the cells of one column in row order."""
        return [row.cells[index] for row in self.rows]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: its tables and what was noticed on the way; ``kind`` is the format its content has."""

    name: str
    kind: str
    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(len(table.rows) for table in self.tables)


def column_letter(index: int) -> str:
    """Return the spreadsheet letter of a column counted from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
