"""`python -m etl audit`: what it says of a sound log and of one that somebody was at, and the files it writes."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from etl.cli import cli
from gis.operations.audit import Actor, record
from tests.factories.base import bound_to
from tests.factories.projects import ProjectFactory


@pytest.fixture(scope="module")
def logged_url(own_url: str) -> str:
    """Give the address of a database with three rows in its log, one of them of the project AB-1."""
    engine = create_engine(own_url)
    with Session(engine) as session, bound_to(session):
        project = ProjectFactory(code="AB-1")
        actor = Actor("=1+1")
        record(
            session, actor, action="project.update", subject="project", subject_id=project.id, reason="đo lại"
        )
        for _ in range(2):
            record(session, actor, action="save_units", subject="unit", subject_id=None, after={"số": 1})
        session.commit()
    engine.dispose()
    return own_url


def run(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["audit", *arguments], env={"HATANG_DATABASE_URL": url})


def test_a_sound_log_is_told_with_its_last_hash_which_is_known_again(logged_url: str) -> None:
    result = run(logged_url, "verify")
    assert result.exit_code == 0, result.output
    assert "3 dòng trong 3 mắt xích" in result.output
    noted = result.output.strip().splitlines()[-1]
    assert len(noted.replace(" ", "")) == 64
    assert run(logged_url, "verify", "--noted", noted, "--lang", "en").exit_code == 0
    assert run(logged_url, "verify", "--since", "01/01/2020").exit_code == 0
    late = run(logged_url, "verify", "--since", "01/01/2999")
    assert "0 dòng trong 0 mắt xích" in late.output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("verify", "--noted", "f" * 64), 1, "bị cắt đuôi"),
        (("verify", "--noted", "xyz"), 2, "ít nhất 16 ký tự"),
        (("verify", "--since", "31/02/2026"), 2, "dd/mm/yyyy"),
        (("export", "nhat-ky.pdf"), 2, ".jsonl"),
        (("export", "x.csv", "--project", "không có"), 2, "Không có dự án"),
        (("export", "x.csv", "--person", "không có"), 2, "Không có tài khoản"),
    ],
)
def test_what_makes_no_sense_is_told(
    logged_url: str, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = run(logged_url, *arguments)
    assert (result.exit_code, told in result.output) == (code, True), result.output


def test_a_row_that_was_changed_is_named_with_exit_code_1(logged_url: str) -> None:
    engine = create_engine(logged_url)
    with engine.connect() as connection:
        row_id = connection.scalar(text("SELECT max(id) FROM audit_log"))
    guards = ("ALTER TABLE audit_log DISABLE TRIGGER USER", "ALTER TABLE audit_log ENABLE TRIGGER USER")
    for actor in ("khác", "=1+1"):
        with engine.begin() as connection:
            connection.execute(text(guards[0]))
            change = text("UPDATE audit_log SET actor = :actor WHERE id = :id")
            connection.execute(change, {"actor": actor, "id": row_id})
            connection.execute(text(guards[1]))
        result = run(logged_url, "verify")
        assert result.exit_code == (1 if actor == "khác" else 0)
        assert (f"dòng {row_id}: nội dung không còn như lúc ghi" in result.output) == (actor == "khác")
    engine.dispose()


def test_the_files_hold_the_rows_of_the_filter(logged_url: str, tmp_path: Path) -> None:
    table = tmp_path / "nhat-ky.csv"
    assert run(logged_url, "export", str(table)).exit_code == 0
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Việc"] for row in rows] == ["save_units", "save_units", "project.update"]
    assert rows[0]["Người làm"] == "'=1+1"  # no formula
    assert (rows[2]["Mã dự án"], rows[2]["Lý do"]) == ("AB-1", "đo lại")

    lines = tmp_path / "nhat-ky.jsonl"
    assert run(logged_url, "export", str(lines), "--project", "AB-1").exit_code == 0
    (only,) = map(json.loads, lines.read_text(encoding="utf-8").splitlines())
    assert (only["project_code"], len(only["row_hash"])) == ("AB-1", 64)

    book = tmp_path / "nhat-ky.xlsx"
    assert run(logged_url, "export", str(book), "--action", "save_units", "--lang", "en").exit_code == 0
    sheet = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert (sheet[0][0], len(sheet), sheet[1][2]) == ("Number", 3, "=1+1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "nhat-ky.csv",
        "nhat-ky.jsonl",
        "nhat-ky.xlsx",
    ]
