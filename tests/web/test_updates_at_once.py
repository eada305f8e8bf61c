"""Requests that come at the very same time, each in a transaction of its own: a double click, two people, one key twice."""

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.months import working_month
from gis.domain.roles import Role
from gis.operations import summaries
from tests import databases
from tests.factories import ProjectFactory, ProjectShareFactory
from tests.factories.base import bound_to
from tests.two_communes import TwoCommunes, settle, token_of
from tests.web.conftest import checked_app, close_connections, form_token, make_settings
from webmap.clock import today

MONTH = working_month(today())
AT_ONCE = 4


@pytest.fixture(scope="module")
def owner(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give the owner's engine of a database of this module alone."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def world(owner: Engine) -> TwoCommunes:
    with Session(owner, expire_on_commit=False) as session:
        made = settle(session)
        with bound_to(session):
            second = ProjectFactory()
            ProjectShareFactory(project_id=second.id, unit_id=made.own.unit_id)
        summaries.rebuild(session, as_of=today())
        session.commit()
    return made


@pytest.fixture(scope="module")
def web(owner: Engine, world: TwoCommunes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = owner.url.render_as_string(hide_password=False)
    role = databases.as_application(url) or url
    var = tmp_path_factory.mktemp("var")
    app = checked_app(make_settings(database_url=url, app_database_url=role, var_folder=var))
    yield app
    close_connections(app)


@pytest.fixture(autouse=True)
def the_day_has_passed(web: Flask) -> None:
    web.test_client().get("/accounts/login")


def client_of(web: Flask, role: Role) -> FlaskClient:
    client = web.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token_of(role), True
    return client


def at_once(requests: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Send all of them at the same moment, each by a thread of its own."""
    gate = threading.Barrier(len(requests))

    def send(request: Callable[[], TestResponse]) -> TestResponse:
        gate.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def saving(web: Flask, world: TwoCommunes, role: Role, **fields: object) -> Callable[[], TestResponse]:
    """Return what sends a figure of the own project from a client of its own."""
    client = client_of(web, role)
    form = {
        "csrf_token": form_token(client, "/accounts/me"),
        "unit": world.own.unit_id,
        "month": f"{MONTH:%Y-%m}",
        "project_id": world.own.project_id,
        "base_id": "",
        "entry_key": str(uuid.uuid4()),
        "reason": "Đã rà soát",
    }
    return lambda: client.post(
        "/updates/records/progress_report", data=form | fields, headers={"Accept": "application/json"}
    )


def drafts(owner: Engine) -> list[tuple[int, int]]:
    with owner.connect() as connection:
        asked = "SELECT project_id, physical_progress_pct FROM progress_report WHERE recorded_by IS NOT NULL ORDER BY id"
        return [(row[0], int(row[1])) for row in connection.execute(text(asked))]


def test_clicks_at_once_are_one_row_with_one_receipt(web: Flask, owner: Engine, world: TwoCommunes) -> None:
    before, key = len(drafts(owner)), str(uuid.uuid4())
    fields = {"entry_key": key, "physical_progress_pct": "51"}
    answers = at_once([saving(web, world, Role.DATA_ENTRY, **fields) for _ in range(AT_ONCE)])
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.json["number"] for answer in answers}) == 1
    assert len(drafts(owner)) == before + 1
    base = answers[0].json["base_id"]

    roles = (Role.DATA_ENTRY, Role.UNIT_LEADER)
    two = [
        saving(web, world, role, base_id=base, physical_progress_pct=pct)
        for role, pct in zip(roles, ("61", "71"), strict=True)
    ]
    first, second = sorted(at_once(two), key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (200, 409)
    stands = drafts(owner)[-1][1]
    assert second.json["newer"]["physical_progress_pct"] == str(stands)
    assert len(drafts(owner)) == before + 2


def test_one_key_for_two_projects_at_once_is_taken_by_one(
    web: Flask, owner: Engine, world: TwoCommunes
) -> None:
    with owner.connect() as connection:
        asked = "SELECT project_id FROM project_share WHERE unit_id = :unit ORDER BY project_id DESC LIMIT 1"
        other = connection.scalar(text(asked), {"unit": world.own.unit_id})
    before, key = len(drafts(owner)), str(uuid.uuid4())
    with owner.connect() as connection:
        newest = "SELECT max(id) FROM progress_report WHERE project_id = :project"
        base = connection.scalar(text(newest), {"project": world.own.project_id})
    fields = {"entry_key": key, "physical_progress_pct": "81"}
    answers = at_once(
        [
            saving(web, world, Role.DATA_ENTRY, **fields, base_id=base or ""),
            saving(web, world, Role.DATA_ENTRY, **fields, project_id=other),
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Mã phiếu này đã dùng cho số liệu khác" in refused.json["fields"]["entry_key"]
    assert len(drafts(owner)) == before + 1


def test_one_login_for_two_people_at_once_is_given_to_one(
    web: Flask, owner: Engine, world: TwoCommunes
) -> None:
    form = {
        "login": "nguoi-moi",
        "display_name": "Người mới",
        "role": Role.DATA_ENTRY.value,
        "unit": f"id:{world.own.unit_id}",
        "valid_from": today().isoformat(),
    }
    clients = [client_of(web, Role.ADMINISTRATOR) for _ in range(AT_ONCE)]
    tokens = [form_token(each, "/accounts/people/new") for each in clients]
    answers = at_once(
        [
            (
                lambda each=each, token=token: each.post(
                    "/accounts/people/new", data=form | {"csrf_token": token}
                )
            )
            for each, token in zip(clients, tokens, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * (AT_ONCE - 1)
    assert all("đã có người dùng" in answer.text for answer in answers if answer.status_code == 422)
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account WHERE login = 'nguoi-moi'")) == 1
