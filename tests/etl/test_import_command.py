"""`import projects` and `check` as a person runs them: exit codes, what is written, what is not."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from etl.cli import cli
from gis.models import Account
from tests import databases
from tests.etl.import_samples import counts, make_territory, write_csv
from tests.factories.accounts import AccountFactory
from tests.factories.base import bound_to

Run = Callable[..., Result]

HEADINGS = ("Mã dự án", "Tên dự án", "Xã", "Tổng mức đầu tư (triệu đồng)", "Tình trạng")
GOOD = ("G-1", "Đường thôn 1", "Đắk Wer", "1500", "Đang thi công")
_AUTHORS = text("""
SELECT 'import_batch', imported_by FROM import_batch UNION SELECT 'status_step', recorded_by FROM status_step
UNION SELECT 'budget_decision', recorded_by FROM budget_decision
UNION SELECT 'audit_log', actor_id FROM audit_log WHERE subject IN ('project', 'agency')
""")


@pytest.fixture(scope="module")
def settled(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the name of a database with the territory committed, to be copied."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine) as session, bound_to(session):
            make_territory(session)
            session.commit()
        engine.dispose()
        yield str(make_url(url).database)


@pytest.fixture
def committed(settled: str) -> Iterator[Engine]:
    """Give the engine of a copy of it."""
    with databases.copy_of(settled) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def unchanged(settled: str) -> Iterator[Engine]:
    """Give the engine of a copy for the commands that write nothing; what they write after all fails the last test."""
    with databases.copy_of(settled) as url:
        engine = create_engine(url)
        before = state(engine)
        yield engine
        assert state(engine) == before
        engine.dispose()


@pytest.fixture
def settings(
    imports_folder: Path, without_official_list: None, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    monkeypatch.setenv("COLUMNS", "200")
    return monkeypatch


@pytest.fixture
def run(committed: Engine, settings: pytest.MonkeyPatch) -> Run:
    """Give the command on a database of the test's own."""
    return command_on(committed, settings)


@pytest.fixture
def look(unchanged: Engine, settings: pytest.MonkeyPatch) -> Run:
    """Give the command on the database that stays as it is."""
    return command_on(unchanged, settings)


def command_on(engine: Engine, settings: pytest.MonkeyPatch) -> Run:
    settings.setenv("HATANG_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return lambda *arguments: CliRunner().invoke(
        cli, [str(part) for part in arguments], catch_exceptions=False
    )


def state(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return counts(session)


def good(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "tot.csv", HEADINGS, GOOD)


def mixed(tmp_path: Path) -> Path:
    wrong = ("", "=1+1 Đường thôn 2", "Không Đâu", "1,5x", "Đang thi công")
    return write_csv(tmp_path / "lan.csv", HEADINGS, GOOD, wrong, ("G-2", "+Cầu", "Không Đâu", "2000", ""))


def test_a_list_without_findings_ends_with_zero(run: Run, committed: Engine, tmp_path: Path) -> None:
    with Session(committed) as session:
        session.add(Account(login="canbo", display_name="Cán bộ thử nghiệm", is_demo=True))
        session.commit()
    listed = write_csv(tmp_path / "a.csv", (*HEADINGS, "Lĩnh vực"), (*GOOD, "Giao thông"))
    result = run("import", "projects", listed)
    assert result.exit_code == 0, result.output
    assert "các tài khoản thử nghiệm bị khóa (canbo)" in result.output
    with Session(committed) as session:
        assert session.scalars(select(Account.is_active)).all() == [False]
    assert "Đã ghi 1 dự án" in result.output
    assert state(committed)["project"] == 1
    again = run("import", "projects", listed)
    assert again.exit_code == 0
    assert "không thay đổi gì" in again.output
    assert state(committed)["import_batch"] == 1


def test_findings_end_with_one_and_the_good_rows_are_taken(
    run: Run, committed: Engine, tmp_path: Path
) -> None:
    with Session(committed) as session, bound_to(session):
        account_id = AccountFactory(login="ke-toan").id
        session.commit()
    result = run("import", "projects", mixed(tmp_path), "--account", "ke-toan")
    assert result.exit_code == 1
    assert "Thiếu mã dự án" in result.output
    assert state(committed)["project"] == 2
    with Session(committed) as session:
        assert set(session.execute(_AUTHORS)) == {
            ("import_batch", account_id),
            ("status_step", account_id),
            ("budget_decision", account_id),
            ("audit_log", account_id),
        }


def test_wrong_use_ends_with_two(look: Run, tmp_path: Path) -> None:
    path = good(tmp_path)
    for arguments in (
        ("--map", "Xã"),
        ("--map", "Xã=khong_co"),
        ("--map", "Không có cột này=name"),
        ("--crs", "1234"),
        ("--set", "xa"),
        ("--report", "bao-cao.docx"),
        ("--numbers", "fr"),
        ("--account", "khong-co"),
    ):
        result = look("import", "projects", path, *arguments)
        assert result.exit_code == 2, (arguments, result.output)
        assert "Traceback" not in result.output
    assert look("import", "projects", tmp_path / "khong-co.csv").exit_code == 2


def test_a_refused_file_ends_with_three(look: Run, unchanged: Engine, tmp_path: Path) -> None:
    before = state(unchanged)
    junk = tmp_path / "rac.xlsx"
    junk.write_bytes(bytes(range(256)) * 40)
    assert look("import", "projects", junk).exit_code == 3
    assert look("import", "projects", mixed(tmp_path), "--all-or-nothing").exit_code == 3
    nothing = write_csv(tmp_path / "b.csv", HEADINGS, ("", "Đường", "", "", ""), ("", "Cầu", "", "1", ""))
    result = look("import", "projects", nothing)
    assert result.exit_code == 3
    assert "Không dòng nào nhập được" in result.output
    assert state(unchanged) == before


@pytest.mark.parametrize("command", [("import", "projects", "--dry-run"), ("check",)])
def test_a_trial_writes_nothing(
    run: Run, committed: Engine, tmp_path: Path, imports_folder: Path, command: tuple[str, ...]
) -> None:
    run("import", "projects", good(tmp_path))
    before = state(committed)
    kept = sorted(imports_folder.iterdir())
    changed = write_csv(
        tmp_path / "doi.csv", HEADINGS, (*GOOD[:3], "1700", GOOD[4]), ("G-3", "Cầu", "", "", "")
    )
    result = run(*command, changed)
    assert "1.500.000.000 đồng" in result.output
    assert "1.700.000.000 đồng" in result.output
    (new,) = [line for line in result.output.splitlines() if "G-3" in line]
    assert [cell.strip() for cell in new.strip("│").split("│")] == [
        "3", "G-3", "Cầu", "–", "Giao thông (đoán)", "–", "không",
    ]  # fmt: skip
    assert "chưa ghi gì" in result.output
    assert state(committed) == before
    assert sorted(imports_folder.iterdir()) == kept


def test_a_crash_in_the_middle_leaves_nothing(
    run: Run, committed: Engine, tmp_path: Path, imports_folder: Path
) -> None:
    before = state(committed)
    with committed.begin() as connection:
        connection.execute(
            text("""CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'the disk is gone'; END $$;
                 CREATE TRIGGER break_down BEFORE INSERT ON project_share EXECUTE FUNCTION break_down()""")
        )
    try:
        with pytest.raises(DatabaseError, match="the disk is gone"):
            run("import", "projects", good(tmp_path))
    finally:
        with committed.begin() as connection:
            connection.execute(text("DROP FUNCTION break_down CASCADE"))
    assert state(committed) == before
    assert not imports_folder.exists()
    assert run("import", "projects", good(tmp_path)).exit_code == 0


def test_the_report_as_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.json"
    run("import", "projects", mixed(tmp_path), "--report", path)
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["rows"] == {
        "new": 2, "changed": 0, "same": 0, "repeated": 0, "refused": 1, "outside": 0, "skipped": 0,
    }  # fmt: skip
    assert report["saved_count"] == 2
    found = next(finding for finding in report["findings"] if finding["code"] == "unit_unknown")
    assert (found["row"], found["column"], found["value"]) == (4, "Xã", "Không Đâu")
    assert found["remedy"]
    assert [(item["row"], item["code"], item["units"], item["budget_vnd"]) for item in report["new"]] == [
        (2, "G-1", ["Xã Đắk Wer"], 1_500_000_000),
        (4, "G-2", [], 2_000_000_000),
    ]


def test_the_report_as_annotated_workbook(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.xlsx"
    run("import", "projects", mixed(tmp_path), "--report", path)
    book = openpyxl.load_workbook(path)
    sheet = book["Bảng gốc"]
    headings = [cell.value for cell in sheet[1]]
    assert headings == ["Dòng", *HEADINGS, "Kết quả", "Phát hiện và cách xử lý"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert [rows[number][6].value for number in (2, 3, 4)] == ["mới", "không nhập được", "mới"]
    assert "Không Đâu" in rows[4][7].value
    assert rows[4][3].fill.fgColor.rgb == "FFFFE699"
    assert rows[2][3].fill.fgColor.rgb != "FFFFE699"
    assert rows[3][2].value == "'=1+1 Đường thôn 2"
    assert rows[4][2].value == "'+Cầu"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert book["Tổng hợp"].max_row > 1
    assert [[cell.value for cell in row][:4] for row in book["Dự án mới"].iter_rows()] == [
        ["Dòng", "Mã dự án", "Tên dự án", "Xã"],
        ["2", "G-1", "Đường thôn 1", "Xã Đắk Wer"],
        ["4", "G-2", "'+Cầu", "–"],
    ]
    book.close()


def test_the_workbook_of_an_excel_list_keeps_sheets_and_dates(look: Run, tmp_path: Path) -> None:
    listed, path = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(listed) as book:
        sheet = book.add_worksheet("Danh mục 2024")
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("Mã", "Tên công trình", "Ngày khởi công", "Xã"))
        sheet.write_row(1, 0, ("A-1", "Đường thôn 1"))
        sheet.write_datetime(1, 2, date(2024, 3, 1), dated)
        sheet.write_string(1, 3, "Không Đâu")
    look("check", listed, "--report", path)
    copy = openpyxl.load_workbook(path)
    assert copy["Danh mục 2024"]["D2"].value.date().isoformat() == "2024-03-01"
    copy.close()


def test_many_findings_are_told_by_kind_with_rows_column_value_and_remedy(look: Run, tmp_path: Path) -> None:
    rows = [(f"K-{number}", "Đường thôn", "Không Đâu", "1500", "") for number in range(30)]
    output = look("check", write_csv(tmp_path / "a.csv", HEADINGS, *rows)).output
    told = " ".join(" ".join(line.replace("│", " ").split()) for line in output.splitlines())
    assert "cảnh báo × 30" in told
    assert "dòng 2, 3, 4, 5, 6, 7, 8, 9 … và 22 dòng nữa · cột “Xã”" in told
    assert "ví dụ “Không Đâu”" in told
    assert "→ Sửa tên xã trong tệp rồi nhập lại" in told
    assert "… và 10 dự án nữa" in told


def test_english(look: Run, tmp_path: Path) -> None:
    result = look("--lang", "en", "check", mixed(tmp_path))
    assert "nothing was written to the database" in result.output
    assert "The project code is missing" in result.output


def test_a_bar_past_a_thousand_rows(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal, as rich sees it
    rows = [(f"N-{number}", f"Đường {number}", "Đắk Wer", "1500", "") for number in range(1_201)]
    result = run("import", "projects", write_csv(tmp_path / "a.csv", HEADINGS, *rows))
    assert result.exit_code == 0, result.output
    assert "Đã ghi 1201 dự án" in result.output
    assert "/1201" in result.stderr
    assert "/1" not in run("check", good(tmp_path)).stderr
