"""Cells and keys of ledgers that can't be taken: each keeps its own row out, never the others."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from etl.findings import FileRefusedError, Finding, Severity
from etl.ledgers.load import LedgerResult
from gis.models import Project, Unit
from tests.etl.ledger_samples import (
    PLAN,
    VOUCHER,
    codes_of,
    count,
    load,
    make_projects,
    write_ledgers,
)

REFUSED, WARNED = Severity.ERROR, Severity.WARNING
VOLUME = VOUCHER | {"Loại thanh toán": "KLHT", "Số chứng từ": "CT-KL"}


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit]) -> dict[str, Project]:
    return make_projects()


def take(session: Session, tmp_path: Path, **ledgers: list[dict[str, Any]]) -> LedgerResult:
    return load(session, write_ledgers(tmp_path / "so.xlsx", **ledgers))


def only(result: LedgerResult, code: str) -> Finding:
    found = [finding for finding in result.findings if finding.code == code]
    assert len(found) == 1, codes_of(result)
    return found[0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Mã dự án": "KHONG-CO"}, "ledger_project_unknown"),
        ({"Mã dự án": None}, "ledger_cell_missing"),
        ({"Số tiền (đồng)": None}, "ledger_cell_missing"),
        ({"Số tiền (đồng)": "1,5x"}, "number_unreadable"),
        ({"Số tiền (đồng)": -5}, "money_negative"),
        ({"Số tiền (đồng)": 10.5}, "ledger_money_not_whole"),
        ({"Ngày thanh toán": "tháng 3/2025"}, "ledger_day_needed"),
        ({"Ngày thanh toán": "31/02/2025"}, "date_impossible"),
        ({"Năm kế hoạch": "hai lăm"}, "ledger_year_unreadable"),
        ({"Loại thanh toán": "Biếu"}, "value_not_in_list"),
        ({"Vốn kéo dài": "có lẽ"}, "value_not_in_list"),
        ({"Nguồn vốn": "Vốn trời cho"}, "value_not_in_list"),
        ({"Số hợp đồng": "99/HĐ"}, "ledger_contract_unknown"),
    ],
)
def test_a_wrong_cell_keeps_only_its_row_out(
    session: Session, projects: dict[str, Project], tmp_path: Path, row: dict[str, Any], code: str
) -> None:
    result = take(session, tmp_path, capital_plan=[PLAN], voucher=[VOUCHER, VOLUME | row])
    found = only(result, code)
    assert (found.severity, found.row, result.counts) == (REFUSED, 3, {"new": 2, "refused": 1})
    assert ("Quy định: “" in found.message()) or code != "money_negative"
    assert count(session, "voucher") == 1


def test_one_key_twice(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    other = VOUCHER | {"Số tiền (đồng)": 5}
    result = take(session, tmp_path, capital_plan=[PLAN], voucher=[VOUCHER, other])
    assert (codes_of(result), count(session, "voucher")) == (["ledger_key_twice"] * 2, 0)
    result = take(session, tmp_path, voucher=[VOUCHER, VOUCHER])
    assert (codes_of(result), result.counts) == (["ledger_row_repeated"], {"new": 1, "repeated": 1})


def test_all_or_nothing(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    path = write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=[VOUCHER | {"Năm kế hoạch": "x"}])
    result = load(session, path, is_all_or_nothing=True)
    assert (result.is_refused, count(session, "capital_plan")) == (True, 0)


def test_a_file_without_ledgers_is_refused(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    path = tmp_path / "khac.csv"
    path.write_text("Tên,Tuổi\nAn,3\n", encoding="utf-8")
    with pytest.raises(FileRefusedError) as refused:
        load(session, path)
    assert refused.value.finding.code == "ledger_none"


def test_totals_and_missing_columns(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    total = {"Mã dự án": "Tổng cộng", "Số tiền (đồng)": 1_500_000_000}
    result = take(session, tmp_path, capital_plan=[PLAN], voucher=[VOUCHER, total])
    assert (codes_of(result), result.counts) == (["row_is_total"], {"new": 2, "skipped": 1})
    short = {name: value for name, value in VOUCHER.items() if name != "Năm kế hoạch"}
    result = take(session, tmp_path, voucher=[short | {"Số chứng từ": "CT-77"}])
    assert codes_of(result) == ["ledger_column_missing", "ledger_cell_missing"]
