"""Links by which people choose their password: once, in time, for the account they were made for."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.models import Account, AuditLog, Invitation
from gis.operations.audit import Actor
from gis.operations.invitations import invite
from tests.factories.accounts import AccountFactory
from tests.web.conftest import form_token, open_for
from tests.web.test_accounts import is_signed_in, sign_in
from webmap.accounts.passwords import matches
from webmap.accounts.tokens import digest, fresh_token
from webmap.accounts.totp import new_secret, seal
from webmap.logs import shown_path

NEW = "một câu khác và dài"


def link_for(
    session: Session, account: Account, *, days: float = 7, resets_second_factor: bool = False
) -> str:
    """Return the path of a fresh link."""
    token, now = fresh_token(), datetime.now(UTC)
    invite(
        session,
        Actor("test"),
        account,
        token_hash=digest(token),
        expires_at=now + timedelta(days=days),
        now=now,
        resets_second_factor=resets_second_factor,
    )
    return f"/accounts/invitations/{token}"


def choose(client: FlaskClient, path: str, new: str = NEW) -> TestResponse:
    form = {"csrf_token": form_token(client), "new_password": new, "again": new}
    return client.post(path, data=form)


@pytest.fixture
def invited(session: Session) -> Account:
    return AccountFactory(password_hash=None)


def test_an_account_without_a_password_lets_nobody_in(client: FlaskClient, invited: Account) -> None:
    for typed in ("x", "None", "null"):
        assert sign_in(client, invited.login, typed).status_code == 422


def test_a_link_is_taken_up_once(app: Flask, client: FlaskClient, session: Session, invited: Account) -> None:
    path = link_for(session, invited)
    page = client.get(path).text
    assert invited.login in page
    assert choose(client, path).location == "/accounts/login"
    assert sign_in(client, invited.login, NEW).status_code == 302
    assert is_signed_in(client)
    late = app.test_client()
    for answer in (late.get(path), choose(late, path, "một câu khác nữa dài")):
        assert answer.status_code == 410
        assert "không còn dùng được" in answer.text
    session.expire_all()
    assert matches(invited.password_hash, NEW)
    actions = session.scalars(select(AuditLog.action).where(AuditLog.actor_id == invited.id)).all()
    assert actions == ["change_password", "take_up_invitation", "sign_in"]


def test_looking_at_a_link_does_not_use_it_up(
    client: FlaskClient, session: Session, invited: Account
) -> None:
    path = link_for(session, invited)
    for _ in range(3):
        assert client.get(path).status_code == 200


def test_a_bad_password_leaves_the_link(client: FlaskClient, session: Session, invited: Account) -> None:
    path = link_for(session, invited)
    assert "ít nhất 12 ký tự" in choose(client, path, "ngắn").text
    assert choose(client, path).status_code == 302


def test_a_link_expires(client: FlaskClient, session: Session, invited: Account) -> None:
    path = link_for(session, invited, days=-0.001)
    assert client.get(path).status_code == 410
    assert choose(client, path).status_code == 410
    session.expire_all()
    assert invited.password_hash is None


def test_a_newer_link_takes_the_place_of_an_older_one(
    client: FlaskClient, session: Session, invited: Account
) -> None:
    older, newer = link_for(session, invited), link_for(session, invited)
    assert choose(client, older).status_code == 410
    assert choose(client, newer).status_code == 302


def test_a_closed_account_takes_nothing_up(client: FlaskClient, session: Session, invited: Account) -> None:
    path = link_for(session, invited)
    invited.is_active = False
    session.flush()
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "' OR 1=1 --", "%00", "đ" * 200, "a" * 5000])
def test_a_forged_link_opens_nothing(client: FlaskClient, invited: Account, token: str) -> None:
    assert client.get(f"/accounts/invitations/{token}").status_code in {404, 410}


def test_the_stored_hash_is_no_link(client: FlaskClient, session: Session, invited: Account) -> None:
    link_for(session, invited)
    kept = session.scalars(select(Invitation.token_hash)).one()
    assert client.get(f"/accounts/invitations/{kept}").status_code == 410


def test_a_link_lifts_a_lock_and_ends_sessions(app: Flask, session: Session, account: Account) -> None:
    account.locked_until = datetime.now(UTC) + timedelta(minutes=10)
    elsewhere = open_for(app, account)
    client = app.test_client()
    assert choose(client, link_for(session, account)).status_code == 302
    assert not is_signed_in(elsewhere)
    assert sign_in(client, account.login, NEW).status_code == 302


@pytest.mark.parametrize("resets", [True, False])
def test_a_link_forgets_the_device_only_where_it_says_so(app: Flask, session: Session, resets: bool) -> None:
    with app.app_context():
        sealed = seal(new_secret())
    account = AccountFactory(totp_secret=sealed, totp_confirmed_at=datetime.now(UTC))
    client = app.test_client()
    path = link_for(session, account, resets_second_factor=resets)
    assert ("Thiết bị xác thực cũ" in client.get(path).text) is resets
    choose(client, path)
    asks_for_code = sign_in(client, account.login, NEW).location.startswith("/accounts/login/code")
    assert asks_for_code is not resets


def test_the_log_of_requests_does_not_hold_the_key(
    client: FlaskClient, session: Session, invited: Account, app: Flask
) -> None:
    path = link_for(session, invited)
    with app.test_request_context(path):
        assert shown_path() == "/accounts/invitations/…"
