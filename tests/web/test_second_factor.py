"""Signing in by two steps: the device, its clock, codes that were used, recovery codes, and who has to have it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from gis.models import Account, AccountSession, AuditLog, RecoveryCode
from gis.operations.audit import Actor
from gis.operations.second_factor import replace_recovery_codes
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.web.conftest import form_token, open_for
from tests.web.test_accounts import is_signed_in, sign_in
from webmap.accounts.passwords import recovery_hash
from webmap.accounts.totp import matched_step, new_secret, seal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = "abcd-efgh-jkmn-pqrs"
NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


def code_now() -> str:
    return code_at(datetime.now(UTC))


@pytest.fixture
def guarded(app: Flask, session: Session) -> Account:
    """Give an account with a device and one recovery code."""
    with app.app_context():
        sealed = seal(SECRET)
    account = AccountFactory(totp_secret=sealed, totp_confirmed_at=datetime.now(UTC))
    replace_recovery_codes(
        session, Actor("test"), account, code_hashes=[recovery_hash(RECOVERY)], now=datetime.now(UTC)
    )
    return account


def enter(client: FlaskClient, code: str, **fields: str) -> TestResponse:
    form = {"csrf_token": form_token(client, "/accounts/login/code"), "code": code, **fields}
    return client.post("/accounts/login/code", data=form)


def post(client: FlaskClient, path: str, page: str, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, page), **fields})


def test_the_password_alone_opens_nothing(client: FlaskClient, guarded: Account, password: str) -> None:
    answer = sign_in(client, guarded.login, password, next="/projects")
    assert answer.location == "/accounts/login/code?next=/projects"
    assert not is_signed_in(client)


def test_the_code_comes_after_the_password(
    client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    sign_in(client, guarded.login, password)
    assert enter(client, code_now(), next="/projects").location == "/projects"
    assert is_signed_in(client)
    opened = session.scalars(select(AccountSession).where(AccountSession.account_id == guarded.id)).one()
    assert opened.second_factor
    actions = session.scalars(select(AuditLog.action).where(AuditLog.actor_id == guarded.id)).all()
    assert actions == ["sign_in"]


def test_a_code_without_a_password_leads_to_the_password(client: FlaskClient) -> None:
    answer = client.get("/accounts/login/code?next=/projects")
    assert answer.location == "/accounts/login?next=/projects"


def test_a_ticket_that_somebody_made_up_is_nobody(client: FlaskClient, guarded: Account) -> None:
    later = int(datetime.now(UTC).timestamp()) + 600
    for ticket in (f"{guarded.id}|{later}|{'0' * 64}", f"{guarded.id}", "", "a|b|c", f"{guarded.id}|1|x"):
        with client.session_transaction() as cookie:
            cookie["pending"] = ticket
        assert client.get("/accounts/login/code").location == "/accounts/login"


def test_a_code_is_taken_once(
    app: Flask, client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    code = code_now()
    sign_in(client, guarded.login, password)
    assert enter(client, code).status_code == 302
    second = app.test_client()
    sign_in(second, guarded.login, password)
    answer = enter(second, code)
    assert answer.status_code == 422
    assert "đã dùng" in answer.text
    assert not is_signed_in(second)


def test_a_recovery_code_stands_in_once(
    app: Flask, client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    sign_in(client, guarded.login, password)
    assert enter(client, RECOVERY.upper().replace("-", " ")).status_code == 302
    assert "Còn 0 mã khôi phục" in client.get("/accounts/me").text
    second = app.test_client()
    sign_in(second, guarded.login, password)
    assert enter(second, RECOVERY).status_code == 422
    used = select(func.count()).where(AuditLog.action == "use_recovery_code", AuditLog.actor_id == guarded.id)
    assert session.scalar(used) == 1


def test_wrong_codes_lock_the_account_for_right_ones_too(
    client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    sign_in(client, guarded.login, password)
    for _ in range(5):
        assert enter(client, "000000").status_code == 422
    assert enter(client, code_now()).status_code == 422
    assert sign_in(client, guarded.login, password).status_code == 422
    session.expire_all()
    assert guarded.locked_until is not None


def test_the_right_password_does_not_forgive_wrong_codes(
    client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    for _ in range(5):
        sign_in(client, guarded.login, password)
        enter(client, "000000")
    assert sign_in(client, guarded.login, password).status_code == 422


def test_a_password_changed_meanwhile_ends_the_attempt(
    client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    sign_in(client, guarded.login, password)
    guarded.password_hash = "another"
    session.flush()
    assert client.get("/accounts/login/code").location == "/accounts/login"


def test_a_secret_that_can_not_be_read_lets_nobody_in(
    client: FlaskClient, guarded: Account, password: str, session: Session
) -> None:
    guarded.totp_secret = "sealed by another key"
    session.flush()
    sign_in(client, guarded.login, password)
    assert enter(client, code_now()).status_code == 422


@pytest.mark.parametrize(
    ("off_s", "is_taken"), [(0, True), (-30, True), (30, True), (-60, False), (60, False)]
)
def test_a_clock_may_be_one_step_off(off_s: int, is_taken: bool) -> None:
    code = code_at(NOON + timedelta(seconds=off_s))
    assert (matched_step(SECRET, code, at=NOON, after_step=None) is not None) is is_taken


@pytest.mark.parametrize("code", ["", "１２３４５６", "12345", "abcdef", "-00000"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matched_step(SECRET, code, at=NOON, after_step=None) is None


def test_a_step_before_the_last_used_one_is_not_taken() -> None:
    step = matched_step(SECRET, code_at(NOON), at=NOON, after_step=None)
    assert step is not None
    assert matched_step(SECRET, code_at(NOON), at=NOON, after_step=step) is None
    assert matched_step(SECRET, code_at(NOON - timedelta(seconds=30)), at=NOON, after_step=step) is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER])
def test_who_has_to_have_a_device_sets_it_up_before_anything_else(
    client: FlaskClient, session: Session, password: str, role: Role
) -> None:
    account = AccountFactory(roles=[role])
    answer = sign_in(client, account.login, password, next="/projects")
    assert answer.location == "/accounts/second-factor?next=/projects"
    guarded_page = "/accounts/people" if role is Role.ADMINISTRATOR else "/projects/x/location"
    assert client.get(guarded_page).location == "/accounts/second-factor"
    shown = client.get(answer.location).text
    secret = re.search(r"setup__key\">([A-Z2-7 ]+)<", shown)
    assert secret is not None
    assert "<svg" in shown
    form = {"code": pyotp.TOTP(secret[1].replace(" ", "")).now(), "next": "/projects"}
    codes = post(client, "/accounts/second-factor", answer.location, **form).text
    assert len(re.findall(r"<code>\w{4}-\w{4}-\w{4}-\w{4}</code>", codes)) == 10
    assert 'href="/projects"' in codes
    assert client.get(guarded_page).status_code in {200, 404}
    session.expire_all()
    assert account.totp_confirmed_at is not None
    assert secret[1].replace(" ", "") not in (account.totp_secret or "")


def test_demonstration_accounts_may_do_without(client: FlaskClient, session: Session, password: str) -> None:
    account = AccountFactory(roles=[Role.ADMINISTRATOR], is_demo=True)
    assert sign_in(client, account.login, password, next="/accounts/people").location == "/accounts/people"
    assert client.get("/accounts/people").status_code == 200


def test_a_session_without_the_code_ends_once_the_role_asks_for_it(
    app: Flask, guarded: Account, session: Session
) -> None:
    plain = open_for(app, guarded, second_factor=False)
    assert is_signed_in(plain), "data entry does not ask for it"
    RoleAssignmentFactory(account_id=guarded.id, role=Role.REVIEWER)
    assert not is_signed_in(plain)


def test_a_wrong_first_code_leaves_everything_as_it_was(
    signed_in: Callable[..., FlaskClient], session: Session
) -> None:
    client = signed_in()
    secret = re.search(r"setup__key\">([A-Z2-7 ]+)<", client.get("/accounts/second-factor").text)
    answer = post(client, "/accounts/second-factor", "/accounts/second-factor", code="000000")
    assert answer.status_code == 422
    assert secret is not None
    assert secret[1] in answer.text, "the same secret, so that the scanned one goes on working"
    assert session.scalar(select(func.count()).where(Account.totp_secret.is_not(None))) == 0


def test_setting_up_ends_other_sessions(app: Flask, session: Session) -> None:
    account = AccountFactory()
    here, elsewhere = open_for(app, account, second_factor=False), open_for(app, account)
    secret = re.search(r"setup__key\">([A-Z2-7 ]+)<", here.get("/accounts/second-factor").text)
    assert secret is not None
    code = pyotp.TOTP(secret[1].replace(" ", "")).now()
    assert post(here, "/accounts/second-factor", "/accounts/second-factor", code=code).status_code == 200
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_new_recovery_codes_take_the_place_of_old_ones(
    app: Flask, guarded: Account, password: str, session: Session
) -> None:
    client = open_for(app, guarded)
    page = "/accounts/second-factor"
    refused = post(client, f"{page}/codes", page, current_password="wrong")
    assert refused.status_code == 422
    shown = post(client, f"{page}/codes", page, current_password=password).text
    fresh = re.findall(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", shown)
    assert len(fresh) == 10
    stored = set(
        session.scalars(
            select(RecoveryCode.code_hash).where(
                RecoveryCode.account_id == guarded.id, RecoveryCode.replaced_at.is_(None)
            )
        )
    )
    assert stored == {recovery_hash(code) for code in fresh}
    assert not stored & set(fresh)


def test_the_second_factor_is_taken_off_by_password(
    app: Flask, guarded: Account, password: str, session: Session
) -> None:
    client = open_for(app, guarded)
    page = "/accounts/second-factor"
    assert post(client, f"{page}/remove", page, current_password="wrong").status_code == 422
    assert post(client, f"{page}/remove", page, current_password=password).location == "/accounts/me"
    session.expire_all()
    assert guarded.totp_secret is None
    assert is_signed_in(client)


def test_who_has_to_have_it_can_not_take_it_off(app: Flask, session: Session, password: str) -> None:
    with app.app_context():
        sealed = seal(new_secret())
    account = AccountFactory(roles=[Role.REVIEWER], totp_secret=sealed, totp_confirmed_at=datetime.now(UTC))
    client = open_for(app, account)
    page = "/accounts/second-factor"
    assert "Tắt xác thực hai bước" not in client.get(page).text
    assert post(client, f"{page}/remove", page, current_password=password).location == page
    session.expire_all()
    assert account.totp_secret is not None


def test_without_a_device_there_is_nothing_to_renew_or_remove(
    signed_in: Callable[..., FlaskClient], password: str
) -> None:
    client = signed_in()
    for action in ("codes", "remove"):
        answer = post(
            client, f"/accounts/second-factor/{action}", "/accounts/password", current_password=password
        )
        assert answer.location == "/accounts/second-factor"
