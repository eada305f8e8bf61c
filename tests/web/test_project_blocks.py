"""The blocks of a project's page: figures with their rows, as of any day."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gis.domain.documents import FACT_PAPER
from gis.domain.ledger_codes import (
    AcceptanceKind,
    CompletionDateKind,
    ContributionKind,
    DonorKind,
    ExtensionCause,
    ReviewState,
)
from gis.domain.roles import Role
from gis.models import Project
from tests.factories import (
    DocumentFactory,
    NewUnitFactory,
    OldUnitFactory,
    ProjectFactory,
    UnitSuccessionFactory,
)
from tests.factories.ledgers import (
    AcceptanceFactory,
    BidPackageFactory,
    CapitalPlanFactory,
    ClearanceCountFactory,
    ClearanceDifficultyFactory,
    CompletionDateFactory,
    ContractAddendumFactory,
    ContractFactory,
    ContributionFactory,
    ProgressReportFactory,
    SuspensionFactory,
    VoucherFactory,
)
from tests.unit.facts import MILLION
from tests.web.test_project_page import shown, text_of
from webmap.clock import today


def block(page: str, name: str) -> str:
    """Return what a reader sees of one block."""
    start = page.index(f'<section class="card" id="{name}"')
    return text_of(f"<main>{page[start:].partition('</section>')[0]}</main>")


def project_2025(**values: object) -> Project:
    return ProjectFactory(
        **{
            "start_date": date(2025, 1, 1),
            "decision_date": date(2024, 12, 1),
            "first_completion_date": None,
            "approved_completion_date": None,
            "budget_vnd": Decimal(10_000 * MILLION),
        }
        | values
    )


def full_project() -> Project:
    """Give a project with rows in every ledger."""
    project = project_2025(is_located=False)
    paper = DocumentFactory(project_id=project.id, number="9/QĐ-UBND", title="Giao kế hoạch vốn")
    CompletionDateFactory(project_id=project.id)
    CompletionDateFactory(
        project_id=project.id, kind=CompletionDateKind.EXTENSION, effective_date=date(2025, 6, 15),
        new_date=date(2025, 9, 30), cause=ExtensionCause.FORCE_MAJEURE, is_objective=True,
    )  # fmt: skip
    SuspensionFactory(project_id=project.id, resumed_on=date(2025, 3, 11))
    for month, done in ((2, 10), (3, 25), (4, 40), (5, 55)):
        ProgressReportFactory(
            project_id=project.id, effective_date=date(2025, month, 28), physical_progress_pct=Decimal(done),
            planned_progress_pct=Decimal(done + 20),
        )  # fmt: skip
    CapitalPlanFactory(project_id=project.id, document_id=paper.id, source_id=3)
    package = BidPackageFactory(project_id=project.id)
    contract = ContractFactory(project_id=project.id, bid_package_id=package.id)
    ContractAddendumFactory(project_id=project.id, contract_id=contract.id)
    VoucherFactory(project_id=project.id, contract_id=contract.id, effective_date=date(2025, 5, 5))
    unit = NewUnitFactory(full_name="Xã Một")
    ClearanceCountFactory(project_id=project.id, unit_id=unit.id)
    ClearanceDifficultyFactory(project_id=project.id, unit_id=unit.id)
    ContributionFactory(project_id=project.id, unit_id=unit.id)
    AcceptanceFactory(project_id=project.id, kind=AcceptanceKind.PARTIAL)
    return project


def test_a_bare_project_says_what_to_do_next_in_every_block(client: FlaskClient) -> None:
    page = shown(client, project_2025())
    for name, sheet in (
        ("schedule", "Ngày hoàn thành"),
        ("works", "Báo cáo tiến độ"),
        ("money", "Kế hoạch vốn"),
        ("land", "GPMB"),
        ("contributions", "Đóng góp"),
        ("contracts", "Gói thầu"),
    ):
        assert f"ghi vào trang “{sheet}” của sổ theo dõi Excel" in block(page, name), name
    assert "0 đồng" not in text_of(page)


def test_every_link_within_the_page_leads_somewhere(client: FlaskClient) -> None:
    page = shown(client, full_project(), "as_of=2025-06-30")
    targets = set(re.findall(r'\sid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links - targets == set()
    assert {"vouchers", "plans", "reports", "land-units", "years"} <= links


def test_every_block_says_of_which_day_it_is(client: FlaskClient) -> None:
    page = shown(client, full_project(), "as_of=2025-06-30")
    for name, day in (
        ("schedule", "20/06/2025"),
        ("works", "28/05/2025"),
        ("money", "05/05/2025"),
        ("land", "31/03/2025"),
        ("contributions", "02/04/2025"),
        ("contracts", "01/06/2025"),
        ("forecast", "28/05/2025"),
    ):
        assert f"Số liệu đến ngày {day}" in block(page, name), name


def test_the_page_of_many_facts_asks_few_questions(app: Flask, query_recorder: list[str]) -> None:
    project = full_project()
    query_recorder.clear()
    FlaskClient(app).get(f"/projects/{project.code}")
    assert 0 < len([sent for sent in query_recorder if sent.lstrip().startswith(("SELECT", "WITH"))]) <= 12


@pytest.mark.parametrize(
    "asked", ["hôm-qua", "2025-02-30", "2025", "1066-10-14", "2025-01-01&as_of=2025-01-02"]
)
def test_a_day_that_makes_no_sense_is_refused(client: FlaskClient, asked: str) -> None:
    project = ProjectFactory()
    answer = client.get(f"/projects/{project.code}?as_of={asked}")
    assert answer.status_code == 400
    assert "as_of" in text_of(answer.text)


def test_a_day_to_come_is_refused(client: FlaskClient) -> None:
    project = ProjectFactory()
    tomorrow = today() + timedelta(days=1)
    assert client.get(f"/projects/{project.code}?as_of={tomorrow}").status_code == 400
    assert client.get(f"/projects/{project.code}?as_of={today()}").status_code == 200


def test_a_past_day_is_marked_and_keeps_to_what_was_known(client: FlaskClient) -> None:
    project = full_project()
    page = shown(client, project, "as_of=2025-03-05")
    words = text_of(page)
    assert "Đang xem dự án tại ngày 05/03/2025" in words
    assert "Tạm dừng; hạn hoàn thành 30/06/2025" in words
    assert "30/09/2025" not in block(page, "schedule")
    assert "Chưa có chứng từ thanh toán" in block(page, "money")
    assert "10 %" in block(page, "works")
    assert "Đang xem dự án" not in text_of(shown(client, project))


def test_both_lists_of_dates_stand_side_by_side_with_their_reasons(client: FlaskClient) -> None:
    project = project_2025()
    CompletionDateFactory(project_id=project.id)
    CompletionDateFactory(
        project_id=project.id, kind=CompletionDateKind.EXTENSION, effective_date=date(2025, 7, 20),
        new_date=date(2025, 10, 31), cause=ExtensionCause.FORCE_MAJEURE, is_objective=True,
    )  # fmt: skip
    AcceptanceFactory(project_id=project.id, effective_date=date(2025, 10, 25))
    page = block(shown(client, project), "schedule")
    assert "Ngày tính điểm đề xuất" in page
    assert "Số ngày chậm 0 ngày 20 ngày" in page
    assert "Điểm đúng tiến độ không tính theo ngày này 0,78" in page
    assert "Quyết định gia hạn sau khi đã hết hạn cũ: 20 ngày ở giữa vẫn tính là chậm." in page
    assert "+123 ngày · quyết định muộn 20 ngày" in page
    assert "có: nguyên nhân khách quan" in page


def test_a_subjective_extension_moves_only_the_legal_date(client: FlaskClient) -> None:
    project, duty = project_2025(), NewUnitFactory(full_name="Xã Bên")
    CompletionDateFactory(project_id=project.id)
    later = {"project_id": project.id, "kind": CompletionDateKind.EXTENSION}
    CompletionDateFactory(
        **later, effective_date=date(2025, 6, 1), new_date=date(2025, 10, 31), cause=ExtensionCause.CONTRACTOR
    )
    CompletionDateFactory(
        **later, effective_date=date(2025, 10, 1), new_date=date(2025, 11, 30), responsible_unit_id=duty.id,
        cause=ExtensionCause.CLEARANCE_BY_OTHERS,
    )  # fmt: skip
    page = block(shown(client, project, "as_of=2025-10-15"), "schedule")
    assert "Đang áp dụng 30/11/2025 30/07/2025" in page
    assert "Gia hạn vì nguyên nhân chủ quan dời ngày pháp lý đến 30/11/2025" in page
    assert "không: nguyên nhân chủ quan" in page
    assert "có: trách nhiệm của đơn vị khác (Xã Bên)" in page


def test_the_curve_says_in_words_what_it_draws(client: FlaskClient) -> None:
    page = shown(client, full_project(), "as_of=2025-06-30")
    drawing = page.partition('<figure class="chart">')[2].partition("</figure>")[0].replace("\u00a0", " ")
    assert 'role="img" aria-label="Đến 28/05/2025 khối lượng thực hiện đạt 55 %, kế hoạch 75 %."' in drawing
    assert drawing.count('class="chart__dot"') == 5, "the start and four reports"
    assert 'class="chart__line chart__line--planned"' in drawing
    assert 'class="chart__stop"' in drawing
    rows = block(page, "works")
    assert "28/05/2025 75 % 55 % −20" in rows


def test_works_behind_their_plan_are_at_risk(client: FlaskClient) -> None:
    page = text_of(shown(client, full_project(), "as_of=2025-06-30"))
    assert "Có nguy cơ chậm: khối lượng sau kế hoạch, còn 92 ngày đến 30/09/2025" in page


def test_old_figures_are_called_old(client: FlaskClient) -> None:
    page = block(shown(client, full_project(), "as_of=2025-12-31"), "works")
    assert "Báo cáo gần nhất đã cách 217 ngày: số liệu cũ." in page


def test_land_of_a_reorganised_commune_is_counted_once(client: FlaskClient) -> None:
    project = project_2025()
    old, new = OldUnitFactory(full_name="Xã Cũ"), NewUnitFactory(full_name="Xã Mới")
    UnitSuccessionFactory(old_id=old.id, new_id=new.id)
    ClearanceCountFactory(project_id=project.id, unit_id=old.id, effective_date=date(2025, 6, 30))
    ClearanceCountFactory(
        project_id=project.id, unit_id=new.id, effective_date=date(2025, 7, 31),
        area_handed_over_m2=Decimal(9_600), length_total_m=Decimal(900), length_handed_over_m=Decimal(850),
    )  # fmt: skip
    page = block(shown(client, project), "land")
    assert "Diện tích bàn giao 96 % 9.600 m² trong 1 ha" in page
    assert "Hộ bàn giao 50 % 10 trong 20 hộ" in page
    assert "Tuyến bị chặn" in page
    assert "2 lần đếm qua các tháng" in page
    assert "tổng số 20 thông báo – kiểm đếm –" in page, "what is not counted is not zero"
    assert "bàn giao thêm" not in page, "nobody counted the new commune before"
    ClearanceCountFactory(
        project_id=project.id, unit_id=new.id, effective_date=date(2025, 8, 31),
        area_handed_over_m2=Decimal(9_900), household_handed_over_count=None,
    )  # fmt: skip
    later = block(shown(client, project), "land")
    assert "Từ 31/07/2025 đến 31/08/2025 bàn giao thêm 300 m²" in later


def test_difficulties_are_open_until_they_are_solved(client: FlaskClient) -> None:
    project, unit = project_2025(), NewUnitFactory()
    ClearanceDifficultyFactory(project_id=project.id, unit_id=unit.id, competent_level="Cấp tỉnh")
    ClearanceDifficultyFactory(project_id=project.id, unit_id=unit.id, resolved_on=date(2025, 5, 2))
    before = block(shown(client, project, "as_of=2025-05-01"), "land")
    assert "Vướng mắc: 2 chưa giải quyết trong 2" in before
    after = block(shown(client, project, "as_of=2025-05-02"), "land")
    assert "Vướng mắc: 1 chưa giải quyết trong 2" in after
    assert "thẩm quyền: Cấp tỉnh" in after
    assert "xong 02/05/2025" in after


def test_gifts_without_a_price_are_not_converted_and_land_is_no_cash(client: FlaskClient) -> None:
    project, unit = project_2025(), NewUnitFactory(full_name="Xã Một")
    given = {"project_id": project.id, "unit_id": unit.id}
    ContributionFactory(**given, village="thôn 3")
    ContributionFactory(
        **given, kind=ContributionKind.LABOUR, item=None, quantity=Decimal(30), quantity_unit="công",
        unit_price_vnd=None, value_vnd=None, price_source=None,
    )  # fmt: skip
    ContributionFactory(
        **given, kind=ContributionKind.CASH, item=None, quantity=Decimal(5_000_000), quantity_unit="đồng",
        unit_price_vnd=None, price_source=None, value_vnd=Decimal(5_000_000), donor_name="Bà Hai",
        is_name_public=True, document_id=DocumentFactory(project_id=project.id, kind=FACT_PAPER).id,
    )  # fmt: skip
    ClearanceCountFactory(project_id=project.id, unit_id=unit.id)
    whole = shown(client, project)
    page = block(whole, "contributions")
    assert "Nhân dân đóng góp 81,8 triệu 3 lần đóng góp" in text_of(whole), "households alone gave"
    assert "Tiền mặt – 5 triệu Đất hiến 640 m² 76,8 triệu Ngày công 30 công 1 lần chưa quy đổi" in page
    assert "Tiền mặt: 5.000.000 đồng. Đất và hiện vật quy đổi tính riêng" in page
    assert "Đất hiến bằng 6,4 % diện tích phải thu hồi." in page
    assert "Đóng góp của hộ gia đình, cá nhân" in page
    assert "Đất hiến Xã Một, thôn 3 · 1 lần đóng góp 3 640 m² 76,8 triệu" in page
    assert "Ngày công Xã Một · 1 lần đóng góp 3 30 công chưa quy đổi" in page
    assert "Tiền mặt Xã Một · 1 lần đóng góp. Đồng ý nêu tên: Bà Hai 3 5.000.000 đồng 5 triệu" in page
    assert "Bảng giá đất 2025" not in page, "a household's price is read by staff"
    ContributionFactory(**given, donor_kind=DonorKind.COMMUNITY, household_count=40)
    assert "640 m² 120.000 đồng 76,8 triệu – Bảng giá đất 2025" in block(
        shown(client, project), "contributions"
    )


def test_rows_lead_to_their_papers(client: FlaskClient) -> None:
    project = project_2025()
    paper = DocumentFactory(project_id=project.id, number="7/KBNN", title="Giấy rút vốn")
    VoucherFactory(project_id=project.id, document_id=paper.id)
    page = shown(client, project)
    assert f'<a href="#document-{paper.id}">7/KBNN</a>' in page
    assert f'id="document-{paper.id}"' in page


def test_the_history_shows_what_a_correction_changed(
    client: FlaskClient, signed_in: Callable[[Role], FlaskClient]
) -> None:
    project = project_2025()
    wrong = VoucherFactory(project_id=project.id, amount_vnd=Decimal(30 * MILLION))
    right = VoucherFactory(
        project_id=project.id, amount_vnd=Decimal(3 * MILLION), corrects_id=wrong.id, note="gõ thừa số 0"
    )
    gone = ProgressReportFactory(project_id=project.id)
    ProgressReportFactory(project_id=project.id, corrects_id=gone.id, is_withdrawn=True)
    VoucherFactory(project_id=project.id, amount_vnd=Decimal(7 * MILLION), review_state=ReviewState.DRAFT)
    page = shown(client, project)
    history = block(page, "history")
    assert "Số tiền: 30 triệu → 3 triệu" in history
    assert "gõ thừa số 0" not in page, "what officers note is not for the public"
    assert "gõ thừa số 0" in shown(signed_in(Role.DATA_ENTRY), project)
    assert f'href="#entry-voucher-{right.id}">đã đính chính</a>' in page
    assert f'href="#entry-voucher-{wrong.id}">đính chính dòng trước</a>' in page
    assert "Rút lại: Khối lượng thực hiện 50 %" in history
    assert "7 triệu" not in history, "a draft is not for the public"
    staff = block(shown(signed_in(Role.DATA_ENTRY), project), "history")
    assert "7 triệu, kế hoạch năm 2025 Bản nháp" in staff
    assert "3 triệu" in block(page, "money")
    assert "30 triệu" not in block(page, "money")


def test_facts_of_the_ledgers_are_escaped(client: FlaskClient) -> None:
    project = project_2025()
    ProgressReportFactory(
        project_id=project.id, difficulty="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>"
    )
    page = shown(client, project)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_forecast_says_how_it_was_found_and_that_no_score_follows_it(client: FlaskClient) -> None:
    page = block(shown(client, full_project(), "as_of=2025-06-30"), "forecast")
    assert "không ảnh hưởng điểm" in page
    assert re.search(r"\d\d/\d\d/2026 chậm \d+ ngày so với hạn 30/09/2025", page)
    assert "Tám trong mười trường hợp" in page
    assert "earned schedule" in page
    assert "4 báo cáo" in page
    assert "đo trên lịch sử minh họa" in page, "an interval says what it was measured on"
    early = project_2025()
    CompletionDateFactory(project_id=early.id)
    for month, done in ((2, 6), (3, 12), (4, 18), (5, 24)):
        ProgressReportFactory(
            project_id=early.id, effective_date=date(2025, month, 28), physical_progress_pct=Decimal(done)
        )
    rough = block(shown(client, early, "as_of=2025-06-30"), "forecast")
    assert "Khối lượng chưa đến 25 % nên khoảng" in rough
    assert "Tám trong mười" not in rough


def test_without_enough_reports_there_is_a_reason_instead_of_a_forecast(client: FlaskClient) -> None:
    project = project_2025()
    CompletionDateFactory(project_id=project.id)
    ProgressReportFactory(project_id=project.id)
    page = block(shown(client, project, "as_of=2025-04-01"), "forecast")
    assert "Không có dự báo. Chưa đủ số liệu: cần ít nhất 3 báo cáo tiến độ sau ngày khởi công." in page


def test_alerts_lead_to_their_blocks(client: FlaskClient) -> None:
    project = project_2025()
    CapitalPlanFactory(project_id=project.id, fiscal_year=2025)
    page = shown(client, project, "as_of=2025-07-01")
    assert (
        '<a href="#years">Đã giao kế hoạch vốn năm 2025 nhưng chưa giải ngân (nhắc từ tháng 7, mức đề xuất).</a>'
        in page
    )


def test_the_blocks_speak_english(client: FlaskClient) -> None:
    page = text_of(shown(client, full_project(), "lang=en&as_of=2025-06-30"))
    for words in (
        "Giải ngân",
        "Khối lượng",
        "Chậm",
        "Lịch sử",
        "Đóng góp",
        "Báo cáo",
        "Chưa có",
        "Quyết định",
    ):
        assert words not in page, words
