"""Every flow of accounts as the web's own role: what row security or a missing right would break."""

import re
from collections.abc import Iterator
from datetime import date

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from tests import databases
from tests.etl.test_people_import import book, person
from tests.factories import NewUnitFactory
from tests.factories.accounts import PASSWORD, AccountFactory
from tests.factories.base import bound_to
from tests.web.conftest import checked_app, close_connections, form_token, make_settings
from tests.web.test_people_import import send

NEW = "một câu khác và dài"
PEOPLE = "/accounts/people"


@pytest.fixture
def owner(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give the owner's connection to a database of this test, with three people and a commune."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine) as session, bound_to(session):
            AccountFactory(login="canbo")
            AccountFactory(login="thamdinh", roles=[Role.REVIEWER])
            AccountFactory(login="quantri", roles=[Role.ADMINISTRATOR], is_demo=True)
            NewUnitFactory(code="24700", full_name="Xã Kiến Đức", valid_from=date(2025, 7, 1))
            session.commit()
        yield engine
        engine.dispose()


@pytest.fixture
def web(owner: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    own_url = owner.url.render_as_string(hide_password=False)
    url = databases.as_application(own_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    var = tmp_path_factory.mktemp("var")
    app = checked_app(make_settings(database_url=own_url, app_database_url=url, var_folder=var))
    yield app
    close_connections(app)


def enter(web: Flask, login: str, password: str = PASSWORD) -> tuple[FlaskClient, TestResponse]:
    client = web.test_client()
    return client, post(client, "/accounts/login", "/accounts/login", login=login, password=password)


def post(client: FlaskClient, path: str, page: str = "/accounts/password", **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, page), **fields})


def asked(owner: Engine, statement: str) -> object:
    with owner.connect() as connection:
        return connection.scalar(text(statement))


def test_wrong_passwords_lock(owner: Engine, web: Flask) -> None:
    for _ in range(5):
        assert enter(web, "canbo", "wrong")[1].status_code == 422
    assert enter(web, "canbo")[1].status_code == 422
    assert asked(owner, "SELECT count(*) FROM audit_log WHERE action = 'lock'") == 1
    assert enter(web, "nobody")[1].status_code == 422


def test_a_device_is_set_up_used_and_replaced(owner: Engine, web: Flask) -> None:
    client, answer = enter(web, "thamdinh")
    assert answer.location.startswith("/accounts/second-factor")
    page = "/accounts/second-factor"
    secret = re.search(r"setup__key\">([A-Z2-7 ]+)<", client.get(page).text)
    assert secret is not None
    shown = post(client, page, page, code=pyotp.TOTP(secret[1].replace(" ", "")).now())
    assert shown.status_code == 200
    code = re.search(r"<code>([\w-]{19})</code>", shown.text)
    assert code is not None
    assert client.get("/accounts/me").status_code == 200
    again, half = enter(web, "thamdinh")
    assert half.location.startswith("/accounts/login/code")
    step = "/accounts/login/code"
    assert post(again, step, step, code="000000").status_code == 422
    assert post(again, step, step, code=code[1]).status_code == 302
    assert again.get("/accounts/me").status_code == 200
    assert post(again, f"{page}/codes", page, current_password=PASSWORD).status_code == 200
    assert (
        asked(owner, "SELECT count(*) FROM recovery_code WHERE replaced_at IS NULL AND used_at IS NULL") == 10
    )


def test_a_password_is_changed_and_sessions_end(owner: Engine, web: Flask) -> None:
    client, _ = enter(web, "canbo")
    other, _ = enter(web, "canbo")
    fields = {"current_password": PASSWORD, "new_password": NEW, "again": NEW}
    assert post(client, "/accounts/password", **fields | {"current_password": "wrong"}).status_code == 422
    assert post(client, "/accounts/password", **fields).status_code == 302
    assert other.get("/accounts/me").status_code == 302
    assert client.get("/accounts/me").status_code == 200
    third, answer = enter(web, "canbo", NEW)
    assert answer.status_code == 302
    assert post(client, "/accounts/sessions/end").status_code == 302
    assert third.get("/accounts/me").status_code == 302
    assert post(client, "/accounts/logout").status_code == 302
    assert asked(owner, "SELECT count(*) FROM account_session WHERE ended_at IS NULL") == 0


def test_an_administrator_makes_moves_and_closes_accounts(owner: Engine, web: Flask) -> None:
    manager, _ = enter(web, "quantri")
    new = {
        "display_name": "Nguyễn Thị Lan",
        "login": "lan.nguyen",
        "role": "data_entry",
        "unit": "24700",
        "valid_from": "2026-01-01",
    }
    link = re.search(
        r"http://localhost(/accounts/invitations/[\w-]+)", post(manager, f"{PEOPLE}/new", **new).text
    )
    assert link is not None
    guest = web.test_client()
    assert post(guest, link[1], link[1], new_password=NEW, again=NEW).status_code == 302
    lan, answer = enter(web, "lan.nguyen", NEW)
    assert answer.status_code == 302
    number = asked(owner, "SELECT id FROM account WHERE login = 'lan.nguyen'")
    held = asked(owner, f"SELECT id FROM role_assignment WHERE account_id = {number}")
    assert post(manager, f"{PEOPLE}/{number}/name", display_name="Nguyễn Lan").status_code == 302
    more = {"role": "accountant", "everywhere": "y", "valid_from": "2026-01-01"}
    assert post(manager, f"{PEOPLE}/{number}/roles", **more).status_code == 302
    ending = {"last_day": "2099-01-01", "reason": "chuyển công tác"}
    assert post(manager, f"{PEOPLE}/{number}/roles/{held}/end", **ending).status_code == 302
    assert manager.get(f"{PEOPLE}/{number}").status_code == 200
    assert post(manager, f"{PEOPLE}/{number}/sessions/end").status_code == 302
    assert lan.get("/accounts/me").status_code == 302
    assert post(manager, f"{PEOPLE}/{number}/invitation").status_code == 200
    assert post(manager, f"{PEOPLE}/{number}/close").status_code == 302
    assert enter(web, "lan.nguyen", NEW)[1].status_code == 422
    assert post(manager, f"{PEOPLE}/{number}/open").status_code == 302
    assert enter(web, "lan.nguyen", NEW)[1].status_code == 302


def test_a_device_is_forgotten_by_the_link_that_says_so(owner: Engine, web: Flask) -> None:
    client, _ = enter(web, "canbo")
    page = "/accounts/second-factor"
    secret = re.search(r"setup__key\">([A-Z2-7 ]+)<", client.get(page).text)
    assert secret is not None
    post(client, page, page, code=pyotp.TOTP(secret[1].replace(" ", "")).now())
    manager, _ = enter(web, "quantri")
    number = asked(owner, "SELECT id FROM account WHERE login = 'canbo'")
    reset = post(manager, f"{PEOPLE}/{number}/invitation", resets_second_factor="y")
    link = re.search(r"http://localhost(/accounts/invitations/[\w-]+)", reset.text)
    assert link is not None
    guest = web.test_client()
    assert post(guest, link[1], link[1], new_password=NEW, again=NEW).status_code == 302
    assert enter(web, "canbo", NEW)[1].location == "/updates"


def test_a_list_of_people_is_taken_in(
    owner: Engine, web: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    manager, _ = enter(web, "quantri")
    content = book(tmp_path_factory.mktemp("list") / "a.xlsx", [person()]).read_bytes()
    assert "Xem thử" in send(manager, content, is_trial="y").text
    assert asked(owner, "SELECT count(*) FROM account") == 3
    assert "/accounts/invitations/" in send(manager, content).text
    assert asked(owner, "SELECT count(*) FROM account") == 4


def test_commands_of_the_machine_make_accounts(owner: Engine, web: Flask) -> None:
    runner = web.test_cli_runner()
    made = runner.invoke(args=["demo-accounts"])
    assert made.exit_code != 0 or "thamdinh" not in made.output, "real accounts are left alone"
    command = ["create-account", "moi", "--name", "Cán bộ mới", "--password-stdin", "--unit", "24700"]
    done = runner.invoke(args=command, input="mật khẩu dài và riêng\n")
    assert done.exit_code == 0, done.output
    assert asked(owner, "SELECT count(*) FROM account WHERE login = 'moi'") == 1
