"""`import prices|conversions|targets|residents` takes lists in that hold over time."""

from pathlib import Path
from typing import Final

import click

from etl.commands.common import (
    ExitCode,
    Texts,
    account_option,
    actor_of,
    current_language,
    exit_code,
    language_option,
    open_session,
    say,
    show_findings,
    today,
    write_report,
)
from etl.standing_lists.form import FILLED, recorded_rows, write_form
from etl.standing_lists.judging import Outcome
from etl.standing_lists.load import ListResult, take_list
from etl.standing_lists.sheet import ListKind
from gis.operations import versions

_TEXTS: Final = Texts("lists")
_HELP: Final = {
    ListKind.PRICES: "Nhập bảng đơn giá quy đổi đóng góp / unit prices of contributions",
    ListKind.CONVERSIONS: "Nhập hệ số đổi đơn vị tính / conversions of units",
    ListKind.TARGETS: "Nhập mục tiêu năm của các xã / targets of communes for a year",
    ListKind.RESIDENTS: "Nhập số hộ, số dân của các xã / households and people of communes",
}

_FORM_HELP: Final = {
    ListKind.PRICES: "Biểu bảng đơn giá / a form for unit prices",
    ListKind.CONVERSIONS: "Biểu hệ số đổi đơn vị / a form for conversions",
    ListKind.TARGETS: "Biểu mục tiêu năm của các xã / a form for targets",
    ListKind.RESIDENTS: "Biểu số hộ, số dân / a form for residents",
}


def _command(kind: ListKind) -> click.Command:
    @click.command(kind.value, help=_HELP[kind])
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Chỉ xem thử, không ghi / write nothing")
    @click.option(
        "--report", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo .json / write a report"
    )
    @account_option
    @language_option
    @click.pass_context
    def take(
        ctx: click.Context, /, file: Path, *, dry_run: bool, report: Path | None, account: str | None
    ) -> None:
        """Take the list in and end with the exit code of the contract."""
        with open_session() as session:
            actor = actor_of(session, f"import {kind.value}", account)
            result = take_list(session, actor, file, kind, as_of=today(), is_trial=dry_run)
            if not dry_run:
                versions.bump(session)
                session.commit()
        show_findings(result.findings)
        counts = {outcome.value: result.count(outcome) for outcome in Outcome}
        click.echo(_TEXTS.get("trial" if dry_run else "taken", current_language(), **counts))
        if report is not None:
            write_report(report, result.findings)
        ctx.exit(_exit_code(result))

    return take


import_prices = _command(ListKind.PRICES)
import_conversions = _command(ListKind.CONVERSIONS)
import_targets = _command(ListKind.TARGETS)
import_residents = _command(ListKind.RESIDENTS)


def _form(kind: ListKind) -> click.Command:
    @click.command(kind.value, help=_FORM_HELP[kind])
    @click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help="Tệp .xlsx ghi ra",
    )
    @click.option(
        "--filled", is_flag=True, help="Điền sẵn những dòng đang ghi, để đính chính / with what is recorded"
    )
    @language_option
    def write(*, output: Path, filled: bool) -> None:
        """Write the form, empty or with the rows that stand."""
        if output.suffix.lower() != ".xlsx":
            raise click.UsageError(_TEXTS.get("not_xlsx", current_language(), path=output))
        if filled and kind not in FILLED:
            raise click.UsageError(_TEXTS.get("not_filled", current_language()))
        with open_session() as session:
            write_form(output, kind, recorded_rows(session, kind) if filled else ())
        say(_TEXTS, "template_written", path=output)

    return write


template_prices = _form(ListKind.PRICES)
template_conversions = _form(ListKind.CONVERSIONS)
template_targets = _form(ListKind.TARGETS)
template_residents = _form(ListKind.RESIDENTS)


def _exit_code(result: ListResult) -> ExitCode:
    if result.outcomes and result.count(Outcome.REFUSED) == len(result.outcomes):
        return ExitCode.REFUSED
    return exit_code(result.findings)
