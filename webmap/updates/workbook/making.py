"""The workbook of a unit's month: what stands in it, what is locked, what each row was made from."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import current_app
from flask_babel import gettext
from flask_login import current_user

from etl.ledgers.catalogue import LedgerColumn
from etl.month_books.layout import EMPTY_ROWS, MONTH_LEDGER, BookSheet, Part
from etl.month_books.reading import locked_sums
from etl.month_books.seal import Head, RowMark, Seal
from etl.month_books.texts import text
from etl.month_books.writing import BookWords, Line, MonthBookWriter
from gis.domain.ledger_codes import ReviewState
from gis.domain.names import name_key
from gis.queries.open_rows import OpenRow
from gis.queries.supplements import Supplements, facts_of_projects
from gis.queries.updates import MonthRow, Report, month_rows
from webmap.clock import today
from webmap.database import db
from webmap.facets import reference_name
from webmap.formatting import day
from webmap.indicators.words import month_text, month_value
from webmap.labels import label
from webmap.language import current_language
from webmap.request_filters import codes
from webmap.updates.asked import Asked
from webmap.updates.counting import foreign_reports
from webmap.updates.lines import SHOWN, limit_words
from webmap.updates.looks import note_open_rows
from webmap.updates.reading import FORMS
from webmap.updates.workbook.cases import ProjectCase, UnitCases, label_of_project
from webmap.updates.workbook.cells import cell_of
from webmap.updates.workbook.judging import as_excel

_LONGEST_NAME: Final = 40


class BookMaker:
    """Makes one workbook for a unit's month, with the sheets that its reader may fill."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._cases = UnitCases(asked)
        self._rows = month_rows(db.session, asked.unit.id, asked.month)
        self._late = Supplements(db.session, facts_of_projects(self._rows))
        self._book_id = uuid.uuid4().hex
        self._seal = seal()

    def write(self, path: Path, sheets: Iterable[BookSheet]) -> None:
        """Write the workbook to `path`."""
        lines = {sheet: self._month(sheet) if sheet.is_month else self._ledger(sheet) for sheet in sheets}
        head = Head(
            book_id=self._book_id,
            unit_id=self._asked.unit.id,
            month=month_value(self._asked.month),
            account_id=current_user.account_id,
            made_on=today().isoformat(),
            language=current_language(),
            rows={sheet.ledger: len(each) for sheet, each in lines.items()},
        )
        writer = MonthBookWriter(path, book_words(self._asked, self._cases, self._seal.head(head)))
        for sheet, each in lines.items():
            writer.sheet(sheet, each)
        writer.guide()
        writer.close()

    def note_looks(self, ledgers: Collection[str]) -> None:
        """Note in the register which rows of others that are not released the workbook shows."""
        others = [
            each
            for row in self._rows
            for each in row.others
            if each.ledger in ledgers and not each.is_withdrawn
        ]
        reports = self._rows if MONTH_LEDGER in ledgers else ()
        note_open_rows(self._asked.unit.id, others, more=foreign_reports(reports, current_user.account_id))

    def _month(self, sheet: BookSheet) -> list[Line]:
        return [self._month_line(sheet, slot, row) for slot, row in enumerate(self._rows, 1)]

    def _month_line(self, sheet: BookSheet, slot: int, row: MonthRow) -> Line:
        cells: dict[str, Any] = {
            "code": row.code,
            "name": row.name,
            "last_on": row.previous.effective_date if row.previous else None,
            "last_pct": as_excel(row.previous.physical_progress_pct) if row.previous else None,
            "limits": limit_words(row, self._asked.day),
            "state": state_words(row.state, row.remark, is_supplement=self._is_late(row.report, row)),
        }
        shown = {name: getattr(row.report, name, None) for name in SHOWN}
        cells |= self._figures(sheet, shown, row.project_id)
        made_from = (row.project_id, row.base_id, row.report.id if row.report else None)
        return self._line(sheet, slot, made_from, cells, is_open=row.state is not ReviewState.SUBMITTED)

    def _ledger(self, sheet: BookSheet) -> list[Line]:
        waiting = [
            each
            for row in self._rows
            for each in row.others
            if each.ledger == sheet.ledger
            and not each.is_withdrawn
            and each.project_id in self._cases.projects
        ]
        lines = [self._ledger_line(sheet, slot, row) for slot, row in enumerate(waiting, 1)]
        first = len(lines) + 1
        return lines + [
            self._line(sheet, slot, (None, None, None), {}) for slot in range(first, first + EMPTY_ROWS)
        ]

    def _ledger_line(self, sheet: BookSheet, slot: int, row: OpenRow) -> Line:
        project_id = row.project_id or 0
        cells: dict[str, Any] = {
            "project": label_of_project(self._cases.projects[project_id]),
            "state": state_words(row.state, row.remark, is_supplement=self._is_late(row, row)),
        }
        cells |= self._figures(sheet, row.stated, project_id)
        is_open = row.state is not ReviewState.SUBMITTED
        return self._line(
            sheet, slot, (project_id, row.id, row.id), cells, is_open=is_open, is_project_open=False
        )

    def _is_late(self, stated: Report | OpenRow | None, row: MonthRow | OpenRow) -> bool:
        day = stated.effective_date if stated is not None else None
        return day is not None and self._late.has(day, row.recorded_at, project_id=row.project_id)

    def _line(
        self,
        sheet: BookSheet,
        slot: int,
        made_from: tuple[int | None, int | None, int | None],
        cells: Mapping[str, Any],
        *,
        is_open: bool = True,
        is_project_open: bool = True,
    ) -> Line:
        mark = RowMark(slot, *made_from, locked_sums(sheet.locked, cells))
        written = self._seal.row(self._book_id, sheet.ledger, mark)
        return Line(mark=written, cells=cells, is_open=is_open, is_project_open=is_project_open)

    def _figures(self, sheet: BookSheet, shown: Mapping[str, Any], project_id: int) -> dict[str, Any]:
        def case() -> ProjectCase:
            return self._cases.case(project_id)

        return {
            column.name: _cell(column.field, shown, case)
            for column in sheet.columns
            if column.part is Part.FIELD
        }


def _cell(column: LedgerColumn | None, shown: Mapping[str, Any], case: Callable[[], ProjectCase]) -> Any:
    return None if column is None else cell_of(column, shown.get(column.field), case)


def sheets_to_fill(asked: Asked) -> dict[str, tuple[str, ...]]:
    """Return the ledgers that the reader writes for the unit, with their fields."""
    return {ledger: fields for ledger, fields in FORMS.items() if asked.may_write(ledger)}


def book_words(asked: Asked, cases: UnitCases, head: str) -> BookWords:
    """Return what a workbook of the unit's month says beside its rows; `head` is its sealed heading."""
    language = current_language()
    title = text("title", language).format(month=month_text(asked.month), unit=asked.unit.full_name)
    return BookWords(
        language=language,
        title=title,
        made=text("made", language).format(day=day(today()), account=current_user.display_name),
        head=head,
        projects=[label_of_project(row) for row in cases.projects.values()],
        sources=[reference_name(row) for row in codes().sources],
    )


def state_words(state: ReviewState | None, remark: str | None, *, is_supplement: bool = False) -> str:
    """Say how far a row has come, why it was returned, and whether its month had been closed when it was written."""
    if state is None:
        return str(gettext("Chưa nhập"))
    words = label(state)
    if is_supplement:
        words = f"{words}, {gettext('bổ sung sau khóa sổ')}"
    return f"{words}: {remark}" if state is ReviewState.RETURNED and remark else words


def seal() -> Seal:
    """Return the seal of this installation."""
    return Seal(str(current_app.secret_key))


def file_name(asked: Asked, *, kind: str = "so-lieu") -> str:
    """Return the name of a file for the unit's month: plain letters, so that no system trips over it."""
    place = name_key(asked.unit.full_name).replace(" ", "-")[:_LONGEST_NAME].strip("-") or str(asked.unit.id)
    return f"{kind}-{place}-{month_value(asked.month)}.xlsx"
