"""`import ledger` takes a workbook of facts in; `template ledger` and `export ledger` write one."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from etl.annotated_workbook import write_annotated_workbook
from etl.commands.common import (
    ExitCode,
    account_option,
    actor_of,
    current_language,
    exit_code,
    language_option,
    open_session,
    say,
    today,
)
from etl.commands.export import Pairs, filter_options, say_bad_filter
from etl.commands.ledger_screens import TEXTS, is_nothing_taken, show_ledger_result
from etl.dates import parse_date
from etl.filter_query import FilterError, parse
from etl.findings import CellError
from etl.ledgers import guide
from etl.ledgers.catalogue import sheets
from etl.ledgers.export import workbook_lists, write_facts
from etl.ledgers.load import LedgerOptions, LedgerResult, load_ledgers
from etl.ledgers.load import Progress as RowProgress
from etl.ledgers.report import LedgerWords, ledger_words, write_ledger_report
from etl.ledgers.workbook import LedgerWorkbook
from etl.money import UNIT_NAMES
from etl.numbers import NumberStyle
from gis.queries.ledgers import KnownProject, filtered_projects
from gis.queries.reference import reference_codes

_ROWS_WITHOUT_BAR: Final = 1_000
_BAR_STEP: Final = 500
OUTPUT: Final = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Tệp .xlsx ghi ra / workbook to write",
)


@click.command(help="Nhập sổ số liệu (một tệp, mỗi trang một sổ) / take a workbook of ledgers in")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ xem thử, không ghi / write nothing")
@click.option(
    "--all-or-nothing", is_flag=True, help="Một dòng sai thì từ chối cả tệp / one wrong row refuses the file"
)
@click.option(
    "--dated", metavar="NGÀY", help="Đính chính trong tệp tính từ ngày này / corrections count from"
)
@click.option(
    "--ledger",
    type=click.Choice([sheet.name for sheet in sheets()]),
    help="Tệp chỉ có một sổ này (CSV) / the only ledger of the file",
)
@click.option("--clear-empty", is_flag=True, help="Ô trống xóa giá trị đã biết / empty cells clear values")
@click.option(
    "--numbers", type=click.Choice([style.value for style in NumberStyle]), help="Cách viết số / numbers"
)
@click.option("--unit", type=click.Choice(list(UNIT_NAMES)), help="Đơn vị tiền / unit of money")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi báo cáo .json hoặc .xlsx / write a report",
)
@account_option
@language_option
@click.pass_context
def import_ledger(ctx: click.Context, /, file: Path, **given: Any) -> None:
    """Take a workbook in and end with the exit code of the contract."""
    options = _options(given)
    check_reports(given["reports"])
    with open_session() as session:
        actor = actor_of(session, "import ledger", given["account"])
        with progress(TEXTS.get("reading", current_language())) as on_row:
            result = load_ledgers(session, actor, file, options, on_row=on_row)
        if not options.is_trial and not result.is_refused:
            session.commit()
        words = ledger_words(session, current_language(), result.changes)
        session.rollback()
    show_ledger_result(result, words, is_trial=options.is_trial)
    _write_reports(given["reports"], result, words)
    if result.is_refused or is_nothing_taken(result):
        ctx.exit(ExitCode.REFUSED)
    ctx.exit(exit_code(result.findings))


@click.command(help="Biểu mẫu nhập sổ số liệu / a template of the ledgers")
@OUTPUT
@language_option
@click.pass_context
def template_ledger(ctx: click.Context, /, output: Path, **filters: Any) -> None:
    """Write an empty workbook with the lists of the projects of the filter."""
    with open_session() as session:
        projects = _projects(ctx, session, filters)
        language = current_language()
        lists = workbook_lists(session, projects, as_of=today(), language=language)
        with finished(output) as draft:
            LedgerWorkbook(draft, lists, language=language, title=guide.text("title", language)).close()
    say(TEXTS, "template_written", count=len(lists.projects), path=output)


@click.command("ledger", help="Sổ số liệu của các dự án / the ledgers of projects")
@OUTPUT
@language_option
@click.pass_context
def export_ledger(ctx: click.Context, /, output: Path, **filters: Any) -> None:
    """Write every standing fact of the projects of the filter in the form that the import reads."""
    with open_session() as session:
        projects = _projects(ctx, session, filters)
        language = current_language()
        lists = workbook_lists(session, projects, as_of=today(), language=language)
        title = guide.text("title_export", language).format(day=f"{today():%d/%m/%Y}")
        with finished(output) as draft:
            book = LedgerWorkbook(draft, lists, language=language, title=title)
            count = write_facts(session, book, projects, language=language)
            book.close()
    say(TEXTS, "exported", count=count, projects=len(projects), path=output)


filter_options(template_ledger, others=())
filter_options(export_ledger, others=())


def _projects(ctx: click.Context, session: Session, filters: dict[str, Any]) -> Sequence[KnownProject]:
    try:
        wanted = parse(Pairs(filters), as_of=today(), reference=lambda: reference_codes(session))
    except FilterError as error:
        say_bad_filter(error)
        ctx.exit(ExitCode.WRONG_USE)
    return filtered_projects(session, wanted)


@contextmanager
def finished(output: Path) -> Iterator[Path]:
    """Give the name of a draft that takes the place of `output` only when it is complete."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(TEXTS.get("not_xlsx", current_language(), path=output))
    draft = output.with_name(f".{output.name}.{os.getpid()}.xlsx")
    try:
        yield draft
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def _options(given: dict[str, Any]) -> LedgerOptions:
    return LedgerOptions(
        as_of=today(),
        dated=day_option(given["dated"]),
        ledger=given["ledger"],
        number_style=NumberStyle(given["numbers"]) if given["numbers"] else None,
        money_unit=UNIT_NAMES[given["unit"]] if given["unit"] else None,
        is_trial=given["dry_run"],
        is_all_or_nothing=given["all_or_nothing"],
        is_clearing_empty=given["clear_empty"],
    )


def day_option(text: str | None) -> date | None:
    """Return the day that an option names; ends as wrong use where it is none."""
    if text is None:
        return None
    try:
        return parse_date(text).day
    except CellError as error:
        raise click.UsageError(TEXTS.get("bad_day", current_language(), given=text)) from error


def check_reports(paths: Sequence[Path]) -> None:
    """End as wrong use where a report has no form that is written."""
    for path in paths:
        if path.suffix.lower() not in (".json", ".xlsx"):
            raise click.UsageError(TEXTS.get("report_format", current_language(), given=path))


@contextmanager
def progress(told: str) -> Iterator[RowProgress]:
    """Show a bar on standard error for files of more than 1,000 rows."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(told, total=None, visible=False)

        def on_row(done: int, total: int) -> None:
            if total > _ROWS_WITHOUT_BAR and (done % _BAR_STEP == 0 or done == total):
                bar.update(task, completed=done, total=total, visible=True)
                if done == total:
                    bar.update(task, description=TEXTS.get("examining", current_language()))

        yield on_row


def _write_reports(paths: Sequence[Path], result: LedgerResult, words: LedgerWords) -> None:
    for path in paths:
        if path.suffix.lower() == ".json":
            write_ledger_report(path, result, words)
        else:
            write_annotated_workbook(path, result.source, result, words, TEXTS)
        say(TEXTS, "report_written", path=path)
