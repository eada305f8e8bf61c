"""Everything that the web writes, done as its own role over a real database: what a forgotten right would break."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from tests import databases
from tests.browser.territory import EDITOR_LOGIN, settle
from tests.web.conftest import checked_app, close_connections, form_token, make_settings
from webmap.clock import today


@pytest.fixture(scope="module")
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the owner's address of a database with units, projects and an account, for this module alone."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            settle(session)
        engine.dispose()
        yield url


@pytest.fixture
def owner(own_url: str) -> Iterator[Engine]:
    engine = create_engine(own_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def web(own_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application as the server runs it: by the address of the web's role."""
    url = databases.as_application(own_url)
    if url is None:
        pytest.skip("this server has no role of the application")
    var = tmp_path_factory.mktemp("var")
    app = checked_app(make_settings(database_url=own_url, app_database_url=url, var_folder=var))
    yield app
    close_connections(app)


@pytest.fixture
def editor(web: Flask, password: str) -> FlaskClient:
    """Give a client that came in by the login page."""
    client = web.test_client()
    form = {"csrf_token": form_token(client), "login": EDITOR_LOGIN, "password": password}
    assert client.post("/accounts/login", data=form).status_code == 302
    return client


def project_code(owner: Engine, *, is_located: bool) -> str:
    with owner.connect() as connection:
        asked = text("SELECT code FROM project WHERE is_located = :is_located ORDER BY id LIMIT 1")
        return str(connection.scalar(asked, {"is_located": is_located}))


def test_the_web_connects_as_its_own_role(owner: Engine, editor: FlaskClient) -> None:
    editor.get("/readyz")
    with owner.connect() as connection:
        present = text("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()")
        assert set(connection.scalars(present)) == {"hatang_app", owner.url.username}


def test_signing_in_and_failing_to_are_kept(owner: Engine, web: Flask, editor: FlaskClient) -> None:
    stranger = web.test_client()
    form = {"csrf_token": form_token(stranger), "login": EDITOR_LOGIN, "password": "wrong"}
    assert stranger.post("/accounts/login", data=form).status_code == 422
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT failed_count FROM account")) == 1
        assert connection.scalar(text("SELECT count(*) FROM audit_log WHERE action = 'sign_in'")) >= 1


@pytest.mark.parametrize("is_located", [True, False])
def test_a_place_is_given_and_taken_away(owner: Engine, editor: FlaskClient, *, is_located: bool) -> None:
    address = f"/projects/{project_code(owner, is_located=is_located)}/location"
    for change in ({"action": "save", "coordinates": "11.95, 107.45"}, {"action": "remove"}):
        page = editor.get(address).text
        version = page.split('name="version"')[1].split('value="')[1].split('"')[0]
        form = {
            "csrf_token": form_token(editor, address),
            "version": version,
            "kind": "point",
            "crs": "4326",
            "coordinates": "",
            "accuracy_class": "gps",
            "reason": "đo lại",
        }
        assert editor.post(address, data=form | change).status_code == 302


def test_every_export_and_page_is_given(owner: Engine, editor: FlaskClient) -> None:
    code = project_code(owner, is_located=True)
    for form in ("csv", "xlsx", "geojson"):
        assert editor.get(f"/projects.{form}?q=duong").status_code == 200
    for path in ("/", "/projects", f"/projects/{code}", "/units", "/map/panel", "/api/v1/facets", "/readyz"):
        assert editor.get(path).status_code == 200


def test_the_first_tile_of_a_day_counts_it_anew(owner: Engine, editor: FlaskClient) -> None:
    with owner.begin() as connection:
        yesterday = {"day": today() - timedelta(days=1)}
        connection.execute(text("UPDATE tile_state SET as_of = :day"), yesterday)
    assert editor.get("/tiles/projects/6/51/29.mvt").status_code == 200
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT as_of FROM tile_state")) == today()


def test_an_account_is_made_from_the_command_line(owner: Engine, web: Flask) -> None:
    command = ["create-account", "moi", "--name", "Cán bộ mới", "--password-stdin", "--everywhere"]
    done = web.test_cli_runner().invoke(args=command, input="mật khẩu dài và riêng\n")
    assert done.exit_code == 0, done.output
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM account WHERE login = 'moi'")) == 1
