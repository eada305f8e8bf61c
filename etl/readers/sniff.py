"""What a file is, by its content; the name only names it."""

import re
import zipfile
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Final

from etl.findings import FileRefusedError
from etl.readers.archives import check_archive
from etl.readers.limits import ReadLimits, megabytes


class FileKind(StrEnum):
    """Formats that are read."""

    CSV = "CSV"
    XLSX = "XLSX"
    XLSB = "XLSB"
    XLS = "XLS"
    ODS = "ODS"
    JSON = "JSON"
    GEOJSON = "GeoJSON"
    SHAPEFILE_ZIP = "Shapefile (ZIP)"
    KML = "KML"
    KMZ = "KMZ"
    GPX = "GPX"
    GPKG = "GeoPackage"
    DXF = "DXF"
    DGN = "DGN"


_HEAD_BYTES: Final = 65_536
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_XLSX: Final = ("Mở tệp rồi lưu thành XLSX.", "Open the file and save it as XLSX.")
_NOT_SUPPORTED: Final = (
    (
        b"%PDF",
        "PDF",
        "Dùng bảng Excel gốc thay cho bản PDF.",
        "Use the Excel sheet that the PDF was made from.",
    ),
    (b"AC10", "DWG", "Lưu bản vẽ thành DXF.", "Save the drawing as DXF."),
    (b"Rar!", "RAR", "Nén lại bằng ZIP.", "Pack it as ZIP."),
    (b"7z\xbc\xaf", "7z", "Nén lại bằng ZIP.", "Pack it as ZIP."),
    (b"\x89PNG", "PNG", "Ảnh không chứa dữ liệu bảng.", "A picture holds no table."),
    (b"\xff\xd8\xff", "JPEG", "Ảnh không chứa dữ liệu bảng.", "A picture holds no table."),
    (b"{\\rtf", "RTF", *_SAVE_AS_XLSX),
)
_MAGIC: Final = (
    (b"SQLite format 3\x00", FileKind.GPKG),
    (b"AutoCAD Binary DXF", FileKind.DXF),
    (b"\x08\x09\xfe\x02", FileKind.DGN),
    (b"\xc8\x09\xfe\x02", FileKind.DGN),
)
_FEATURES: Final = re.compile(r'"type"\s*:\s*"Feature(?:Collection)?"')
_TAG: Final = re.compile(r"<(?:\w+:)?(\w+)")
_TABLES_IN_XML: Final = ("html", "workbook")
"""What other programs write under the name of a spreadsheet."""
_BEFORE_ROOT: Final = (("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE", ">"), ("<!doctype", ">"))
_TEXT_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1b\x1a")


def sniff(path: Path, limits: ReadLimits) -> FileKind:
    """Return the kind of a file from its first bytes, for ZIP files from its list of entries.

    Size is judged first and costs nothing. Raises ``FileRefusedError`` where the file is missing, empty, too large,
    encrypted, damaged or of no kind that is read.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefusedError.of("file_missing", name=path.name)
        if size > limits.max_bytes:
            raise FileRefusedError.of(
                "file_too_large", size_mb=megabytes(size), limit_mb=megabytes(limits.max_bytes)
            )
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise FileRefusedError.of("file_missing", name=path.name) from error
    if not head.strip():
        raise FileRefusedError.of("file_empty", name=path.name)
    return _kind(path, head, limits)


def text_of(head: bytes) -> str | None:
    """Return the start of a text file, or None for binary content; letters outside ASCII may be wrong."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    if encoding_without_mark := utf16_without_mark(head):
        return head.decode(encoding_without_mark, errors="replace")
    controls = sum(byte in _TEXT_CONTROLS for byte in head)
    return (
        None if b"\x00" in head or controls > 8 + len(head) // 100 else head.decode("utf-8", errors="replace")
    )


def utf16_without_mark(head: bytes) -> str | None:
    """Return the UTF-16 flavour of text without a byte order mark: every second byte of ASCII text is 0."""
    sample = head[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _kind(path: Path, head: bytes, limits: ReadLimits) -> FileKind:
    if zipfile.is_zipfile(path) and head.startswith(b"PK"):
        return _kind_of_zip(path, check_archive(path, limits))
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    for magic, name, advice, advice_en in _NOT_SUPPORTED:
        if head.startswith(magic):
            raise FileRefusedError.of("file_not_supported", format=name, advice=advice, advice_en=advice_en)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = text_of(head)
    if text is None:
        raise FileRefusedError.of(
            "file_damaged" if head.startswith(b"PK") else "file_unknown", name=path.name, reason="ZIP"
        )
    return _kind_of_text(text, name=path.name)


def _kind_of_zip(path: Path, names: Collection[str]) -> FileKind:
    suffixes = {Path(name).suffix.lower() for name in names}
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        advice, advice_en = _SAVE_AS_XLSX
        raise FileRefusedError.of(
            "file_not_supported", format="Word/PowerPoint", advice=advice, advice_en=advice_en
        )
    if "mimetype" in names and "content.xml" in names:
        return FileKind.ODS
    if ".shp" in suffixes:
        return FileKind.SHAPEFILE_ZIP
    if ".kml" in suffixes:
        return FileKind.KMZ
    raise FileRefusedError.of("archive_without_layer", name=path.name)


def _kind_of_ole(path: Path) -> FileKind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileRefusedError.of("file_encrypted")
    if "Workbook".encode("utf-16-le") in content or b"B\0o\0o\0k\0\0" in content:
        return FileKind.XLS
    advice, advice_en = _SAVE_AS_XLSX
    raise FileRefusedError.of(
        "file_not_supported", format="Microsoft Office 97–2003", advice=advice, advice_en=advice_en
    )


def _kind_of_text(text: str, *, name: str) -> FileKind:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return FileKind.GEOJSON if _FEATURES.search(text) else FileKind.JSON
    if _is_dxf(start):
        return FileKind.DXF
    root = _xml_root(start)
    return FileKind.CSV if root is None else _kind_of_xml(start, root, name=name)


def _is_dxf(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines()[:200]]
    while lines[:1] == ["999"]:  # a comment and its text
        lines = lines[2:]
    return lines[:2] == ["0", "SECTION"]


def _xml_root(text: str) -> str | None:
    while closing := next((end for start, end in _BEFORE_ROOT if text.startswith(start)), None):
        _, _, text = text.partition(closing)
        text = text.lstrip("]> \t\r\n")
    tag = _TAG.match(text)
    return tag[1].lower() if tag else None


def _kind_of_xml(text: str, root: str, *, name: str) -> FileKind:
    kinds = {"kml": FileKind.KML, "gpx": FileKind.GPX}
    if root in kinds:
        if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise FileRefusedError.of("xml_with_entities")
        return kinds[root]
    if root not in _TABLES_IN_XML:
        raise FileRefusedError.of("file_unknown", name=name)
    advice, advice_en = _SAVE_AS_XLSX
    raise FileRefusedError.of("file_not_supported", format=root.upper(), advice=advice, advice_en=advice_en)
