"""What waits in units at every level: rows of all ledgers, missing reports of earlier months, whom to remind."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import month_of, overdue_months
from gis.domain.units import UnitLevel
from gis.models import Project, Unit
from gis.operations import summaries
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ContributionFactory, ProgressReportFactory, VoucherFactory
from tests.web.months import DAY, MONTH, query
from tests.web.test_updates_work import text_of
from webmap.clock import today
from webmap.updates import reporting

SignIn = Callable[..., FlaskClient]
ASKED = overdue_months(MONTH, today=today())
BEFORE = date(MONTH.year - 2, 1, 5)
QUERIES = 12
TOLD = ("hatang_identify", "set_config")
"""What no figure is asked with: it tells the server who asks, and to keep its plans."""


@pytest.fixture
def province(session: Session, unit: Unit) -> Unit:
    """Give the unit above the commune."""
    found = NewUnitFactory(level=UnitLevel.PROVINCE, kind="province", full_name="Tỉnh Thử", parent_id=None)
    unit.parent_id = found.id
    session.flush()
    return found


@pytest.fixture
def project(session: Session, unit: Unit, province: Unit) -> Project:
    """Give a project under way that reported every month but the second last, where the report was returned."""
    row = ProjectFactory(start_date=BEFORE, decision_date=BEFORE, name="Đường thiếu báo cáo")
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    for month in ASKED:
        state = ReviewState.RETURNED if month == ASKED[-2] else ReviewState.ACCEPTED
        ProgressReportFactory(project_id=row.id, effective_date=month, review_state=state)
    summaries.rebuild(session, as_of=today())
    return row


def row_of(client: FlaskClient, path: str, name: str) -> str:
    page = client.get(path).text
    return text_of(next(each for each in page.split("<tr>") if name in each))


@pytest.mark.parametrize("is_larger", [False, True])
def test_rows_of_every_ledger_wait_in_each_unit(
    reviewer: FlaskClient, unit: Unit, province: Unit, project: Project, *, is_larger: bool
) -> None:
    other = NewUnitFactory(parent_id=province.id)
    ProjectShareFactory(project_id=project.id, unit_id=other.id)
    VoucherFactory(project_id=project.id, effective_date=DAY, review_state=ReviewState.SUBMITTED)
    ContributionFactory(
        project_id=None, unit_id=unit.id, effective_date=DAY, review_state=ReviewState.SUBMITTED
    )
    VoucherFactory(project_id=project.id, effective_date=DAY, review_state=ReviewState.DRAFT)
    path = f"/updates/units?month={MONTH:%Y-%m}"
    if not is_larger:
        path += f"&unit={province.id}"
    name = province.full_name if is_larger else unit.full_name
    assert "2 chờ duyệt 1 bị trả lại 1 nháp 1 báo cáo" in row_of(reviewer, path, name)
    if not is_larger:
        assert "1 chờ duyệt 1 bị trả lại 1 nháp 1 báo cáo" in row_of(reviewer, path, other.full_name)
        assert f'href="/updates/review?unit={unit.id}' in reviewer.get(path).text


def test_missing_reports_of_earlier_months_lead_to_their_month(
    officer: FlaskClient, unit: Unit, project: Project, query_recorder: list[str]
) -> None:
    page = officer.get(f"/updates?{query(unit)}").text
    assert "1 báo cáo của 1 dự án" in text_of(page)
    way = f'href="/updates?unit={unit.id}&amp;month={ASKED[-2]:%Y-%m}#row-{project.id}"'
    assert page.count(way) == 2  # in the list, and in the row of the project
    assert sum("unnest(CAST" in each for each in query_recorder) == 1
    listed = officer.get(f"/updates/missing?{query(unit)}").text
    assert way in listed.split('id="overdue"')[1]
    ProgressReportFactory(project_id=project.id, effective_date=ASKED[-2], review_state=ReviewState.SUBMITTED)
    assert "1 báo cáo của 1 dự án" not in text_of(officer.get(f"/updates?{query(unit)}").text)


@pytest.mark.parametrize("page", ["", "/counts", "/panels/voucher", "/units", "/missing"])
def test_pages_of_the_month_ask_few_questions(
    officer: FlaskClient, unit: Unit, project: Project, query_recorder: list[str], page: str
) -> None:
    path = f"/updates{page}?{query(unit)}&project_id={project.id}"
    assert officer.get(path).status_code == 200
    FlaskClient.open(officer, path)  # the first reader after a change; what a worker remembers stays
    query_recorder.clear()
    FlaskClient.open(officer, path)
    asked = [sent for sent in query_recorder if sent.lstrip().startswith(("SELECT", "WITH"))]
    questions = [sent for sent in asked if not any(name in sent for name in TOLD)]
    assert 0 < len(questions) <= QUERIES
    assert len(asked) - len(questions) <= 2 + 2, (
        "who asks, once a transaction; plans to keep, and to make anew"
    )


def test_a_month_that_is_late_marks_its_rows(officer: FlaskClient, unit: Unit, project: Project) -> None:
    page = officer.get(f"/updates?{query(unit, ASKED[-2])}").text
    assert "Bị trả lại" in page
    gone = ProjectFactory(start_date=BEFORE, decision_date=BEFORE)
    assert "Chưa nhập, quá hạn" not in page
    assert gone.code not in page
    late = month_of(ASKED[0] - timedelta(days=1))
    assert "Chưa nhập, quá hạn" in officer.get(f"/updates?{query(unit, late)}").text


@pytest.mark.parametrize("is_larger", [False, True])
def test_every_level_is_reminded(
    session: Session,
    reviewer: FlaskClient,
    unit: Unit,
    province: Unit,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_larger: bool,
) -> None:
    """A larger unit's sentence names its communes with how many each owes, a commune's its projects."""
    country = NewUnitFactory(level=UnitLevel.COUNTRY, kind="country", full_name="Cả nước", parent_id=None)
    province.parent_id = country.id
    session.flush()
    path = f"?month={MONTH:%Y-%m}&unit={country.id if is_larger else province.id}"
    page = text_of(reviewer.get(f"/updates/missing{path}").text)
    name, named = (
        (province.full_name, f"{unit.full_name} (1/1)") if is_larger else (unit.full_name, project.code)
    )
    assert re.search(rf"{name}: 1 trong 1 dự án chưa gửi số liệu tháng \S+ \(hạn \S+\): ", page)
    assert f"{named}. Các tháng trước còn thiếu 1 báo cáo của 1 dự án." in page
    table = reviewer.get(f"/updates/missing.csv{path}").text
    assert f"{unit.full_name},{project.code}" in table
    assert re.search(rf"{project.code},[^,]*,,\d\d/\d{{4}}\r?$", table, re.MULTILINE), (
        "its earlier month, too"
    )
    monkeypatch.setattr(reporting, "MOST_ASKED", 0)
    refused = reviewer.get(f"/updates/missing.csv{path}")
    assert refused.status_code == 400
    assert "1 dự án chưa gửi số liệu, nhiều hơn 0 dự án mà một tệp nhận" in text_of(refused.text)
    page = reviewer.get(f"/updates/missing{path}").text
    assert "/updates/missing.csv" not in page
    assert "hơn 0 dự án, quá nhiều để dò từng tháng" in page
