"""The workbook of a month by itself: marks nobody else writes, cells as Excel keeps them, what was done to it told."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from etl.findings import FileRefusedError
from etl.month_books.layout import HEADING_ROW, BookSheet, book_sheet
from etl.month_books.reading import MonthBook, locked_sums, read_month_book
from etl.month_books.seal import Head, RowMark, Seal
from etl.month_books.writing import BookWords, Line, MonthBookWriter

SEAL = Seal("a key")
HEAD = Head(
    book_id="b1",
    unit_id=7,
    month="2026-10",
    account_id=3,
    made_on="2026-11-01",
    rows={"progress_report": 2, "voucher": 1},
)
MARK = RowMark(2, 11, 22, None, ("aa", "bb"))
MONTH = book_sheet("progress_report", ["physical_progress_pct", "delay_cause", "next_step"])
VOUCHERS = book_sheet("voucher", ["effective_date", "amount_vnd", "is_compensation"])
LOCKED = {
    "code": "DA-1",
    "name": "=1+1",
    "last_on": date(2026, 9, 30),
    "last_pct": 42.5,
    "limits": "từ 42,5 đến 100 %",
}


def write(path: Path, language: str = "vi") -> Path:
    words = BookWords(
        language=language,
        title="Tháng & năm",
        made="Làm ngày",
        head=SEAL.head(HEAD),
        projects=["DA-1"],
        sources=["=NS"],
    )
    writer = MonthBookWriter(path, words)
    lines = []
    for slot in (1, 2):
        cells = LOCKED | {"physical_progress_pct": Decimal("45.50"), "next_step": "+84 gọi"}
        mark = RowMark(slot, slot, None, None, locked_sums(MONTH.locked, cells))
        lines.append(Line(mark=SEAL.row("b1", "progress_report", mark), cells=cells, is_open=slot == 1))
    writer.sheet(MONTH, lines)
    empty = RowMark(1, None, None, None, locked_sums(VOUCHERS.locked, {}))
    writer.sheet(VOUCHERS, [Line(mark=SEAL.row("b1", "voucher", empty))])
    writer.guide()
    writer.close()
    return path


def read(path: Path, sheets: tuple[BookSheet, ...] = (MONTH, VOUCHERS)) -> MonthBook:
    return read_month_book(path, sheets, SEAL)


def edited(path: Path, edit: Callable[[Workbook], None]) -> MonthBook:
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return read(path)


def codes(book: MonthBook) -> list[str]:
    return [
        each.code for each in (*book.findings, *(finding for row in book.rows for finding in row.findings))
    ]


def test_a_seal_is_read_by_its_own_key_alone() -> None:
    assert SEAL.read_head(SEAL.head(HEAD)) == HEAD
    assert SEAL.read_row("b1", "voucher", SEAL.row("b1", "voucher", MARK)) == MARK
    assert Seal("another").read_head(SEAL.head(HEAD)) is None
    assert SEAL.read_row("b2", "voucher", SEAL.row("b1", "voucher", MARK)) is None
    assert SEAL.read_row("b1", "contribution", SEAL.row("b1", "voucher", MARK)) is None


@pytest.mark.parametrize("text", ["", "|", "hatang|x|y", "hatang|é|ế", "1.2.3.4|", "x" * 9_000])
def test_what_is_no_seal_is_none(text: str) -> None:
    assert SEAL.read_head(text) is None
    assert SEAL.read_row("b1", "voucher", text) is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_workbook_is_read_as_it_was_written_in_any_language(tmp_path: Path, language: str) -> None:
    book = read(write(tmp_path / "so.xlsx", language))
    assert (book.head, codes(book)) == (HEAD, [])
    first = book.rows[0]
    assert first.mark is not None
    assert (first.number, first.mark.slot, first.mark.project_id) == (HEADING_ROW + 2, 1, 1)
    assert (first.cells["physical_progress_pct"], first.cells["name"]) == (45.5, "=1+1")
    assert first.formulas == frozenset()


def test_every_text_is_text_and_lists_are_offered(tmp_path: Path) -> None:
    book = load_workbook(write(tmp_path / "so.xlsx"))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert {"=1+1", "+84 gọi", "=NS"} - {cell.value for cell in cells} <= {"=NS"}
    rules = [rule.formula1 for rule in book["Số liệu tháng"].data_validations.dataValidation]
    assert any("Danh mục" in str(rule) for rule in rules)
    told = [str(rule.prompt) for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert any(each.startswith("Số tiền của chứng từ lớn hơn 0") for each in told), "limits beside the cells"
    note = book["Số liệu tháng"].cell(HEADING_ROW + 1, 7).comment.text
    assert note.endswith("phần trăm của cả dự án, từ 0 đến 100."), note
    assert book["Số liệu tháng"]["G5"].protection.locked  # the second row waits for somebody
    assert not book["Số liệu tháng"]["G4"].protection.locked


def test_what_was_done_to_it_is_told(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Số liệu tháng"]
        sheet["E4"] = 10
        sheet["A5"] = sheet["A4"].value
        sheet["B6"] = "thêm tay"
        sheet["G4"] = "=1+1"
        book.create_sheet("Nháp")
        del book["Chứng từ thanh toán"]

    book = edited(write(tmp_path / "so.xlsx"), edit)
    assert sorted(codes(book)) == [
        "month_locked_changed",
        "month_row_gone",
        "month_row_twice",
        "month_row_unknown",
        "month_sheet_missing",
        "month_sheet_unread",
    ]
    assert book.rows[0].formulas == frozenset({"physical_progress_pct"})


def test_a_column_without_its_heading_is_told(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Số liệu tháng"].cell(HEADING_ROW + 1, 7).value = "Cột khác"

    book = edited(write(tmp_path / "so.xlsx"), edit)
    assert codes(book) == ["month_column_missing"]
    assert "physical_progress_pct" not in book.rows[0].cells


def test_a_workbook_of_another_installation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as refusal:
        read_month_book(write(tmp_path / "so.xlsx"), (MONTH,), Seal("another"))
    assert refusal.value.finding.code == "month_book_none"
