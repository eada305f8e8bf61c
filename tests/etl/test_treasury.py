"""Reconciliation with the Treasury on PostGIS: what is kept, what a second run changes, what the command says."""

import getpass
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from etl.cli import cli
from etl.findings import FileRefusedError
from etl.ledgers.treasury import TreasuryOptions, TreasuryResult, load_treasury
from gis.domain.ledger_codes import ReconciliationState
from gis.domain.reconciliation import counts
from gis.models import Project, Unit
from gis.models.ledger import TreasuryLine, TreasuryStatement, Voucher
from gis.queries.project_ledgers import project_ledgers
from gis.queries.treasury import reconciliation
from tests import databases
from tests.etl.import_samples import make_territory, write_csv
from tests.etl.ledger_samples import ACTOR, AS_OF, PLAN, VOUCHER, count, load, make_projects, write_ledgers
from tests.factories.accounts import AccountFactory
from tests.factories.base import bound_to

HEADINGS = ("Mã QHNS", "Ngày", "Số chứng từ", "Số tiền (đồng)", "Loại", "Năm kế hoạch")
MATCHED, DIFFERENT = ReconciliationState.MATCHED, ReconciliationState.DIFFERENT
IN_LEDGER, AT_TREASURY = ReconciliationState.MISSING_IN_LEDGER, ReconciliationState.MISSING_AT_TREASURY
VOUCHERS = (
    VOUCHER,
    VOUCHER | {"Số chứng từ": "CT-02", "Số tiền (đồng)": 200_000_000, "Ngày thanh toán": date(2025, 4, 2)},
    VOUCHER | {"Số chứng từ": "CT-03", "Số tiền (đồng)": 300_000_000, "Ngày thanh toán": date(2025, 5, 5)},
)
LINES = (
    ("7912345", "12/03/2025", "ct 01", "1.500.000.000", "Tạm ứng", "2025"),
    ("7912345", "02/04/2025", "CT-02", "210.000.000", "Tạm ứng", "2025"),
    ("7954321", "15/04/2025", "CT-09", "5.000.000", "KLHT", "2025"),
    ("9999999", "16/04/2025", "CT-10", "6.000.000", "KLHT", "2025"),
    ("7912345", "30/05/2025", "", "1", "Biếu", "2025"),
    ("7912345", "31/05/2025", "CT-11", "7.000.000", "KLHT", ""),
)


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit], tmp_path: Path) -> dict[str, Project]:
    made = make_projects()
    load(session, write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=list(VOUCHERS)))
    return made


def reconcile(session: Session, path: Path, **options: Any) -> TreasuryResult:
    return load_treasury(session, ACTOR, path, TreasuryOptions(as_of=AS_OF, **options))


def test_lines_are_kept_with_what_they_match(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, *LINES)
    result = reconcile(session, path)
    assert counts(result.pairs) == {MATCHED: 1, DIFFERENT: 1, IN_LEDGER: 3, AT_TREASURY: 1}
    assert [finding.code for finding in result.findings] == ["treasury_project_unknown", "value_not_in_list"]
    stored = session.scalars(select(TreasuryLine).order_by(TreasuryLine.position)).all()
    vouchers = dict(session.execute(select(Voucher.voucher_no, Voucher.id)).all())
    assert [(line.budget_code, line.state, line.voucher_id) for line in stored] == [
        ("7912345", MATCHED, vouchers["CT-01"]),
        ("7912345", DIFFERENT, vouchers["CT-02"]),
        ("7954321", IN_LEDGER, None),
        ("9999999", IN_LEDGER, None),
        ("7912345", IN_LEDGER, None),
    ]
    assert [line.project_id for line in stored][2:4] == [projects["DA-2"].id, None]
    statement = session.scalars(select(TreasuryStatement)).one()
    assert (statement.first_day, statement.last_day) == (date(2025, 3, 12), date(2025, 5, 31))


def test_a_second_run_only_follows_the_ledger(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, *LINES)
    assert reconcile(session, path).saved_count == 5
    logged = count(session, "audit_log")
    assert reconcile(session, path).saved_count == 0
    assert (count(session, "audit_log"), count(session, "treasury_statement")) == (logged, 1)
    mended = VOUCHERS[1] | {"Số tiền (đồng)": 210_000_000}
    load(session, write_ledgers(tmp_path / "b.xlsx", voucher=[mended]))
    again = reconcile(session, path)
    assert (again.saved_count, counts(again.pairs)[MATCHED]) == (1, 2)
    session.expire_all()
    lines = session.scalars(select(TreasuryLine.state).order_by(TreasuryLine.position)).all()
    assert lines[:2] == [MATCHED, MATCHED]


def test_a_period_leaves_the_rest_out(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, *LINES[:4])
    result = reconcile(session, path, first_day=date(2025, 4, 1), last_day=date(2025, 4, 30), is_trial=True)
    assert counts(result.pairs) == {MATCHED: 0, DIFFERENT: 1, IN_LEDGER: 2, AT_TREASURY: 0}
    assert "treasury_outside" in [finding.code for finding in result.findings]
    assert count(session, "treasury_statement") == 0


def test_other_projects_count_where_asked(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, LINES[2])
    days = {"first_day": date(2025, 3, 1), "last_day": date(2025, 5, 31), "is_trial": True}
    assert counts(reconcile(session, path, **days).pairs)[AT_TREASURY] == 0
    assert counts(reconcile(session, path, **days, is_every_project=True).pairs)[AT_TREASURY] == 3
    days["is_trial"] = False
    kept = [
        reconcile(session, path, **days, is_every_project=every).saved_count for every in (False, True, True)
    ]
    assert kept == [1, 1, 0], "a list for every project is another one"
    found = reconciliation(session, projects["DA-1"].id)
    assert found is not None
    assert found.spans == ((date(2025, 3, 1), date(2025, 5, 31)),), "it speaks for a project it does not name"


def test_a_list_without_payments_is_refused(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, LINES[4])
    with pytest.raises(FileRefusedError) as refused:
        reconcile(session, path)
    assert refused.value.finding.code == "treasury_empty"


@pytest.fixture
def committed(
    own_url: str, imports_folder: Path, without_official_list: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """Give a copy of the database with the vouchers committed."""
    with databases.copy_of(own_url.rsplit("/", 1)[1].split("?")[0]) as url:
        engine = create_engine(url)
        with Session(engine) as session, bound_to(session):
            make_territory(session)
            make_projects()
            load(
                session,
                write_ledgers(imports_folder.parent / "so.xlsx", capital_plan=[PLAN], voucher=list(VOUCHERS)),
            )
            session.commit()
        monkeypatch.setenv("HATANG_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        monkeypatch.setenv("COLUMNS", "240")
        yield engine
        engine.dispose()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(part) for part in arguments], catch_exceptions=False)


def test_the_command_tells_and_writes_reports(committed: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "kbnn.csv", HEADINGS, *LINES)
    json_path, xlsx_path = tmp_path / "bc.json", tmp_path / "bc.xlsx"
    result = run("import", "treasury", path, "--report", json_path, "--report", xlsx_path)
    assert result.exit_code == 1
    assert "Số tiền: sổ 200.000.000, kho bạc 210.000.000" in result.output
    document = json.loads(json_path.read_text(encoding="utf-8"))
    assert document["states"] == {
        "matched": 1,
        "different": 1,
        "missing_in_ledger": 3,
        "missing_at_treasury": 1,
    }
    assert document["pairs"][1]["difference"] == "Số tiền: sổ 200.000.000, kho bạc 210.000.000"
    sheet = openpyxl.load_workbook(xlsx_path)["Đối chiếu"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][:2] == ["Khớp", "Lệch"]
    assert "không đổi" in run("import", "treasury", path).output
    only = write_csv(tmp_path / "khop.csv", HEADINGS, LINES[0])
    assert run("import", "treasury", only, "--lang", "en").exit_code == 0
    for wrong in (("--from", "mai"), ("--report", "a.docx"), ("--unit", "xu")):
        assert run("import", "treasury", path, *wrong).exit_code == 2


def test_the_form_is_read_as_it_is_filled_in(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    for language in ("vi", "en"):
        path = tmp_path / f"mau-{language}.xlsx"
        assert run("template", "treasury", "-o", path, "--lang", language).exit_code == 0
        book = openpyxl.load_workbook(path)
        sheet = book.active
        kind = sheet.data_validations.dataValidation[-2].formula1.strip('"').split(",")[0]
        sheet.append(["7912345", date(2025, 3, 12), "CT-01", 1_500_000_000, kind, 2025])
        book.save(path)
        result = reconcile(session, path, is_trial=True)
        assert (len(result.findings), counts(result.pairs)[MATCHED]) == (0, 1), language
    assert run("template", "treasury", "-o", tmp_path / "mau.csv").exit_code == 2


def test_the_ledger_command_keeps_the_contract(committed: Engine, tmp_path: Path) -> None:
    good = write_ledgers(tmp_path / "tot.xlsx", capital_plan=[PLAN | {"Mã dự án": "DA-2"}])
    assert run("import", "ledger", good).exit_code == 0
    assert run("import", "ledger", good).exit_code == 0
    mixed = write_ledgers(
        tmp_path / "lan.xlsx", voucher=[VOUCHER | {"Mã dự án": "DA-2"}, VOUCHER | {"Mã dự án": "KHONG"}]
    )
    json_path, xlsx_path = tmp_path / "bc.json", tmp_path / "bc.xlsx"
    refused = run("import", "ledger", mixed, "--all-or-nothing")
    assert (refused.exit_code, "từ chối toàn bộ" in refused.output) == (3, True)
    taken = run("import", "ledger", mixed, "--report", json_path, "--report", xlsx_path)
    assert (taken.exit_code, "Đã ghi 1 dòng" in taken.output) == (1, True)
    document = json.loads(json_path.read_text(encoding="utf-8"))
    assert (document["rows"]["new"], document["rows"]["refused"]) == (1, 1)
    finding = document["findings"][0]
    assert (finding["sheet"], finding["row"], finding["column"], finding["value"]) == (
        "Chứng từ thanh toán",
        3,
        "Mã dự án",
        "KHONG",
    )
    assert finding["remedy"]
    told = [[cell.value for cell in row] for row in openpyxl.load_workbook(xlsx_path)["Chứng từ thanh toán"]]
    assert "không nhập được" in told[2]
    wrong = write_ledgers(tmp_path / "sai.xlsx", voucher=[VOUCHER | {"Mã dự án": "KHONG"}])
    assert run("import", "ledger", wrong).exit_code == 3
    for given in (("--dated", "mai"), ("--report", "a.docx"), ("--ledger", "khac"), ("--numbers", "fr")):
        assert run("import", "ledger", good, *given).exit_code == 2
    assert run("template", "ledger", "-o", tmp_path / "a.csv").exit_code == 2
    assert run("export", "ledger", "-o", tmp_path / "a.xlsx", "--stage", "99").exit_code == 2
    csv_path = write_csv(
        tmp_path / "voucher.csv",
        (
            "Mã dự án",
            "Ngày thanh toán",
            "Số chứng từ",
            "Năm kế hoạch",
            "Loại thanh toán",
            "Số tiền (triệu đồng)",
        ),
        ("DA-1", "01/07/2025", "CT-20", "2025", "KLHT", "1,5"),
    )
    with Session(committed) as session, bound_to(session):
        account_id = AccountFactory(login="ke-toan", display_name="Trần Thị Kế").id
        AccountFactory(login="da-nghi", is_active=False)
        session.commit()
    assert run("import", "ledger", csv_path, "--ledger", "voucher", "--account", "ke-toan").exit_code == 0
    with Session(committed) as session:
        authors = Counter(
            entry.origin.author
            for project_id in session.scalars(select(Project.id))
            for entry in project_ledgers(session, project_id).vouchers
        )
        assert authors == {
            "Cán bộ nhập liệu": len(VOUCHERS),
            f"etl import ledger ({getpass.getuser()})": 1,
            "Trần Thị Kế": 1,
        }
        [last] = session.scalars(select(Voucher.recorded_by).where(Voucher.recorded_by.is_not(None)))
        assert last == account_id
    for name in ("da-nghi", "khong-co"):
        refused = run("import", "ledger", csv_path, "--ledger", "voucher", "--account", name)
        assert (refused.exit_code, name in refused.output) == (2, True)
    assert "không thay đổi gì" in run("import", "ledger", csv_path).output
