"""`import treasury` holds a list of the State Treasury against the vouchers; `template treasury` writes its form."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from etl.commands.common import (
    ExitCode,
    account_option,
    actor_of,
    current_language,
    exit_code,
    language_option,
    open_session,
    say,
    show_findings,
    today,
)
from etl.commands.ledgers import OUTPUT, check_reports, day_option, finished
from etl.ledgers.treasury import TreasuryOptions, TreasuryResult, load_treasury
from etl.ledgers.treasury_form import write_form
from etl.ledgers.treasury_report import TEXTS, report_lines, write_json, write_workbook
from etl.ledgers.words import word_of
from etl.money import UNIT_NAMES
from gis.domain.ledger_codes import ReconciliationState
from gis.domain.reconciliation import counts

_SHOWN: Final = 40


@click.command(help="Đối chiếu danh sách thanh toán của kho bạc với chứng từ / reconcile with the Treasury")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "first", metavar="NGÀY", help="Từ ngày / first day")
@click.option("--to", "last", metavar="NGÀY", help="Đến ngày / last day")
@click.option(
    "--all-projects",
    is_flag=True,
    help="Xét cả chứng từ của dự án không có trong danh sách / vouchers of every project",
)
@click.option("--unit", type=click.Choice(list(UNIT_NAMES)), help="Đơn vị tiền / unit of money")
@click.option("--dry-run", is_flag=True, help="Chỉ xem thử, không ghi / write nothing")
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
def import_treasury(ctx: click.Context, /, file: Path, **given: Any) -> None:
    """Take a list in; ends with 1 where anything does not match."""
    check_reports(given["reports"])
    options = TreasuryOptions(
        as_of=today(),
        first_day=day_option(given["first"]),
        last_day=day_option(given["last"]),
        is_every_project=given["all_projects"],
        is_trial=given["dry_run"],
        money_unit=UNIT_NAMES[given["unit"]] if given["unit"] else None,
    )
    with open_session() as session:
        actor = actor_of(session, "import treasury", given["account"])
        result = load_treasury(session, actor, file, options)
        if not options.is_trial:
            session.commit()
    _show(result, is_trial=options.is_trial)
    for path in given["reports"]:
        writer = write_json if path.suffix.lower() == ".json" else write_workbook
        writer(path, result, current_language())
        say(TEXTS, "report_written", path=path)
    is_clean = all(pair.state is ReconciliationState.MATCHED for pair in result.pairs)
    ctx.exit(exit_code(result.findings) if is_clean else ExitCode.FINDINGS)


@click.command(help="Biểu danh sách khoản chi của kho bạc / a form for payments at the Treasury")
@OUTPUT
@language_option
def template_treasury(*, output: Path) -> None:
    """Write the empty form; it asks no database."""
    with finished(output) as draft:
        write_form(draft, current_language())
    say(TEXTS, "template_written", path=output)


def _show(result: TreasuryResult, *, is_trial: bool) -> None:
    language, console = current_language(), Console()
    say(TEXTS, "period", first=f"{result.first_day:%d/%m/%Y}", last=f"{result.last_day:%d/%m/%Y}")
    found = counts(result.pairs)
    summary = Table(*(word_of("reconciliation_state", state.value, language) for state in found))
    summary.add_row(*map(str, found.values()))
    console.print(summary)
    lines = [line for line in report_lines(result, language) if line.state is not ReconciliationState.MATCHED]
    if lines:
        names = ("state", "code", "treasury", "ledger", "difference")
        table = Table(*(TEXTS.get(f"column_{name}", language) for name in names))
        for line in lines[:_SHOWN]:
            values = line.values
            sides = (_side(values[3:7]), _side(values[7:11]))
            table.add_row(*map(escape, (_cell(values[0]), _cell(values[1]), *sides, _cell(values[11]))))
        console.print(table)
        if len(lines) > _SHOWN:
            say(TEXTS, "more", count=len(lines) - _SHOWN)
    show_findings(result.findings)
    if is_trial:
        say(TEXTS, "trial")
    elif result.saved_count:
        say(TEXTS, "saved", count=result.saved_count, sha256=result.facts.sha256[:12])
    else:
        say(TEXTS, "nothing_new")


def _side(values: Sequence[Any]) -> str:
    """Return day, kind, amount and number of one side in one cell."""
    return " · ".join(_cell(value) for value in values if value) or "–"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value)
