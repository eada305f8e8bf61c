"""`import accounts` takes a list of people in; `template accounts` writes the form."""

import getpass
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from etl.commands.common import (
    ExitCode,
    Texts,
    current_language,
    exit_code,
    language_option,
    open_session,
    say,
    show_findings,
    today,
    write_report,
)
from etl.people.load import Outcome, PeopleResult, take_people
from etl.people.sheet import write_form
from gis.models import Account
from gis.operations.audit import Actor
from gis.operations.invitations import invite
from gis.queries.people_lists import units_to_offer

_TEXTS: Final = Texts("accounts")
_PATH: Final = "/accounts/invitations/"


@click.command(help="Nhập danh sách người dùng / take a list of people in")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ xem thử, không ghi / write nothing")
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="Địa chỉ trang web, cho liên kết đặt mật khẩu / where the site is",
)
@click.option(
    "--days",
    type=click.IntRange(1, 60),
    default=7,
    show_default=True,
    help="Liên kết dùng được bao nhiêu ngày / days that a link works",
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo .json / write a report"
)
@language_option
@click.pass_context
def import_accounts(
    ctx: click.Context, /, file: Path, *, dry_run: bool, address: str, days: int, report: Path | None
) -> None:
    """Take the list in, print a link for each new account, and end with the exit code of the contract."""
    actor = Actor(f"etl import accounts ({getpass.getuser()})")
    with open_session() as session:
        result = take_people(session, actor, file, as_of=today(), is_trial=dry_run)
        links = [(account.login, _link(session, actor, account, address, days)) for account in result.made]
        session.commit()
    show_findings(result.findings)
    counts = {outcome.value: result.count(outcome) for outcome in Outcome}
    say(_TEXTS, "trial" if dry_run else "taken", **counts)
    if links:
        say(_TEXTS, "links")
    for login, link in links:
        click.echo(f"{login:<24}{link}")
    if report is not None:
        write_report(report, result.findings)
    ctx.exit(_exit_code(result))


@click.command(help="Biểu mẫu danh sách người dùng / a form for lists of people")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp .xlsx ghi ra"
)
@language_option
def template_accounts(output: Path) -> None:
    """Write the form with the units of today."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(_TEXTS.get("not_xlsx", current_language(), path=output))
    with open_session() as session:
        write_form(output, units_to_offer(session, as_of=today()), as_of=today())
    say(_TEXTS, "template_written", path=output)


def _link(session: Session, actor: Actor, account: Account, address: str, days: int) -> str:
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    token_hash = hashlib.sha256(token.encode()).hexdigest()
    invite(session, actor, account, token_hash=token_hash, expires_at=now + timedelta(days=days), now=now)
    return f"{address.rstrip('/')}{_PATH}{token}"


def _exit_code(result: PeopleResult) -> ExitCode:
    if result.rows and result.count(Outcome.REFUSED) == len(result.rows):
        return ExitCode.REFUSED
    return exit_code(result.findings)
