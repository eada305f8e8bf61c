"""What a file is, by its content; junk, bombs and foreign formats are refused with a reason."""

import os
import time
import zipfile
from pathlib import Path

import pytest

from etl.findings import FileRefusedError
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file
from etl.readers.sniff import FileKind, sniff

LIMITS = ReadLimits()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'\xef\xbb\xbf  [{"code": 1}]', FileKind.JSON),
        ('{"projects": []}'.encode("utf-16"), FileKind.JSON),
        (b'{"type": "FeatureCollection", "features": []}', FileKind.GEOJSON),
        (b'<?xml version="1.0"?>\n<!-- a --><kml xmlns="x"></kml>', FileKind.KML),
        (b"<gpx></gpx>", FileKind.GPX),
        (b"  0\r\nSECTION\r\n  2\r\nENTITIES\r\n", FileKind.DXF),
        (b"999\nmade by\n0\nSECTION\n", FileKind.DXF),
        (b"SQLite format 3\x00" + b"\x00" * 100, FileKind.GPKG),
        (b"\x08\x09\xfe\x02" + b"\x00" * 100, FileKind.DGN),
        ("Mã,Tên\n".encode(), FileKind.CSV),
        (OLE + b"\x00" * 100 + "Workbook".encode("utf-16-le"), FileKind.XLS),
    ],
)
def test_kinds(tmp_path: Path, content: bytes, kind: FileKind) -> None:
    path = tmp_path / "whatever.bin"
    path.write_bytes(content)
    assert sniff(path, LIMITS) is kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n \t", "file_empty"),
        (bytes(range(256)) * 40, "file_unknown"),
        (b"PK\x03\x04 cut off", "file_unknown"),
        (b"PK\x03\x04" + b"\x00" * 64, "file_damaged"),
        (b"%PDF-1.7\n", "file_not_supported"),
        (b"AC1032\x00\x00", "file_not_supported"),
        (b"\x89PNG\r\n", "file_not_supported"),
        (b"<!DOCTYPE html><html><table></table></html>", "file_not_supported"),
        (b"<?xml version='1.0'?><Workbook/>", "file_not_supported"),
        (b"<script>alert(1)</script>", "file_unknown"),
        (OLE + b"\x00" * 100 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (OLE + b"\x00" * 100 + "WordDocument".encode("utf-16-le"), "file_not_supported"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "xml_with_entities"),
        (b'{"a": [1, 2', "json_invalid"),
        (b'{"a": 1}', "json_without_records"),
        (b"[1, 2]", "json_without_records"),
        (b"[]", "table_without_rows"),
        (b"0\nSECTION\nrubbish", "file_damaged"),
        (b"<kml><unclosed>", "file_damaged"),
        (b"SQLite format 3\x00" + b"\x00" * 5000, "file_damaged"),
    ],
)
def test_refusals_have_a_reason_and_a_remedy(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "tệp.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == code
    for language in ("vi", "en"):
        assert caught.value.finding.message(language)
        assert caught.value.finding.remedy(language)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "không có.csv", tmp_path):
        with pytest.raises(FileRefusedError) as caught:
            read_file(path)
        assert caught.value.finding.code == "file_missing"


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "junk.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    begun = time.process_time()
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert time.process_time() - begun < 0.5
    assert caught.value.finding.params == {"size_mb": 200.0, "limit_mb": 50.0}


def test_random_bytes_below_the_limit_are_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "junk.csv"
    path.write_bytes(os.urandom(2_000_000))
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == "file_unknown"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["readme.txt"], "archive_without_layer"),
        (["word/document.xml"], "file_not_supported"),
    ],
)
def test_archives_of_other_things(tmp_path: Path, names: list[str], code: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == code


def test_too_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.kml", "x")
    with pytest.raises(FileRefusedError) as caught:
        sniff(path, ReadLimits(max_archive_entries=10))
    assert caught.value.finding.code == "archive_too_large"
