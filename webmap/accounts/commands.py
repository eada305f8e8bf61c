"""Commands that make accounts: `flask --app webmap.wsgi create-account`, `… demo-accounts --renew`."""

import sys
from typing import Final

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from gis.domain.roles import WITHOUT_UNITS, Role
from gis.domain.sign_in import is_login
from gis.operations.accounts import close_demonstration, create_account
from gis.operations.audit import Actor
from gis.operations.grants import Grant, give_role
from gis.queries.accounts import account_by_login
from gis.queries.contents import has_projects, has_real_projects
from gis.queries.units import unit_by_reference
from webmap.accounts import demonstration
from webmap.accounts.passwords import MAX_LENGTH, MIN_LENGTH, hash_password, weakness
from webmap.clock import now, today
from webmap.database import owning

COMMAND_LINE = Actor("command line")
_FOR_TRYING: Final = """\
Tài khoản thử nghiệm, CHỈ dùng với dữ liệu minh họa: không có xác thực hai bước, kể cả thẩm định và quản trị.
Mật khẩu mới mỗi lần chạy, chỉ hiện lần này. Nhập dự án thật vào thì các tài khoản này bị khóa.
(Demonstration accounts, for demonstration data only: no second factor; closed once real projects are imported.)
"""
_CLOSED: Final = "Đã khóa tài khoản thử nghiệm vì có dự án thật / demonstration accounts closed: {logins}"
_NOT_FOR_REAL: Final = """\
Không tạo tài khoản thử nghiệm: dữ liệu không phải toàn minh họa / no demonstration accounts beside real data.
Tài khoản quản trị đầu tiên / the first administrator:
    .venv/bin/flask --app webmap.wsgi create-account TÊN --name "Họ tên" --role administrator"""


@click.command("create-account")
@click.argument("login")
@click.option("--name", required=True, help="Họ tên hiển thị.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.DATA_ENTRY.value,
    help="Vai trò.",
)
@click.option(
    "--unit", "units", multiple=True, help="Mã đơn vị hiện nay, hoặc id:SỐ; lặp lại cho nhiều đơn vị."
)
@click.option("--everywhere", is_flag=True, help="Vai trò có hiệu lực ở mọi đơn vị.")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn.")
@click.option("--keep-password", is_flag=True, help="Không buộc đổi mật khẩu ở lần đăng nhập đầu.")
@with_appcontext
def create_account_command(
    login: str,
    name: str,
    role: str,
    units: tuple[str, ...],
    *,
    everywhere: bool,
    password_stdin: bool,
    keep_password: bool,
) -> None:
    """Tạo tài khoản LOGIN, với một vai trò ở các đơn vị được nêu."""
    with owning() as session:
        login = _free_login(session, login)
        unit_ids = _unit_ids(session, Role(role), units, everywhere=everywhere)
        account = create_account(
            session,
            COMMAND_LINE,
            login=login,
            display_name=name.strip(),
            password_hash=hash_password(_password(login, from_stdin=password_stdin)),
            must_change_password=not keep_password,
        )
        for unit_id in unit_ids:
            give_role(session, COMMAND_LINE, account, Grant(Role(role), unit_id, today()))
        session.commit()
    click.echo(f"Đã tạo tài khoản {login}.")


def _free_login(session: Session, login: str) -> str:
    """Return the login as it is kept; click's refusal where it can not be one, or is taken."""
    login = login.strip().lower()
    if not is_login(login):
        raise click.BadParameter("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm và gạch nối.")
    if account_by_login(session, login) is not None:
        raise click.ClickException(f"Tài khoản {login} đã có. Chọn tên đăng nhập khác.")
    return login


def _unit_ids(
    session: Session, role: Role, references: tuple[str, ...], *, everywhere: bool
) -> list[int | None]:
    """Return the units that the role is given for; [None] for everywhere."""
    if role in WITHOUT_UNITS or everywhere:
        if references:
            raise click.UsageError("Vai trò này không gắn với đơn vị nào: bỏ --unit.")
        return [None]
    if not references:
        raise click.UsageError("Nêu đơn vị bằng --unit MÃ, hoặc --everywhere cho mọi đơn vị.")
    found: list[int | None] = []
    for reference in references:
        unit = unit_by_reference(session, reference, as_of=today())
        if unit is None:
            raise click.ClickException(f"Không có đơn vị {reference} hiện nay. Dùng mã đơn vị, hoặc id:SỐ.")
        found.append(unit.id)
    return found


def _password(login: str, *, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại mật khẩu")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise click.ClickException(f"Mật khẩu cần từ {MIN_LENGTH} đến {MAX_LENGTH} ký tự.")
    if weakness(password, login=login) is not None:
        raise click.ClickException("Mật khẩu quá dễ đoán: dùng một câu dễ nhớ, không lặp lại tên đăng nhập.")
    return str(password)


@click.command("demo-accounts")
@click.option("--renew", is_flag=True, help="Đặt mật khẩu mới cho cả tài khoản đã có.")
@with_appcontext
def demo_accounts_command(*, renew: bool) -> None:
    """Tạo các tài khoản thử nghiệm và in mật khẩu của chúng; chỉ khi mọi dự án đều là minh họa."""
    with owning() as session:
        closed = close_demonstration(session, COMMAND_LINE, now=now())
        if closed:
            click.echo(_CLOSED.format(logins=", ".join(closed)))
        if not has_projects(session) or has_real_projects(session):
            click.echo(_NOT_FOR_REAL)
        else:
            lines = list(demonstration.settle(session, COMMAND_LINE, renew=renew, as_of=today()))
            demonstration.write_reports(session, as_of=today())
            click.echo("\n".join([_FOR_TRYING, *lines]) if lines else "", nl=bool(lines))
        session.commit()


def init_app(app: Flask) -> None:
    """Add the commands to `flask --app webmap.wsgi`."""
    app.cli.add_command(create_account_command)
    app.cli.add_command(demo_accounts_command)
