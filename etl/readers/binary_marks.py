"""Formulas and error values in the binary workbooks of Excel: XLSB (BIFF12 in a ZIP file) and XLS (BIFF8)."""

import struct
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final
from xml.parsers import expat

import olefile  # type: ignore[import-untyped]  # ships no types

from etl.readers.archives import open_archive
from etl.readers.sheet_marks import SheetMarks, parse_safely, safe_parser

Record = tuple[int, bytes]

_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_UNKNOWN_ERROR: Final = "#N/A"
_XLSB_SHEET, _XLSB_ROW, _XLSB_ERROR, _XLSB_FORMULA_ERROR = 156, 0, 3, 11
_XLSB_FORMULAS: Final = range(8, 12)
_XLS_SHEET, _XLS_FORMULA, _XLS_BOOL_OR_ERROR = 0x85, 0x06, 0x205
_XLS_BEGIN, _XLS_END = 0x809, 0x0A
_STREAMS: Final = ("Workbook", "Book")


def xlsb_marks(path: Path) -> dict[str, SheetMarks]:
    """Return the marks of each sheet of an XLSB file by its name.

    Raises ``FileRefusedError`` ``file_damaged`` where the archive is no workbook.
    """
    with open_archive(path) as archive:
        parts = _relations(archive.read("xl/_rels/workbook.bin.rels"))
        marks = {}
        for kind, content in _xlsb_records(archive.read("xl/workbook.bin")):
            if kind == _XLSB_SHEET:
                link, place = _wide(content, 8)
                name, _ = _wide(content, place)
                if part := parts.get(link):
                    marks[name] = _xlsb_sheet(archive.read(part))
        return marks


def xls_marks(path: Path) -> dict[str, SheetMarks]:
    """Return the marks of each sheet of an XLS file by its name; a damaged one is for the reader of cells to refuse."""
    try:
        with olefile.OleFileIO(path) as compound:
            name = next(filter(compound.exists, _STREAMS), None)
            stream = compound.openstream(name).read() if name else b""
        return {sheet: _xls_sheet(stream, start) for sheet, start in _xls_sheets(stream)}
    except (OSError, struct.error, IndexError, UnicodeDecodeError):
        return {}


def _relations(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship"):
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            found[attributes.get("Id", "")] = part

    parser: expat.XMLParserType = safe_parser()
    parser.StartElementHandler = start
    parse_safely(parser, content)
    return found


def _xlsb_records(content: bytes) -> Iterator[Record]:
    place, end = 0, len(content)
    while place + 1 < end:
        kind, place = content[place], place + 1
        if kind & 0x80:
            kind, place = (kind & 0x7F) | content[place] << 7, place + 1
        size = shift = 0
        for _ in range(4):
            if place >= end:
                return
            byte, place = content[place], place + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[place : place + size]
        place += size


def _xlsb_sheet(content: bytes) -> SheetMarks:
    marks, row = SheetMarks(), -1
    for kind, body in _xlsb_records(content):
        if len(body) < 9 or kind > _XLSB_FORMULA_ERROR:
            continue
        if kind == _XLSB_ROW:
            row = int.from_bytes(body[:4], "little")
            continue
        cell = row, int.from_bytes(body[:4], "little")
        if kind in _XLSB_FORMULAS:
            marks.formulas.add(cell)
        if kind in (_XLSB_ERROR, _XLSB_FORMULA_ERROR):
            marks.errors[cell] = _ERRORS.get(body[8], _UNKNOWN_ERROR)
    return marks


def _wide(content: bytes, place: int) -> tuple[str, int]:
    length = int.from_bytes(content[place : place + 4], "little")
    end = place + 4 + 2 * length
    return content[place + 4 : end].decode("utf-16-le", errors="replace"), end


def _xls_records(stream: bytes, place: int) -> Iterator[Record]:
    """Yield the records of one part of the stream; charts inside a sheet are parts of their own and left out."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        depth += (kind == _XLS_BEGIN) - (kind == _XLS_END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _xls_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _xls_records(stream, 0):
        if kind == _XLS_SHEET:
            start, _, _, length, is_wide = struct.unpack_from("<IBBBB", body)
            name = (
                body[8 : 8 + 2 * length].decode("utf-16-le")
                if is_wide & 1
                else body[8 : 8 + length].decode("latin-1")
            )
            yield name, start


def _xls_sheet(stream: bytes, start: int) -> SheetMarks:
    marks = SheetMarks()
    for kind, body in _xls_records(stream, start):
        if kind == _XLS_BOOL_OR_ERROR and body[7]:
            marks.errors[struct.unpack_from("<HH", body)] = _ERRORS.get(body[6], _UNKNOWN_ERROR)
        elif kind == _XLS_FORMULA:
            cell = struct.unpack_from("<HH", body)
            marks.formulas.add(cell)
            if body[12:14] == b"\xff\xff" and body[6] == 2:
                marks.errors[cell] = _ERRORS.get(body[8], _UNKNOWN_ERROR)
    return marks
