"""Alerts as a filter everywhere, and as a page by kind; every alert here is raised by facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import AcceptanceKind, CapitalPlanKind, PlanLevel, VoucherKind
from gis.models import Acceptance, CapitalPlan, ProgressReport, Project, Voucher
from gis.operations import summaries, versions
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.web.test_project_page import text_of
from webmap.clock import today

pytestmark = pytest.mark.usefixtures("day_has_passed")
QUERIES = 6


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def paid(
    session: Session, project: Project, amount: int, kind: VoucherKind = VoucherKind.COMPLETED_VOLUME
) -> None:
    session.add(
        Voucher(
            project_id=project.id,
            effective_date=ago(60),
            plan_year=ago(60).year,
            kind=kind,
            amount_vnd=Decimal(amount),
        )
    )


def reported(session: Session, project: Project, works: int, days: int = 20) -> None:
    session.add(
        ProgressReport(project_id=project.id, effective_date=ago(days), physical_progress_pct=Decimal(works))
    )


def judge(session: Session) -> None:
    session.flush()
    summaries.rebuild(session, as_of=today())
    versions.bump(session)


@pytest.fixture
def ahead(session: Session) -> list[Project]:
    """Give two projects paid far ahead of their works, the second reported later, and a quiet one."""
    made = [ProjectFactory(code=f"CB-{n}", budget_vnd=Decimal(1_000_000_000)) for n in range(3)]
    for project, works, days in zip(made, (30, 30, 88), (10, 40, 20), strict=True):
        reported(session, project, works, days)
        paid(session, project, 900_000_000)
    judge(session)
    return made


def test_before_any_summary_the_page_says_what_to_do(client: FlaskClient) -> None:
    page = text_of(client.get("/alerts").text)
    assert "Chưa có số liệu để xét cảnh báo" in page
    assert "python -m etl import ledger" in page


def test_where_all_is_well_the_page_says_so(client: FlaskClient, session: Session) -> None:
    project = ProjectFactory()
    reported(session, project, 10)
    judge(session)
    assert "Không có cảnh báo nào" in text_of(client.get("/alerts").text)


@pytest.mark.usefixtures("ahead")
def test_each_kind_stands_with_its_count_the_oldest_first_and_the_figures_that_raise_it(
    client: FlaskClient,
) -> None:
    page = client.get("/alerts").text
    words = text_of(page).replace("\u00a0", " ")
    assert "2 dự án có điều cần xem lại" in words
    assert "Tiền và khối lượng lệch trên 30 điểm 2 dự án, lâu nhất trước" in words
    assert "Đã giải ngân 90 % tổng mức đầu tư (900 triệu trong 1 tỷ) nhưng khối lượng mới đạt 30 %" in words
    assert "tiền đi trước 60 điểm" in words
    assert page.index('href="/projects/CB-1"') < page.index('href="/projects/CB-0"')
    assert "/projects/CB-2" not in page
    assert "Số liệu đến ngày" in words


def test_the_sentence_says_the_gap_that_the_rule_counts(client: FlaskClient, session: Session) -> None:
    project = ProjectFactory(budget_vnd=Decimal(1_000_000_000))
    reported(session, project, 25)
    paid(session, project, 500_000_000)
    paid(session, project, 300_000_000, VoucherKind.ADVANCE)
    judge(session)
    words = text_of(client.get("/alerts").text).replace("\u00a0", " ")
    assert "1 dự án có điều cần xem lại" in words
    assert "không kể tạm ứng chưa thu hồi 300 triệu, tiền đi trước 25 điểm" in words


def test_papers_are_named(client: FlaskClient, session: Session) -> None:
    accepted, planned = ProjectFactory(), ProjectFactory()
    session.add(
        Acceptance(
            project_id=accepted.id,
            effective_date=ago(15),
            kind=AcceptanceKind.FINAL,
            minutes_no="15/BB-NT",
        )
    )
    session.add(
        CapitalPlan(
            project_id=planned.id,
            effective_date=today().replace(month=1, day=5),
            fiscal_year=today().year,
            kind=CapitalPlanKind.INITIAL,
            level=PlanLevel.DETAILED,
            amount_vnd=Decimal(3_000_000_000),
            decision_no="88/QĐ-UBND",
        )
    )
    judge(session)
    words = text_of(client.get("/alerts").text)
    assert "(15/BB-NT), đã 15 ngày chưa bàn giao đưa vào sử dụng" in words
    assert f"Kế hoạch vốn năm {today().year} giao 3 tỷ (88/QĐ-UBND)" in words
    assert "Có kế hoạch vốn, chưa giải ngân 1 dự án, hạn hoàn thành sớm nhất trước" in words
    assert "Từ ngày (nghiệm thu)" in words
    assert "Từ ngày (hạn hoàn thành)" not in words


@pytest.mark.usefixtures("ahead")
def test_an_alert_filters_list_map_and_programs_alike(client: FlaskClient) -> None:
    listed = text_of(client.get("/projects?alert=gap_danger").text)
    assert "CB-0" in listed
    assert "CB-2" not in listed
    assert "Tiền và khối lượng lệch trên 30 điểm bỏ lọc này" in text_of(
        client.get("/projects?alert=gap_danger").text.replace('aria-label="bỏ lọc này"', ">bỏ lọc này<")
    )
    facets = client.get("/api/v1/facets").get_json()["facets"]
    counts = next(facet["choices"] for facet in facets if facet["name"] == "alert")
    assert {choice["value"]: choice["count"] for choice in counts if choice["count"]} == {"gap_danger": 2}
    assert client.get("/map/summary.json?alert=gap_danger").get_json()["unlocated"] == 2
    assert client.get("/map/features.json?alert=land_blocked").get_json()["total"] == 0
    assert client.get("/tiles/projects/8/204/119.mvt?alert=gap_danger").status_code == 200
    assert client.get("/alerts?as_of=2025-06-30").status_code == 400, "alerts are of today"
    assert client.get(f"/alerts?as_of={today()}").status_code == 200
    refused = client.get("/api/v1/facets?alert=fire")
    assert refused.status_code == 400
    assert "gap_warn" in refused.get_json()["allowed"]


def test_filters_narrow_the_page_and_can_be_taken_away(client: FlaskClient, ahead: list[Project]) -> None:
    unit = NewUnitFactory(full_name="Xã Hẹp")
    ProjectShareFactory(project_id=ahead[0].id, unit_id=unit.id)
    page = client.get(f"/alerts?unit={unit.id}").text
    assert "/projects/CB-0" in page
    assert "/projects/CB-1" not in page
    assert "Xã Hẹp" in page
    nothing = text_of(client.get("/alerts?q=khongco").text)
    assert "Không có cảnh báo nào khớp với bộ lọc" in nothing


def test_one_kind_is_paged(client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmap.alerts.views.PAGE_SIZE", 2)
    for n in range(3):
        project = ProjectFactory(code=f"TR-{n}", budget_vnd=Decimal(1_000))
        reported(session, project, 10, days=30 - n)
        paid(session, project, 900)
    judge(session)
    first, last = (client.get(f"/alerts?alert=gap_danger&page={page}").text for page in (1, 9))
    assert "/projects/TR-0" in first
    assert "/projects/TR-2" not in first
    assert "/projects/TR-2" in last
    assert "Trang 2 trong 2" in last


def test_at_risk_is_offered_like_every_other_status(client: FlaskClient, session: Session) -> None:
    project = ProjectFactory(first_completion_date=today() + timedelta(days=100))
    session.add(
        ProgressReport(
            project_id=project.id,
            effective_date=ago(5),
            physical_progress_pct=Decimal(10),
            planned_progress_pct=Decimal(60),
        )
    )
    judge(session)
    page = client.get("/projects?schedule=at_risk").text
    assert f'href="/projects/{project.code}"' in page
    assert "Có nguy cơ chậm" in text_of(page)
    assert 'value="at_risk"' in client.get("/?schedule=on_time").text
    facets = client.get("/api/v1/facets").get_json()["facets"]
    choices = next(facet["choices"] for facet in facets if facet["name"] == "schedule")
    assert next(choice["count"] for choice in choices if choice["value"] == "at_risk") == 1
    assert client.get("/map/summary.json").get_json()["unlocated"] == 1


@pytest.mark.usefixtures("ahead")
def test_few_questions_answer_the_page(app: Flask, query_recorder: list[str]) -> None:
    remembering = FlaskClient(app, app.response_class)
    remembering.get("/alerts")
    query_recorder.clear()
    remembering.get("/alerts")
    asked = [statement for statement in query_recorder if "SAVEPOINT" not in statement]
    assert len(asked) <= QUERIES, asked
