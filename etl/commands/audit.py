"""`python -m etl audit`: walk along the chain of the log, write the log to a file."""

import os
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from etl.commands.common import (
    ExitCode,
    Texts,
    current_language,
    language_option,
    open_session,
    say,
)
from etl.writers.log import MOST_XLSX_ROWS, write_log
from gis.domain.local_time import TIME_ZONE
from gis.domain.log_chain import Finding
from gis.queries.accounts import account_by_login
from gis.queries.audit_log import LogFilter, log_count, project_of
from gis.queries.log_chain import Head, chain_head, verified

_TEXTS: Final = Texts("audit")
SHOWN: Final = 100
_HEX: Final = re.compile(r"[0-9a-f]{16,64}")
_GROUP: Final = 4


class DayType(click.ParamType[date]):
    """A day written dd/mm/yyyy, or ISO."""

    name = "dd/mm/yyyy"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fails with a sentence."""
        if isinstance(value, date):
            return value
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(str(value), form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return self.fail(_TEXTS.get("bad_day", "vi", value=value), param, ctx)


DAY: Final = DayType()


def _help(name: str) -> str:
    return f"{_TEXTS.get(f'help_{name}', 'vi')} / {_TEXTS.get(f'help_{name}', 'en')}"


@click.group(help="Nhật ký thay đổi / the log of changes")
def audit() -> None:
    """Hold the commands about the log."""


@audit.command(help="Kiểm tra nhật ký có bị sửa, xóa, chèn / find changed, lost or inserted rows")
@click.option("--since", type=DAY, help=_help("since"))
@click.option("--noted", metavar="MÃ", help=_help("noted"))
@language_option
@click.pass_context
def verify(ctx: click.Context, since: date | None, noted: str | None) -> None:
    """Walk along the chain; exit 1 where something is not as it was written."""
    hash_noted = None if noted is None else _cleaned(ctx, noted)
    say(_TEXTS, "begun")
    with open_session() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        moment = None if since is None else datetime.combine(since, time.min, TIME_ZONE)
        walk = verified(session, since=moment, noted=hash_noted)
        head = chain_head(session)
    counts = {"rows": walk.row_count, "links": walk.link_count}
    if walk.findings:
        say(_TEXTS, "broken", count=len(walk.findings), **counts)
        for finding in walk.findings[:SHOWN]:
            _tell(finding)
        if len(walk.findings) > SHOWN:
            say(_TEXTS, "more", count=len(walk.findings) - SHOWN)
    elif head is not None:
        say(_TEXTS, "sound", **counts)
    _tell_head(head)
    ctx.exit(ExitCode.FINDINGS if walk.findings else ExitCode.DONE)


def _cleaned(ctx: click.Context, noted: str) -> str:
    """Return the noted hash without the gaps of paper."""
    cleaned = "".join(noted.split()).lower()
    if not _HEX.fullmatch(cleaned):
        say(_TEXTS, "noted_short", value=noted)
        ctx.exit(ExitCode.WRONG_USE)
    return cleaned


def _tell(finding: Finding) -> None:
    place = ""
    if finding.position is not None and finding.chained_at is not None:
        words = {"position": finding.position, "moment": _moment(finding.chained_at)}
        place = _TEXTS.get("place", current_language(), **words)
    span = str(finding.first) if finding.first == finding.last else f"{finding.first}–{finding.last}"
    say(_TEXTS, finding.breach.value, span=span, place=place)


def _tell_head(head: Head | None) -> None:
    if head is None:
        say(_TEXTS, "empty")
        return
    digits = head.hash.hex()
    groups = " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
    say(_TEXTS, "head", position=head.position, moment=_moment(head.chained_at), hash=groups)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(TIME_ZONE):%d/%m/%Y %H:%M:%S}"


@audit.command(help="Ghi nhật ký ra tệp .csv, .xlsx hoặc .jsonl / write the log to a file")
@click.argument("file", metavar="TỆP", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--project", metavar="MÃ", help=_help("project"))
@click.option("--person", metavar="TÊN", help=_help("person"))
@click.option("--action", metavar="VIỆC", help=_help("action"))
@click.option("--from", "first_day", type=DAY, help=_help("from"))
@click.option("--to", "last_day", type=DAY, help=_help("to"))
@language_option
@click.pass_context
def export(
    ctx: click.Context,
    file: Path,
    project: str | None,
    person: str | None,
    action: str | None,
    first_day: date | None,
    last_day: date | None,
) -> None:
    """Write the rows of the filter, the newest first; the file appears only when it is complete."""
    if file.suffix not in (".csv", ".xlsx", ".jsonl"):
        say(_TEXTS, "bad_ending", name=file.name)
        ctx.exit(ExitCode.WRONG_USE)
    with open_session() as session:
        wanted = LogFilter(
            project_id=_project(ctx, session, project),
            actor_id=_person(ctx, session, person),
            action=action,
            first_day=first_day,
            last_day=last_day,
        )
        if file.suffix == ".xlsx" and log_count(session, wanted, most=MOST_XLSX_ROWS + 1) > MOST_XLSX_ROWS:
            say(_TEXTS, "too_many", limit=MOST_XLSX_ROWS)
            ctx.exit(ExitCode.REFUSED)
        draft = file.with_name(f".{file.name}.{os.getpid()}{file.suffix}")
        try:
            count = write_log(session, draft, wanted, language=current_language())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    say(_TEXTS, "written", count=count, path=file)


def _project(ctx: click.Context, session: Session, code: str | None) -> int | None:
    if code is None:
        return None
    found = project_of(session, code)
    if found is None:
        say(_TEXTS, "unknown_project", value=code)
        ctx.exit(ExitCode.WRONG_USE)
    return found


def _person(ctx: click.Context, session: Session, login: str | None) -> int | None:
    if login is None:
        return None
    found = account_by_login(session, login)
    if found is None:
        say(_TEXTS, "unknown_person", value=login)
        ctx.exit(ExitCode.WRONG_USE)
    return None if found is None else found.id
