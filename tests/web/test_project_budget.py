"""The total investment on a project's page: its decisions, what each changed, and the figures of a past day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from gis.domain.budget import UNKNOWN_DAY
from gis.domain.ledger_codes import BudgetKind, VoucherKind
from gis.models import Project
from tests.factories import DocumentFactory, StatusStepFactory
from tests.factories.ledgers import (
    BudgetDecisionFactory,
    ProgressReportFactory,
    StoredFileFactory,
    VoucherFactory,
)
from tests.unit.facts import MILLION
from tests.web.test_project_blocks import block, project_2025
from tests.web.test_project_page import shown


def adjusted(**first: object) -> Project:
    """Give a project of 8 tỷ that was adjusted to 10 tỷ on 01/06/2025, with 4 tỷ paid and half of the works done."""
    project = project_2025(decision_no="125/QĐ-UBND")
    paper = DocumentFactory(project_id=project.id, number="45/QĐ-UBND", title="Điều chỉnh dự án")
    BudgetDecisionFactory(
        project_id=project.id, **{"effective_date": date(2024, 12, 1), "amount_vnd": Decimal(8_000 * MILLION)} | first
    )  # fmt: skip
    BudgetDecisionFactory(
        project_id=project.id, effective_date=date(2025, 6, 1), kind=BudgetKind.ADJUSTMENT,
        amount_vnd=Decimal(10_000 * MILLION), decision_no="45/QĐ-UBND", document_id=paper.id, reason="Thêm cống",
    )  # fmt: skip
    VoucherFactory(
        project_id=project.id, effective_date=date(2025, 3, 10), kind=VoucherKind.COMPLETED_VOLUME,
        amount_vnd=Decimal(4_000 * MILLION), volume_accepted_on=date(2025, 3, 1),
    )  # fmt: skip
    ProgressReportFactory(
        project_id=project.id, effective_date=date(2025, 3, 31), physical_progress_pct=Decimal(20)
    )
    return project


def test_the_decisions_are_listed_with_what_they_changed(client: FlaskClient) -> None:
    page = shown(client, adjusted())
    words = block(page, "money")
    assert "01/06/2025 Điều chỉnh tổng mức đang áp dụng Thêm cống 10 tỷ + 2 tỷ +25 % 45/QĐ-UBND" in words
    assert "01/12/2024 Phê duyệt lần đầu 8 tỷ – 125/QĐ-UBND" in words
    assert 'href="#budgets"' in page
    assert "45/QĐ-UBND ngày 01/06/2025" in page
    assert "40 %" in words, "4 tỷ of 10 tỷ"


@pytest.mark.parametrize(
    ("day", "part", "told"),
    [
        ("2025-05-31", "50 %", "Lệch trên 15 điểm: cảnh báo Giải ngân vượt khối lượng 30 điểm"),
        ("2025-06-30", "40 %", "Lệch trên 15 điểm: cảnh báo Giải ngân vượt khối lượng 20 điểm"),
    ],
)
def test_a_past_day_is_told_by_the_total_of_that_day(
    client: FlaskClient, day: str, part: str, told: str
) -> None:
    project = adjusted()
    page = shown(client, project, f"as_of={day}")
    words = block(page, "money")
    assert part in words
    assert told in words
    assert "tổng mức đầu tư, nguồn vốn" not in page
    later = {"effective_date": date(2026, 1, 15), "kind": BudgetKind.ADJUSTMENT}
    BudgetDecisionFactory(project_id=project.id, amount_vnd=Decimal(20_000 * MILLION), **later)
    assert block(shown(client, project, f"as_of={day}"), "money") == words


def test_before_the_first_decision_nothing_was_approved(client: FlaskClient) -> None:
    project = adjusted()
    page = shown(client, project, "as_of=2024-11-30")
    assert "Đến ngày này chưa có quyết định nào duyệt tổng mức đầu tư." in block(page, "money")
    assert "ngày khởi công (mốc của dự báo và đường kế hoạch) là theo hồ sơ hiện nay" in page
    assert "125/QĐ-UBND" not in block(page, "documents") + block(page, "about")
    of_its_day = shown(client, project, "as_of=2024-12-01")
    assert "125/QĐ-UBND" in block(of_its_day, "documents")
    assert "125/QĐ-UBND" in block(of_its_day, "about")


def test_a_paper_is_shown_from_its_day(client: FlaskClient) -> None:
    project = project_2025()
    taken = datetime(2025, 4, 9, 18, tzinfo=UTC)
    DocumentFactory(project_id=project.id, number="1/BB", issued_on=date(2025, 4, 9))
    photo = DocumentFactory(
        project_id=project.id, number=None, title="Mặt đường", issued_on=None, kind="photo"
    )
    StoredFileFactory(document_id=photo.id, taken_at=taken, public_sha256="b" * 64)
    undated = DocumentFactory(project_id=project.id, number="2/BB", title="Giấy", issued_on=None)
    StatusStepFactory(project_id=project.id, effective_date=date(2025, 4, 1), document_id=undated.id)
    days = {"2025-04-08": [], "2025-04-09": ["1/BB"], "2025-04-10": ["1/BB", "Mặt đường"]}
    for day, told in days.items():
        page = shown(client, project, f"as_of={day}")
        words = block(page, "documents")
        assert [each for each in ("1/BB", "Mặt đường", "2/BB") if each in words] == told
        assert f'href="#document-{undated.id}"' not in page, "no link to what the page doesn't list"
    words = block(shown(client, project), "documents")
    assert all(each in words for each in ("1/BB", "Mặt đường", "2/BB"))


def test_an_unknown_day_is_said_and_holds_for_all_earlier_days(client: FlaskClient) -> None:
    page = shown(client, adjusted(effective_date=UNKNOWN_DAY, decision_no=None), "as_of=2024-11-30")
    assert "không rõ ngày tính cho mọi ngày trước đó Phê duyệt lần đầu" in block(page, "money")
    assert "01/01/1990" not in block(page, "history")
