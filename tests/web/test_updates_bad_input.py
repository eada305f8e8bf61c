"""What nobody's page sends to /updates: words of SQL and HTML in every field, foreign tokens, old tabs, clocks a year off, 300 MB."""

import io
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.ledger_codes import ReviewState
from gis.domain.months import overdue_months, reported_day, working_month
from gis.domain.roles import Role
from gis.models import LEDGERS, AuditLog, Project, ReviewStep, Unit
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.ledgers import CapitalPlanFactory, ProgressReportFactory
from tests.web.conftest import form_token
from webmap.clock import today
from webmap.updates.reading import FORMS

SignIn = Callable[..., FlaskClient]
MONTH = working_month(today())
DAY = reported_day(MONTH, today=today())
ASKED = overdue_months(MONTH, today=today())
FIGURES = {
    "progress_report": {"physical_progress_pct": "45"},
    "voucher": {
        "effective_date": f"{DAY}",
        "kind": "advance",
        "amount_vnd": "9000000",
        "plan_year": f"{DAY.year}",
    },
    "clearance_count": {"effective_date": f"{DAY}", "household_total_count": "20"},
    "contribution": {
        "effective_date": f"{DAY}",
        "kind": "labour",
        "quantity": "12",
        "unit_price_vnd": "200.000",
        "price_source": "Nghị quyết xã",
        "donor_kind": "community",
    },
    "completion_date": {
        "effective_date": f"{DAY}",
        "new_date": f"{DAY.year + 2}-06-30",
        "decision_no": "12/QĐ-UBND",
        "cause": "contractor",
    },
}
HOSTILE = (
    "'; DROP TABLE project; --",
    '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "{{ 7*7 }} ${7*7} %(name)s \\x00 \u202e",
    "9" * 40,
    "-1e308",
    "NaN",
)


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    begun = date(MONTH.year - 1, 1, 5)
    row = ProjectFactory(start_date=begun, decision_date=begun)
    ProjectShareFactory(project_id=row.id, unit_id=unit.id)
    ProgressReportFactory(
        project_id=row.id, effective_date=date(MONTH.year - 1, 12, 31), physical_progress_pct=42
    )
    CapitalPlanFactory(project_id=row.id, effective_date=begun, fiscal_year=DAY.year, amount_vnd=900_000_000)
    return row


def address(unit: Unit) -> str:
    return f"/updates?unit={unit.id}&month={MONTH:%Y-%m}"


def sent(
    client: FlaskClient, place: Unit, of: Project, ledger: str = "progress_report", **fields: object
) -> TestResponse:
    values = {
        "unit": place.id,
        "month": f"{MONTH:%Y-%m}",
        "project_id": of.id,
        "base_id": "",
        "entry_key": str(uuid.uuid4()),
        "reason": "Đã rà soát",
    }
    if "csrf_token" not in fields:
        values["csrf_token"] = form_token(client, "/accounts/me")
    return client.post(
        f"/updates/records/{ledger}", data=values | fields, headers={"Accept": "application/json"}
    )


WRITTEN = text(
    "SELECT " + " + ".join(f"(SELECT count(recorded_by) FROM {ledger.__tablename__})" for ledger in LEDGERS)
)


def written(session: Session) -> int:
    """Return how many rows of all ledgers people wrote."""
    return int(session.scalar(WRITTEN) or 0)


def is_harmless(page: str) -> bool:
    return "<script>alert" not in page and "onerror=alert(1)>" not in page


@pytest.mark.parametrize("ledger", FORMS)
def test_no_field_runs_what_is_typed_into_it(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, ledger: str
) -> None:
    """Each is kept as a text or refused at its field; the page shows it as a text."""
    base_id: object = ""
    for hostile in HOSTILE:
        for field in FORMS[ledger]:
            before = written(session)
            fields = FIGURES[ledger] | {"base_id": base_id, field: hostile}
            answer = sent(officer, unit, project, ledger, **fields)
            if answer.status_code == 200:
                base_id = answer.json["base_id"]
                row = session.get(_model(ledger), base_id)
                # A paper's fields are the paper's own.
                assert getattr(row, field, hostile) in (hostile, False), (field, hostile)
            else:
                assert (answer.status_code, written(session)) == (422, before), (field, hostile)
                assert answer.json["fields"], (field, hostile)
            assert answer.mimetype == "application/json"
            assert "<script>alert" not in answer.json["messages"], field
        page = officer.get(address(unit)).text
        assert is_harmless(page)
        assert project.name in page


def _model(ledger: str) -> type:
    return next(each for each in LEDGERS if each.__tablename__ == ledger)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_hidden_field_does_either(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, hostile: str
) -> None:
    for field in ("unit", "month", "project_id", "entry_key"):
        answer = sent(officer, unit, project, physical_progress_pct="45", **{field: hostile})
        assert (400 <= answer.status_code < 500, written(session)) == (True, 0), field
        assert "<script>alert" not in answer.json.get("messages", ""), field
    first = sent(officer, unit, project, physical_progress_pct="45", base_id=hostile)
    assert (first.status_code, written(session)) == (200, 1), "a row that is none is no row"
    mended = {"base_id": first.json["base_id"], "physical_progress_pct": "46"}
    assert sent(officer, unit, project, reason=hostile, **mended).status_code == 200
    assert written(session) == 2


BEYOND = (*HOSTILE, "a\x00b", "x" * 60_000)


def test_no_remark_does(
    officer: FlaskClient, reviewer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """What a reviewer says of rows and of a month is kept as a text or refused, on the month's page and in the log."""
    month = {"unit": unit.id, "month": f"{ASKED[-1]:%Y-%m}"}
    token = form_token(reviewer, "/accounts/me")
    reviewer.post("/updates/periods", data=month | {"action": "close", "csrf_token": token})
    for hostile in BEYOND:
        row = ProgressReportFactory(
            project_id=project.id, effective_date=DAY, review_state=ReviewState.SUBMITTED
        )
        form = {
            "unit": unit.id,
            "month": f"{MONTH:%Y-%m}",
            "csrf_token": token,
            "rows": f"progress_report:{row.id}",
            "verdict": "return",
            "remark": hostile,
        }
        assert reviewer.post("/updates/review", data=form).status_code in (303, 400, 422), hostile[:20]
        reopened = month | {"action": "reopen", "csrf_token": token, "remark": hostile}
        assert reviewer.post("/updates/periods", data=reopened).status_code in (303, 400, 422), hostile[:20]
    assert HOSTILE[1] in session.scalars(select(ReviewStep.remark)).all()
    for page in (
        officer.get(address(unit)),
        reviewer.get("/audit"),
        reviewer.get(f"/updates/missing?{address(unit).partition('?')[2]}"),
    ):
        assert page.status_code == 200
        assert is_harmless(page.text)


def test_no_paper_of_a_role_does(signed_in: SignIn, unit: Unit) -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    for number, hostile in enumerate(BEYOND):
        form = {
            "csrf_token": form_token(administrator, "/accounts/people/new"),
            "login": f"nguoi-{number}",
            "display_name": hostile[:80],
            "role": Role.DATA_ENTRY.value,
            "unit": f"id:{unit.id}",
            "valid_from": f"{DAY:%d/%m/%Y}",
            "document": hostile,
            "agency": hostile,
        }
        for fields in (form, form | {"agency": ""}):
            answer = administrator.post("/accounts/people/new", data=fields, follow_redirects=True)
            assert answer.status_code in (200, 400, 422), (hostile[:20], answer.status_code)
            assert is_harmless(answer.text)
    assert is_harmless(administrator.get("/accounts/people").text)
    assert is_harmless(administrator.get("/audit").text)


@pytest.mark.parametrize("name", ["project", "person", "action", "from", "to", "before", "lang"])
def test_no_filter_of_the_log_does(signed_in: SignIn, name: str) -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    for hostile in BEYOND[:-1]:
        for path in ("/audit", "/audit.jsonl", "/audit/looks"):
            answer = administrator.get(path, query_string={name: hostile})
            assert answer.status_code in (200, 302, 400), (path, hostile)
            assert path == "/audit.jsonl" or is_harmless(answer.text)


def test_a_token_of_another_session_is_none(
    officer: FlaskClient, signed_in: SignIn, unit: Unit, project: Project, session: Session
) -> None:
    colleague = signed_in(Role.DATA_ENTRY, unit_id=unit.id)
    foreign = form_token(colleague, address(unit))
    answer = sent(officer, unit, project, physical_progress_pct="45", csrf_token=foreign)
    assert (answer.status_code, written(session)) == (400, 0)
    assert "Biểu mẫu đã hết hạn" in answer.text


def test_a_tab_whose_session_ended_writes_nothing_and_says_so(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    token = form_token(officer, address(unit))
    officer.post("/accounts/logout", data={"csrf_token": token})
    answer = sent(officer, unit, project, physical_progress_pct="45", csrf_token=token)
    assert answer.status_code in (400, 401)
    assert written(session) == 0
    assert officer.get("/updates/session", headers={"Accept": "application/json"}).status_code == 401


def test_a_stale_tab_does_not_write_over_what_came_since(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    """Two tabs of one person: the second was opened before the first one saved twice."""
    first = sent(officer, unit, project, physical_progress_pct="45").json["base_id"]
    sent(officer, unit, project, physical_progress_pct="46", base_id=first)
    stale = sent(officer, unit, project, physical_progress_pct="44", base_id=first)
    assert (stale.status_code, stale.json["newer"]["physical_progress_pct"]) == (409, "46")
    assert written(session) == 2


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_a_year_off_changes_no_other_month(
    officer: FlaskClient, unit: Unit, project: Project, session: Session, years: int
) -> None:
    """The day and moment of a row are the server's, whatever a device states; a day or month is held against them."""
    off = DAY.replace(year=DAY.year + years, day=min(DAY.day, 28))
    stated = {"recorded_at": f"{off}T08:00:00Z", "counted_from": f"{off}", "review_state": "accepted"}
    own = sent(officer, unit, project, physical_progress_pct="45", **stated)
    row = session.get(_model("progress_report"), own.json["base_id"])
    assert (row.effective_date, row.counted_from, row.review_state) == (DAY, None, ReviewState.DRAFT)
    assert abs(datetime.now(UTC) - row.recorded_at) < timedelta(minutes=10)
    fields = FIGURES["voucher"] | {"effective_date": f"{off}", "plan_year": f"{off.year}"}
    told = sent(officer, unit, project, "voucher", reason="", **fields)
    assert (told.status_code, written(session)) == (422, 1)
    assert told.json["fields"]
    if years > 0:
        month = sent(officer, unit, project, physical_progress_pct="47", month=f"{off:%Y-%m}")
        assert (month.status_code, written(session)) == (400, 1)


def test_300_megabytes_are_refused_before_they_are_read(officer: FlaskClient) -> None:
    body = io.BytesIO(b"x" * 4096)
    answer = officer.post(
        "/updates/records/progress_report",
        input_stream=body,
        environ_overrides={"CONTENT_LENGTH": str(300 << 20)},
        content_type="application/x-www-form-urlencoded",
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json["title"]) == (413, "Tệp quá lớn")
    assert body.tell() == 0


def test_nothing_of_another_unit_leaks_from_a_refusal(
    officer: FlaskClient, unit: Unit, project: Project, session: Session
) -> None:
    foreign = ProjectFactory(name="Dự án của người khác", code="BI-MAT-01")
    other = NewUnitFactory()
    ProjectShareFactory(project_id=foreign.id, unit_id=other.id)
    token = form_token(officer, address(unit))
    logged = session.scalar(select(func.count()).select_from(AuditLog))
    answers = [
        sent(officer, unit, foreign, physical_progress_pct="45"),
        sent(officer, other, project, physical_progress_pct="45", csrf_token=token),
        sent(officer, other, foreign, physical_progress_pct="45", csrf_token=token),
        officer.get(f"/updates/panels/voucher?unit={unit.id}&month={MONTH:%Y-%m}&project_id={foreign.id}"),
    ]
    assert [answer.status_code for answer in answers] == [404, 403, 403, 404]
    assert not any("BI-MAT" in answer.text or "người khác" in answer.text for answer in answers)
    assert (written(session), session.scalar(select(func.count()).select_from(AuditLog))) == (0, logged)


@pytest.mark.parametrize("name", ["unit", "project_id", "base_id", "row"])
@pytest.mark.parametrize("way", ["panel", "save"])
def test_a_number_of_5000_digits_is_no_error_of_the_server(
    officer: FlaskClient, unit: Unit, project: Project, name: str, way: str
) -> None:
    named = {"unit": str(unit.id), "month": f"{MONTH:%Y-%m}", "project_id": str(project.id)}
    named[name] = "9" * 5_000
    if way == "panel":
        answer = officer.get("/updates/panels/voucher", query_string=named)
    else:
        token = form_token(officer, f"/updates?unit={unit.id}")
        answer = officer.post("/updates/records/voucher", data=named | {"csrf_token": token})
    assert answer.status_code in (200, 400, 404, 422)
