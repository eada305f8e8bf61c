"""How many cells an ODS sheet really has, and the formulas in it that failed."""

from pathlib import Path
from typing import Final

from etl.findings import FileRefusedError
from etl.readers.archives import open_archive
from etl.readers.limits import ReadLimits
from etl.readers.sheet_marks import SheetMarks, parse_safely, safe_parser

_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC_EXT: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "


def ods_marks(path: Path, limits: ReadLimits) -> dict[str, SheetMarks]:
    """Return the marks of each sheet of an ODS file by its name.

    Repetition counts are added up before anything is unpacked: a few bytes can repeat a cell a billion times. Raises
    ``FileRefusedError``: ``too_many_rows``, ``too_many_cells``, ``xml_with_entities``, ``file_damaged``.
    """
    scan = _OdsScan(limits)
    parser = safe_parser()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    with open_archive(path) as archive:
        parse_safely(parser, archive.read("content.xml"))
    return scan.marks


class _OdsScan:
    def __init__(self, limits: ReadLimits) -> None:
        self.marks: dict[str, SheetMarks] = {}
        self._limits = limits
        self._sheet = SheetMarks()
        self._row = self._row_repeat = self._column = self._column_repeat = 0
        self._cells_in_row = self._cell_count = 0
        self._error: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a row or cell and note formulas and errors."""
        if name == _TABLE + "table":
            self._sheet = self.marks.setdefault(attributes.get(_TABLE + "name", ""), SheetMarks())
            self._row = self._cell_count = 0
        elif name == _TABLE + "table-row":
            self._row_repeat = int(attributes.get(_TABLE + "number-rows-repeated", 1))
            self._column = self._cells_in_row = 0
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell(attributes)

    def end(self, name: str) -> None:
        """Close a cell or row."""
        if name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            if self._error is not None:
                self._sheet.errors[self._row, self._column] = "".join(self._error) or "#ERR!"
                self._error = None
            self._column += self._column_repeat
        elif name == _TABLE + "table-row":
            self._cell_count += self._cells_in_row * self._row_repeat
            self._row += self._row_repeat
            if self._cells_in_row and self._row > self._limits.max_rows + 100:
                raise FileRefusedError.of("too_many_rows", limit=self._limits.max_rows)
            if self._cell_count > self._limits.max_cells:
                raise FileRefusedError.of(
                    "too_many_cells", limit=self._limits.max_cells, count=self._cell_count
                )

    def characters(self, text: str) -> None:
        """Collect the text of an error cell."""
        if self._error is not None:
            self._error.append(text)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column_repeat = int(attributes.get(_TABLE + "number-columns-repeated", 1))
        if _OFFICE + "value-type" in attributes:
            self._cells_in_row += self._column_repeat
        if _TABLE + "formula" in attributes:
            self._sheet.formulas.add((self._row, self._column))
        if attributes.get(_CALC_EXT + "value-type") == "error":
            self._error = []
