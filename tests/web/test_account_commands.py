import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.models import Account
from tests.factories.accounts import PASSWORD_HASH, AccountFactory
from webmap.accounts.commands import DEMO_ACCOUNTS
from webmap.accounts.passwords import matches


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=arguments, input=typed)


def account(session: Session, login: str) -> Account:
    return session.scalars(select(Account).where(Account.login == login)).one()


def test_an_account_is_made_from_a_password_on_standard_input(app: Flask, session: Session) -> None:
    result = run(
        app,
        "create-account",
        "Lan.Nguyen",
        "--name",
        "Nguyễn Thị Lan",
        "--password-stdin",
        typed="một câu đủ dài\n",
    )
    assert result.exit_code == 0, result.output
    made = account(session, "lan.nguyen")
    assert (made.display_name, made.role, made.is_demo) == ("Nguyễn Thị Lan", Role.EDITOR, False)
    assert matches(made.password_hash, "một câu đủ dài")


def test_a_password_is_asked_for_twice(app: Flask, session: Session) -> None:
    result = run(app, "create-account", "lan", "--name", "Lan", typed="một câu đủ dài\nmột câu đủ dài\n")
    assert result.exit_code == 0, result.output
    assert account(session, "lan").failed_count == 0


@pytest.mark.parametrize(
    ("login", "typed", "words"),
    [
        ("lan", "ngắn\n", "Mật khẩu cần từ 12"),
        ("lan", "x" * 129 + "\n", "Mật khẩu cần từ 12"),
        ("cán bộ", "một câu đủ dài\n", "Tên đăng nhập chỉ gồm"),
        ("canbo.cu", "một câu đủ dài\n", "đã có"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    app: Flask, session: Session, login: str, typed: str, words: str
) -> None:
    AccountFactory(login="canbo.cu")
    result = run(app, "create-account", login, "--name", "Lan", "--password-stdin", typed=typed)
    assert result.exit_code != 0
    assert words in result.output


def test_demonstration_accounts_get_passwords_that_work(app: Flask, session: Session) -> None:
    result = run(app, "demo-accounts")
    rows = [line.split() for line in result.output.splitlines()]
    assert [(login, role) for login, _, role in rows] == [
        (login, role.value) for login, _, role in DEMO_ACCOUNTS
    ]
    assert all(matches(account(session, login).password_hash, password) for login, password, _ in rows)


def test_demonstration_accounts_keep_their_passwords_until_renewed(app: Flask, session: Session) -> None:
    run(app, "demo-accounts")
    assert run(app, "demo-accounts").output == ""
    renewed = [line.split() for line in run(app, "demo-accounts", "--renew").output.splitlines()]
    session.expire_all()
    assert all(matches(account(session, login).password_hash, password) for login, password, _ in renewed)


def test_a_real_account_never_becomes_a_demonstration(app: Flask, session: Session) -> None:
    AccountFactory(login="canbo")
    result = run(app, "demo-accounts", "--renew")
    assert result.exit_code != 0
    assert account(session, "canbo").password_hash == PASSWORD_HASH
