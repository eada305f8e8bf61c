"""The administrator's pages: finding people, making accounts, roles by unit and time, links, sessions, closing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gis.domain.roles import Role
from gis.models import Account, AccountSession, AuditLog, RoleAssignment, Unit
from gis.queries.accounts import HeldRole, held_roles
from tests.factories import AgencyFactory, NewUnitFactory, ProjectFactory
from tests.factories.accounts import AccountFactory, RoleAssignmentFactory
from tests.web.conftest import form_token, open_for
from tests.web.test_accounts import is_signed_in
from webmap.clock import today

LIST = "/accounts/people"
LINK = re.compile(r'id="link" value="http://localhost(/accounts/invitations/[\w-]+)"')


@pytest.fixture
def administrator(session: Session) -> Account:
    return AccountFactory(roles=[Role.ADMINISTRATOR], display_name="Quản trị", login="quantri.huyen")


@pytest.fixture
def manager(app: Flask, administrator: Account) -> FlaskClient:
    return open_for(app, administrator)


@pytest.fixture
def commune(session: Session) -> Unit:
    return NewUnitFactory(code="24700", name="Kiến Đức", full_name="Xã Kiến Đức")


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, f"{LIST}/new"), **fields})


def new_person(client: FlaskClient, **changes: str) -> TestResponse:
    form = {
        "display_name": "Nguyễn Thị Lan",
        "login": "lan.nguyen",
        "role": "data_entry",
        "unit": "24700 – Xã Kiến Đức",
        "valid_from": today().isoformat(),
    }
    return post(client, f"{LIST}/new", **(form | changes))


def named(session: Session, login: str) -> Account:
    session.expire_all()
    return session.scalars(select(Account).where(Account.login == login)).one()


def page_of(account: Account) -> str:
    return f"{LIST}/{account.id}"


def test_an_account_is_made_with_a_role_and_a_link(
    app: Flask, manager: FlaskClient, administrator: Account, commune: Unit, session: Session
) -> None:
    answer = new_person(manager, document="QĐ 15/QĐ-UBND")
    assert answer.status_code == 200
    link = LINK.search(answer.text)
    assert link is not None
    made = named(session, "lan.nguyen")
    assert made.password_hash is None
    assert held_roles(session, made.id, as_of=today()) == [HeldRole(Role.DATA_ENTRY, commune.id)]
    given = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == made.id)).one()
    assert (given.granted_by, given.document) == (administrator.id, "QĐ 15/QĐ-UBND")
    assert app.test_client().get(link[1]).status_code == 200
    assert "invitations/" not in manager.get(page_of(made)).text, "the link is shown once"
    actions = session.scalars(select(AuditLog.action).where(AuditLog.subject_id == made.id)).all()
    assert actions == ["create", "give_role", "invite"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"display_name": " "}, "Nhập họ và tên"),
        ({"login": ""}, "Nhập tên đăng nhập"),
        ({"login": "Lan Nguyễn"}, "không dấu"),
        ({"login": "quantri.huyen"}, "đã có người dùng"),
        ({"role": "emperor"}, "Chọn một vai trò"),
        ({"unit": ""}, "Nêu đơn vị"),
        ({"unit": "99999"}, "Không có đơn vị này"),
        ({"unit": "id:99999999999999999999"}, "Không có đơn vị này"),
        ({"everywhere": "y"}, "không chọn cả hai"),
        ({"role": "administrator"}, "không gắn với đơn vị"),
        ({"agency": "Sở Không Có"}, "chưa có cơ quan này"),
        ({"valid_from": ""}, "Chọn ngày bắt đầu"),
        ({"valid_from": "31/02/2026"}, "không có trên lịch"),
        ({"valid_to": "2020-01-01"}, "trước ngày bắt đầu"),
        ({"document": "x" * 301}, "Tối đa 300"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    manager: FlaskClient, commune: Unit, session: Session, changes: dict[str, str], words: str
) -> None:
    answer = new_person(manager, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalars(select(Account.login).where(Account.login == "lan.nguyen")).all() == []


def test_people_are_found_without_accents_and_by_role(
    manager: FlaskClient, session: Session, commune: Unit
) -> None:
    lan = AccountFactory(display_name="Nguyễn Thị Lan", login="lan.nguyen", roles=[])
    RoleAssignmentFactory(account_id=lan.id, role=Role.ACCOUNTANT, unit_id=commune.id)
    AccountFactory(display_name="Trần Văn Bình", login="binh.tran")
    found = manager.get(f"{LIST}?q=thi+LAN").text
    assert "Nguyễn Thị Lan" in found
    assert "Trần Văn Bình" not in found
    assert "Kế toán" in found
    assert "Xã Kiến Đức" in found
    assert "Trần Văn Bình" in manager.get(f"{LIST}?q=binh.tran").text
    by_role = manager.get(f"{LIST}?role=accountant").text
    assert "Nguyễn Thị Lan" in by_role
    assert "Trần Văn Bình" not in by_role
    assert "Không tìm thấy ai" in manager.get(f"{LIST}?q=<script>&page=99&role=emperor").text


def test_a_long_list_has_pages(manager: FlaskClient, session: Session) -> None:
    for _ in range(60):
        AccountFactory(roles=[])
    assert manager.get(LIST).text.count('scope="row"') == 50
    assert manager.get(f"{LIST}?page=2").text.count('scope="row"') == 11
    assert manager.get(f"{LIST}?page=x").status_code == 200


def test_the_list_runs_few_queries(manager: FlaskClient, session: Session, query_recorder: list[str]) -> None:
    for _ in range(20):
        AccountFactory()
    manager.get(LIST)
    query_recorder.clear()
    manager.get(LIST)
    assert len(query_recorder) <= 9, query_recorder


def test_a_person_moves_to_another_unit(
    manager: FlaskClient, session: Session, commune: Unit, account: Account
) -> None:
    other = NewUnitFactory(code="24710", full_name="Xã Nhân Cơ")
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == account.id)).one()
    last_day, first_day = today() + timedelta(days=9), today() + timedelta(days=10)
    ending = {"last_day": last_day.isoformat(), "reason": "chuyển công tác"}
    assert post(manager, f"{page_of(account)}/roles/{held.id}/end", **ending).status_code == 302
    given = {"role": "data_entry", "unit": "24710", "valid_from": first_day.isoformat()}
    assert post(manager, f"{page_of(account)}/roles", **given).status_code == 302
    before = held_roles(session, account.id, as_of=last_day)
    after = held_roles(session, account.id, as_of=first_day)
    assert (before, after) == ([HeldRole(Role.DATA_ENTRY, None)], [HeldRole(Role.DATA_ENTRY, other.id)])
    log = session.scalars(select(AuditLog).where(AuditLog.action == "end_role")).one()
    assert (log.reason, log.after["valid_to"]) == ("chuyển công tác", last_day.isoformat())


def test_a_role_is_taken_back_at_once(
    app: Flask, manager: FlaskClient, session: Session, account: Account
) -> None:
    client = open_for(app, account)
    assert client.get("/projects/x/location").status_code == 404
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == account.id)).one()
    yesterday = (today() - timedelta(days=1)).isoformat()
    post(manager, f"{page_of(account)}/roles/{held.id}/end", last_day=yesterday, reason="nhầm người")
    assert client.get("/projects/x/location").status_code == 403


def test_a_role_can_not_end_in_the_past(manager: FlaskClient, session: Session, account: Account) -> None:
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == account.id)).one()
    post(manager, f"{page_of(account)}/roles/{held.id}/end", last_day="2021-01-01", reason="nhầm")
    session.expire_all()
    assert held.valid_to == today() - timedelta(days=1), "what was done until yesterday was done by right"


@pytest.mark.parametrize(("last_day", "reason"), [("", "lý do"), ("2026-99-01", "lý do"), ("2027-01-01", "")])
def test_the_end_of_a_role_needs_a_day_and_a_reason(
    manager: FlaskClient, session: Session, account: Account, last_day: str, reason: str
) -> None:
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == account.id)).one()
    path = f"{page_of(account)}/roles/{held.id}/end"
    assert post(manager, path, last_day=last_day, reason=reason).status_code == 422
    session.expire_all()
    assert held.valid_to is None


def test_the_same_role_is_not_given_twice(
    manager: FlaskClient, commune: Unit, account: Account, session: Session
) -> None:
    given = {"role": "accountant", "unit": "24700", "valid_from": today().isoformat()}
    assert post(manager, f"{page_of(account)}/roles", **given).status_code == 302
    again = post(manager, f"{page_of(account)}/roles", **given)
    assert again.status_code == 422
    assert "đã có vai trò này" in again.text


def test_a_role_names_an_agency(manager: FlaskClient, commune: Unit, account: Account) -> None:
    AgencyFactory(name="Ban Quản lý dự án số 1")
    given = {"role": "accountant", "everywhere": "y", "agency": "ban quan ly du an so 1"}
    post(manager, f"{page_of(account)}/roles", valid_from=today().isoformat(), **given)
    assert "mọi đơn vị · Ban Quản lý dự án số 1" in manager.get(page_of(account)).text


def test_nobody_raises_or_disarms_themselves(
    manager: FlaskClient, administrator: Account, session: Session
) -> None:
    own = page_of(administrator)
    given = {"role": "reviewer", "everywhere": "y", "valid_from": today().isoformat()}
    assert "Không tự giao" in _followed(manager, post(manager, f"{own}/roles", **given))
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == administrator.id)).one()
    ending = {"last_day": today().isoformat(), "reason": "thử"}
    assert "Không tự thu" in _followed(manager, post(manager, f"{own}/roles/{held.id}/end", **ending))
    assert "Không tự khóa" in _followed(manager, post(manager, f"{own}/close"))
    session.expire_all()
    assert administrator.is_active
    assert held.valid_to is None


def _followed(client: FlaskClient, answer: TestResponse) -> str:
    return client.get(answer.location).text


def test_closing_ends_sessions_and_opening_lets_in_again(
    app: Flask, manager: FlaskClient, account: Account, session: Session
) -> None:
    client = open_for(app, account)
    assert post(manager, f"{page_of(account)}/close").status_code == 302
    assert not is_signed_in(client)
    assert "Mở lại tài khoản" in manager.get(page_of(account)).text
    assert post(manager, f"{page_of(account)}/invitation").status_code == 422
    post(manager, f"{page_of(account)}/open")
    session.expire_all()
    assert account.is_active
    actions = session.scalars(select(AuditLog.action).where(AuditLog.subject_id == account.id)).all()
    assert actions == ["close", "open"]
    account.is_demo, account.is_active = True, False
    ProjectFactory()
    session.flush()
    told = _followed(manager, post(manager, f"{page_of(account)}/open"))
    assert "Không mở lại tài khoản thử nghiệm: đã có dự án thật" in told
    session.expire_all()
    assert not account.is_active


def test_a_forgotten_password_is_reset_by_a_link(app: Flask, manager: FlaskClient, account: Account) -> None:
    link = LINK.search(post(manager, f"{page_of(account)}/invitation").text)
    assert link is not None
    assert account.login in app.test_client().get(link[1]).text


def test_somebody_elses_sessions_are_listed_and_ended(
    app: Flask, manager: FlaskClient, account: Account, session: Session
) -> None:
    first, second = open_for(app, account), open_for(app, account)
    opened = session.scalars(
        select(AccountSession).where(AccountSession.account_id == account.id).order_by(AccountSession.id)
    ).all()
    post(manager, f"{page_of(account)}/sessions/{opened[0].id}/end")
    assert [is_signed_in(first), is_signed_in(second)] == [False, True]
    post(manager, f"{page_of(account)}/sessions/end")
    assert not is_signed_in(second)


def test_a_name_is_changed_and_escaped(manager: FlaskClient, account: Account) -> None:
    post(manager, f"{page_of(account)}/name", display_name="<script>alert(1)</script>")
    assert "<script>alert" not in manager.get(page_of(account)).text
    assert "<script>alert" not in manager.get(LIST).text
    assert post(manager, f"{page_of(account)}/name", display_name="").status_code == 422


@pytest.mark.parametrize("number", [0, 999_999_999, 10**19])
def test_an_unknown_person_is_not_found(manager: FlaskClient, account: Account, number: int) -> None:
    assert manager.get(f"{LIST}/{number}").status_code == 404
    for action in ("roles", "name", "close", "open", "invitation", "sessions/end", "sessions/1/end"):
        assert post(manager, f"{LIST}/{number}/{action}", display_name="A").status_code == 404
    for kind in ("roles", "sessions"):
        assert post(manager, f"{page_of(account)}/{kind}/{number}/end").status_code == 404


def test_a_foreign_role_does_not_end_through_another_person(
    manager: FlaskClient, account: Account, session: Session
) -> None:
    other = AccountFactory()
    held = session.scalars(select(RoleAssignment).where(RoleAssignment.account_id == other.id)).one()
    ending = {"last_day": today().isoformat(), "reason": "thử"}
    assert post(manager, f"{page_of(account)}/roles/{held.id}/end", **ending).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_manage_people(
    signed_in: Callable[..., FlaskClient], account: Account, role: Role
) -> None:
    client = signed_in(role)
    for path in (LIST, f"{LIST}/new", page_of(account)):
        assert client.get(path).status_code == 403
    form = {"csrf_token": form_token(client, "/accounts/password")}
    for action in ("roles", "close", "invitation", "sessions/end"):
        assert client.post(f"{page_of(account)}/{action}", data=form).status_code == 403


def test_a_role_that_is_still_to_come_says_so(
    manager: FlaskClient, account: Account, session: Session
) -> None:
    RoleAssignmentFactory(
        account_id=account.id, role=Role.ACCOUNTANT, valid_from=date(2099, 1, 1), valid_to=date(2099, 12, 31)
    )
    assert "01/01/2099 đến hết 31/12/2099" in manager.get(page_of(account)).text
    assert datetime.now(UTC).year < 2099
