"""Small XLSB and XLS workbooks made byte by byte: no library writes errors, strange sizes or damage into them."""

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

Cells = Mapping[tuple[int, int], object]


class Error(str):
    """A cell that shows an error, such as #REF!."""

    __slots__ = ()


class FormulaError(Error):
    """A formula whose stored result is an error."""

    __slots__ = ()


ERROR_CODES = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}

_WORKBOOK_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)


def write_xlsb(path: Path, cells: Cells, *, sheet: str = "DS") -> Path:
    """Write a workbook of one sheet; only filled cells are stored, wherever they are."""
    book = (
        _brt(131, b"") + _brt(143, b"") + _brt(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet))
    )
    book += _brt(144, b"") + _brt(132, b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/_rels/workbook.bin.rels", _WORKBOOK_RELATIONS)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", _xlsb_sheet(cells))
    return path


def _xlsb_sheet(cells: Cells) -> bytes:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    size = struct.pack("<IIII", min(rows), max(rows), min(columns), max(columns))
    parts = [_brt(129, b""), _brt(148, size), _brt(145, b"")]
    last = -1
    for (row, column), value in sorted(cells.items()):
        if row != last:
            parts.append(_brt(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)))
            last = row
        parts.append(_xlsb_cell(column, value))
    return b"".join((*parts, _brt(146, b""), _brt(130, b"")))


def _xlsb_cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, FormulaError):
        return _brt(11, head + bytes([ERROR_CODES[value]]) + struct.pack("<HII", 0, 0, 0))
    if isinstance(value, Error):
        return _brt(3, head + bytes([ERROR_CODES[value]]))
    if isinstance(value, int | float):
        return _brt(5, head + struct.pack("<d", value))
    return _brt(6, head + _wide(str(value)))


def _brt(kind: int, content: bytes) -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(content)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 127 else 0)])
        left >>= 7
        if not left:
            return number + size + content


def _wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def write_xls(path: Path, cells: Cells, *, sheet: str = "DS") -> Path:
    """Write an Excel 97–2003 workbook of one sheet."""
    name = sheet.encode("latin-1")
    start = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x0005, 0, 0, 0, 0))
    size = len(start) + 4 + 8 + len(name) + 4
    bound = _biff(0x85, struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name)
    content = start + bound + _biff(0x0A, b"")
    content += _biff(0x809, struct.pack("<HHHHII", 0x600, 0x0010, 0, 0, 0, 0))
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    content += _biff(
        0x200, struct.pack("<IIHHH", min(rows), max(rows) + 1, min(columns), max(columns) + 1, 0)
    )
    content += b"".join(_xls_cell(row, column, value) for (row, column), value in sorted(cells.items()))
    path.write_bytes(compound_file("Workbook", content + _biff(0x0A, b"")))
    return path


def _xls_cell(row: int, column: int, value: object) -> bytes:
    head = struct.pack("<HHH", row, column, 0)
    if isinstance(value, FormulaError):
        result = bytes([2, 0, ERROR_CODES[value], 0, 0, 0, 0xFF, 0xFF])
        return _biff(0x06, head + result + struct.pack("<HI", 0, 0) + struct.pack("<HB", 1, 0x16))
    if isinstance(value, Error):
        return _biff(0x205, head + bytes([ERROR_CODES[value], 1]))
    if isinstance(value, int | float):
        return _biff(0x203, head + struct.pack("<d", value))
    text = str(value).encode("utf-16-le")
    return _biff(0x204, head + struct.pack("<HB", len(text) // 2, 1) + text)


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def compound_file(name: str, content: bytes) -> bytes:
    """Wrap a stream as the OLE compound file that Excel 97 wrote; short streams are padded out of the mini stream."""
    sector = 512
    content = content.ljust(max(4096, -(-len(content) // sector) * sector), b"\x00")
    data_sectors = len(content) // sector
    fat_sectors = 1
    while fat_sectors * 128 < fat_sectors + 1 + data_sectors:
        fat_sectors += 1
    chain = [0xFFFFFFFD] * fat_sectors + [0xFFFFFFFE]
    first = len(chain)
    chain += [first + place + 1 for place in range(data_sectors - 1)] + [0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_sectors * sector, b"\xff")
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1), _entry(name, 2, first, len(content))]
    directory = b"".join(entries).ljust(sector, b"\x00")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors))
    return header + fat + directory + content


def _entry(name: str, kind: int, first: int, size: int, *, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    none = 0xFFFFFFFF
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBBIII", len(encoded), kind, 1, none, none, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)
