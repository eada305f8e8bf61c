"""Workbooks made to end the program that reads them: each becomes one finding, and nobody else notices."""

import os
import resource
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from etl.cells import BrokenFormula
from etl.findings import FileRefusedError, Finding
from etl.readers.binary_marks import xls_marks
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file
from etl.readers.sniff import FileKind
from etl.readers.workbooks import read_sheets
from tests.etl.binary_books import Cells, Error, FormulaError, compound_file, write_xls, write_xlsb
from tests.etl.import_samples import load

HEADING = {(0, 0): "Mã", (0, 1): "Tên dự án", (0, 2): "TMĐT (đồng)"}
LIST = HEADING | {(1, 0): "A1", (1, 1): "Cầu", (1, 2): 5_000_000_000.0}
WITH_ERRORS = LIST | {
    (2, 0): "A2",
    (2, 1): "Cống",
    (2, 2): Error("#REF!"),
    (3, 0): "A3",
    (3, 1): "Kè",
    (3, 2): FormulaError("#DIV/0!"),
}
ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="DS">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
    'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell></table:table-row>'
)


def refusal(path: Path, limits: ReadLimits | None = None) -> Finding:
    with pytest.raises(FileRefusedError) as caught:
        read_file(path, limits)
    return caught.value.finding


def openpyxl_book(path: Path, cells: Cells) -> Path:
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        book.active.cell(row + 1, column + 1, value)
    book.save(path)
    return path


def small_xlsx(path: Path, name: str = "DS") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        for (row, column), value in LIST.items():
            sheet.write(row, column, value)
    return path


def write_ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS_CONTENT.format(rows=rows))
    return path


@pytest.mark.parametrize(("write", "name"), [(write_xlsb, "a.xlsb"), (write_xls, "a.xls")])
def test_errors_of_binary_workbooks_are_told_not_taken_for_empty(
    session: Session, tmp_path: Path, write: Callable[[Path, Cells], Path], name: str
) -> None:
    path = write(tmp_path / name, WITH_ERRORS)
    assert read_file(path).tables[0].column(2) == [
        5_000_000_000.0,
        BrokenFormula("#REF!"),
        BrokenFormula("#DIV/0!"),
    ]
    result = load(session, path, is_trial=True)
    told = [(item.row, item.column, item.value) for item in result.findings if item.code == "formula_error"]
    assert told == [(3, "TMĐT (đồng)", "#REF!"), (4, "TMĐT (đồng)", "#DIV/0!")]
    assert result.counts == {"new": 3}


def test_formulas_of_binary_workbooks_are_counted(tmp_path: Path) -> None:
    told = [
        item
        for item in read_file(write_xls(tmp_path / "a.xls", WITH_ERRORS)).findings
        if item.code == "formula_used"
    ]
    assert told == [], "a formula whose result is an error is told by its cell"


@pytest.mark.parametrize("name", ["DS", "Xã B"])
def test_a_workbook_of_each_kind_reads_the_same(tmp_path: Path, name: str) -> None:
    paths = [small_xlsx(tmp_path / "a.xlsx", name), write_xlsb(tmp_path / "a.xlsb", LIST, sheet=name)]
    rows = [read_file(path).tables[0] for path in paths]
    assert {(table.sheet, tuple(row.cells for row in table.rows)) for table in rows} == {
        (name, (("A1", "Cầu", 5_000_000_000.0),))
    }


def test_a_cell_at_the_far_end_asks_for_memory_in_vain(tmp_path: Path) -> None:
    told = refusal(write_xlsb(tmp_path / "a.xlsb", LIST | {(1_048_575, 16_383): "x"}))
    assert told.code == "workbook_too_heavy"
    assert "2048 MB" in told.message()
    assert "XLSX" in told.remedy()


def test_the_memory_of_the_reader_is_limited_and_ours_is_not(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", LIST | {(24_999, 398): "x"})
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert refusal(path, ReadLimits(max_reader_bytes=250 * 1024 * 1024)).code == "workbook_too_heavy"
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_reader_that_hangs_is_ended(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xls")
    with pytest.raises(FileRefusedError) as caught:
        read_sheets(tmp_path / "a.xls", FileKind.XLS, ReadLimits(max_reader_seconds=1))
    assert caught.value.finding.code == "workbook_too_slow"


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (write_xlsb, "a.xlsb"),
        (write_xls, "a.xls"),
        (lambda path, cells: openpyxl_book(path, cells), "a.xlsx"),
        (lambda path, cells: write_ods(path, REPEATED.format(rows=300, columns=300)), "a.ods"),
    ],
)
def test_the_limit_of_cells_holds_for_every_kind(
    tmp_path: Path, write: Callable[[Path, Cells], Path], name: str
) -> None:
    path = write(tmp_path / name, LIST | {(299, 254): "x"})
    told = refusal(path, ReadLimits(max_cells=50_000))
    assert told.code == "too_many_cells"
    assert told.params["limit"] == 50_000


def test_the_limit_of_cells_holds_for_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Mã,Tên dự án\n" + "A1,Cầu\n" * 600, encoding="utf-8")
    assert refusal(path, ReadLimits(max_cells=1_000)).code == "too_many_cells"


@pytest.mark.parametrize("size", [600, 3_000, 4_000])
def test_half_a_workbook_is_damaged(tmp_path: Path, size: int) -> None:
    for path in (
        small_xlsx(tmp_path / "a.xlsx"),
        write_xlsb(tmp_path / "a.xlsb", LIST),
        write_xls(tmp_path / "a.xls", LIST),
    ):
        content = path.read_bytes()
        path.write_bytes(content[: min(size, len(content) - 60)])
        assert refusal(path).code in ("file_damaged", "file_unknown", "file_not_supported")


def test_a_bomb_in_a_zip_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", bytes(30_000_000))
        archive.writestr("xl/_rels/workbook.bin.rels", "<Relationships/>")
    assert path.stat().st_size < 60_000
    assert refusal(path, ReadLimits(max_unpacked_bytes=20_000_000)).code == "archive_too_large"


def test_two_hundred_megabytes_of_junk_are_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
        file.write(b"PK\x03\x04")
    told = refusal(path)
    assert (told.code, told.params["size_mb"]) == ("file_too_large", 200.0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=40))
def test_any_damage_ends_in_a_table_or_a_finding(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    path = write_xls(tmp_path_factory.mktemp("xls") / "a.xls", WITH_ERRORS)
    content = bytearray(path.read_bytes())
    for place, byte in damage:
        content[place % len(content)] = byte
    path.write_bytes(content)
    try:
        told = read_file(path).tables
    except FileRefusedError as error:
        told = error.finding.message(), error.finding.remedy()
    assert all(told)


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"\x09\x08",
        struct.pack("<HH", 0x809, 0xFFFF),
        struct.pack("<HHIBBBB", 0x85, 8, 0xFFFFFFFF, 0, 0, 255, 1),
    ],
)
def test_marks_of_a_strange_stream_are_none(tmp_path: Path, stream: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound_file("Workbook", stream))
    assert xls_marks(path) == {}
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert xls_marks(path) == {}
