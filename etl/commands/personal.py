"""`python -m etl personal`: what is held about a person, what is past its time, consents withdrawn, who looked."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from etl.commands.common import (
    ExitCode,
    Texts,
    current_language,
    language_option,
    open_session,
    say,
    today,
)
from etl.retention import read_retention
from etl.writers.personal import as_html, as_json
from gis.domain.local_time import TIME_ZONE
from gis.domain.names import name_key
from gis.domain.personal import RetentionError, initials
from gis.models import Account
from gis.operations import audit
from gis.operations.audit import Actor
from gis.operations.consent import withdraw_consent
from gis.operations.retention import retain as retain_rows
from gis.queries.accounts import account_by_login
from gis.queries.personal import Held, held_about_account, held_about_donor, looks

_TEXTS: Final = Texts("personal")
ACTOR: Final = Actor("etl personal")
PRIVATE: Final = 0o600


def _help(name: str) -> str:
    return f"{_TEXTS.get(f'help_{name}', 'vi')} / {_TEXTS.get(f'help_{name}', 'en')}"


@click.group(help="Dữ liệu cá nhân / personal data")
def personal() -> None:
    """Hold the commands about personal data."""


@personal.command(help="Xuất mọi thứ đang lưu về một người / everything held about a person")
@click.option("--account", metavar="TÊN", help=_help("account"))
@click.option("--donor", metavar="HỌ_TÊN", help=_help("donor"))
@click.option(
    "-o",
    "--output",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help=_help("output"),
)
@language_option
@click.pass_context
def export(ctx: click.Context, account: str | None, donor: str | None, output: Path) -> None:
    """Write a JSON file and a page, for the owner's eyes; the log tells that it was done."""
    if (account is None) == (donor is None):
        say(_TEXTS, "one_of")
        ctx.exit(ExitCode.WRONG_USE)
    with open_session() as session:
        held = _about_donor(session, str(donor)) if account is None else _about_account(ctx, session, account)
        person = str(account or donor)
        count = sum(map(len, held.values()))
        if not count:
            say(_TEXTS, "nothing_held", value=person)
            ctx.exit(ExitCode.FINDINGS)
        files = _write(held, person, output)
        session.commit()
    say(_TEXTS, "exported", count=count, value=person, json=files[0], html=files[1])


def _about_account(ctx: click.Context, session: Session, login: str) -> Held:
    found: Account | None = account_by_login(session, login)
    if found is None:
        say(_TEXTS, "unknown_account", value=login)
        ctx.exit(ExitCode.WRONG_USE)
    audit.record(session, ACTOR, action="personal.export", subject="account", subject_id=found.id)
    return held_about_account(session, found)


def _about_donor(session: Session, name: str) -> Held:
    held = held_about_donor(session, name)
    after = {"donor": initials(name)}
    audit.record(
        session, ACTOR, action="personal.export", subject="contribution", subject_id=None, after=after
    )
    return held


def _write(held: Held, person: str, folder: Path) -> tuple[Path, Path]:
    made_at = datetime.now(TIME_ZONE)
    stem = f"du-lieu-ca-nhan_{name_key(person).replace(' ', '-')}_{made_at:%Y-%m-%d}"
    page = as_html(held, person=person, made_at=made_at, language=current_language())
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / f"{stem}.json", folder / f"{stem}.html"
    for path, content in zip(files, (as_json(held, person=person, made_at=made_at), page), strict=True):
        path.touch(mode=PRIVATE)
        path.write_text(content, encoding="utf-8")
    return files


@personal.command(help="Xóa dữ liệu cá nhân quá thời hạn lưu / remove what is past its time")
@click.option("--dry-run", is_flag=True, help=_help("dry_run"))
@language_option
@click.pass_context
def retain(ctx: click.Context, dry_run: bool) -> None:
    """Remove what data/reference/retention.toml lets go, and nothing else."""
    try:
        retention = read_retention()
    except RetentionError as error:
        say(_TEXTS, "bad_retention", name=error)
        ctx.exit(ExitCode.WRONG_USE)
    with open_session() as session:
        counts = retain_rows(session, ACTOR, retention, now=datetime.now(UTC))
        if dry_run:
            session.rollback()
        else:
            session.commit()
    say(_TEXTS, "retain_title_dry" if dry_run else "retain_title")
    for name, count in counts.items():
        say(_TEXTS, name, count=count, span=getattr(retention, name))
    if not retention.log_months:
        say(_TEXTS, "for_ever")


@personal.command(help="Thôi nêu tên một người đóng góp đã rút đồng ý / stop naming a donor")
@click.option("--donor", metavar="HỌ_TÊN", required=True, help=_help("donor"))
@click.option("--document", metavar="VĂN_BẢN", required=True, help=_help("document"))
@language_option
@click.pass_context
def withdraw(ctx: click.Context, donor: str, document: str) -> None:
    """Correct every gift that names the donor into one without the name."""
    retention = read_retention()
    with open_session() as session:
        count = withdraw_consent(session, ACTOR, donor, as_of=today(), reason=document)
        session.commit()
    if not count:
        say(_TEXTS, "no_gift", value=donor)
        ctx.exit(ExitCode.FINDINGS)
    say(_TEXTS, "withdrawn", count=count, value=donor, days=retention.withdrawn_name_days)


@personal.command("look-ups", help="Ai đã xem dữ liệu không công khai / who looked at what is not public")
@click.option("--account", metavar="TÊN", help=_help("looker"))
@click.option("--size", default=50, type=click.IntRange(1, 10_000), help=_help("size"))
@language_option
@click.pass_context
def look_ups(ctx: click.Context, account: str | None, size: int) -> None:
    """Print the newest looks."""
    with open_session() as session:
        found = None if account is None else account_by_login(session, account)
        if account is not None and found is None:
            say(_TEXTS, "unknown_account", value=account)
            ctx.exit(ExitCode.WRONG_USE)
        rows = looks(session, size=size, account_id=None if found is None else found.id)
    if not rows:
        say(_TEXTS, "no_looks")
        return
    table = Table(show_header=False)
    for row in rows:
        moment = f"{row.recorded_at.astimezone(TIME_ZONE):%d/%m/%Y %H:%M:%S}"
        subject = row.project_code or f"{row.subject} {row.subject_id or ''}".strip()
        cells = (moment, f"{row.display_name} ({row.login})", row.field, subject, str(row.row_count))
        table.add_row(*map(escape, (*cells, row.request_id or "")))
    Console().print(table)
