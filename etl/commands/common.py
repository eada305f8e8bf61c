"""What the commands share: session, language, exit codes, findings on the terminal and as a report file."""

import getpass
import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from etl.cli import LANGUAGES, Settings
from etl.findings import Finding, Findings, Severity
from gis.database import database_url, make_engine
from gis.domain.local_time import local_day
from gis.operations.audit import Actor
from gis.queries.accounts import account_by_login

P = ParamSpec("P")
R = TypeVar("R")

SHOWN_FINDINGS: Final = 40
_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_NOTED: Final = (Severity.ERROR, Severity.WARNING)


class ExitCode(IntEnum):
    """Exit codes of the contract."""

    DONE = 0
    FINDINGS = 1
    WRONG_USE = 2
    REFUSED = 3


class Texts:
    """The sentences of one command in both languages, from `etl/commands/texts/<name>.toml`."""

    def __init__(self, name: str) -> None:
        self._path = Path(__file__).with_name("texts") / f"{name}.toml"

    @cached_property
    def _entries(self) -> dict[str, dict[str, str]]:
        with self._path.open("rb") as stream:
            return tomllib.load(stream)

    def get(self, key: str, language: str, **params: object) -> str:
        """Return the sentence filled with `params`; KeyError for an unknown key."""
        return self._entries[key][language].format_map(params)


_TEXTS: Final = Texts("common")


def language_option(command: Callable[P, R]) -> Callable[P, R]:
    """Let `--lang` stand behind the command too; the value is read by `current_language`."""

    def keep(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
        if value is not None:
            ctx.ensure_object(Settings).language = value

    option = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=keep,
        expose_value=False,
        is_eager=True,
        help="Ngôn ngữ thông báo / language of messages",
    )
    return option(command)


account_option: Final = click.option(
    "--account", metavar="TÊN", help="Tài khoản của người nhập / login of the account that takes it in"
)


def actor_of(session: Session, command: str, login: str | None) -> Actor:
    """Return who acts: the account that was named, else the command with the user of the operating system.

    Ends as wrong use where no active account is called so.
    """
    if login is None:
        return Actor(f"etl {command} ({getpass.getuser()})")
    account = account_by_login(session, login)
    if account is None or not account.is_active:
        raise click.UsageError(_TEXTS.get("no_account", current_language(), login=login))
    return Actor(account.display_name, account.id)


def current_language() -> str:
    """Return the language in which the running command speaks."""
    return click.get_current_context().ensure_object(Settings).language


def say(texts: Texts, key: str, **params: object) -> None:
    """Print one sentence of a catalogue in the reader's language."""
    click.echo(texts.get(key, current_language(), **params))


def today() -> date:
    """Return the day it is in Vietnam; below the commands a day is an argument."""
    return local_day(datetime.now(UTC))


@contextmanager
def open_session() -> Iterator[Session]:
    """Give a session on the installation's database; whoever uses it commits."""
    engine = make_engine(database_url())
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


def show_findings(findings: Findings) -> None:
    """Print the counts and, as a table, the first findings: errors first, each weight in the order of the file."""
    if not len(findings):
        say(_TEXTS, "no_findings")
        return
    language = current_language()
    headings = (_TEXTS.get(f"column_{name}", language) for name in ("severity", "place", "message", "remedy"))
    table = Table(*headings, show_lines=False)
    weights = list(Severity)
    ordered = sorted(findings.in_file_order(), key=lambda finding: weights.index(finding.severity))
    for finding in ordered[:SHOWN_FINDINGS]:
        severity = _TEXTS.get(finding.severity.value, language)
        table.add_row(
            f"[{_COLOURS[finding.severity]}]{severity}[/]",
            escape(_place(finding, language)),
            escape(finding.message(language)),
            escape(finding.remedy(language)),
        )
    Console().print(table)
    counts = {severity.value: count for severity, count in findings.by_severity().items()}
    say(_TEXTS, "counts", **counts)
    if len(findings) > SHOWN_FINDINGS:
        say(_TEXTS, "more_findings", count=len(findings) - SHOWN_FINDINGS)


def _place(finding: Finding, language: str) -> str:
    """Say where in the file: sheet, row, column, as far as known, and the value where the message has it not."""
    row = None if finding.row is None else _TEXTS.get("row", language, row=finding.row)
    place = " · ".join(part for part in (finding.sheet, row, finding.column) if part)
    value = finding.value if finding.value and finding.value not in finding.message(language) else None
    return f"{place}: “{value}”" if place and value else place


def write_report(path: Path, findings: Findings) -> None:
    """Write counts and findings, texts included, as JSON."""
    report = json.dumps(findings.as_json(current_language()), ensure_ascii=False, indent=2)
    path.write_text(report + "\n", encoding="utf-8")


def exit_code(findings: Findings) -> ExitCode:
    """Return FINDINGS where an error or a warning was found; information alone is DONE."""
    counts = findings.by_severity()
    return ExitCode.FINDINGS if any(counts[severity] for severity in _NOTED) else ExitCode.DONE
