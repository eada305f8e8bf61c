"""The tables of a file that list projects, each with its columns and how it will be read; refused where that is unclear."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from etl.column_map import ColumnMap, map_columns
from etl.columns import Field, field_label
from etl.dates import date_of_figures
from etl.findings import FileRefusedError, Finding, Findings, Severity
from etl.parse import TableParser
from etl.plan import ParseOptions
from etl.rows import Header, SourceFile, SourceRow, SourceTable
from etl.vertex_rows import join_vertices
from gis.crs import WGS84

_NOT_KEPT: Final = (Field.PHYSICAL_PROGRESS_PCT, Field.NOTE)


class ProjectTable(NamedTuple):
    """A table of projects, its columns, the parser that yields its rows, and the date of its figures where known."""

    table: SourceTable
    columns: ColumnMap
    parser: TableParser
    dated: date | None


def project_tables(
    source: SourceFile,
    *,
    options: ParseOptions,
    overrides: Mapping[str, str],
    constants: Mapping[Field, str],
    findings: Findings,
    dated: date | None = None,
) -> list[ProjectTable]:
    """Return the tables that have a name and a code for each project; what was found about columns is added.

    ``constants`` give every row a value for a field that the file lacks, ``dated`` is the date of rows without one;
    where it is not given, the lines above the table may tell it. Raises ``FileRefusedError`` where no table
    lists projects, where a mapping names what is not there, or where coordinates could mean several places.
    """
    found = []
    told: list[Finding] = []
    for table in (with_constants(table, constants) for table in source.tables):
        columns = map_columns(table, overrides)
        missing = _missing_column(table, columns)
        if missing is not None or any(item.severity is Severity.ERROR for item in columns.findings):
            told += [item for item in columns.findings if item.severity is Severity.ERROR]
            told += [missing] if missing is not None else []
            continue
        table, about_vertices = join_vertices(table, columns, kind=options.shape_kind)
        findings.extend(about_vertices)
        parser = TableParser(table, columns, options)
        _refuse_unclear(parser)
        findings.extend(parser.findings)
        findings.extend(_not_kept(table, columns))
        found.append(
            ProjectTable(table, columns, parser, dated or _date_above(table, options.as_of, findings))
        )
    if not found:
        raise FileRefusedError(told[0])
    findings.extend(
        Finding.of(
            "sheet_skipped",
            name=item.sheet or source.name,
            reason=item.message(),
            reason_en=item.message("en"),
        )
        for item in told
    )
    return found


def with_constants(table: SourceTable, constants: Mapping[Field, str]) -> SourceTable:
    """Return the table with a column more for each constant, headed by the name of its field."""
    if not constants:
        return table
    first = len(table.headers)
    headers = (*table.headers, *(Header(first + at, field.value) for at, field in enumerate(constants)))
    values = tuple(constants.values())
    rows = [SourceRow(row.sheet, row.number, (*row.cells, *values), row.geometry) for row in table.rows]
    return dataclasses.replace(table, headers=headers, rows=rows)


def _date_above(table: SourceTable, today: date | None, findings: Findings) -> date | None:
    day = date_of_figures(table.notes)
    if day is None or (today is not None and day > today):
        return None
    findings.add(Finding.of("list_dated", day=f"{day:%d/%m/%Y}").at(sheet=table.sheet))
    return day


def _missing_column(table: SourceTable, columns: ColumnMap) -> Finding | None:
    if Field.NAME not in columns.columns:
        return Finding.of("no_name_column").at(sheet=table.sheet)
    if Field.CODE not in columns.columns:
        names = ", ".join(header.label for header in table.headers)
        return Finding.of("no_code_column", columns=names).at(sheet=table.sheet)
    return None


def _not_kept(table: SourceTable, columns: ColumnMap) -> list[Finding]:
    """Tell which recognised columns the catalogue has no room for yet."""
    return [
        Finding.of("column_not_kept", **field_label(known)).at(
            sheet=table.sheet, column=columns.columns[known].label, field=known.value
        )
        for known in _NOT_KEPT
        if known in columns.columns
    ]


def _refuse_unclear(parser: TableParser) -> None:
    """Refuse a table whose coordinate system a person has to choose: metres without a named system are never guessed."""
    for finding in parser.findings:
        if finding.code == "crs_guessed" and finding.params["epsg"] != WGS84:
            system = f"{finding.params['system']} (EPSG:{finding.params['epsg']})"
            raise FileRefusedError(Finding.of("crs_choice_needed", candidates=system).at(sheet=finding.sheet))
        if finding.severity is Severity.ERROR or finding.code == "crs_contradicts_numbers":
            raise FileRefusedError(dataclasses.replace(finding, severity=Severity.ERROR))
