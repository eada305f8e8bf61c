import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from gis.models import Account, AuditLog
from gis.operations.accounts import change_password
from gis.operations.audit import Actor
from tests.factories.accounts import AccountFactory
from tests.web.conftest import form_token


def sign_in(client: FlaskClient, login: str, password: str, **fields: str) -> TestResponse:
    form = {"csrf_token": form_token(client), "login": login, "password": password, **fields}
    return client.post("/accounts/login", data=form)


def is_signed_in(client: FlaskClient) -> bool:
    return "/accounts/logout" in client.get("/không-có").text


def test_the_right_password_opens_a_session(client: FlaskClient, account: Account, password: str) -> None:
    response = sign_in(client, f" {account.login.upper()} ", password, next="/nothing?q=1")
    assert (response.status_code, response.location) == (302, "/nothing?q=1")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", ""]
)
def test_nobody_is_led_to_another_site(
    client: FlaskClient, account: Account, password: str, address: str
) -> None:
    assert sign_in(client, account.login, password, next=address).location == "/updates"


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        ((Role.DATA_ENTRY,), "/updates"),
        ((Role.ACCOUNTANT,), "/updates"),
        ((Role.UNIT_LEADER, Role.COMMITTEE_LEADER), "/updates"),
        ((Role.COMMITTEE_LEADER,), "/units"),
        ((Role.STANDING_AGENCY,), "/units"),
        ((Role.COUNCIL,), "/"),
        ((), "/"),
    ],
)
def test_each_begins_at_the_own_start_page(
    client: FlaskClient, password: str, roles: tuple[Role, ...], start: str
) -> None:
    account = AccountFactory(roles=roles)
    assert sign_in(client, account.login, password).location == start
    assert client.get("/accounts/login").location == start


@pytest.mark.parametrize(
    ("role", "start"), [(Role.REVIEWER, "/updates/units"), (Role.ADMINISTRATOR, "/accounts/people")]
)
def test_who_signs_in_with_a_code_begins_there_too(
    client: FlaskClient, password: str, role: Role, start: str
) -> None:
    account = AccountFactory(roles=(role,), is_demo=True)
    assert sign_in(client, account.login, password).location == start


def test_a_wrong_login_is_written_once(client: FlaskClient) -> None:
    page = sign_in(client, "nobody", "whatever it is").text
    seen = re.sub(r'<span class="visually-hidden"[^>]*>.*?</span>', "", page, flags=re.S)
    assert seen.count("Tên đăng nhập hoặc mật khẩu chưa đúng") == 1
    assert 'aria-describedby="login-error"' in page


def test_signing_in_is_logged(client: FlaskClient, account: Account, password: str, session: Session) -> None:
    sign_in(client, account.login, password)
    rows = session.execute(
        select(AuditLog.action, AuditLog.actor_id).where(AuditLog.subject_id == account.id)
    ).all()
    assert rows == [("sign_in", account.id)]


def test_failing_to_sign_in_is_logged_with_the_request(
    client: FlaskClient, account: Account, session: Session
) -> None:
    answers = [sign_in(client, account.login, "wrong") for _ in range(5)]
    sign_in(client, "nobody", "a password typed into the wrong field")
    rows = session.execute(
        select(AuditLog.action, AuditLog.request_id)
        .where(AuditLog.subject == "account")
        .order_by(AuditLog.id)
    ).all()
    assert [row.action for row in rows] == ["fail_sign_in"] * 5 + ["lock"]
    assert [row.request_id for row in rows][:5] == [answer.headers["X-Request-ID"] for answer in answers]


@pytest.mark.parametrize("login", ["", "x" * 65, "nobody", "'; DROP TABLE account"])
def test_a_wrong_login_says_so_beside_the_field(client: FlaskClient, login: str) -> None:
    response = sign_in(client, login, "whatever it is")
    assert response.status_code == 422
    assert 'href="#login"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_a_wrong_password_reads_like_a_wrong_login(client: FlaskClient, account: Account) -> None:
    of_password = sign_in(client, account.login, "wrong").text
    of_login = sign_in(client, "nobody", "wrong").text
    sentence = "Tên đăng nhập hoặc mật khẩu chưa đúng"
    assert sentence in of_password
    assert sentence in of_login


def test_five_failures_lock_even_the_right_password(
    client: FlaskClient, account: Account, password: str, session: Session
) -> None:
    for _ in range(5):
        sign_in(client, account.login, "wrong")
    assert sign_in(client, account.login, password).status_code == 422
    assert not is_signed_in(client)
    session.expire_all()
    assert account.locked_until is not None
    account.locked_until = datetime.now(UTC) - timedelta(minutes=20)
    session.flush()
    assert sign_in(client, account.login, password).status_code == 302


def test_a_closed_account_stays_out(
    client: FlaskClient, account: Account, password: str, session: Session
) -> None:
    account.is_active = False
    session.flush()
    assert sign_in(client, account.login, password).status_code == 422


def test_a_changed_password_ends_open_sessions(
    signed_in: Callable[..., FlaskClient], session: Session
) -> None:
    client = signed_in(Role.DATA_ENTRY)
    assert is_signed_in(client)
    account = session.scalars(select(Account).order_by(Account.id.desc()).limit(1)).one()
    change_password(session, Actor("test"), account, password_hash="another", now=datetime.now(UTC))
    assert not is_signed_in(client)


@pytest.mark.parametrize("identity", ["", "x", "1", "999999999.abc", "-1.abc"])
def test_a_forged_identity_is_nobody(client: FlaskClient, identity: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = identity
    assert not is_signed_in(client)


def test_signing_out_ends_the_session(signed_in: Callable[..., FlaskClient]) -> None:
    client = signed_in(Role.COMMUNITY_SUPERVISOR)
    form = {"csrf_token": form_token(client, "/không-có")}
    assert client.post("/accounts/logout", data=form).status_code == 302
    assert not is_signed_in(client)


def test_who_is_signed_in_does_not_sign_in_again(signed_in: Callable[..., FlaskClient]) -> None:
    assert signed_in().get("/accounts/login?next=/projects").location == "/projects"


def test_signing_in_keeps_the_language(client: FlaskClient, account: Account, password: str) -> None:
    client.get("/accounts/login?lang=en")
    sign_in(client, account.login, password)
    assert '<html lang="en"' in client.get("/không-có").text
