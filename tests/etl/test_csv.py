"""Delimited text in the encodings and shapes in which offices save it."""

import unicodedata
from pathlib import Path

import pytest

from etl.column_map import map_columns
from etl.columns import Field
from etl.findings import FileRefusedError
from etl.readers.csv_text import find_delimiter
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file
from etl.rows import SourceFile
from tests.etl.test_text import as_tcvn3

ROWS = "Mã dự án;Tên dự án;Chủ đầu tư\nA1;Đường liên xã Đắk Wer – Nhân Cơ;UBND xã Nhân Cơ\nA2;Trường tiểu học Kiến Đức;UBND xã Kiến Đức\n"


def read(path: Path, content: bytes, limits: ReadLimits | None = None) -> SourceFile:
    path.write_bytes(content)
    return read_file(path, limits)


def names(source: SourceFile) -> list[object]:
    table = source.tables[0]
    columns = map_columns(table)
    return [columns.cell(row, Field.NAME) for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", True), ("utf-16-le", True), ("utf-16-be", True)],
)
def test_unicode_encodings(tmp_path: Path, encoding: str, told: bool) -> None:
    source = read(tmp_path / "a.csv", ROWS.encode(encoding))
    assert names(source) == ["Đường liên xã Đắk Wer – Nhân Cơ", "Trường tiểu học Kiến Đức"]
    assert ("bytes_decoded" in [finding.code for finding in source.findings]) is told


def test_windows_1258(tmp_path: Path) -> None:
    content = _cp1258("Tên dự án;Chủ đầu tư\nĐường liên xã;Uỷ ban xã\n")
    source = read(tmp_path / "a.csv", content)
    assert names(source) == ["Đường liên xã"]
    assert source.findings[0].params == {"encoding": "windows-1258"}


def _cp1258(text: str) -> bytes:
    """Write text as Windows does: base letters with their own sign, tones as combining marks."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(part for part in parts[1:] if part in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part != tone))
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


def test_tcvn3_file_is_repaired_by_column_and_told(tmp_path: Path) -> None:
    text = as_tcvn3(
        "tên dự án,chủ đầu tư,code\nđường liên xã đắk wer,uỷ ban nhân dân xã,a1\nnhà văn hoá xã,phòng kinh tế,a2\n"
    )
    source = read(tmp_path / "a.csv", text.encode("latin-1"))
    assert names(source) == ["đường liên xã đắk wer", "nhà văn hoá xã"]
    repaired = [finding for finding in source.findings if finding.code.startswith("text_repair")]
    assert {finding.column for finding in repaired} == {"tên dự án", "chủ đầu tư"}
    assert "TCVN3" in repaired[0].message()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = f'Mã{delimiter}Tên{delimiter}TMĐT\nA1{delimiter}"Cầu, cống; x"{delimiter}"1{delimiter}5"\n'
    assert find_delimiter(text) == delimiter


def test_no_delimiter_and_excel_hint() -> None:
    assert find_delimiter("một cột\nthôi\n") is None
    assert find_delimiter("sep=|\na|b\n") == "|"


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    source = read(tmp_path / "a.csv", 'sep=;\nDanh sách\n\nMã;Tên\nA1;x\n\nA2;"hai\ndòng"\nA3;y\n'.encode())
    assert [(row.number, row.cells) for row in source.tables[0].rows] == [
        (5, ("A1", "x")),
        (7, ("A2", "hai\ndòng")),
        (8, ("A3", "y")),
    ]
    assert source.tables[0].notes == ("Danh sách",)


def test_surplus_cells_are_told_and_missing_ones_are_missing(tmp_path: Path) -> None:
    source = read(tmp_path / "a.csv", "Mã,Tên,Xã\nA1,x,y,thừa\nA2\n".encode())
    assert [row.cells for row in source.tables[0].rows] == [("A1", "x", "y"), ("A2", None, None)]
    assert [(finding.code, finding.row) for finding in source.findings] == [("row_too_long", 2)]


def test_markup_formulas_and_entities_stay_as_written(tmp_path: Path) -> None:
    source = read(tmp_path / "a.csv", "Mã,Tên\nA1,<b>x</b> &amp; y\nA2,=HYPERLINK(1)\n".encode())
    assert names(source) == ["<b>x</b> &amp; y", "=HYPERLINK(1)"]


def test_control_characters_are_dropped_and_told(tmp_path: Path) -> None:
    source = read(tmp_path / "a.csv", "Mã,Tên\nA1,Cầu\x07 tre\n".encode())
    assert names(source) == ["Cầu tre"]
    assert [(finding.code, finding.row, finding.column) for finding in source.findings] == [
        ("control_characters", 2, "Tên")
    ]


def test_long_cell_keeps_its_row_out(tmp_path: Path) -> None:
    source = read(tmp_path / "a.csv", f"Mã,Tên\nA1,{'x' * 300}\n".encode(), ReadLimits(max_cell_chars=200))
    assert [finding.code for finding in source.findings] == ["cell_too_long"]
    assert names(source) == [None]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"M\xc3\xa3,T\xc3\xaan\n" + b"a,b\n" * 300, ReadLimits(max_rows=100), "too_many_rows"),
        (b",".join([b"x"] * 50), ReadLimits(max_columns=20), "too_many_columns"),
        ("Mã,Tên\n".encode(), ReadLimits(), "table_without_rows"),
        ('Mã,Tên\nA1,x\nA2,"y\nA3,z\nA4,v\n'.encode(), ReadLimits(), "quote_unclosed"),
        (b"only one line of text", ReadLimits(), "file_unknown"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, limits: ReadLimits, code: str) -> None:
    with pytest.raises(FileRefusedError) as caught:
        read(tmp_path / "a.csv", content, limits)
    assert caught.value.finding.code == code
