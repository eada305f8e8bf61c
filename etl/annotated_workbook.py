"""The report of an import for offices: the original table in Excel, its findings coloured in the cells and told beside."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.cells import Cell, as_text, harmless
from etl.commands.common import Texts
from etl.findings import Finding, Severity
from etl.report import Reported, ReportWords
from etl.rows import SourceFile, SourceTable

_TEXTS: Final = Texts("projects")
_FILLS: Final = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.INFO: "#DDEBF7"}
_LONGEST_SHEET_NAME: Final = 31
_NOT_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_CELL: Final = 32_000


class MoreLines(NamedTuple):
    """A table of an import's own beside the changes: its title, headings and lines of texts."""

    title: str
    headings: Sequence[str]
    lines: Sequence[tuple[str, ...]]


class AnnotatedWorkbook:
    """Writes the workbook: a sheet for each table of the file, the changes, tables of its own, what holds for all."""

    def __init__(
        self,
        path: Path,
        result: Reported,
        words: ReportWords,
        texts: Texts = _TEXTS,
        more: Sequence[MoreLines] = (),
    ) -> None:
        self._result, self._words, self._language, self._more = result, words, words.language, more
        self._texts = texts
        # Every text is written as a text: nothing that a file holds becomes a formula or a link.
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(
            path, {**options, "default_date_format": "dd/mm/yyyy", "constant_memory": True}
        )
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._fills = {
            severity: self._book.add_format({"bg_color": fill}) for severity, fill in _FILLS.items()
        }
        self._dated_fills = {
            severity: self._book.add_format({"bg_color": fill, "num_format": "dd/mm/yyyy"})
            for severity, fill in _FILLS.items()
        }
        self._by_row: dict[tuple[str | None, int], list[Finding]] = defaultdict(list)
        for finding in result.findings:
            if finding.row is not None:
                self._by_row[finding.sheet, finding.row].append(finding)
        self._names: set[str] = set()

    def write(self, source: SourceFile) -> None:
        """Write and close the workbook."""
        for table in source.tables:
            self._write_table(table)
        self._write_changes()
        for more in self._more:
            self._write_more(more)
        self._write_summary()
        self._book.close()

    def _write_table(self, table: SourceTable) -> None:
        sheet = self._sheet(table.sheet or self._text("sheet_table"))
        headings = [
            self._text("heading_row"),
            *(header.label for header in table.headers),
            self._text("heading_outcome"),
            self._text("heading_findings"),
        ]
        for index, heading in enumerate(headings):
            sheet.write_string(0, index, harmless(heading), self._bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, len(table.headers), 18)
        sheet.set_column(len(headings) - 2, len(headings) - 2, 14)
        sheet.set_column(len(headings) - 1, len(headings) - 1, 90)
        labels = {header.label: header.index for header in table.headers}
        for line, row in enumerate(table.rows, start=1):
            found = self._by_row.get((row.sheet, row.number), [])
            fills = _cell_severities(found, labels)
            sheet.write_number(line, 0, row.number)
            for index, cell in enumerate(row.cells):
                self._write_cell(sheet, line, index + 1, cell, fills.get(index))
            outcome = self._result.row_outcomes.get((row.sheet, row.number), "skipped")
            sheet.write_string(line, len(headings) - 2, self._text(f"outcome_{outcome}"))
            told = "\n".join(self._told(finding) for finding in found)[:_LONGEST_CELL]
            if told:
                sheet.write_string(line, len(headings) - 1, told, self._wrapped)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(headings) - 1)

    def _write_cell(
        self, sheet: Worksheet, line: int, column: int, cell: Cell, severity: Severity | None
    ) -> None:
        fill: Format | None = self._fills[severity] if severity is not None else None
        if isinstance(cell, datetime | date):
            moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
            sheet.write_datetime(
                line, column, moment.replace(tzinfo=None), self._dated_fills[severity] if severity else None
            )
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e15:
            sheet.write_number(line, column, cell, fill)
        elif (text := as_text(cell)) or fill is not None:
            sheet.write_string(line, column, harmless(text[:_LONGEST_CELL]), fill)

    def _write_changes(self) -> None:
        if not self._result.changes:
            return
        sheet = self._sheet(self._text("sheet_changes"))
        self._write_lines(
            sheet,
            [self._text(f"heading_{name}") for name in ("code", "name", "field", "old", "new")],
            [tuple(line) for line in self._words.lines(self._result.changes)],
        )
        sheet.set_column(1, 4, 40)

    def _write_more(self, table: MoreLines) -> None:
        if table.lines:
            sheet = self._sheet(table.title)
            self._write_lines(sheet, table.headings, table.lines)
            sheet.set_column(1, len(table.headings) - 1, 25)

    def _write_summary(self) -> None:
        sheet = self._sheet(self._text("sheet_summary"))
        counts = self._words.outcomes(self._result.counts)
        lines: list[tuple[str, ...]] = [
            (self._text(f"outcome_{outcome}"), str(count)) for outcome, count in counts.items()
        ]
        lines += [
            (self._told(finding), finding.column or "")
            for finding in self._result.findings
            if finding.row is None
        ]
        self._write_lines(sheet, [self._text("heading_findings"), self._text("heading_count")], lines)
        sheet.set_column(0, 0, 110)
        sheet.set_column(1, 1, 25)

    def _write_lines(
        self, sheet: Worksheet, headings: Sequence[str], lines: Sequence[tuple[str, ...]]
    ) -> None:
        for index, heading in enumerate(headings):
            sheet.write_string(0, index, heading, self._bold)
        for line, texts in enumerate(lines, start=1):
            for index, text in enumerate(texts):
                sheet.write_string(line, index, harmless(text), self._wrapped)

    def _sheet(self, wanted: str) -> Worksheet:
        name = wanted.translate(_NOT_IN_SHEET_NAMES).strip("' ")[:_LONGEST_SHEET_NAME] or "Sheet"
        number = 1
        while name.lower() in self._names:
            number += 1
            name = f"{name[: _LONGEST_SHEET_NAME - 4]} ({number})"
        self._names.add(name.lower())
        return self._book.add_worksheet(name)

    def _told(self, finding: Finding) -> str:
        place = f"[{finding.column}] " if finding.column else ""
        return f"{place}{finding.message(self._language)} {finding.remedy(self._language)}".strip()

    def _text(self, key: str) -> str:
        return self._texts.get(key, self._language)


def write_annotated_workbook(
    path: Path,
    source: SourceFile,
    result: Reported,
    words: ReportWords,
    texts: Texts = _TEXTS,
    more: Sequence[MoreLines] = (),
) -> None:
    """Write the annotated copy of a file to ``path``; ``texts`` are the sentences of the command."""
    AnnotatedWorkbook(path, result, words, texts, more).write(source)


def _cell_severities(found: Sequence[Finding], labels: Mapping[str, int]) -> dict[int, Severity]:
    """Return the weightiest severity for each column that a finding names."""
    order = list(Severity)
    weights: dict[int, Severity] = {}
    for finding in found:
        index = labels.get(finding.column or "")
        if index is not None:
            known = weights.get(index)
            if known is None or order.index(finding.severity) < order.index(known):
                weights[index] = finding.severity
    return weights
