"""The page of the reconciliation with the Treasury: states with counts and sums, rows of the own scope, CSV, no lists yet."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.ledgers.treasury import TreasuryOptions, load_treasury
from gis.domain.ledger_codes import VoucherKind
from gis.domain.roles import Role
from gis.models import Project, Unit
from gis.operations.audit import Actor
from tests.etl.import_samples import write_csv
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import VoucherFactory
from tests.web.test_project_page import text_of

HEADINGS = ("Mã QHNS", "Ngày", "Số chứng từ", "Số tiền (đồng)", "Loại", "Năm kế hoạch")
AS_OF = date(2026, 1, 1)
MILLION = 1_000_000


@pytest.fixture
def imports_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the lists of this module away from the installation's own."""
    folder = tmp_path / "imports"
    monkeypatch.setattr("etl.ledgers.treasury.imports_folder", lambda: folder)
    return folder


def paid(project: Project, day: date, millions: int, number: str) -> int:
    row = VoucherFactory(
        project_id=project.id, effective_date=day, amount_vnd=Decimal(millions * MILLION), voucher_no=number,
        kind=VoucherKind.ADVANCE, plan_year=2025, volume_accepted_on=None,
    )  # fmt: skip
    return int(row.id)


def take(session: Session, folder: Path, *lines: tuple[str, ...]) -> None:
    """Take a list of the Treasury of March 2025 in, as the command does."""
    path = write_csv(folder / "kbnn-2025-03.csv", HEADINGS, *lines)
    options = TreasuryOptions(as_of=AS_OF, first_day=date(2025, 3, 1), last_day=date(2025, 3, 31))
    load_treasury(session, Actor("etl"), path, options)


@pytest.fixture
def vouchers(session: Session, unit: Unit, tmp_path: Path, imports_folder: Path) -> list[int]:
    """Give the vouchers of two projects, the first one of the reader's commune, and the Treasury's list of their month."""
    own, _other = (
        ProjectFactory(code=code, name=name) for code, name in (("A-1", "Đường A"), ("B-2", "Cầu B"))
    )
    ProjectShareFactory(project_id=own.id, unit_id=unit.id)
    found = [paid(own, date(2025, 3, day), day, f"CT-{day}") for day in (3, 4, 5)]
    take(
        session, tmp_path,
        ("A-1", "03/03/2025", "CT-3", "3.000.000", "Tạm ứng", "2025"),
        ("A-1", "04/03/2025", "CT-4", "4.900.000", "Tạm ứng", "2025"),
        ("A-1", "25/03/2025", "CT-99", "7.000.000", "KLHT", "2025"),
        ("B-2", "06/03/2025", "CT-6", "6.000.000", "Tạm ứng", "2025"),
        ("KHONG-CO", "07/03/2025", "CT-7", "8.000.000", "Tạm ứng", "2025"),
    )  # fmt: skip
    return found


@pytest.mark.usefixtures("vouchers")
def test_each_state_has_its_count_and_sums_to_the_dong(officer: FlaskClient) -> None:
    page = text_of(officer.get("/treasury").text)
    for told in (
        "Tháng 03/2025",
        "Lệch 1 4.900.000 4.000.000 +900.000",
        "Thiếu trong sổ 1 7.000.000 – +7.000.000",
        "Thiếu ở Kho bạc 1 – 5.000.000 −5.000.000",
        "Khớp 1 3.000.000 3.000.000 0",
        "Cộng 4 14.900.000 12.000.000 +2.900.000",
        "Số liệu đến ngày 31/03/2025",
        "kbnn-2025-03.csv",
        "khác số tiền",
    ):
        assert told in page
    assert "Cần đối chiếu lại" not in page


def test_a_row_leads_to_the_history_of_its_voucher(officer: FlaskClient, vouchers: list[int]) -> None:
    answer = officer.get("/treasury?period=2025&state=different")
    assert f'href="/projects/A-1#entry-voucher-{vouchers[1]}">4.000.000</a>' in answer.text
    assert f'id="entry-voucher-{vouchers[1]}"' in officer.get("/projects/A-1").text
    page = text_of(answer.text)
    assert "1 khoản; chưa khớp trước" in page
    assert "CT-3" not in page


@pytest.mark.usefixtures("vouchers")
def test_a_commune_reads_its_own_projects_and_who_reaches_all_the_unknown_too(
    officer: FlaskClient, signed_in: Callable[..., FlaskClient]
) -> None:
    own = officer.get("/treasury?period=all").text
    assert "Cầu B" not in own
    assert "KHONG-CO" not in own
    every = text_of(signed_in(Role.REVIEWER).get("/treasury?period=all").text)
    assert "Cầu B" in every
    assert "Chưa có trong danh mục KHONG-CO" in every


def test_a_voucher_that_was_corrected_since_waits_for_the_next_list(
    officer: FlaskClient, session: Session, vouchers: list[int]
) -> None:
    project_id = session.scalar(select(Project.id).where(Project.code == "A-1"))
    VoucherFactory(
        project_id=project_id, effective_date=date(2025, 3, 3), amount_vnd=Decimal(2 * MILLION),
        corrects_id=vouchers[0],
    )  # fmt: skip
    page = text_of(officer.get("/treasury").text)
    assert "Cần đối chiếu lại 1 3.000.000 2.000.000 +1.000.000" in page
    assert "Khớp 0 – – –" in page
    assert "Nhập lại danh sách của Kho bạc để so lại" in page


@pytest.mark.usefixtures("vouchers")
def test_the_file_has_every_row_of_the_filter(officer: FlaskClient) -> None:
    answer = officer.get("/treasury.csv?period=2025-03")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["Kết quả"] for row in rows] == ["Lệch", "Thiếu ở Kho bạc", "Thiếu trong sổ", "Khớp"]
    assert (rows[0]["Kho bạc: số tiền (đồng)"], rows[0]["Kho bạc − sổ (đồng)"]) == ("4900000", "900000")
    assert rows[1]["Kho bạc: ngày"] == ""
    english = officer.get("/treasury.csv?state=matched&lang=en")
    assert "2025-03-03" in english.text
    assert english.text.count("\n") == 2


def test_without_a_list_the_page_says_how_to_take_one_in(officer: FlaskClient) -> None:
    page = text_of(officer.get("/treasury").text)
    assert "Chưa có danh sách nào của Kho bạc" in page
    assert "python -m etl template treasury" in page


@pytest.mark.usefixtures("vouchers")
@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("period=2025-02", 200, "Kỳ này chưa có khoản nào để đối chiếu"),
        ("period=2025-03&state=unchecked", 200, "Không có khoản nào ở kết quả này"),
        ("period=2025-03&page=9", 200, "Đường A"),
        ("period=2025-03&state=unchecked&page=2", 200, "Không có khoản nào ở kết quả này"),
        ("period=thang-3", 400, "không có giá trị “thang-3”"),
        ("state=sai", 400, "không có giá trị “sai”"),
    ],
)
def test_addresses_that_find_nothing_say_so(officer: FlaskClient, query: str, status: int, told: str) -> None:
    answer = officer.get(f"/treasury?{query}")
    assert (answer.status_code, told in text_of(answer.text)) == (status, True)
