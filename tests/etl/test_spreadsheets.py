"""Workbooks: formulas, errors, hidden sheets, merged headings, dates, and files that are no workbooks."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from etl.cells import BrokenFormula
from etl.column_map import map_columns
from etl.columns import Field
from etl.findings import FileRefusedError
from etl.readers.limits import ReadLimits
from etl.readers.registry import read_file


def openpyxl_book(path: Path, *rows: list[object], title: str = "DS") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def rezipped(path: Path, changes: dict[str, bytes]) -> None:
    """Replace parts of a ZIP file."""
    with (
        zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name) or old.read(name))


def test_list_with_titles_merged_heading_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "danh sách.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh mục 2026")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.merge_range("A1:E1", "DANH MỤC DỰ ÁN")
        sheet.write("E2", "ĐVT: triệu đồng")
        for column, text in ((0, "Mã"), (1, "Tên dự án"), (4, "Ghi chú")):
            sheet.merge_range(3, column, 4, column, text)
        sheet.merge_range(3, 2, 3, 3, "Quyết định đầu tư")
        sheet.write_row(4, 2, ["Ngày", "TMĐT"])
        sheet.write_row(5, 0, [1, 2, 3, 4, 5])
        sheet.write_row(6, 0, ["A1", "Đường  A "])
        sheet.write_datetime(6, 2, datetime(2026, 3, 1), day)  # noqa: DTZ001
        sheet.write(6, 3, 12500.5)
    table = read_file(path).tables[0]
    assert table.sheet == "Danh mục 2026"
    assert [header.text for header in table.headers] == [
        "Mã",
        "Tên dự án",
        "Quyết định đầu tư / Ngày",
        "Quyết định đầu tư / TMĐT",
        "Ghi chú",
    ]
    assert table.notes == ("DANH MỤC DỰ ÁN", "ĐVT: triệu đồng")
    assert [(row.number, row.cells) for row in table.rows] == [
        (7, ("A1", "Đường A", date(2026, 3, 1), 12500.5, None))
    ]


def test_formula_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, ["Mã", "Tên", "TMĐT (đồng)"])
        sheet.write_row(1, 0, ["A1", "Cầu"])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_row(2, 0, ["A2", "Cống"])
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(3, 0, ["A3", "Kè"])
        sheet.write_formula(3, 2, "=X()", None, "")
    source = read_file(path)
    assert source.tables[0].column(2) == [2, BrokenFormula("#DIV/0!"), BrokenFormula("")]
    found = {finding.code: finding for finding in source.findings}
    assert found["formula_used"].params == {"count": 2}


def test_formula_without_any_stored_value_as_other_programs_write_it(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên", "TMĐT"], ["A1", "Cầu", "=1+1"])
    assert read_file(path).tables[0].rows[0].cells == ("A1", "Cầu", BrokenFormula(""))


def test_sheets_hidden_empty_and_without_known_headings_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Bìa"
    book.create_sheet("Trống")
    book["Bìa"].append(["alpha", "beta"])
    book["Bìa"].append(["x", "y"])
    hidden = book.create_sheet("Ẩn")
    hidden.append(["Mã", "Tên dự án"])
    hidden.append(["A9", "Ẩn"])
    hidden.sheet_state = "hidden"
    for title, code in (("Xã A", "A1"), ("Xã B", "B1")):
        book.create_sheet(title).append(["Mã", "Tên dự án"])
        book[title].append([code, "Cầu"])
    book.save(tmp_path / "a.xlsx")
    source = read_file(tmp_path / "a.xlsx")
    assert [table.sheet for table in source.tables] == ["Xã A", "Xã B"]
    assert {finding.sheet for finding in source.findings if finding.code == "sheet_skipped"} == {
        "Bìa",
        "Trống",
        "Ẩn",
    }


def test_wrong_extension_is_told_and_content_counts(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "Cầu"]).rename(tmp_path / "a.csv")
    source = read_file(path)
    assert source.kind == "XLSX"
    assert [finding.code for finding in source.findings] == ["kind_by_content"]


def test_tcvn3_columns_in_a_workbook(tmp_path: Path) -> None:
    path = openpyxl_book(
        tmp_path / "a.xlsx",
        ["Mã", "Tên dự án"],
        ["A1", "§\u00adêng liªn x· Nh©n C¬"],
        ["A2", "Tr\u00adêng tiÓu häc KiÕn §øc"],
    )
    source = read_file(path)
    columns = map_columns(source.tables[0])
    assert [columns.cell(row, Field.NAME) for row in source.tables[0].rows] == [
        "Đường liên xã Nhân Cơ",
        "Trường tiểu học Kiến Đức",
    ]
    assert [finding.code for finding in source.findings] == ["text_repaired"]


def test_stray_cell_far_away_is_refused_not_unfolded(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "Cầu"])
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == "too_many_rows"


def test_stray_cell_is_seen_however_its_place_is_quoted(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "Cầu"], ["A2", 5])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    assert b'r="B3"' in content
    rezipped(path, {part: content.replace(b'r="B3"', b"r = 'xfd3' note='/'")})
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == "too_many_columns"


def test_formats_out_to_the_last_column_do_no_harm(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "Cầu"])
    book = openpyxl.load_workbook(path)
    book.active["XFD1"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    assert len(read_file(path).tables[0].headers) == 2


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "=1"])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1"><f>1</f><v>&a;</v></c></row></sheetData></worksheet>'
    rezipped(path, {"xl/worksheets/sheet1.xml": bomb})
    with pytest.raises(FileRefusedError) as caught:
        read_file(path)
    assert caught.value.finding.code == "xml_with_entities"


def test_zip_bomb_is_refused_by_unpacking_not_by_its_word(tmp_path: Path) -> None:
    path = openpyxl_book(tmp_path / "a.xlsx", ["Mã", "Tên"], ["A1", "Cầu"])
    rezipped(path, {"xl/worksheets/sheet1.xml": b"<x>" + b" " * 30_000_000})
    lying = path.read_bytes().replace((30_000_003).to_bytes(4, "little"), (300).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(FileRefusedError) as caught:
        read_file(path, ReadLimits(max_unpacked_bytes=10_000_000))
    assert caught.value.finding.code == "archive_too_large"


def ods(path: Path, body: str) -> Path:
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="DS">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_cell(text: str, extra: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {extra}><text:p>{text}</text:p></table:table-cell>'


def test_ods_with_a_failed_formula(tmp_path: Path) -> None:
    head = "".join(map(ods_cell, ["Mã", "Tên", "TMĐT"]))
    failed = ods_cell("#DIV/0!", 'table:formula="of:=1/0" calcext:value-type="error"')
    body = f"<table:table-row>{head}</table:table-row><table:table-row>{ods_cell('A1')}{ods_cell('Cầu')}{failed}</table:table-row>"
    source = read_file(ods(tmp_path / "a.ods", body))
    assert source.kind == "ODS"
    assert source.tables[0].rows[0].cells == ("A1", "Cầu", BrokenFormula("#DIV/0!"))


def test_ods_that_repeats_a_cell_a_billion_times_is_refused(tmp_path: Path) -> None:
    cell = ods_cell("x", 'table:number-columns-repeated="16384"')
    body = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with pytest.raises(FileRefusedError) as caught:
        read_file(ods(tmp_path / "a.ods", body))
    assert caught.value.finding.code == "too_many_rows"


def test_ods_with_a_million_empty_rows_at_the_end_is_as_programs_write_it(tmp_path: Path) -> None:
    rows = [
        f"<table:table-row>{ods_cell(one)}{ods_cell(two)}</table:table-row>"
        for one, two in (("Mã", "Tên"), ("A1", "Cầu"))
    ]
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert read_file(ods(tmp_path / "a.ods", "".join(rows) + empty)).row_count == 1
