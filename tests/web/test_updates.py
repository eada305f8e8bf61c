"""The screen of a unit's month: rows, saving, conflicts, warnings, who may do what."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import month_of, reported_day, working_month
from gis.domain.roles import Role
from gis.models import PeriodClosing, ProgressReport, Project, ReviewStep, Unit
from gis.operations import summaries
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import ProgressReportFactory
from tests.web.conftest import form_token
from webmap.clock import today

SignIn = Callable[..., FlaskClient]
MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())
BEFORE = date(MONTH.year - 1, 12, 31)


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    row = ProjectFactory(start_date=date(BEFORE.year, 1, 5), decision_date=date(BEFORE.year, 1, 2))
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    ProgressReportFactory(
        project_id=row.id,
        effective_date=BEFORE,
        physical_progress_pct=Decimal("42.5"),
        planned_progress_pct=50,
    )
    summaries.rebuild(session, as_of=today())
    return row


def address(unit: Unit) -> str:
    return f"/updates?unit={unit.id}&month={MONTH:%Y-%m}"


def sent(
    client: FlaskClient,
    unit: Unit,
    project: Project,
    *,
    as_script: bool = False,
    page_of: Unit | None = None,
    **fields: object,
) -> TestResponse:
    values = {
        "csrf_token": form_token(client, address(page_of or unit)),
        "unit": unit.id,
        "month": f"{MONTH:%Y-%m}",
        "project_id": project.id,
        "base_id": "",
        "entry_key": str(uuid.uuid4()),
    }
    headers = {"Accept": "application/json"} if as_script else {}
    data = values | fields
    return client.post("/updates/records/progress_report", data=data, headers=headers)


def rows(session: Session) -> list[ProgressReport]:
    session.expire_all()
    return list(
        session.scalars(
            select(ProgressReport).where(ProgressReport.effective_date >= MONTH).order_by(ProgressReport.id)
        )
    )


def test_the_month_shows_each_project_with_its_last_figure(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    page = officer.get(address(unit)).text
    assert project.name in page
    assert "42,5\u00a0%" in page
    assert "từ 42,5 đến 100\u00a0%" in page
    assert "Nhập nhanh bằng bàn phím" in page


def test_the_only_commune_of_an_officer_opens_by_itself(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    assert project.name in officer.get("/updates").text


def test_a_figure_is_saved_as_a_draft_with_a_receipt(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct="45,5", next_step="Rải thảm", as_script=True)
    assert answer.status_code == 200
    (row,) = rows(session)
    assert (row.physical_progress_pct, row.review_state, row.effective_date) == (
        Decimal("45.50"),
        ReviewState.DRAFT,
        DAY,
    )
    assert answer.json["number"] == f"TĐ{row.id}"
    assert re.fullmatch(r"\d\d:\d\d", answer.json["time"])
    assert answer.json["base_id"] == row.id
    assert "state--draft" in answer.json["state_html"]
    assert "<svg" in answer.json["state_html"]
    told = officer.get(f"/updates/counts?unit={unit.id}&month={MONTH:%Y-%m}")
    assert "<strong>0</strong> chưa nhập" in told.json["tasks"]
    assert "<strong>1</strong> nháp, chưa gửi" in told.json["tasks"]
    assert (told.json["counts"], told.headers["Cache-Control"]) == (
        {"to_submit": "1", "to_judge": "0"},
        "no-store",
    )


def test_a_plain_form_leads_back_with_a_receipt(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct="45")
    assert answer.status_code == 303
    page = officer.get(answer.location).text
    assert f"số phiếu TĐ{rows(session)[0].id}" in page
    assert 'value="45"' in page


def test_the_same_request_again_is_one_row(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    key = str(uuid.uuid4())
    answers = [
        sent(officer, unit, project, physical_progress_pct="45", entry_key=key, as_script=True) for _ in "ab"
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(rows(session)) == 1


@pytest.mark.parametrize("written", ["45,5", "45.5", "45,5%"])
def test_numbers_are_read_as_they_are_written(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, written: str
) -> None:
    assert sent(officer, unit, project, physical_progress_pct=written, as_script=True).status_code == 200
    assert rows(session)[0].physical_progress_pct == Decimal("45.50")


@pytest.mark.parametrize("written", ["101", "-1", "abc", "", "4e1", "１２" * 40])
def test_what_is_no_percent_is_refused_at_its_field(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, written: str
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct=written, as_script=True)
    assert answer.status_code == 422
    assert answer.json["result"] == "refused"
    assert "physical_progress_pct" in answer.json["fields"]
    assert rows(session) == []


def test_a_fall_is_saved_only_with_a_reason(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct="40", as_script=True)
    assert (answer.status_code, answer.json["result"]) == (422, "warned")
    assert "Tiến độ giảm so với báo cáo trước phải nêu lý do" in answer.json["messages"]
    again = sent(
        officer, unit, project, physical_progress_pct="40", reason="Đo lại khối lượng", as_script=True
    )
    assert again.status_code == 200
    step = session.scalars(select(ReviewStep)).one()
    assert step.remark == "Đo lại khối lượng"
    assert step.warnings[0]["code"] == "progress_fell_without_reason"


def test_a_jump_in_a_month_is_saved_only_with_a_reason(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    lately = month_of(MONTH - timedelta(days=1))
    ProgressReportFactory(project_id=project.id, effective_date=lately, physical_progress_pct=Decimal(43))
    answer = sent(officer, unit, project, physical_progress_pct="95", as_script=True)
    assert (answer.status_code, answer.json["result"]) == (422, "warned")
    assert "tăng 52 điểm" in answer.json["messages"]
    answer = sent(officer, unit, project, physical_progress_pct="95", reason="Đo lại", as_script=True)
    assert answer.status_code == 200
    assert session.scalars(select(ReviewStep)).one().warnings[0]["code"] == "progress_jumped"


def test_the_plain_page_keeps_what_was_typed_and_says_why(
    officer: FlaskClient, unit: Unit, project: Project
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct="140", next_step="Đổ bê tông")
    assert answer.status_code == 422
    assert 'value="140"' in answer.text
    assert 'value="Đổ bê tông"' in answer.text
    assert f'href="#p{project.id}-physical_progress_pct"' in answer.text


def test_two_people_on_one_figure_choose(
    officer: FlaskClient, signed_in: SignIn, unit: Unit, project: Project, session: Session
) -> None:
    colleague = signed_in(Role.DATA_ENTRY, unit_id=unit.id)
    sent(colleague, unit, project, physical_progress_pct="50")
    answer = sent(officer, unit, project, physical_progress_pct="46", as_script=True)
    assert answer.status_code == 409
    assert answer.json["newer"]["physical_progress_pct"] == "50"
    assert "Đang có" in answer.json["messages"]
    chosen = sent(
        officer, unit, project, physical_progress_pct="46", base_id=answer.json["base_id"], as_script=True
    )
    assert chosen.status_code == 200
    assert [row.physical_progress_pct for row in rows(session)] == [50, 46]


def test_the_plain_page_shows_both_figures(
    officer: FlaskClient, signed_in: SignIn, unit: Unit, project: Project
) -> None:
    sent(signed_in(Role.DATA_ENTRY, unit_id=unit.id), unit, project, physical_progress_pct="50")
    answer = sent(officer, unit, project, physical_progress_pct="46")
    assert answer.status_code == 409
    assert "<td>50</td><td>46</td>" in answer.text


@pytest.mark.parametrize("role", [Role.COUNCIL, Role.COMMUNITY_SUPERVISOR, Role.ADMINISTRATOR])
def test_others_see_nothing_of_the_month(signed_in: SignIn, unit: Unit, role: Role) -> None:
    assert signed_in(role).get(address(unit)).status_code == 403


def test_a_reviewer_looks_but_writes_nothing(
    signed_in: SignIn, officer: FlaskClient, unit: Unit, project: Project
) -> None:
    reviewer = signed_in(Role.REVIEWER)
    page = reviewer.get(address(unit)).text
    assert project.name in page
    assert "data-record" not in page


def test_another_unit_is_out_of_reach(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    other = NewUnitFactory()
    assert officer.get(address(other)).status_code == 403
    foreign = ProjectFactory()
    ProjectShareFactory(project_id=foreign.id, unit_id=other.id)
    assert sent(officer, unit, foreign, physical_progress_pct="5", as_script=True).status_code == 404
    assert sent(officer, other, foreign, page_of=unit, as_script=True).status_code == 403
    assert rows(session) == []


def test_an_accountant_writes_money_alone(
    signed_in: SignIn, unit: Unit, project: Project, session: Session
) -> None:
    accountant = signed_in(Role.ACCOUNTANT, unit_id=unit.id)
    assert "data-record" not in accountant.get(address(unit)).text
    assert sent(accountant, unit, project, physical_progress_pct="50", as_script=True).status_code == 403
    assert rows(session) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("next_step", "'; DROP TABLE project; --"),
        ("next_step", "<script>alert(1)</script>"),
        ("note", "x" * 2000),
        ("difficulty", "Đường 🚧 \u202e"),
    ],
)
def test_any_text_comes_back_as_it_was(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, field: str, value: str
) -> None:
    assert sent(officer, unit, project, physical_progress_pct="50", **{field: value}).status_code == 303
    assert getattr(rows(session)[0], field) == value
    assert "<script>alert" not in officer.get(address(unit)).text


@pytest.mark.parametrize(
    "fields",
    [
        {"entry_key": "x"},
        {"entry_key": ""},
        {"delay_cause": "weather"},
        {"next_step": "x" * 2001},
        {"base_id": "999999999"},
        {"next_step": "a\0b"},
    ],
)
def test_forged_forms_are_refused(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, fields: dict[str, str]
) -> None:
    answer = sent(officer, unit, project, physical_progress_pct="50", as_script=True, **fields)
    assert answer.status_code == (400 if "\0" in "".join(fields.values()) else 422)
    assert rows(session) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("unit=x", 404), ("unit=999999999999999999999", 404), ("month=2026-13", 400), ("month=2999-01", 400)],
)
def test_addresses_that_mean_nothing(officer: FlaskClient, query: str, status: int) -> None:
    assert officer.get(f"/updates?{query}").status_code == status


def test_without_an_account_the_way_leads_to_sign_in(client: FlaskClient) -> None:
    assert "/accounts/login" in client.get("/updates").location
    answer = client.get("/updates/session", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_projects(
    officer: FlaskClient,
    leader: FlaskClient,
    unit: Unit,
    project: Project,
    session: Session,
    query_recorder: list[str],
) -> None:
    """Also in a month that was closed, where every report came later: in the file and among what waits, too."""
    session.add(
        PeriodClosing(month=MONTH, is_closed=True, recorded_at=datetime(MONTH.year, 1, 1, tzinfo=UTC))
    )
    pages = [
        (officer, address(unit)),
        (officer, address(unit).replace("?", "/workbook.xlsx?")),
        (leader, address(unit).replace("?", "/submit?")),
    ]

    def counts(*reported: Project) -> list[int]:
        for each in reported:
            ProgressReportFactory(project_id=each.id, effective_date=DAY, review_state=ReviewState.DRAFT)
        summaries.rebuild(session, as_of=today())
        found = []
        for client, path in pages:
            query_recorder.clear()
            assert client.get(path).status_code == 200, path
            found.append(len(query_recorder))
        return found

    for client, path in pages:
        client.get(path)
    few = counts(project)
    others = [ProjectFactory(start_date=date(BEFORE.year, 1, 5)) for _ in range(4)]
    for more in others:
        ProjectShareFactory(project_id=more.id, unit_id=unit.id)
        ProgressReportFactory(project_id=more.id, effective_date=BEFORE)
    assert counts(*others) == few
    page = officer.get(address(unit)).text
    assert (page.count("data-entry="), page.count(">bổ sung sau khóa sổ<")) == (5, 5)
