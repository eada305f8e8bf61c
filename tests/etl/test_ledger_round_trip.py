"""The template opens as offices expect it; what is exported comes back without a change, also in English."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from etl.cli import cli
from etl.ledgers import words
from etl.ledgers.catalogue import sheets
from etl.ledgers.load import LedgerOptions, load_ledgers
from etl.ledgers.words import offered, offered_word, word_of, words_of
from gis.domain.lifecycle import ClearanceStatus, Execution, SettlementStatus, Stage
from gis.models import PeriodClosing
from gis.models.ledger import LEDGERS, StatusStep
from gis.models.ledger.entry import table_of
from tests import databases
from tests.etl.import_samples import make_territory
from tests.etl.ledger_samples import ACTOR, AS_OF, PLAN, PROJECT, VOUCHER, make_projects, write_ledgers
from tests.factories.base import bound_to

DUE = PROJECT | {"Ngày quyết định": date(2025, 1, 5), "Loại mốc": "Theo quyết định đầu tiên"}
ROWS = {
    "status_step": [
        PROJECT | {"Loại trạng thái": "Giai đoạn", "Trạng thái mới": "Đang thi công", "Ngày chuyển trạng thái": date(2025, 2, 20), "Số văn bản kèm theo": "3/TB"},
        PROJECT | {"Loại trạng thái": "GPMB", "Trạng thái mới": "Đang GPMB", "Ngày chuyển trạng thái": date(2025, 2, 20), "Ghi chú": "đợt 1"},
    ],
    "completion_date": [
        DUE | {"Ngày hoàn thành được duyệt": "Quý II/2026"},
        DUE
        | {
            "Loại mốc": "Gia hạn",
            "Ngày quyết định": date(2026, 5, 2),
            "Ngày hoàn thành được duyệt": date(2026, 9, 30),
            "Số quyết định": "7/QĐ",
            "Nguyên nhân gia hạn": "Bất khả kháng",
            "Khách quan": "Không",
            "Đơn vị để chậm": "Nhân Cơ",
        },
    ],
    "suspension": [PROJECT | {"Dừng từ ngày": date(2025, 9, 1), "Số quyết định": "8/QĐ"}],
    "acceptance": [PROJECT | {"Loại biên bản": "Từng phần", "Ngày biên bản": date(2025, 8, 1), "Số biên bản": "1"}],
    "progress_report": [
        PROJECT
        | {
            "Ngày báo cáo": date(2025, 8, 31),
            "Khối lượng thực hiện (%)": 0.5,
            "Khối lượng theo kế hoạch (%)": 12.25,
            "Nguyên nhân chậm": "GPMB",
            "Ghi chú": "=1+1 mưa",
        }
    ],
    "budget_decision": [PROJECT | {"Loại quyết định": "Điều chỉnh", "Ngày quyết định": date(2025, 3, 1), "Tổng mức đầu tư được duyệt (đồng)": 21_000_000_000, "Số quyết định": "9/QĐ", "Lý do điều chỉnh": "Thêm cống"}],
    "capital_plan": [PLAN | {"Nguồn vốn": "NS tỉnh", "Cấp giao": "HĐND giao"}],
    "voucher": [VOUCHER | {"Số hợp đồng": "05/HĐ", "Mã dòng": "của tôi", "Số văn bản kèm theo": "12/GĐN", "Ngày văn bản kèm theo": date(2025, 3, 9), "Cơ quan ban hành văn bản": "Kho bạc"}, VOUCHER | {"Số chứng từ": "'02"}],
    "bid_package": [PROJECT | {"Số hiệu gói thầu": "1", "Tên gói thầu": "Thi công", "Ngày duyệt kế hoạch LCNT": date(2025, 2, 1)}],
    "contract": [PROJECT | {"Số hợp đồng": "05/HĐ", "Ngày ký hợp đồng": date(2025, 2, 20), "Gói thầu số": "1", "Nhà thầu": "Công ty A"}],
    "contract_addendum": [PROJECT | {"Số hợp đồng": "05/HĐ", "Số phụ lục": "1", "Ngày ký phụ lục": date(2025, 6, 1), "Lý do điều chỉnh": "Phát sinh"}],
    "clearance_count": [PROJECT | {"Xã, phường": "Nhân Cơ", "Số liệu đến ngày": date(2025, 8, 31), "Diện tích phải thu hồi (m²)": 1234.56, "Tổng số hộ (hộ)": 0}],
    "clearance_difficulty": [PROJECT | {"Xã, phường": "Đắk Wer", "Ngày phát sinh": date(2025, 5, 1), "Loại vướng mắc": "Khác", "Nội dung vướng mắc": "Một hộ"}],
    "contribution": [
        PROJECT
        | {
            "Xã, phường": "Nhân Cơ",
            "Thôn, bon, tổ dân phố": "Bon 1",
            "Ngày đóng góp": date(2025, 8, 1),
            "Hình thức đóng góp": "Hiến đất",
            "Số lượng": 120.5,
            "Đơn giá (đồng)": 90_000,
            "Đối tượng đóng góp": "Hộ",
            "Tên người đóng góp": "Hộ ông A",
            "Đồng ý công khai tên": "x",
            "Trích yếu văn bản": "Đơn đồng ý nêu tên",
        }
    ],
}  # fmt: skip


@pytest.fixture
def engine_of_files(
    own_url: str,
    imports_folder: Path,
    without_official_list: None,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Engine]:
    """Give a copy of the database with the projects and every kind of fact committed."""
    name = own_url.rsplit("/", 1)[1].split("?")[0]
    with databases.copy_of(name) as url:
        engine = create_engine(url)
        folder = imports_folder.parent
        with Session(engine) as session, bound_to(session):
            make_territory(session)
            make_projects()
            path = write_ledgers(folder / "so.xlsx", **ROWS)
            result = load_ledgers(session, ACTOR, path, LedgerOptions(as_of=AS_OF))
            assert result.counts == {"new": sum(map(len, ROWS.values()))}, list(result.findings)
            closed_at = datetime(2025, 10, 1, tzinfo=UTC)
            session.add(PeriodClosing(month=date(2025, 8, 1), is_closed=True, recorded_at=closed_at))
            session.commit()
        monkeypatch.setenv("HATANG_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        monkeypatch.setenv("COLUMNS", "200")
        yield engine
        engine.dispose()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(part) for part in arguments], catch_exceptions=False)


def contents(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [
            [
                tuple(row)
                for row in connection.execute(text(f"SELECT * FROM {ledger.__tablename__} ORDER BY id"))
            ]
            for ledger in LEDGERS
        ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_export_comes_back_without_a_change(
    engine_of_files: Engine, tmp_path: Path, language: str
) -> None:
    before = contents(engine_of_files)
    path = tmp_path / "xuat.xlsx"
    done = run("export", "ledger", "-o", path, "--lang", language)
    book = openpyxl.load_workbook(path)
    sheets_of = {sheet.name: book[sheet.title(language)] for sheet in sheets()}
    told = {
        name: {cell.comment.text for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment}
        for name, sheet in sheets_of.items()
    }
    late = {"vi": "bổ sung sau khóa sổ", "en": "added after the closing"}[language]
    assert {name for name, found in told.items() if found == {late}} == {
        "acceptance", "progress_report", "clearance_count", "contribution",
    }, "what was written after August was closed"  # fmt: skip
    assert done.exit_code == 0, done.output
    again = run("import", "ledger", path, "--lang", language)
    assert again.exit_code == (1 if "ledger_percent_small" in again.output else again.exit_code)
    assert ("không thay đổi gì" if language == "vi" else "nothing changed") in again.output, again.output
    assert contents(engine_of_files) == before


def test_an_edited_export_corrects_the_very_rows(engine_of_files: Engine, tmp_path: Path) -> None:
    path = tmp_path / "xuat.xlsx"
    run("export", "ledger", "-o", path, "--q", "thon")
    book = openpyxl.load_workbook(path)
    sheet = book["Nghiệm thu"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Ngày biên bản") + 1).value = date(2025, 8, 2)
    book.save(path)
    result = run("import", "ledger", path, "--report", tmp_path / "bao-cao.json")
    assert "đính chính" in result.output
    with engine_of_files.connect() as connection:
        rows = connection.execute(
            text("SELECT effective_date, corrects_id FROM acceptance ORDER BY id")
        ).all()
    assert [row.effective_date.day for row in rows] == [1, 2]
    assert rows[1].corrects_id is not None


def test_the_template_has_lists_formats_and_rules(engine_of_files: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    result = run("template", "ledger", "-o", path)
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Hướng dẫn", *(sheet.title_vi for sheet in sheets()), "Danh mục"]
    lists = {
        cell.value: [
            row[cell.column - 1].value
            for row in book["Danh mục"].iter_rows(min_row=2)
            if row[cell.column - 1].value
        ]
        for cell in book["Danh mục"][1]
    }
    assert lists["Mã dự án"] == ["DA-1", "DA-2"]
    assert lists["Loại thanh toán"] == words_of("voucher_kind")
    assert lists["Loại vướng mắc"] == list(offered("difficulty_kind"))
    assert lists["Cấp thẩm quyền"] == list(offered("competent_level"))
    in_english = offered("difficulty_kind", "en")
    assert [offered_word("difficulty_kind", word) for word in in_english] == lists["Loại vướng mắc"]
    assert offered_word("difficulty_kind", "Tái định cư", "en") == "Resettlement"
    assert offered_word("difficulty_kind", "Mồ mả", "en") == "Mồ mả"
    assert "Xã Nhân Cơ" in lists["Xã, phường"]
    sheet = book["Chứng từ thanh toán"]
    headings = [cell.value for cell in sheet[1]]
    assert "Số tiền (đồng)" in headings
    assert sheet.freeze_panes == "B2"
    assert all(cell.comment is None or cell.comment.text for cell in sheet[1])
    assert "20/01/2026" in sheet.cell(1, headings.index("Năm kế hoạch") + 1).comment.text
    drop_downs = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(drop_downs) >= 5
    refused = run("import", "ledger", path)
    assert refused.exit_code == 3


def test_every_column_of_a_ledger_has_a_place_in_its_sheet() -> None:
    head = {
        "id",
        "project_id",
        "counted_from",
        "review_state",
        "is_withdrawn",
        "entry_key",
        "recorded_at",
        "document_id",
    }
    head |= {"recorded_by", "import_batch_id", "corrects_id", "precision", "price_item_id"}
    for sheet in sheets():
        columns = {column.name for column in table_of(sheet.model).columns}
        assert columns - head == set(sheet.value_fields), sheet.name
        for column in sheet.columns:
            assert column.axis is None or word_of(column.axis, _codes(sheet.model, column.field)[0])


def test_every_code_has_words() -> None:
    for sheet in sheets():
        for column in sheet.columns:
            if column.axis is not None:
                for code in _codes(sheet.model, column.field):
                    assert word_of(column.axis, code)
                    assert word_of(column.axis, code, "en")


def test_no_word_means_two_codes() -> None:
    lists = tomllib.loads(Path(words.__file__).with_name("words.toml").read_text(encoding="utf-8"))
    for axis, codes in lists.items():
        for code, told in codes.items():
            for word in told:
                assert words.code_of(axis, word) == code, (axis, word)


def _codes(model: type, field: str) -> list[str]:
    if (model, field) == (StatusStep, "value"):
        return [
            str(value) for axis in (Stage, Execution, ClearanceStatus, SettlementStatus) for value in axis
        ]
    return list(table_of(model).c[field].type.enums)
