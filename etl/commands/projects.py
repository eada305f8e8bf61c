"""`import projects` takes a list of projects in; `check` only looks at one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from etl.collecting import without_collecting
from etl.column_map import parse_overrides
from etl.columns import Field
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
from etl.commands.project_screens import TEXTS, is_nothing_taken, new_headings, show_result
from etl.diff import ChangeWords, change_words
from etl.file_rows import Progress as RowProgress
from etl.findings import CellError, FileRefusedError
from etl.load import LoadOptions, LoadResult, load_projects
from etl.money import UNIT_NAMES
from etl.numbers import NumberStyle
from etl.readers.registry import read_file
from etl.report import write_json_report
from etl.vertices import ShapeKind
from etl.workers import processors
from gis.crs import SUPPORTED
from gis.domain.lifecycle import AccuracyClass
from gis.operations.accounts import close_demonstration
from gis.operations.audit import Actor

_ROWS_WITHOUT_BAR: Final = 1_000
_BAR_STEP: Final = 200
_LISTED_ON_SCREEN: Final = 100
_WRONG_USE: Final = frozenset({"map_column_missing", "map_field_unknown"})
_FILE: Final = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_READING: Final = (
    click.option("--crs", metavar="EPSG", help="Hệ tọa độ của tệp, ví dụ 9218 / coordinate system"),
    click.option(
        "--map", "pairs", multiple=True, metavar="CỘT=TRƯỜNG", help="Cột nào là trường nào / columns"
    ),
    click.option(
        "--set",
        "values",
        multiple=True,
        metavar="TRƯỜNG=GIÁ TRỊ",
        help="Giá trị cho mọi dòng / constants",
    ),
    click.option(
        "--shape",
        type=click.Choice([item.value for item in ShapeKind]),
        help="Mỗi dòng một đỉnh: nối thành điểm, đường hay vùng / what vertices in rows make",
    ),
    click.option(
        "--dated",
        type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
        help="Số liệu của tệp đến ngày nào / date of the figures",
    ),
    click.option(
        "--numbers",
        type=click.Choice([style.value for style in NumberStyle]),
        help="Cách viết số / numbers",
    ),
    click.option("--unit", type=click.Choice(list(UNIT_NAMES)), help="Đơn vị tiền / unit of money"),
    click.option(
        "--accuracy",
        type=click.Choice([item.value for item in AccuracyClass]),
        default=AccuracyClass.DIGITISED.value,
        help="Độ chính xác của vị trí / accuracy of places",
    ),
    click.option("--only-inside", is_flag=True, help="Chỉ lấy dự án trong địa bàn đã nạp / only inside"),
    click.option(
        "--clear-empty", is_flag=True, help="Ô trống xóa giá trị đã biết / empty cells clear values"
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="Ghi báo cáo .json hoặc .xlsx / write a report",
    ),
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how a file is to be read."""
    for option in reversed(_READING):
        command = option(command)
    return command


@click.command(help="Nhập danh sách dự án / take a list of projects in")
@_FILE
@reading_options
@click.option("--dry-run", is_flag=True, help="Chỉ xem thử, không ghi / write nothing")
@click.option(
    "--all-or-nothing", is_flag=True, help="Một dòng sai thì từ chối cả tệp / one wrong row refuses the file"
)
@account_option
@language_option
@click.pass_context
def import_projects(
    ctx: click.Context, /, file: Path, *, dry_run: bool, all_or_nothing: bool, **given: Any
) -> None:
    """Take a file in and end with the exit code of the contract."""
    ctx.exit(_run(file, given, is_trial=dry_run, is_all_or_nothing=all_or_nothing))


@click.command(help="Chỉ xem tệp có gì, không ghi / only look at a file")
@_FILE
@reading_options
@language_option
@click.pass_context
def check(ctx: click.Context, /, file: Path, **given: Any) -> None:
    """Look at a file as an import would, and write nothing."""
    ctx.exit(_run(file, given, is_trial=True, is_all_or_nothing=False))


def _run(file: Path, given: dict[str, Any], *, is_trial: bool, is_all_or_nothing: bool) -> ExitCode:
    options = _options(given, is_trial=is_trial, is_all_or_nothing=is_all_or_nothing)
    for path in given["reports"]:
        if path.suffix.lower() not in (".json", ".xlsx"):
            raise click.UsageError(TEXTS.get("report_format", current_language(), given=path))
    with open_session() as session:
        actor = actor_of(session, "import projects", given.get("account"))
        result = _load(session, actor, file, options)
        closed: list[str] = []
        if not is_trial and not result.is_refused:
            closed = close_demonstration(session, actor, now=datetime.now(UTC))
            session.commit()
        words = change_words(session, current_language())
        session.rollback()
    show_result(result, words, is_trial=is_trial)
    if closed:
        say(TEXTS, "demonstration_closed", logins=", ".join(closed))
    _write_reports(given["reports"], file, result, words, options)
    if result.is_refused or is_nothing_taken(result):
        return ExitCode.REFUSED
    return exit_code(result.findings)


def _load(session: Session, actor: Actor, file: Path, options: LoadOptions) -> LoadResult:
    try:
        with without_collecting(), _progress() as on_row:
            return load_projects(session, actor, file, options, on_row=on_row)
    except FileRefusedError as error:
        if error.finding.code in _WRONG_USE:
            told = f"{error.finding.message(current_language())} {error.finding.remedy(current_language())}"
            raise click.UsageError(told) from error
        raise


def _options(given: dict[str, Any], *, is_trial: bool, is_all_or_nothing: bool) -> LoadOptions:
    try:
        overrides = parse_overrides(given["pairs"])
    except CellError as error:
        raise click.UsageError(error.finding().message(current_language())) from error
    return LoadOptions(
        as_of=today(),
        overrides=overrides,
        constants=_constants(given["values"]),
        crs=_crs(given["crs"]),
        shape_kind=ShapeKind(given["shape"]) if given["shape"] else None,
        dated=_past_day(given["dated"]),
        number_style=NumberStyle(given["numbers"]) if given["numbers"] else None,
        money_unit=UNIT_NAMES[given["unit"]] if given["unit"] else None,
        accuracy=AccuracyClass(given["accuracy"]),
        is_trial=is_trial,
        is_all_or_nothing=is_all_or_nothing,
        is_only_inside=given["only_inside"],
        is_clearing_empty=given["clear_empty"],
        listed_count=None if given["reports"] else _LISTED_ON_SCREEN,
        worker_count=processors(),
    )


def _crs(given: str | None) -> int | None:
    if given is None:
        return None
    digits = given.upper().removeprefix("EPSG:")
    if not digits.isdigit() or int(digits) not in SUPPORTED:
        raise click.UsageError(TEXTS.get("crs_not_known", current_language(), given=given))
    return int(digits)


def _past_day(given: datetime | None) -> date | None:
    if given is not None and given.date() > today():
        raise click.UsageError(TEXTS.get("dated_in_future", current_language(), given=f"{given:%d/%m/%Y}"))
    return None if given is None else given.date()


def _constants(pairs: Sequence[str]) -> dict[Field, str]:
    constants = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or name.strip() not in list(Field) or not text.strip():
            fields = ", ".join(Field)
            raise click.UsageError(TEXTS.get("set_malformed", current_language(), given=pair, fields=fields))
        constants[Field(name.strip())] = text.strip()
    return constants


@contextmanager
def _progress() -> Iterator[RowProgress]:
    """Show a bar on standard error for files of more than 1,000 rows."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(TEXTS.get("reading", current_language()), total=None, visible=False)

        def on_row(done: int, total: int) -> None:
            if total > _ROWS_WITHOUT_BAR and (done % _BAR_STEP == 0 or done == total):
                progress.update(task, completed=done, total=total, visible=True)
                if done == total:
                    progress.update(task, description=TEXTS.get("examining", current_language()))

        yield on_row


def _write_reports(
    paths: Sequence[Path], file: Path, result: LoadResult, words: ChangeWords, options: LoadOptions
) -> None:
    for path in paths:
        if path.suffix.lower() == ".json":
            write_json_report(path, result, words)
        else:
            from etl.annotated_workbook import (  # only now: it takes long to import
                MoreLines,
                write_annotated_workbook,
            )

            lines = [item.texts(words) for item in result.newcomers]
            new = MoreLines(TEXTS.get("sheet_new", words.language), new_headings(words), lines)
            source = read_file(file, options.limits)
            write_annotated_workbook(path, source, result, words, more=[new])
        say(TEXTS, "report_written", path=path)
