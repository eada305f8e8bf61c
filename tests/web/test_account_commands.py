"""Commands that make accounts: with a role for units, and those of the demonstration."""

from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Account, Project, RoleAssignment
from gis.queries.accounts import HeldRole, held_roles
from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory
from tests.factories.accounts import PASSWORD_HASH, AccountFactory
from webmap.accounts.demonstration import DEMO_ACCOUNTS
from webmap.accounts.passwords import matches
from webmap.clock import today


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=arguments, input=typed)


def create(app: Flask, login: str, *options: str, typed: str = "một câu đủ dài\n") -> Result:
    command = ["create-account", login, "--name", "Nguyễn Thị Lan", "--password-stdin", *options]
    return run(app, *command, typed=typed)


def account(session: Session, login: str) -> Account:
    session.expire_all()
    return session.scalars(select(Account).where(Account.login == login)).one()


def held(session: Session, login: str) -> list[HeldRole]:
    return held_roles(session, account(session, login).id, as_of=today())


def test_an_account_is_made_from_a_password_on_standard_input(app: Flask, session: Session) -> None:
    result = create(app, "Lan.Nguyen", "--everywhere")
    assert result.exit_code == 0, result.output
    made = account(session, "lan.nguyen")
    assert (made.display_name, made.is_demo, made.must_change_password) == ("Nguyễn Thị Lan", False, True)
    assert matches(made.password_hash, "một câu đủ dài")
    assert held(session, "lan.nguyen") == [HeldRole(Role.DATA_ENTRY, None)]


def test_an_account_is_made_for_units_by_code_or_key(app: Flask, session: Session) -> None:
    ended = NewUnitFactory(code="24600", valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30))
    first, second = NewUnitFactory(code="24600"), NewUnitFactory()
    options = ("--role", "accountant", "--unit", "24600", "--unit", f"id:{second.id}", "--keep-password")
    result = create(app, "ketoan", *options)
    assert result.exit_code == 0, result.output
    assert held(session, "ketoan") == [
        HeldRole(Role.ACCOUNTANT, first.id),
        HeldRole(Role.ACCOUNTANT, second.id),
    ]
    assert ended.id != first.id
    assert not account(session, "ketoan").must_change_password


def test_a_password_is_asked_for_twice(app: Flask, session: Session) -> None:
    result = run(
        app,
        "create-account",
        "lan",
        "--name",
        "Lan",
        "--role",
        "administrator",
        typed="một câu đủ dài\nmột câu đủ dài\n",
    )
    assert result.exit_code == 0, result.output
    assert held(session, "lan") == [HeldRole(Role.ADMINISTRATOR, None)]


@pytest.mark.parametrize(
    ("login", "typed", "words"),
    [
        ("lan", "ngắn\n", "Mật khẩu cần từ 12"),
        ("lan", "x" * 129 + "\n", "Mật khẩu cần từ 12"),
        ("cán bộ", "một câu đủ dài\n", "Tên đăng nhập chỉ gồm"),
        (".lan", "một câu đủ dài\n", "Tên đăng nhập chỉ gồm"),
        ("canbo.cu", "một câu đủ dài\n", "đã có"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    app: Flask, session: Session, login: str, typed: str, words: str
) -> None:
    AccountFactory(login="canbo.cu")
    result = create(app, login, "--everywhere", typed=typed)
    assert result.exit_code != 0
    assert words in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Nêu đơn vị bằng --unit"),
        (("--unit", "99999"), "Không có đơn vị 99999"),
        (("--unit", "id:0"), "Không có đơn vị id:0"),
        (("--unit", "id:' OR 1"), "Không có đơn vị"),
        (("--role", "administrator", "--unit", "99999"), "không gắn với đơn vị"),
    ],
)
def test_a_role_without_a_place_is_refused(
    app: Flask, session: Session, options: tuple[str, ...], words: str
) -> None:
    result = create(app, "lan", *options)
    assert result.exit_code != 0
    assert words in result.output
    assert session.scalars(select(Account).where(Account.login == "lan")).all() == []


def printed(result: Result) -> list[tuple[str, str]]:
    """Return login and password of each printed line below what is said of them all."""
    assert result.exit_code == 0, result.output
    said, _, lines = result.output.partition("\n\n")
    assert "CHỈ dùng với dữ liệu minh họa: không có xác thực hai bước" in said
    return [tuple(line.split()[:2]) for line in lines.splitlines()]


@pytest.fixture
def demo_project(session: Session) -> Project:
    """Give what makes the data those of a demonstration."""
    return ProjectFactory(is_demo=True)


@pytest.mark.usefixtures("demo_project")
def test_demonstration_accounts_get_passwords_that_work(app: Flask, session: Session) -> None:
    rows = printed(run(app, "demo-accounts"))
    assert [login for login, _ in rows] == [person.login for person in DEMO_ACCOUNTS]
    assert all(matches(account(session, login).password_hash, password) for login, password in rows)


def test_demonstration_accounts_work_for_the_commune_with_most_projects(app: Flask, session: Session) -> None:
    quiet, busy = NewUnitFactory(), NewUnitFactory()
    for unit in (quiet, busy, busy):
        ProjectShareFactory(unit_id=unit.id, project_id=ProjectFactory(is_demo=True).id)
    assert f"Cán bộ nhập liệu, {busy.full_name}" in run(app, "demo-accounts").output
    assert held(session, "canbo") == [HeldRole(Role.DATA_ENTRY, busy.id)]
    assert held(session, "lanhdaoxa") == [HeldRole(Role.UNIT_LEADER, busy.id)]
    assert held(session, "thamdinh") == [HeldRole(Role.REVIEWER, None)]
    assert held(session, "lanhdao") == [HeldRole(Role.COMMITTEE_LEADER, None)]
    assert held(session, "quantri") == [HeldRole(Role.ADMINISTRATOR, None)]


@pytest.mark.usefixtures("demo_project")
def test_a_demonstration_account_keeps_one_role(app: Flask, session: Session) -> None:
    AccountFactory(login="lanhdao", is_demo=True, roles=[Role.COMMUNITY_SUPERVISOR])
    for _ in range(2):
        run(app, "demo-accounts", "--renew")
    assert held(session, "lanhdao") == [HeldRole(Role.COMMITTEE_LEADER, None)]
    given = session.scalars(
        select(RoleAssignment).where(RoleAssignment.account_id == account(session, "lanhdao").id)
    ).all()
    assert len(given) == 2


@pytest.mark.usefixtures("demo_project")
def test_demonstration_accounts_keep_their_passwords_until_renewed(app: Flask, session: Session) -> None:
    run(app, "demo-accounts")
    assert run(app, "demo-accounts").output == ""
    renewed = printed(run(app, "demo-accounts", "--renew"))
    assert all(matches(account(session, login).password_hash, password) for login, password in renewed)


@pytest.mark.usefixtures("demo_project")
def test_a_real_account_never_becomes_a_demonstration(app: Flask, session: Session) -> None:
    AccountFactory(login="canbo")
    result = run(app, "demo-accounts", "--renew")
    assert result.exit_code != 0
    assert account(session, "canbo").password_hash == PASSWORD_HASH


@pytest.mark.parametrize("is_empty", [False, True])
def test_beside_real_projects_there_are_no_demonstration_accounts(
    app: Flask, session: Session, demo_project: Project, *, is_empty: bool
) -> None:
    """What was made before is closed; an empty database gets none either."""
    AccountFactory(login="thamdinh", is_demo=True)
    if is_empty:
        session.delete(demo_project)
    else:
        ProjectFactory()
    session.flush()
    for _ in range(2):
        result = run(app, "demo-accounts", "--renew")
        assert "Không tạo tài khoản thử nghiệm" in result.output
        assert "create-account" in result.output
        assert "canbo  " not in result.output, "no password"
    assert account(session, "thamdinh").is_active == is_empty
    if not is_empty:
        session.execute(update(Project).values(is_demo=True))
        assert len(printed(run(app, "demo-accounts", "--renew"))) == len(DEMO_ACCOUNTS)
        assert account(session, "thamdinh").is_active
