"""A figure's whole way, from its draft to the public, with the web connected as its own role: what a forgotten right breaks."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.domain.months import reported_day, working_month
from gis.domain.roles import Role
from gis.operations import summaries
from tests import databases
from tests.two_communes import TwoCommunes, settle, token_of
from tests.web.conftest import checked_app, close_connections, form_token, make_settings
from webmap.clock import today

MONTH = working_month(today())


@pytest.fixture(scope="module")
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the owner's address of a database of this module alone."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


@pytest.fixture(scope="module")
def owner(own_url: str) -> Iterator[Engine]:
    engine = create_engine(own_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def world(owner: Engine) -> TwoCommunes:
    with Session(owner, expire_on_commit=False) as session:
        made = settle(session)
        summaries.rebuild(session, as_of=today())
        session.commit()
    return made


@pytest.fixture(scope="module")
def web(own_url: str, world: TwoCommunes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = databases.as_application(own_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    var = tmp_path_factory.mktemp("var")
    app = checked_app(make_settings(database_url=own_url, app_database_url=url, var_folder=var))
    yield app
    close_connections(app)


def client_of(web: Flask, role: Role) -> FlaskClient:
    client = web.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token_of(role), True
    return client


def sent(client: FlaskClient, path: str, world: TwoCommunes, **fields: object) -> int:
    form = {
        "csrf_token": form_token(client, "/accounts/me"),
        "unit": world.own.unit_id,
        "month": f"{MONTH:%Y-%m}",
    }
    return client.post(path, data=form | fields).status_code


def the_report(owner: Engine) -> tuple[int, str]:
    with owner.connect() as connection:
        asked = text("SELECT id, review_state FROM progress_report ORDER BY id DESC LIMIT 1")
        row = connection.execute(asked).one()
    return row.id, row.review_state


def progress_of(owner: Engine, project_id: int) -> float | None:
    with owner.connect() as connection:
        asked = text("SELECT physical_progress_pct FROM project WHERE id = :id")
        return connection.scalar(asked, {"id": project_id})


def test_a_figure_goes_its_way(web: Flask, owner: Engine, world: TwoCommunes) -> None:
    officer, leader, reviewer = (
        client_of(web, role) for role in (Role.DATA_ENTRY, Role.UNIT_LEADER, Role.REVIEWER)
    )
    figure = {
        "project_id": world.own.project_id,
        "physical_progress_pct": "37,5",
        "effective_date": reported_day(MONTH, today=today()).isoformat(),
        "base_id": "",
        "remark": "đã đối chiếu nhật ký công trình",
        "document": "12/BC-UBND",
    }
    for confirmed in ("", "1"):
        key = str(uuid.uuid4())
        told = sent(
            officer, "/updates/records/progress_report", world, entry_key=key, confirmed=confirmed, **figure
        )
        if told == 303:
            break
    assert told == 303
    row_id, state = the_report(owner)
    assert state == "draft"
    day = {"entry_key": str(uuid.uuid4()), "base_id": row_id, "document_date": "2026-01-05"}
    assert sent(officer, "/updates/records/progress_report", world, **figure | day) == 303
    row_id, state = the_report(owner)
    with owner.connect() as connection:
        paper = connection.execute(
            text("SELECT number, issued_on FROM document ORDER BY id DESC LIMIT 1")
        ).one()
    assert paper == ("12/BC-UBND", date(2026, 1, 5)), "a gap is filled, nothing else"
    assert "12/BC-UBND" not in web.test_client().get(f"/projects/{world.own.code}").text
    assert "37,5" in officer.get(f"/updates?unit={world.own.unit_id}").text
    assert "37,5" not in web.test_client().get(f"/projects/{world.own.code}").text
    assert sent(leader, "/updates/submit", world, rows=f"progress_report:{row_id}") == 303
    assert the_report(owner)[1] == "submitted"
    assert progress_of(owner, world.own.project_id) is None
    assert sent(reviewer, "/updates/review", world, rows=f"progress_report:{row_id}", verdict="accept") == 303
    assert the_report(owner)[1] == "accepted"
    assert progress_of(owner, world.own.project_id) == 37.5
    public = web.test_client().get(f"/projects/{world.own.code}").text
    assert "37,5" in public
    assert "12/BC-UBND" in public
    with owner.connect() as connection:
        told_by = text("SELECT count(DISTINCT recorded_by) FROM review_step WHERE row_id = :id")
        assert connection.scalar(told_by, {"id": row_id}) == 3


def test_a_month_is_closed_for_the_own_unit(web: Flask, owner: Engine, world: TwoCommunes) -> None:
    reviewer = client_of(web, Role.REVIEWER)
    past = f"{MONTH.year - 1}-01"
    assert sent(reviewer, "/updates/periods", world, action="close", month=past, remark="hết tháng") == 303
    with owner.connect() as connection:
        closed = connection.scalar(text("SELECT unit_id FROM period_closing WHERE is_closed"))
    assert closed == world.own.unit_id


def test_every_page_of_a_role_is_given(web: Flask, world: TwoCommunes) -> None:
    for role in Role:
        client = client_of(web, role)
        for path in ("/", "/projects", f"/projects/{world.own.code}", "/accounts/me", "/alerts", "/units"):
            assert client.get(path).status_code == 200, (role, path)
    administrator = client_of(web, Role.ADMINISTRATOR)
    account = world.accounts[Role.COUNCIL]
    for path in ("/accounts/people", f"/accounts/people/{account}", "/audit", "/audit/looks"):
        assert administrator.get(path).status_code == 200, path
