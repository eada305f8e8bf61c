"""Money on a project's page: plans, payments and their rates, contracts, and how vouchers stand at the Treasury."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import CapitalPlanKind, VoucherKind
from gis.domain.ledger_codes import ReconciliationState as State
from gis.domain.roles import Role
from gis.models import Project, TreasuryLine, TreasuryStatement, Voucher
from tests.factories.ledgers import (
    BidPackageFactory,
    CapitalPlanFactory,
    ContractAddendumFactory,
    ContractFactory,
    ProgressReportFactory,
    VoucherFactory,
)
from tests.unit.facts import MILLION
from tests.web.test_project_blocks import block, project_2025
from tests.web.test_project_page import shown


def paid(project: Project, day: date, kind: VoucherKind, amount: int, **values: object) -> None:
    VoucherFactory(
        project_id=project.id, effective_date=day, kind=kind, amount_vnd=Decimal(amount * MILLION),
        **{"volume_accepted_on": None} | values,
    )  # fmt: skip


def worked_payments() -> Project:
    """Give the worked test of the rates: plan 5.000, an advance of 1.500, volumes with recoveries."""
    project = project_2025()
    CapitalPlanFactory(project_id=project.id, amount_vnd=Decimal(5_000 * MILLION))
    paid(project, date(2025, 3, 10), VoucherKind.ADVANCE, 1_500)
    paid(project, date(2025, 12, 5), VoucherKind.COMPLETED_VOLUME, 3_000)
    paid(project, date(2025, 12, 5), VoucherKind.RECOVERY, 1_200)
    paid(project, date(2026, 1, 25), VoucherKind.COMPLETED_VOLUME, 800, volume_accepted_on=date(2025, 12, 28))
    paid(project, date(2026, 1, 25), VoucherKind.RECOVERY, 300)
    CapitalPlanFactory(
        project_id=project.id, effective_date=date(2026, 2, 10), kind=CapitalPlanKind.CARRIED_OVER,
        amount_vnd=Decimal(1_200 * MILLION),
    )  # fmt: skip
    paid(project, date(2026, 5, 15), VoucherKind.COMPLETED_VOLUME, 1_000, is_carried_over=True)
    return project


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-12-31", "2025 66 % 3,3 tỷ ÷ 5 tỷ – 66 % 3,3 tỷ ÷ 5 tỷ"),
        ("2026-01-31", "2025 76 % 3,8 tỷ ÷ 5 tỷ – 76 % 3,8 tỷ ÷ 5 tỷ"),
        ("2026-06-30", "2026 – 83,33 % 1 tỷ ÷ 1,2 tỷ 83,33 % 1 tỷ ÷ 1,2 tỷ 2025 76 %"),
    ],
)
def test_rates_name_what_they_divide(client: FlaskClient, day: str, words: str) -> None:
    page = block(shown(client, worked_payments(), f"as_of={day}"), "money")
    assert words in page
    assert "R1: giải ngân kế hoạch năm ÷ kế hoạch năm" in page


def test_exact_money_is_one_gesture_away(client: FlaskClient) -> None:
    page = shown(client, worked_payments(), "as_of=2026-01-31")
    assert 'value="3800000000" title="3.800.000.000 đồng">3,8 tỷ' in page
    assert "Tạm ứng chưa thu hồi: 0 đồng" in block(page, "money")
    before = shown(client, worked_payments(), "as_of=2025-03-31")
    assert "Tạm ứng chưa thu hồi: 1.500.000.000 đồng (kế hoạch 2025: 1,5 tỷ)" in block(before, "money")


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Decimal(5), "Lệch trên 30 điểm: nguy hiểm Giải ngân vượt khối lượng 33 điểm"),
        (Decimal(60), "Lệch trên 15 điểm: cảnh báo Khối lượng vượt giải ngân 22 điểm"),
        (Decimal(40), "Giải ngân và khối lượng lệch 2 điểm, trong mức thường gặp"),
    ],
)
def test_the_gap_of_money_and_works_is_said_in_words(client: FlaskClient, done: Decimal, words: str) -> None:
    project = worked_payments()
    ProgressReportFactory(project_id=project.id, effective_date=date(2026, 1, 31), physical_progress_pct=done)
    assert words in block(shown(client, project, "as_of=2026-01-31"), "money")


def test_the_gap_leaves_out_an_advance_that_is_still_out(client: FlaskClient) -> None:
    project = project_2025()
    paid(project, date(2025, 3, 10), VoucherKind.ADVANCE, 3_000)
    paid(project, date(2025, 4, 10), VoucherKind.COMPLETED_VOLUME, 5_000)
    ProgressReportFactory(
        project_id=project.id, effective_date=date(2025, 5, 31), physical_progress_pct=Decimal(25)
    )
    page = block(shown(client, project, "as_of=2025-06-30"), "money")
    assert "Lệch trên 15 điểm: cảnh báo Giải ngân vượt khối lượng 25 điểm" in page
    assert "không kể tạm ứng chưa thu hồi. Mức cảnh báo này là đề xuất." in page


def test_what_was_paid_on_a_contract_without_a_value_alarms_nobody(client: FlaskClient) -> None:
    project = project_2025()
    unknown = ContractFactory(project_id=project.id, contract_no="A", value_vnd=None)
    paid(project, date(2025, 3, 10), VoucherKind.COMPLETED_VOLUME, 100, contract_id=unknown.id)
    known = ContractFactory(project_id=project.id, contract_no="B", value_vnd=Decimal(90 * MILLION))
    assert "nhưng chưa có biên bản nghiệm thu" not in shown(client, project, "as_of=2025-06-30")
    paid(project, date(2025, 3, 11), VoucherKind.COMPLETED_VOLUME, 90, contract_id=known.id)
    told = shown(client, project, "as_of=2025-06-30").replace("\u00a0", " ")
    assert "Đã trả 90 triệu trong giá trị hợp đồng 90 triệu (B) nhưng chưa có biên bản nghiệm thu" in told


def test_a_year_without_a_plan_has_no_rate(client: FlaskClient) -> None:
    project = project_2025()
    paid(project, date(2025, 3, 10), VoucherKind.ADVANCE, 100)
    page = block(shown(client, project), "money")
    assert "2025 chưa có mẫu số 100 triệu ÷ chưa giao" in page


def test_contracts_show_what_bidding_saved_and_what_is_paid(client: FlaskClient) -> None:
    project = project_2025()
    package = BidPackageFactory(project_id=project.id)
    contract = ContractFactory(project_id=project.id, bid_package_id=package.id)
    ContractAddendumFactory(
        project_id=project.id, contract_id=contract.id, new_value_vnd=Decimal(4_800 * MILLION), reason="Mưa"
    )
    VoucherFactory(project_id=project.id, contract_id=contract.id, amount_vnd=Decimal(2_400 * MILLION))
    ContractFactory(project_id=project.id, contract_no="13/HĐ-TV", value_vnd=None)
    page = block(shown(client, project), "contracts")
    assert (
        "XL-01 · Thi công xây dựng Giá gói thầu 4,5 tỷ · 20/01/2025 · tiết kiệm qua đấu thầu 100 triệu"
        in page
    )
    assert "Phụ lục PL01, 01/06/2025 · giá trị mới 4,8 tỷ · kết thúc 30/09/2025 · Mưa" in page
    assert "4,8 tỷ 2,4 tỷ 50 %" in page
    assert "Chưa rõ gói thầu 13/HĐ-TV" in page


def listed(
    session: Session, statement: TreasuryStatement, *lines: tuple[Project, Voucher | None, State]
) -> None:
    """Keep a list of the Treasury: its lines are of 03/03/2025 and the days after, in turn, of 1 million more each."""
    session.add(statement)
    session.flush()
    for position, (project, voucher, state) in enumerate(lines, start=1):
        session.add(
            TreasuryLine(
                statement_id=statement.id, position=position, project_id=project.id, budget_code="1",
                paid_date=date(2025, 3, 2 + position), kind=VoucherKind.ADVANCE, amount_vnd=position * MILLION,
                voucher_id=voucher and voucher.id, state=state,
            )
        )  # fmt: skip
    session.flush()


def test_staff_see_how_each_voucher_stands_against_the_treasury(
    client: FlaskClient, session: Session, signed_in: Callable[[Role], FlaskClient]
) -> None:
    project, other = project_2025(), project_2025()
    paid = [
        VoucherFactory(project_id=project.id, effective_date=date(2025, month, 5), voucher_no=f"CT-{month}")
        for month in (3, 4, 5, 6, 7)
    ]
    half_year = {"first_day": date(2025, 1, 1), "last_day": date(2025, 6, 30)}
    listed(session, TreasuryStatement(**half_year), (project, None, State.MISSING_IN_LEDGER))
    listed(
        session, TreasuryStatement(**half_year), (project, paid[0], State.MATCHED),
        (project, paid[1], State.DIFFERENT), (project, None, State.MISSING_IN_LEDGER),
        (project, paid[3], State.MATCHED), (other, None, State.MISSING_IN_LEDGER),
    )  # fmt: skip
    for corrected in (2, 3):
        VoucherFactory(
            project_id=project.id,
            effective_date=paid[corrected].effective_date,
            corrects_id=paid[corrected].id,
        )
    accountant = signed_in(Role.ACCOUNTANT)

    def told() -> tuple[list[str], str]:
        page = block(shown(accountant, project), "money")
        return re.findall("Kho bạc: (khớp|lệch|chưa có chứng từ này|chưa đối chiếu)", page), page

    assert "Kho bạc" not in block(shown(client, project), "money")
    states, page = told()
    assert states == ["chưa đối chiếu", "chưa đối chiếu", "chưa có chứng từ này", "lệch", "khớp"], (
        "July, then June's correction"
    )
    assert "lệch ( 2 triệu , 04/03/2025)" in page
    missing = page.partition("Kho bạc có khoản chi chưa có trong sổ")[2]
    assert "05/03/2025 · Tạm ứng · 3.000.000 đồng" in missing
    assert "· 1.000.000 đồng" not in missing, "a newer list of the same days says otherwise"
    march = TreasuryStatement(first_day=date(2025, 3, 1), last_day=date(2025, 3, 31))
    listed(session, march, (other, None, State.MISSING_IN_LEDGER))
    states, page = told()
    assert states[-1] == "chưa có chứng từ này", "a newer list of the same projects has it no more"
    assert "Kho bạc có khoản chi chưa có trong sổ" not in page
