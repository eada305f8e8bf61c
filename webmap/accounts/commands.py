"""Commands that make accounts: `flask --app webmap.wsgi create-account`, `… demo-accounts --renew`."""

import sys

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from gis.operations.accounts import change_password, create_account
from gis.operations.audit import Actor
from gis.queries.accounts import account_by_login
from webmap.accounts.passwords import MAX_LENGTH, MIN_LENGTH, fresh_password, hash_password
from webmap.database import db

COMMAND_LINE = Actor("command line")
DEMO_ACCOUNTS = (
    ("canbo", "Cán bộ thử nghiệm", Role.EDITOR),
    ("lanhdao", "Lãnh đạo thử nghiệm", Role.VIEWER),
    ("quantri", "Quản trị thử nghiệm", Role.ADMINISTRATOR),
)


@click.command("create-account")
@click.argument("login")
@click.option("--name", required=True, help="Họ tên hiển thị.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.EDITOR.value, help="Vai trò."
)
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn.")
@with_appcontext
def create_account_command(login: str, name: str, role: str, *, password_stdin: bool) -> None:
    """Tạo tài khoản LOGIN."""
    login = login.strip().lower()
    if not login.isascii() or not login.replace(".", "").replace("-", "").isalnum():
        raise click.BadParameter("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm và gạch nối.")
    if account_by_login(db.session, login) is not None:
        raise click.ClickException(f"Tài khoản {login} đã có. Chọn tên đăng nhập khác.")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise click.ClickException(f"Mật khẩu cần từ {MIN_LENGTH} đến {MAX_LENGTH} ký tự.")
    create_account(
        db.session,
        COMMAND_LINE,
        login=login,
        display_name=name.strip(),
        role=Role(role),
        password_hash=hash_password(password),
    )
    db.session.commit()
    click.echo(f"Đã tạo tài khoản {login}.")


@click.command("demo-accounts")
@click.option("--renew", is_flag=True, help="Đặt mật khẩu mới cho cả tài khoản đã có.")
@with_appcontext
def demo_accounts_command(*, renew: bool) -> None:
    """Tạo các tài khoản thử nghiệm và in mật khẩu của chúng."""
    for login, name, role in DEMO_ACCOUNTS:
        if renew or account_by_login(db.session, login) is None:
            click.echo(f"{login:<10}{_renew(db.session, login, name, role):<22}{role.value}")
    db.session.commit()


def _renew(session: Session, login: str, name: str, role: Role) -> str:
    """Give the demonstration account a fresh password, making it where it is missing; return the password."""
    password = fresh_password()
    account = account_by_login(session, login)
    if account is None:
        create_account(
            session,
            COMMAND_LINE,
            login=login,
            display_name=name,
            role=role,
            password_hash=hash_password(password),
            is_demo=True,
        )
    elif account.is_demo:
        change_password(session, COMMAND_LINE, account, password_hash=hash_password(password))
    else:
        raise click.ClickException(f"{login} là tài khoản thật, không đổi mật khẩu.")
    return password


def init_app(app: Flask) -> None:
    """Add the commands to `flask --app webmap.wsgi`."""
    app.cli.add_command(create_account_command)
    app.cli.add_command(demo_accounts_command)
