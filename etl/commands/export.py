"""`python -m etl export projects`: the projects of a filter as a file."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from etl.commands.common import ExitCode, Texts, current_language, language_option, open_session, say, today
from etl.filter_query import PARAMETERS, FilterError, day, parse, parse_order, single
from etl.writers.cover import Cover
from etl.writers.csv_ import csv_chunks
from etl.writers.geojson import geojson_chunks
from etl.writers.oc4ids import oc4ids_chunks
from etl.writers.words import Words
from gis.queries.exports import ExportRow, export_rows
from gis.queries.projects import Order
from gis.queries.reference import reference_codes

_TEXTS = Texts("export")
OTHERS = ("sort", "units_on")
NEEDS_GEOMETRY = ("geojson", "gpkg", "kml", "oc4ids")


class Form(StrEnum):
    """The forms of the contract."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    XLSX = "xlsx"
    CSV = "csv"
    KML = "kml"
    OC4IDS = "oc4ids"


class Pairs:
    """The options of the command as the pairs of a query string."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)
        for name, value in options.items():
            given = value if isinstance(value, tuple) else (value,)
            self._values[name] += [each for each in given if each is not None]

    def getlist(self, key: str) -> list[str]:
        """Return every value of a parameter."""
        return self._values.get(key, [])


def filter_options(command: click.Command, others: Sequence[str] = OTHERS) -> click.Command:
    """Give a command one option for each parameter of the query string; each may be repeated."""
    for name in (*PARAMETERS, *others):
        flag = f"--{name.replace('_', '-')}"
        command.params.append(click.Option([flag, name], multiple=True, metavar="…", help=_help(name)))
    return command


def _help(name: str) -> str:
    return _TEXTS.get(f"help_{name}", "vi") + " / " + _TEXTS.get(f"help_{name}", "en")


@click.command("projects", help="Dự án theo bộ lọc / the projects of a filter")
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in Form]),
    required=True,
    help="Dạng tệp / form of the file",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Tệp ghi ra / file to write",
)
@language_option
@click.pass_context
def projects(ctx: click.Context, /, form: str, output: Path, **options: Any) -> None:
    """Write the projects of the filter in the order of the list; the file appears only when it is complete."""
    with open_session() as session:
        try:
            rows = _rows(session, Pairs(options), has_geometry=form in NEEDS_GEOMETRY)
        except FilterError as error:
            say_bad_filter(error)
            ctx.exit(ExitCode.WRONG_USE)
        draft = output.with_name(f".{output.name}.{os.getpid()}{output.suffix}")
        try:
            count = _write(Form(form), draft, rows, Words(current_language(), reference_codes(session)))
            draft.replace(output)
        finally:
            draft.unlink(missing_ok=True)
    say(_TEXTS, "done", count=count, path=output)


filter_options(projects)


def _rows(session: Session, pairs: Pairs, *, has_geometry: bool) -> Iterator[ExportRow]:
    wanted = parse(pairs, as_of=today(), reference=lambda: reference_codes(session))
    order = parse_order(single(pairs, "sort"), default=Order())
    units_on = day(pairs, "units_on") or today()
    return export_rows(session, wanted, order=order, units_on=units_on, has_geometry=has_geometry)


def say_bad_filter(error: FilterError) -> None:
    """Say which option makes no sense and what it would take."""
    say(_TEXTS, "bad_filter", name=error.field, **_told(error))


def _told(error: FilterError) -> dict[str, object]:
    """Return the value that was refused and what would be taken."""
    params = error.params
    span = f"{params['low']}–{params['high']}" if "low" in params else "–"
    return {"value": params.get("value", ""), "allowed": params.get("allowed", span)}


def _write(form: Form, path: Path, rows: Iterable[ExportRow], words: Words) -> int:
    """Write the file and return the number of projects."""
    counter = Counted(rows)
    match form:
        case Form.CSV:
            _write_chunks(path, csv_chunks(counter, words))
        case Form.GEOJSON:
            _write_chunks(path, geojson_chunks(counter))
        case Form.OC4IDS:
            now = datetime.now(UTC)
            _write_chunks(path, oc4ids_chunks(counter, words, publisher="Hatang", published_at=now))
        case Form.XLSX:
            from etl.writers.xlsx import write_xlsx

            title = _TEXTS.get("title", words.language)
            stamp = (_TEXTS.get("written_on", words.language), f"{today():%d/%m/%Y}")
            write_xlsx(path, counter, words, Cover(title, (stamp,)))
        case Form.GPKG | Form.KML:
            from etl.writers.vector import VectorForm, write_vector  # GDAL takes a second to load

            write_vector(path, counter, words, VectorForm.GPKG if form is Form.GPKG else VectorForm.KML)
    return counter.count


class Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterable[ExportRow]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[ExportRow]:
        for row in self._rows:
            self.count += 1
            yield row


def _write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as stream:
        stream.writelines(chunks)
