"""Formulas and error values in a workbook, which the values alone no longer show, and how far its sheets reach."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from xml.parsers import expat

from etl.findings import FileRefusedError
from etl.readers.archives import open_archive
from etl.readers.limits import ReadLimits

Place = tuple[int, int]

# Only cells with content: sheets often carry formats, and nothing else, out to the last column.
_CELL: Final = rb"""\br\s*=\s*["']%s["'][^>]*>\s*<(?:\w+:)?(?:f|v|is)\b"""
_CELL_COLUMN: Final = re.compile(_CELL % rb"([A-Za-z]{1,3})\d{1,7}")
_CELL_ROW: Final = re.compile(_CELL % rb"[A-Za-z]{1,3}(\d{1,7})")
_WORTH_A_LOOK: Final = re.compile(rb'<(?:\w+:)?f[ />]|\bt="e"')


@dataclass(slots=True)
class SheetMarks:
    """Places as (row, column) from 0: cells with a formula, and the texts of error values."""

    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)


def xlsx_marks(path: Path, limits: ReadLimits) -> dict[str, SheetMarks]:
    """Return the marks of each sheet of an XLSX file by its name.

    Raises ``FileRefusedError``: ``too_many_rows`` or ``too_many_columns`` where one stray cell would make a sheet
    enormous, ``xml_with_entities``, ``file_damaged``.
    """
    with open_archive(path) as archive:
        marks = {}
        for name, part in _sheet_parts(archive).items():
            content = archive.read(part)
            _check_extent(content, limits)
            marks[name] = _SheetScan().scan(content) if _WORTH_A_LOOK.search(content) else SheetMarks()
        return marks


def safe_parser() -> expat.XMLParserType:
    """Return an XML parser that refuses entity declarations (billion laughs, external files)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = _refuse_entities
    parser.StartDoctypeDeclHandler = _refuse_entities
    return parser


def parse_safely(parser: expat.XMLParserType, content: bytes) -> None:
    """Feed a whole document; ``FileRefusedError`` ``file_damaged`` where it is not well-formed."""
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise FileRefusedError.of("file_damaged", reason=str(error)) from error


class _SheetScan:
    """Walks one sheet; SAX-style because sheets are too large for trees."""

    def __init__(self) -> None:
        self._marks = SheetMarks()
        self._row, self._column, self._cell_type = -1, -1, ""
        self._text: list[str] | None = None

    def scan(self, content: bytes) -> SheetMarks:
        parser = safe_parser()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parse_safely(parser, content)
        return self._marks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
        elif tag == "c":
            reference = attributes.get("r", "")
            self._column = _column_index(reference) if reference else self._column + 1
            self._cell_type = attributes.get("t", "")
        elif tag == "f":
            self._marks.formulas.add((self._row, self._column))
        elif tag == "v" and self._cell_type == "e":
            self._text = []

    def _end(self, name: str) -> None:
        if name.endswith(" v") and self._text is not None:
            self._marks.errors[self._row, self._column] = "".join(self._text)
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part name of each worksheet by the name the user sees."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relationship(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sheet"):
            link = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            sheets[attributes.get("name", "")] = link

    _each_element(archive, "xl/_rels/workbook.xml.rels", relationship)
    _each_element(archive, "xl/workbook.xml", sheet)
    names = set(archive.namelist())
    parts = {}
    for name, link in sheets.items():
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if part in names and "worksheets" in part:
            parts[name] = part
    return parts


def _each_element(archive: zipfile.ZipFile, part: str, handler: object) -> None:
    parser = safe_parser()
    parser.StartElementHandler = handler  # type: ignore[assignment]
    parse_safely(parser, archive.read(part))


def _check_extent(content: bytes, limits: ReadLimits) -> None:
    last_column = (
        max((_column_index(found[1].decode().upper()) for found in _CELL_COLUMN.finditer(content)), default=0)
        + 1
    )
    last_row = max((int(found[1]) for found in _CELL_ROW.finditer(content)), default=0)
    if last_row > limits.max_rows + 100:
        raise FileRefusedError.of("too_many_rows", limit=limits.max_rows)
    if last_column > limits.max_columns:
        raise FileRefusedError.of("too_many_columns", limit=limits.max_columns)


def _column_index(reference: str) -> int:
    index = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _refuse_entities(*_: object) -> None:
    raise FileRefusedError.of("xml_with_entities")
