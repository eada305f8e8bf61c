"""What becomes of one row: read as the form reads, compared with what was shown and what stands now, held against the rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from etl.cells import as_text
from etl.findings import CellError
from etl.ledgers.catalogue import CellKind, LedgerColumn, sheet_of
from etl.month_books.layout import MONTH_LEDGER
from etl.month_books.seal import Head, RowMark
from etl.month_books.told import BookFinding
from gis.domain.documents import NO_PAPER
from gis.domain.errors import DomainError
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ReviewState
from gis.queries.ledger_entries import Values
from webmap.clock import today
from webmap.formatting import percent
from webmap.updates.asked import Asked
from webmap.updates.checking import filled_in_of
from webmap.updates.findings import Told, told
from webmap.updates.holding import explained, hold
from webmap.updates.lines import SHOWN
from webmap.updates.papers import DETAILS, NUMBER, known_paper, stated_paper, told_paper
from webmap.updates.reading import FORMS, label_of, read_form
from webmap.updates.saving import WITH_COMMUNE
from webmap.updates.workbook.cases import ProjectCase
from webmap.updates.workbook.cells import cell_of, is_same, typed, words_of_value
from webmap.updates.workbook.lines import Change, Fate, Line, note_at, note_of
from webmap.updates.workbook.standing import Standing, entry_key, slot_prefix, standing


def columns_in(ledger: str) -> list[LedgerColumn]:
    """Return the columns of a ledger's sheet that hold figures."""
    return [sheet_of(ledger).column(name) for name in (SHOWN if ledger == MONTH_LEDGER else FORMS[ledger])]


def judge(line: Line, mark: RowMark, asked: Asked, case: ProjectCase, head: Head) -> None:
    """Fill in what becomes of a row of a known project."""
    prefix = slot_prefix(head.book_id, line.ledger, mark.slot)
    entries = case.entries(line.ledger)
    shown = next((entry.stated for entry in entries if entry.id == mark.shown_id), {})
    filled = _filled(line, shown, case, head.language)
    if filled is None:
        line.refuse()
        return
    day = filled.get("effective_date")
    stand = standing(line.ledger, mark, entries, asked=asked, prefix=prefix, day=day)
    line.standing = stand.stated
    columns = columns_in(line.ledger)
    own = {each.field: filled[each.field] for each in columns if _is_own(each, line, filled, shown, stand)}
    is_cleared = own and all(value in (None, False) for value in filled.values())
    if not own or is_cleared or _is_there(columns, own, stand):
        line.fate = Fate.UNCHANGED if stand.stated or shown or own else Fate.EMPTY
        if is_cleared and stand.stated:
            line.notes.append(note_of(line.source.finding(BookFinding.CLEARED)))
        elif stand.dropped is not None and own:
            line.notes.append(note_of(line.source.finding(BookFinding.DROPPED)))
        return
    _weigh(line, own, stand, asked, case, prefix)


def _weigh(line: Line, own: Values, stand: Standing, asked: Asked, case: ProjectCase, prefix: str) -> None:
    """Hold the figures against the rules, and tell whether somebody else's stand in their place."""
    columns = columns_in(line.ledger)
    filled_in = _filled_in(line, stand)
    after = {
        each.field: own.get(each.field, None if each.field in filled_in else stand.stated.get(each.field))
        for each in columns
    }
    after |= {each.field: bool(after[each.field]) for each in columns if each.kind is CellKind.YES}
    wrong = _complete_paper(line, after, stand, case)
    line.previous = _previous(line, asked, case)
    line.base_id = stand.base_id
    line.values = _whole(line, after, asked)
    problems = [*_problems(line, after, stand), *wrong]
    if not problems:
        held = hold(line.ledger, line.values, base_id=line.base_id, book=_book(line, case))
        problems, line.values, line.breaches = list(held.refused), held.values, held.breaches
    whole = {each.field: line.values.get(each.field, after[each.field]) for each in columns}
    line.entry_key = entry_key(prefix, stand.base_id, whole)
    line.changes = _changes(columns, stand.stated, whole, case)
    if problems:
        line.refuse(*(note_at(line.source, each) for each in problems))
        return
    if stand.stated and not line.changes:
        return
    line.notes += [note_at(line.source, each) for each in told(line.ledger, line.breaches)]
    line.fate = Fate.CHANGE if stand.is_known else Fate.CONFLICT
    if line.fate is Fate.CONFLICT and stand.newest is not None:
        line.author, line.written_at = stand.newest.origin.author, stand.newest.origin.recorded_at


def _changes(
    columns: Sequence[LedgerColumn], before: Mapping[str, Any], after: Mapping[str, Any], case: ProjectCase
) -> list[Change]:
    return [
        Change(
            label_of(each), *(words_of_value(each, side.get(each.field), case) for side in (before, after))
        )
        for each in columns
        if not is_same(each, before.get(each.field), after[each.field])
    ]


def _complete_paper(line: Line, after: Values, stand: Standing, case: ProjectCase) -> list[Told]:
    """Write what is known of the paper that the row names beside its number; return what is wrong with it."""
    paper, place = stated_paper(after) or NO_PAPER, {"project_id": case.project.id}
    known = known_paper(paper, place, case.papers, present_id=stand.stated.get("document_id"))
    wrong = told_paper(paper, known)
    if known is not None and not wrong:
        after |= {name: value or after[name] for name, value in known.stated.fields.items()}
    return wrong


def _previous(line: Line, asked: Asked, case: ProjectCase) -> str:
    """Say what the last report before the month told, for the sheet of the month."""
    if line.ledger != MONTH_LEDGER:
        return ""
    reports = visible(_book(line, case).reports, as_of=asked.day)
    before = [each for each in reports if each.effective_date < asked.month]
    if not before:
        return str(gettext("chưa có kỳ trước"))
    return str(gettext("kỳ trước %(percent)s", percent=percent(before[-1].physical_progress_pct, 2)))


def _filled(line: Line, shown: Mapping[str, Any], case: ProjectCase, language: str) -> Values | None:
    """Return what the row states; what it shows unchanged is not read again. None where a cell can't be read."""
    row, form, kept, told_here = line.source, {}, {}, []
    for column in columns_in(line.ledger):
        if column.field not in row.cells:
            kept[column.field] = shown.get(column.field)
            continue
        cell = row.cells[column.field]
        try:
            if column.field in row.formulas:
                raise CellError(BookFinding.FORMULA)
            if as_text(cell) == _shown_text(column, shown.get(column.field), case):
                kept[column.field] = shown.get(column.field)
            else:
                form[column.field] = typed(column, cell, case, language)
        except CellError as error:
            told_here.append(note_of(row.at(error.finding(), column.field)))
    read = read_form(line.ledger, form, language=language)
    told_here += [
        note_at(row, Told(name, message)) for name, message in read.errors.items() if form.get(name)
    ]
    line.notes += told_here
    return None if told_here else {name: value for name, value in read.values.items() if name in form} | kept


def _shown_text(column: LedgerColumn, value: Any, case: ProjectCase) -> str:
    return as_text(as_excel(cell_of(column, value, lambda: case)))


def as_excel(value: Any) -> Any:
    """Return a number as a spreadsheet keeps it, anything else as it is."""
    is_number = not isinstance(value, bool | float) and hasattr(value, "__float__")
    return float(value) if is_number else value


def _is_own(
    column: LedgerColumn, line: Line, filled: Values, shown: Mapping[str, Any], stand: Standing
) -> bool:
    """Tell whether the file states a field against what it showed, or against what it has written there since."""
    name = column.field
    if name not in line.source.cells:
        return False
    is_changed = not is_same(column, filled.get(name), shown.get(name))
    if not stand.own_fields or is_same(column, filled.get(name), stand.stated.get(name)):
        return is_changed and not stand.own_fields
    if name in _filled_in(line, stand):
        return is_changed and bool(filled.get(name))
    return is_changed or name in stand.own_fields


def _filled_in(line: Line, stand: Standing) -> frozenset[str]:
    """Return the fields of what stands there that follow from its others."""
    return filled_in_of(line.ledger, stand.stated) | frozenset(DETAILS if stand.stated.get(NUMBER) else ())


def _is_there(columns: list[LedgerColumn], own: Values, stand: Standing) -> bool:
    """Tell whether the figures stand there already, or stood there until they were dropped."""
    there = stand.stated if stand.dropped is None else stand.dropped
    return bool(there) and all(
        is_same(each, own[each.field], there.get(each.field)) for each in columns if each.field in own
    )


def _whole(line: Line, after: Values, asked: Asked) -> Values:
    values = dict(after) | {"project_id": line.project.id if line.project else None}
    if line.ledger == MONTH_LEDGER:
        values["effective_date"] = asked.day
    if line.ledger in WITH_COMMUNE:
        values["unit_id"] = asked.unit.id
    return values


def _problems(line: Line, after: Values, stand: Standing) -> list[Told]:
    """Return what the form would refuse before any rule: what is missing, in review, or of a day to come."""
    found = [
        Told(column.field, gettext("Điền “%(label)s”.", label=label_of(column)))
        for column in columns_in(line.ledger)
        if column.is_required and after.get(column.field) is None
    ]
    if stand.stated and stand.stated["review_state"] is ReviewState.SUBMITTED:
        found.append(Told("state", explained(DomainError("row_in_review"))))
    if not found and line.values["effective_date"] > today():
        found.append(Told("effective_date", explained(DomainError("future_date"))))
    return found


def _book(line: Line, case: ProjectCase) -> Any:
    return case.book(with_prices=line.ledger == "contribution")
