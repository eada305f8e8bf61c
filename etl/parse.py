"""Rows of a list of projects as typed values, with a finding for every cell that could not be read."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from etl.cells import Cell, as_text, check_formula, is_missing
from etl.column_map import ColumnMap
from etl.columns import Field
from etl.dates import GivenDate
from etl.findings import CellError, Finding, Severity
from etl.locate import PlaceTexts
from etl.money import Money, parse_money
from etl.numbers import parse_percent
from etl.plan import NumberPlan, ParseOptions, plan_numbers
from etl.project_rows import ParsedRow, ProjectRow
from etl.row_dates import decision_number, row_dates
from etl.row_kinds import RowKind, row_kind
from etl.rows import SourceRow, SourceTable
from etl.shapes import ShapePlan, plan_shapes, row_shape
from etl.terms import PARTY_FIELDS, parties_with_terms, row_terms
from etl.values import AXES, read_codes, read_yes

Value = TypeVar("Value")

_FREE_TEXTS: Final = (
    Field.NAME,
    Field.DESCRIPTION,
    Field.NOTE,
    Field.PLACE,
    Field.DOCUMENTS,
    Field.DOCUMENT_TITLE,
    *PARTY_FIELDS,
    Field.OLD_OWNER,
)
_KEPT_TEXTS: Final = (
    Field.BUDGET_CODE,
    Field.GROUP_DECISION_NO,
    Field.SECTOR,
    Field.DECISION,
    Field.DECISION_NO,
    Field.DOCUMENT_KIND,
    Field.DOCUMENT_NO,
    Field.DOCUMENT_ISSUER,
    Field.DOCUMENT_URL,
)
_FLAGS: Final = (Field.IS_AWAITING_TAKEOVER, Field.IS_KEY_PROJECT, Field.IS_INTER_COMMUNE)
_MARKUP: Final = re.compile(r"<\s*/?\s*[a-zA-Z!][^<>]*>")
_LIST_SIGNS: Final = re.compile(r"\s*[;,\n]\s*")
# A comma between digits belongs to a sum: NS huyện 1,5 tỷ.
_SOURCE_SIGNS: Final = re.compile(r"\s*(?:[;\n]|,(?!\d))\s*")


class _Present(NamedTuple):
    """The fields that a table has a column for: none of the others is asked for in each of its rows."""

    texts: tuple[Field, ...]
    free_texts: tuple[Field, ...]
    axes: tuple[Field, ...]
    flags: tuple[Field, ...]
    parties: tuple[Field, ...]

    @classmethod
    def among(cls, columns: ColumnMap) -> "_Present":
        """Return the fields of a table in the order in which they are read."""

        def present(*fields: Field) -> tuple[Field, ...]:
            return tuple(known for known in fields if known in columns.columns)

        return cls(
            texts=present(*_FREE_TEXTS[1:], *_KEPT_TEXTS),  # without the name, which is read by itself
            free_texts=present(*_FREE_TEXTS),
            axes=present(*AXES),
            flags=present(*_FLAGS),
            parties=parties_with_terms(columns.columns),
        )


class TableParser:
    """Parses the rows of one table after deciding by column how it is to be read; ``findings`` are about columns."""

    def __init__(self, table: SourceTable, columns: ColumnMap, options: ParseOptions | None = None) -> None:
        self._table, self._columns = table, columns
        self._options = options or ParseOptions()
        self._numbers: NumberPlan = plan_numbers(table, columns, self._options)
        self._shapes: ShapePlan = plan_shapes(table, columns, self._options)
        self._present = _Present.among(columns)
        missing = (
            [] if Field.NAME in columns.columns else [Finding.of("no_name_column").at(sheet=table.sheet)]
        )
        self.findings = (*columns.findings, *missing, *self._numbers.findings, *self._shapes.findings)
        self._first_rows: dict[str, int] = {}

    def rows(self, wanted: range | None = None) -> Iterator[ParsedRow]:
        """Yield every row in order, or those at the `wanted` places, counted from 0.

        A row with an error has no project, totals and section headings neither.
        """
        rows = self._table.rows
        for row in rows if wanted is None else (rows[place] for place in wanted):
            kind = row_kind(row, self._columns)
            if kind is RowKind.PROJECT:
                parser = _RowParser(
                    row, self._columns, self._present, self._numbers, self._shapes, self._options
                )
                yield parser.parse(self._first_rows)
            else:
                code = "row_is_total" if kind is RowKind.TOTAL else "row_is_section"
                shown = as_text(self._columns.cell(row, Field.NAME)) or None
                found = Finding.of(code).at(sheet=row.sheet, row=row.number, value=shown)
                yield ParsedRow(row, None, (found,))


class _RowParser:
    def __init__(
        self,
        row: SourceRow,
        columns: ColumnMap,
        present: _Present,
        numbers: NumberPlan,
        shapes: ShapePlan,
        options: ParseOptions,
    ) -> None:
        self._row, self._columns, self._present, self._numbers = row, columns, present, numbers
        self._shapes, self._options = shapes, options
        self._findings: list[Finding] = []

    def parse(self, first_rows: dict[str, int]) -> ParsedRow:
        """Read every field; cells that cannot be read become findings and stay open."""
        shape = row_shape(self._row, self._columns, self._shapes, self._options)
        self._findings += [
            self._weighed(item).at(sheet=self._row.sheet, row=self._row.number, value=item.value)
            for item in shape.findings
        ]
        project = ProjectRow(
            sheet=self._row.sheet,
            number=self._row.number,
            name=self._name(),
            code=self._code(first_rows),
            texts=self._texts(),
            old_codes=self._list(Field.OLD_CODES),
            codes=self._codes(),
            flags=self._flags(),
            dates=self._dates(),
            terms=row_terms(self._read, self._present.parties, today=self._options.as_of),
            capital_sources=self._list(Field.CAPITAL_SOURCES, _SOURCE_SIGNS),
            budget_vnd=self._budget(),
            physical_progress_pct=self._read(Field.PHYSICAL_PROGRESS_PCT, self._percent),
            geometry=shape.geometry,
            source_crs=shape.source_crs,
            places=self._places(),
        )
        is_fit = all(finding.severity is not Severity.ERROR for finding in self._findings)
        return ParsedRow(self._row, project if is_fit else None, tuple(self._findings))

    def _read(self, field: Field, reader: Callable[[Cell], Value]) -> Value | None:
        header = self._columns.columns.get(field)
        if header is None or is_missing(cell := self._row.cells[header.index]):
            return None
        try:
            check_formula(cell)
            return reader(cell)
        except CellError as error:
            self._found(error.finding(), field)
            return None

    def _weighed(self, finding: Finding) -> Finding:
        """Make an error a warning where it should cost no more than the value."""
        if self._options.is_lenient and finding.severity is Severity.ERROR:
            return dataclasses.replace(finding, severity=Severity.WARNING)
        return finding

    def _found(self, finding: Finding, field: Field) -> None:
        if field not in (Field.NAME, Field.CODE):
            finding = self._weighed(finding)
        header = self._columns.columns.get(field)
        column = header.label if header else None
        shown = as_text(self._columns.cell(self._row, field)) or None
        self._findings.append(
            finding.at(
                sheet=self._row.sheet, row=self._row.number, column=column, field=field.value, value=shown
            )
        )

    def _text(self, field: Field) -> str | None:
        return self._read(field, as_text)

    def _name(self) -> str:
        name = self._text(Field.NAME)
        if not name and Field.NAME in self._columns.columns:
            self._found(Finding.of("name_missing"), Field.NAME)
        return name or ""

    def _code(self, first_rows: dict[str, int]) -> str | None:
        code = self._text(Field.CODE)
        if code is None:
            self._found(Finding.of("code_missing"), Field.CODE)
        elif self._options.may_repeat_codes:
            return code
        elif (first := first_rows.setdefault(code, self._row.number)) != self._row.number:
            self._found(Finding.of("code_twice", first_row=first), Field.CODE)
        return code

    def _texts(self) -> dict[Field, str]:
        kept = {}
        for field in self._present.texts:
            if text := self._text(field):
                kept[field] = text
        decision = kept.get(Field.DECISION)
        if decision and Field.DECISION_NO not in kept:
            kept[Field.DECISION_NO] = decision_number(decision)
        for field in self._present.free_texts:
            self._mark_suspicious(field)
        return kept

    def _mark_suspicious(self, field: Field) -> None:
        text = as_text(self._columns.cell(self._row, field))
        if _MARKUP.search(text):
            self._found(Finding.of("text_markup"), field)
        if text[:1] in ("=", "+", "@") or (text[:1] == "-" and text[1:2].isalpha()):
            self._found(Finding.of("text_formula_like", sign=text[0]), field)

    def _codes(self) -> dict[str, str]:
        codes: dict[str, str] = {}
        for field in self._present.axes:
            found = self._read(field, lambda cell, field=field: read_codes(cell, field))  # type: ignore[misc]
            codes = {**(found or {}), **codes} if field is Field.STATUS else {**codes, **(found or {})}
        return codes

    def _flags(self) -> dict[Field, bool]:
        flags = {}
        for field in self._present.flags:
            answer = self._read(field, lambda cell, field=field: read_yes(cell, field))  # type: ignore[misc]
            if answer is not None:
                flags[field] = answer
        return flags

    def _dates(self) -> dict[Field, GivenDate]:
        is_decision_alone = Field.DOCUMENT_NO not in self._columns.columns
        dates = row_dates(self._read, today=self._options.as_of, is_decision_alone=is_decision_alone)
        start, end = dates.get(Field.START_DATE), dates.get(Field.FIRST_COMPLETION_DATE)
        if start and end and end.day < start.day:
            turned = Finding.of("dates_reversed", start=f"{start.day:%d/%m/%Y}", end=f"{end.day:%d/%m/%Y}")
            self._found(turned, Field.FIRST_COMPLETION_DATE)
        return dates

    def _budget(self) -> int | None:
        style = self._numbers.styles[Field.BUDGET_VND]
        money: Money | None = self._read(
            Field.BUDGET_VND, lambda cell: parse_money(cell, unit=self._numbers.money_unit, style=style)
        )
        if money is not None and money.was_rounded:
            self._found(Finding.of("money_rounded"), Field.BUDGET_VND)
        return money.vnd or None if money is not None else None

    def _percent(self, cell: Cell) -> Decimal:
        style = self._numbers.styles[Field.PHYSICAL_PROGRESS_PCT]
        return parse_percent(cell, scale=self._numbers.percent_scale, style=style)

    def _list(self, field: Field, signs: re.Pattern[str] = _LIST_SIGNS) -> tuple[str, ...]:
        return tuple(part for part in signs.split(self._text(field) or "") if part)

    def _places(self) -> PlaceTexts:
        def text(field: Field) -> str | None:
            cell = self._columns.cell(self._row, field)
            return None if is_missing(cell) else as_text(cell)

        return PlaceTexts(
            commune=text(Field.COMMUNE),
            district=text(Field.DISTRICT),
            province=text(Field.PROVINCE),
            place=text(Field.PLACE),
            name=text(Field.NAME),
            owner=text(Field.OWNER),
        )
