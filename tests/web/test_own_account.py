"""The own account: a new password, the first one forced, sessions that are listed, end and expire."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from gis.models import Account, AccountSession, AuditLog
from tests.factories import NewUnitFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.web.conftest import form_token, open_for
from tests.web.test_accounts import is_signed_in, sign_in
from webmap.accounts.agents import describe_agent
from webmap.accounts.passwords import Weakness, fresh_password, matches, weakness
from webmap.accounts.tokens import digest

NEW = "một câu khác và dài"


def post(client: FlaskClient, path: str, page: str = "/accounts/password", **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, page), **fields})


def change(client: FlaskClient, current: str, new: str = NEW, again: str | None = None) -> TestResponse:
    fields = {"current_password": current, "new_password": new, "again": new if again is None else again}
    return post(client, "/accounts/password", **fields)


def test_a_password_is_changed_and_other_sessions_end(
    app: Flask, account: Account, password: str, session: Session
) -> None:
    here, elsewhere = open_for(app, account), open_for(app, account)
    assert change(here, password).location == "/accounts/me"
    session.expire_all()
    assert matches(account.password_hash, NEW)
    assert account.password_changed_at is not None
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    actions = session.scalars(select(AuditLog.action).where(AuditLog.actor_id == account.id)).all()
    assert actions == ["change_password"]


@pytest.mark.parametrize(
    ("new", "again", "words"),
    [
        ("ngắn", None, "ít nhất 12 ký tự"),
        ("x" * 129, None, "tối đa 128 ký tự"),
        ("abababababab", None, "lặp lại"),
        (NEW, "khác hẳn và dài", "chưa giống nhau"),
        ("mật khẩu đủ dài", None, "phải khác"),
        ("", None, "Nhập mật khẩu mới"),
    ],
)
def test_a_bad_new_password_is_refused(
    app: Flask, account: Account, password: str, session: Session, new: str, again: str | None, words: str
) -> None:
    answer = change(open_for(app, account), password, new, again)
    assert answer.status_code == 422
    assert words in answer.text
    session.expire_all()
    assert matches(account.password_hash, password)


def test_a_wrong_current_password_counts_towards_the_lock(
    app: Flask, account: Account, password: str, session: Session
) -> None:
    client = open_for(app, account)
    for _ in range(4):
        assert "chưa đúng" in change(client, "wrong").text
    assert "tạm khóa 15 phút" in change(client, "wrong").text
    assert change(client, password).status_code == 422
    session.expire_all()
    assert matches(account.password_hash, password)


def test_a_password_that_somebody_else_set_is_changed_first(
    client: FlaskClient, session: Session, password: str
) -> None:
    account = AccountFactory(must_change_password=True)
    assert sign_in(client, account.login, password, next="/projects").location == (
        "/accounts/password?next=/projects"
    )
    assert client.get("/projects/x/location").location == "/accounts/password"
    page = client.get("/accounts/password").text
    assert "Đặt mật khẩu của riêng bạn" in page
    fields = {"current_password": password, "new_password": NEW, "again": NEW, "next": "/projects"}
    assert post(client, "/accounts/password", **fields).location == "/projects"
    assert client.get("/projects/x/location").status_code == 404


def test_a_first_password_leads_on_to_the_device(
    client: FlaskClient, session: Session, password: str
) -> None:
    account = AccountFactory(must_change_password=True, roles=[Role.REVIEWER])
    sign_in(client, account.login, password)
    assert change(client, password).location == "/accounts/second-factor"


def test_own_sessions_are_listed_and_ended(app: Flask, account: Account, session: Session) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
    here, elsewhere = open_for(app, account), open_for(app, account, user_agent=agent)
    page = here.get("/accounts/me").text
    assert "Chrome, Windows" in page
    assert page.count("phiên này") == 1
    other = session.scalars(select(AccountSession).where(AccountSession.user_agent == agent)).one()
    assert post(here, f"/accounts/sessions/{other.id}/end").location == "/accounts/me"
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)


def test_all_other_sessions_end_together(app: Flask, account: Account) -> None:
    here, second, third = (open_for(app, account) for _ in range(3))
    assert post(here, "/accounts/sessions/end").status_code == 302
    assert "Đã kết thúc 2 phiên khác." in here.get("/accounts/me").text
    assert [is_signed_in(each) for each in (here, second, third)] == [True, False, False]


@pytest.mark.parametrize("number", ["foreign", 0, 999_999_999, 10**18 * 9])
def test_somebody_elses_session_is_not_found(
    app: Flask, account: Account, session: Session, number: int | str
) -> None:
    stranger = AccountFactory()
    theirs = open_for(app, stranger)
    if number == "foreign":
        number = session.scalars(
            select(AccountSession.id).where(AccountSession.account_id == stranger.id)
        ).one()
    assert post(open_for(app, account), f"/accounts/sessions/{number}/end").status_code == 404
    assert is_signed_in(theirs)


def test_a_session_ends_when_it_is_not_used(app: Flask, account: Account, session: Session) -> None:
    client = open_for(app, account, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert not is_signed_in(client)


def test_use_moves_the_end_of_a_session_on_but_not_past_the_last_day(
    app: Flask, account: Account, session: Session
) -> None:
    now = datetime.now(UTC)
    idle = now - timedelta(hours=7)
    soon = now + timedelta(hours=1)
    used = open_for(app, account, started_at=idle, last_seen_at=idle, expires_at=soon)
    week = now - timedelta(days=7) + timedelta(minutes=30)
    old = open_for(app, account, started_at=week, last_seen_at=idle, expires_at=soon)
    for client in (used, old):
        assert client.get("/accounts/me").status_code == 200
    session.expire_all()
    rows = session.scalars(
        select(AccountSession).where(AccountSession.account_id == account.id).order_by(AccountSession.id)
    ).all()
    assert rows[0].expires_at - now > timedelta(hours=7, minutes=59)
    assert rows[1].expires_at == week + timedelta(days=7)


def test_the_database_does_not_hold_what_the_cookie_holds(
    client: FlaskClient, account: Account, password: str, session: Session
) -> None:
    sign_in(client, account.login, password)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = session.scalars(
        select(AccountSession.token_hash).where(AccountSession.account_id == account.id)
    ).one()
    assert kept == digest(token) != token


def test_signing_in_begins_another_session(
    app: Flask, client: FlaskClient, account: Account, password: str
) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "planted by somebody"
        cookie["planted"] = "yes"
    sign_in(client, account.login, password)
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted by somebody"
        assert "planted" not in cookie


def test_signing_out_leaves_nothing_to_replay(app: Flask, account: Account, password: str) -> None:
    client, thief = app.test_client(), app.test_client()
    sign_in(client, account.login, password)
    with client.session_transaction() as cookie, thief.session_transaction() as copy:
        copy.update(cookie)
    assert is_signed_in(thief)
    post(client, "/accounts/logout")
    assert not is_signed_in(thief)


@pytest.mark.parametrize("path", ["/accounts/me", "/accounts/password", "/accounts/second-factor"])
def test_nobody_has_no_account(client: FlaskClient, path: str) -> None:
    assert client.get(path).location.startswith("/accounts/login?next=/accounts/")


def test_roles_are_shown_with_their_units_and_days(app: Flask, session: Session) -> None:
    account = AccountFactory(roles=[])
    unit = NewUnitFactory(name="Kiến Đức", full_name="Xã Kiến Đức")
    RoleAssignmentFactory(account_id=account.id, role=Role.ACCOUNTANT, unit_id=unit.id)
    page = open_for(app, account).get("/accounts/me").text
    assert "Kế toán" in page
    assert "Xã Kiến Đức" in page
    assert "từ 01/01/2020" in page


def test_a_role_that_ended_gives_nothing(app: Flask, session: Session) -> None:
    account = AccountFactory(roles=[])
    RoleAssignmentFactory(account_id=account.id, valid_to=datetime.now(UTC).date() - timedelta(days=2))
    assert open_for(app, account).get("/projects/x/location").status_code == 403


def test_every_role_has_a_page_of_its_own_account(signed_in: Callable[..., FlaskClient]) -> None:
    for role in Role:
        assert signed_in(role).get("/accounts/me").status_code == 200


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("ngắn quá", Weakness.SHORT),
        ("x" * 200, Weakness.LONG),
        ("aAaAaAaAaAaAaA", Weakness.REPEATED),
        ("lan.nguyen2026", Weakness.OWN_NAME),
        ("lan.nguyen và một câu dài", None),
        pytest.param(fresh_password(), None, id="freshly made"),
    ],
)
def test_what_makes_a_password_weak(password: str, found: Weakness | None) -> None:
    assert weakness(password, login="lan.nguyen") is found


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (None, ""),
        ("curl/8", ""),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141 Safari/537.36 Edg/141", "Edge, Windows"),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str | None, words: str) -> None:
    assert describe_agent(agent) == words
