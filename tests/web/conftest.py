"""The application over the test's own session, and a client that checks every page it opens."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from gis.models import Account, Unit
from tests.factories import NewUnitFactory
from tests.factories.accounts import (
    PASSWORD,
    QUICK,
    AccountFactory,
    AccountSessionFactory,
    RoleAssignmentFactory,
)
from tests.web.page_checks import problems_of
from webmap.accounts import passwords
from webmap.accounts.tokens import digest, fresh_token
from webmap.app import create_app
from webmap.config import Settings
from webmap.database import NOTHING_WRITTEN, db
from webmap.memory import EXTENSION as MEMORY

FORM_TOKENS = "form tokens of tests by session"


class CheckedClient(FlaskClient):
    """A client whose every page has one h1, a title, labels and nonces, or the test fails.

    What a worker remembers of the data is forgotten before each request: tests add rows without a new version.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.application.extensions.pop(MEMORY, None)
        response = super().open(*args, **{"buffered": True} | kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            problems = problems_of(response.text, policy=response.headers.get("Content-Security-Policy", ""))
            assert problems == [], response.request.path
        return response


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give settings that know nothing of this machine's own."""
    return make_settings(database_url=database_url, var_folder=tmp_path_factory.mktemp("var"))


def make_settings(**changes: Any) -> Settings:
    """Return the settings of tests with `changes`; database_url and var_folder have to be among them."""
    values = {
        "secret_key": SecretStr("of tests"),
        "app_database_url": "",
        "place_name": "Huyện Thử (cũ)",
        "rate_limits": False,
        "log_level": "ERROR",
        "debug": False,
        "https": False,
        "trusted_proxies": 0,
    }
    return Settings(_env_file=None, **(values | changes))


NO_DATABASE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


def checked_app(settings: Settings, *, testing: bool = True) -> Flask:
    app = create_app(settings, testing=testing)
    app.test_client_class = CheckedClient
    return app


def close_connections(app: Flask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[Flask]:
    """Give the one application of this run; tests take `app`, which sees their rows."""
    app = checked_app(settings)
    yield app
    close_connections(app)


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Let passwords chosen in tests cost as little to hash and check as those of the factories."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", QUICK)
        yield


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Give what makes further applications with other settings; they do not see the test's rows."""
    made: list[Flask] = []

    def make(*, testing: bool = True, **changes: Any) -> Flask:
        own = {"database_url": database_url, "var_folder": tmp_path}
        made.append(checked_app(make_settings(**own | changes), testing=testing))
        return made[-1]

    yield make
    for app in made:
        close_connections(app)


@pytest.fixture
def app(application: Flask, session: Session) -> Iterator[Flask]:
    """Give the application over this test's connection: it sees the test's rows, its commits are undone."""
    with application.app_context():
        own = dict(db.sessionmaker.kw)
        db.sessionmaker.configure(bind=session.connection(), join_transaction_mode="create_savepoint")
    application.extensions.pop(MEMORY, None)  # an earlier test's data, undone since
    yield application
    with application.app_context():
        db.sessionmaker.kw.clear()
        db.sessionmaker.kw.update(own)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def day_has_passed(client: FlaskClient) -> None:
    """Let the day pass over the summaries, as the first page of it does, before a test writes its own."""
    client.get("/accounts/login")


@pytest.fixture
def query_recorder(session: Session) -> Iterator[list[str]]:
    """Give the list that fills with every statement this test sends until the answer is there."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement != NOTHING_WRITTEN.text:
            sent.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def account(session: Session) -> Account:
    return AccountFactory()


@pytest.fixture
def signed_in(app: Flask, session: Session) -> Callable[..., FlaskClient]:
    """Give clients of accounts with a role (for one unit, else everywhere), signed in without the login page."""

    def sign_in(role: Role = Role.DATA_ENTRY, *, unit_id: int | None = None) -> FlaskClient:
        account = AccountFactory(roles=[])
        RoleAssignmentFactory(account_id=account.id, role=role, unit_id=unit_id)
        return open_for(app, account)

    return sign_in


@pytest.fixture
def unit(session: Session) -> Unit:
    """Give a commune of today."""
    return NewUnitFactory()


@pytest.fixture
def officer(signed_in: Callable[..., FlaskClient], unit: Unit) -> FlaskClient:
    """Give the client of who writes figures of the commune down."""
    return signed_in(Role.DATA_ENTRY, unit_id=unit.id)


@pytest.fixture
def leader(signed_in: Callable[..., FlaskClient], unit: Unit) -> FlaskClient:
    """Give the client of who hands the commune's month in."""
    return signed_in(Role.UNIT_LEADER, unit_id=unit.id)


@pytest.fixture
def reviewer(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Give the client of who judges the months of all communes."""
    return signed_in(Role.REVIEWER)


def open_for(app: Flask, account: Account, **session_fields: Any) -> FlaskClient:
    """Return a client with an open session of `account`."""
    token = fresh_token()
    AccountSessionFactory(account_id=account.id, token_hash=digest(token), **session_fields)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def form_token(client: FlaskClient, path: str = "/accounts/login") -> str:
    """Return the token that forms of this client's session carry; the page is asked once a session."""
    kept: dict[str, str] = client.application.extensions.setdefault(FORM_TOKENS, {})
    if (known := kept.get(_raw_token(client) or "")) is not None:
        return known
    found = re.search(r'name="csrf_token"[^>]*?value="([^"]+)"', client.get(path).text)
    assert found is not None, f"no form on {path}"
    if (raw := _raw_token(client)) is not None:
        kept[raw] = found[1]
    return found[1]


def _raw_token(client: FlaskClient) -> str | None:
    """Return what the session of this client signs its form tokens over, None before its first form."""
    with client.session_transaction() as cookie:
        return cookie.get("csrf_token")


@pytest.fixture
def password() -> str:
    return PASSWORD
