"""A month on its way: handed in, judged, returned; who has not reported; closing of months."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import month_of
from gis.domain.roles import Role
from gis.models import PeriodClosing, ProgressReport, Project, RestrictedView, Unit
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ProgressReportFactory
from tests.web.months import BEFORE, DAY, MONTH, enter, only, post, project_under_way, query
from webmap.clock import today
from webmap.updates import reporting

SignIn = Callable[..., FlaskClient]
LAST_MONTH = month_of(MONTH - timedelta(days=1))


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    return project_under_way(session, unit)


def handed_in(officer: FlaskClient, leader: FlaskClient, unit: Unit, project: Project) -> ProgressReport:
    enter(officer, "progress_report", unit, project, physical_progress_pct="55")
    page = leader.get(f"/updates/submit?{query(unit)}").text
    answer = post(leader, "/updates/submit", unit, rows=re.findall(r'name="rows" value="([^"]+)"', page))
    assert answer.status_code == 303


def test_a_month_goes_its_way_to_the_public(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    client: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    handed_in(officer, leader, unit, project)
    assert "Chờ duyệt" in officer.get(f"/updates?{query(unit)}").text
    assert "55\u00a0%" not in client.get(f"/projects/{project.code}").text
    page = reviewer.get(f"/updates/review?{query(unit)}").text
    assert "40</span>" in page
    assert "<strong>55</strong>" in page
    rows = re.findall(r'name="rows" value="([^"]+)" checked', page)
    answer = post(reviewer, "/updates/review", unit, rows=rows, verdict="accept")
    assert "Đã duyệt 1 số liệu" in reviewer.get(answer.location).text
    assert "55\u00a0%" in client.get(f"/projects/{project.code}").text


def test_rows_to_judge_are_ticked_and_unticked_all_at_once(
    officer: FlaskClient, leader: FlaskClient, reviewer: FlaskClient, unit: Unit, project: Project
) -> None:
    other = ProjectFactory(start_date=date(BEFORE.year, 1, 5), decision_date=date(BEFORE.year, 1, 2))
    ProjectShareFactory(project_id=other.id, unit_id=unit.id)
    ProgressReportFactory(project_id=other.id, effective_date=BEFORE, physical_progress_pct=Decimal(40))
    fallen = enter(
        officer, "progress_report", unit, other, physical_progress_pct="30", reason="Đo lại hiện trường"
    )
    assert fallen.status_code == 303
    handed_in(officer, leader, unit, project)
    for asked_for, ticked in (("", 1), ("&chosen=none", 0), ("&chosen=all", 2)):
        page = reviewer.get(f"/updates/review?{query(unit)}{asked_for}").text
        assert len(re.findall(r'name="rows" value="[^"]+" checked', page)) == ticked
    assert "chosen=none" in page
    assert "Khối lượng 30 % thấp hơn 40 % của báo cáo" in page
    assert "Đo lại hiện trường" in page
    assert "không nêu lý do" not in page


def test_what_is_returned_stands_at_its_row_with_the_remark(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    link = f'#row-{project.id}">{project.name}</a> <span class="muted">{project.code} · '
    assert f"{link}chưa nhập<" in leader.get(f"/updates/submit?{query(unit)}").text
    handed_in(officer, leader, unit, project)
    assert link not in leader.get(f"/updates/submit?{query(unit)}").text
    rows = [f"progress_report:{only(session, ProgressReport).id}"]
    assert (
        post(reviewer, "/updates/review", unit, rows=rows).status_code == 422
    )  # neither accepted nor returned
    without = post(reviewer, "/updates/review", unit, rows=rows, verdict="return")
    assert without.status_code == 422
    assert "data-received" not in without.text
    key = "0b9f4a52-6d1e-4c0e-9d55-5a8f0f0c7a11"
    told = {"verdict": "return", "remark": "Kiểm tra lại khối lượng", "entry_key": key}
    for _ in range(2):  # the answer to the first was lost
        answer = post(reviewer, "/updates/review", unit, rows=rows, **told)
        shown = reviewer.get(answer.location).text
        assert "Đã trả lại 1 số liệu" in shown
        assert f'data-received="{key}"' in shown
    other = post(reviewer, "/updates/review", unit, rows=rows, verdict="return", remark="Khác")
    assert "vừa được người khác xử lý" in reviewer.get(other.location).text
    page = leader.get(f"/updates/submit?{query(unit)}").text
    assert "Lần gửi này còn thiếu 1 dự án đang làm" in page
    assert f"{link}bị trả lại, chưa sửa<" in page
    page = officer.get(f"/updates?{query(unit)}").text
    assert "Kiểm tra lại khối lượng" in page
    base = only(session, ProgressReport).id
    assert (
        enter(officer, "progress_report", unit, project, base_id=base, physical_progress_pct="52").status_code
        == 303
    )
    assert "Kiểm tra lại khối lượng" not in officer.get(f"/updates?{query(unit)}").text


def test_forged_rows_move_nothing(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    foreign = ProgressReportFactory(
        project_id=ProjectFactory().id, effective_date=DAY, review_state=ReviewState.SUBMITTED
    )
    for rows in ([f"progress_report:{foreign.id}"], ["account:1"], ["progress_report:x"]):
        answer = post(reviewer, "/updates/review", unit, rows=rows, verdict="accept")
        assert "vừa được người khác xử lý" in reviewer.get(answer.location).text
    session.expire_all()
    assert foreign.review_state is ReviewState.SUBMITTED


@pytest.mark.parametrize(("role", "path"), [(Role.DATA_ENTRY, "submit"), (Role.UNIT_LEADER, "review")])
def test_each_does_only_its_part(signed_in: SignIn, unit: Unit, role: Role, path: str) -> None:
    client = signed_in(role, unit_id=unit.id)
    assert client.get(f"/updates/{path}?{query(unit)}").status_code == 403


def test_who_has_not_reported_is_listed_to_be_reminded(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    unit: Unit,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = reviewer.get(f"/updates/missing?{query(unit)}").text
    assert f"{unit.full_name}: 1 trong 1 dự án chưa gửi số liệu" in page
    table = reviewer.get(f"/updates/missing.csv?{query(unit)}").text
    assert project.code in table
    handed_in(officer, leader, unit, project)
    assert "Mọi dự án đang làm đều đã gửi số liệu" in reviewer.get(f"/updates/missing?{query(unit)}").text
    lines = reviewer.get(f"/updates/missing.csv?{query(unit)}").text.splitlines()
    assert not [line for line in lines if project.code in line and line.endswith(f"{MONTH:%m/%Y}")]
    monkeypatch.setattr(reporting, "MOST_ASKED", 0)
    assert "tải tệp của từng xã" in reviewer.get(f"/updates/missing.csv?{query(unit)}").text


def test_all_units_stand_in_one_list(reviewer: FlaskClient, unit: Unit, project: Project) -> None:
    for path in ("/updates", "/updates/units", "/updates/missing"):
        page = reviewer.get(path).text
        assert f'href="/updates?unit={unit.id}&amp;month={MONTH:%Y-%m}">{unit.full_name}</a>' in page


def test_a_closed_month_takes_more_and_marks_it(
    officer: FlaskClient,
    leader: FlaskClient,
    reviewer: FlaskClient,
    signed_in: SignIn,
    unit: Unit,
    project: Project,
    session: Session,
) -> None:
    values = {"month": LAST_MONTH, "action": "close"}
    assert post(signed_in(Role.UNIT_LEADER), "/updates/periods", unit, **values).status_code == 403
    post(reviewer, "/updates/periods", unit, **values)
    assert "đã khóa sổ" in officer.get(f"/updates?{query(unit, LAST_MONTH)}").text
    for table in ("progress_report", "audit_log"):
        session.execute(text(f"ALTER TABLE {table} ALTER recorded_at SET DEFAULT clock_timestamp()"))
    answer = enter(officer, "progress_report", unit, project, month=LAST_MONTH, physical_progress_pct="55")
    assert answer.status_code == 303
    closed = query(unit, LAST_MONTH)
    panel = f"/updates/panels/progress_report?project_id={project.id}&{closed}"
    for path in (
        f"/projects/{project.code}",
        f"/updates/submit?{closed}",
        f"/updates?{closed}",
        panel,
        "/audit",
    ):
        assert leader.get(path).text.count('<span class="tag">bổ sung sau khóa sổ</span>') == 1, path
    for path, mark in (("/audit.csv", ",bổ sung sau khóa sổ,"), ("/audit.jsonl", '"is_supplement": true')):
        assert reviewer.get(path).text.count(mark) == 1, path
    noted = session.scalars(select(RestrictedView.row_count).where(RestrictedView.subject == "audit_log"))
    assert noted.all() == [1, 1, 1], "the page and both files show what waits"
    refused = post(reviewer, "/updates/periods", unit, month=LAST_MONTH, action="reopen", remark=" ")
    assert "Nêu lý do mở lại sổ" in reviewer.get(refused.location).text
    post(reviewer, "/updates/periods", unit, month=LAST_MONTH, action="reopen", remark="Sửa số giải ngân")
    assert [row.is_closed for row in session.scalars(select(PeriodClosing).order_by(PeriodClosing.id))] == [
        True,
        False,
    ]


def test_a_month_that_lasts_is_not_closed(reviewer: FlaskClient, unit: Unit, session: Session) -> None:
    now = month_of(today())
    answer = post(reviewer, "/updates/periods", unit, month=now, action="close")
    assert "Tháng chưa hết" in reviewer.get(answer.location).text
    assert session.scalars(select(PeriodClosing)).all() == []
