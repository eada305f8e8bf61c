"""A look at a workbook that came back: every row held against the ledgers as they stand now; nothing is written."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from etl.cells import is_missing
from etl.findings import Finding, Severity
from etl.ledgers.catalogue import sheet_of
from etl.month_books.layout import BookSheet, book_sheet
from etl.month_books.reading import BookRow, MonthBook
from etl.month_books.told import BookFinding
from gis.domain.months import month_of
from gis.models import Account
from gis.operations.drafts import ONE_A_MONTH
from gis.operations.review import MODELS, RowKey
from gis.queries.month_books import rows_written
from webmap.database import db
from webmap.formatting import day
from webmap.language import current_language
from webmap.updates.asked import Asked
from webmap.updates.lines import SHOWN
from webmap.updates.reading import FORMS
from webmap.updates.workbook.cases import UnitCases, label_of_project
from webmap.updates.workbook.judging import judge
from webmap.updates.workbook.lines import Fate, Line, Note, note_of
from webmap.updates.workbook.naming import project_of
from webmap.updates.workbook.standing import book_prefix


@dataclass(slots=True)
class Look:
    """What a workbook would change: its rows, what was found that is of no row, what it wrote earlier."""

    book: MonthBook
    lines: list[Line]
    notes: list[Note] = field(default_factory=list)
    written_before: list[RowKey] = field(default_factory=list)

    def of(self, *fates: Fate) -> list[Line]:
        """Return the rows of these fates in the order of the file."""
        return [line for line in self.lines if line.fate in fates]

    @property
    def counts(self) -> Mapping[Fate, int]:
        """Count the rows of each fate."""
        found = Counter(line.fate for line in self.lines)
        return {fate: found[fate] for fate in Fate}

    @property
    def every_note(self) -> list[Note]:
        """Return what was found, of the file first, then row by row."""
        return [*self.notes, *(note for line in self.lines for note in line.notes)]


def sheets_of(ledgers: Mapping[str, tuple[str, ...]] | None = None) -> list[BookSheet]:
    """Return the sheets of a workbook in their order."""
    return [
        book_sheet(ledger, SHOWN if ledger == "progress_report" else fields)
        for ledger, fields in (ledgers or FORMS).items()
    ]


def look_at(
    asked: Asked,
    book: MonthBook,
    *,
    account_id: int,
    reasons: Mapping[str, str],
    is_taken: Callable[[Line], bool] | None = None,
) -> Look:
    """Return what the workbook would change today; `reasons` by row take the place of those in the file.

    Every row is held against those before it that `is_taken` says are written; without it these are all changes, and no
    figure that somebody else changed meanwhile.
    """
    notes = [note_of(finding) for finding in book.findings]
    if book.head.account_id != account_id:
        notes.append(_by_other(book))
    looker, lines = _Looker(asked, book, reasons, is_taken or _is_change), []
    for ledger in dict.fromkeys(row.ledger for row in book.rows):
        rows = [row for row in book.rows if row.ledger == ledger]
        filled = [row for row in rows if not is_blank(row)]
        if not asked.may_write(ledger):
            notes += _not_yours(ledger, filled)
            continue
        lines += looker.lines(ledger, rows, has_filled=bool(filled))
    return Look(book, lines, notes, looker.written)


def is_blank(row: BookRow) -> bool:
    """Tell whether nothing is filled in that somebody may fill."""
    names = FORMS[row.ledger]
    return all(is_missing(cell) for name, cell in row.cells.items() if name in names or name == "project")


class _Looker:
    """Judges one row after the other, each beside those before it that are to be written."""

    def __init__(
        self, asked: Asked, book: MonthBook, reasons: Mapping[str, str], is_taken: Callable[[Line], bool]
    ) -> None:
        self._asked, self._book, self._reasons, self._is_taken = asked, book, reasons, is_taken
        self._cases = UnitCases(asked)
        self._claimed: dict[tuple[str, int, date | int], int] = {}
        self.written: list[RowKey] = []

    def lines(self, ledger: str, rows: list[BookRow], *, has_filled: bool) -> list[Line]:
        """Return the rows of a sheet with their fates."""
        written = self._written(ledger) if has_filled else {}
        return [self._line(row, written) for row in rows]

    def _written(self, ledger: str) -> dict[int, int]:
        """Return for which project each row of a sheet was handed in before, and note the rows that it wrote."""
        prefix = book_prefix(self._book.head.book_id, ledger)
        rows = rows_written(db.session, MODELS[ledger], self._asked.unit.id, prefix)
        self.written += [RowKey(ledger, row.id) for row in rows]
        return {int(row.entry_key.removeprefix(prefix).partition(":")[0]): row.project_id for row in rows}

    def _line(self, row: BookRow, written: Mapping[int, int]) -> Line:
        place = f"r{row.number}" if row.mark is None else str(row.mark.slot)
        line = Line(source=row, key=f"{row.ledger}-{place}", notes=[note_of(each) for each in row.findings])
        if row.mark is None or any(note.severity is Severity.ERROR for note in line.notes):
            line.refuse()
            return line
        if row.mark.project_id is None and is_blank(row):
            line.fate = Fate.EMPTY
            return line
        found = project_of(row, self._cases)
        if isinstance(found, Finding):
            line.refuse(note_of(found))
            return line
        line.project = found
        before = written.get(row.mark.slot, found.id)
        if before != found.id:
            line.refuse(note_of(self._of_other(row, before)))
            return line
        reason = self._reasons.get(line.key, "").strip()
        line.reason = reason or str(row.cells.get("reason") or "").strip()[:500]
        case = self._cases.case(found.id)
        judge(line, row.mark, self._asked, case, self._book.head)
        self._claim(line)
        if line.is_open and self._is_taken(line):
            case.remember(line)
        return line

    def _claim(self, line: Line) -> None:
        """Keep a row out that another one before it states, too: one figure a month, one new version of a row."""
        if not line.is_open or line.project is None or line.ledger not in ONE_A_MONTH:
            return
        keys = [(line.ledger, line.project.id, month_of(line.values["effective_date"]))]
        base = [(line.ledger, line.project.id, line.base_id)] if line.base_id is not None else []
        first = next((self._claimed[key] for key in (*keys, *base) if key in self._claimed), None)
        if first is not None:
            line.refuse(note_of(line.source.finding(BookFinding.TWICE_A_MONTH, first_row=first)))
            return
        self._claimed |= dict.fromkeys((*keys, *base), line.source.number)

    def _of_other(self, row: BookRow, project_id: int) -> Finding:
        known = self._cases.projects.get(project_id)
        label = label_of_project(known) if known else "–"
        return row.finding(BookFinding.OF_OTHER_PROJECT, "project", known=label)


def _is_change(line: Line) -> bool:
    return line.fate is Fate.CHANGE


def _not_yours(ledger: str, filled: list[BookRow]) -> list[Note]:
    if not filled:
        return []
    name = sheet_of(ledger).title(current_language())
    return [note_of(Finding.of(BookFinding.NOT_YOURS, name=name).at(sheet=filled[0].sheet))]


def _by_other(book: MonthBook) -> Note:
    account = db.session.get(Account, book.head.account_id)
    made_on = day(date.fromisoformat(book.head.made_on))
    return note_of(
        Finding.of(BookFinding.BY_OTHER, account=account.display_name if account else "–", day=made_on)
    )
