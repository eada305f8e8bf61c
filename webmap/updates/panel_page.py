"""A side panel as it is shown: the last figures of a ledger, what waits, and the form for the next one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.ledgers.catalogue import CellKind, LedgerColumn
from gis.domain.ledger import visible
from gis.domain.ledger_codes import CompletionDateKind, ReviewState
from gis.domain.plausibility import ProjectBook
from gis.domain.valuation import prices_on
from gis.queries.ledger_entries import Entry
from gis.queries.project_books import book_of, commune_book
from gis.queries.project_ledgers import ProjectLedgers, commune_gifts, project_ledgers
from gis.queries.supplements import Fact, Supplements
from gis.queries.updates import project_name
from webmap.clock import today
from webmap.database import db
from webmap.labels import label
from webmap.receipts import fresh_key
from webmap.updates.asked import Asked
from webmap.updates.beside import beside
from webmap.updates.deadlines import deadlines
from webmap.updates.fields import Field, fields
from webmap.updates.lines import differences
from webmap.updates.looks import note_entries
from webmap.updates.papers import shelf_of
from webmap.updates.reading import FORMS, columns_of, label_of, written
from webmap.updates.saving import WITH_COMMUNE, Outcome, Result, number_of
from webmap.updates.words import LEDGERS, cell_words, page_texts

SHOWN: Final = 4
_ENTRIES: Final[Mapping[str, str]] = {
    "progress_report": "reports",
    "voucher": "vouchers",
    "clearance_count": "counts",
    "contribution": "contributions",
    "completion_date": "completion_dates",
}
_WAITING: Final = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)


def panel_page(
    ledger: str,
    asked: Asked,
    project_id: int | None,
    *,
    row_id: int | None = None,
    outcome: Outcome | None = None,
) -> ResponseReturnValue:
    """Return the panel of a ledger of a project, or of a commune where it is None; `outcome` is a try that was not saved."""
    ledgers, book = _known(ledger, asked, project_id)
    entries = _entries(ledger, ledgers, asked)
    chosen = next((entry for entry in entries if entry.id == row_id), None)
    edited = chosen or _of_month(ledger, entries, asked)
    values = _values(ledger, asked, edited, outcome)
    shown = fields(
        ledger,
        values,
        hints=beside(ledger, book, entries, asked, values, edited_id=edited.id if edited else None),
        contracts=[(entry.root_id, entry.stated["contract_no"]) for entry in _tips(ledgers.contracts)],
        known_words=_known_words(book, project_id, asked),
        errors={told.field: told.message for told in outcome.findings} if outcome else {},
    )
    return shown_panel(
        "updates/panel_body.html",
        asked=asked,
        ledger=ledger,
        title=str(LEDGERS[ledger]),
        project=_name(project_id, asked),
        project_id=project_id,
        fields=shown,
        edited=edited,
        today=today,
        **_try_told(ledger, edited, outcome),
        **_rows_told(ledger, entries, asked, project_id, shown),
    )


def shown_panel(body: str, **values: Any) -> ResponseReturnValue:
    """Return a panel as a page, or for a script as the piece that its dialog shows."""
    if request.headers.get("X-Piece") == "panel":
        return jsonify(html=render_template("updates/piece.html", body=body, **values))
    return render_template("updates/panel.html", body=body, texts=page_texts(), **values)


def _known(ledger: str, asked: Asked, project_id: int | None) -> tuple[ProjectLedgers, ProjectBook]:
    """Return the facts of the project, or the commune's own, and what a new one is held against."""
    if project_id is None:
        return commune_gifts(db.session, asked.unit.id), commune_book(db.session)
    ledgers = project_ledgers(db.session, project_id)
    return ledgers, book_of(db.session, project_id, ledgers, with_prices=ledger == "contribution")


def _try_told(ledger: str, edited: Entry[Any] | None, outcome: Outcome | None) -> dict[str, Any]:
    """Return what the next try is based on, and what came of the last one."""
    is_conflict = outcome is not None and outcome.result is Result.CONFLICT
    return {
        "base_id": _base(edited, outcome),
        "entry_key": fresh_key(),
        "outcome": outcome,
        "differences": differences(ledger, outcome) if outcome and is_conflict else [],
    }


def _rows_told(
    ledger: str, entries: list[Entry[Any]], asked: Asked, project_id: int | None, shown: Sequence[Field]
) -> dict[str, Any]:
    """Return the rows beside the form, those that wait noted as looked at, and how their values are written."""
    facts = {entry.id: _fact(entry, project_id, asked) for entry in entries}
    late = Supplements(db.session, facts.values())
    waiting = [entry for entry in _tips(entries) if entry.review_state in _WAITING]
    note_entries(asked.unit.id, project_id, waiting)
    return {
        "last": _last(ledger, entries),
        "deadlines": deadlines(entries, as_of=today()) if ledger == "completion_date" else None,
        "waiting": waiting,
        "columns": columns_of(ledger),
        "label_in": _label_in,
        "written": written,
        "is_supplement": lambda entry: late.has_fact(facts[entry.id]),
        "words_of_value": lambda column, value: _words(shown, column, value),
    }


def _fact(entry: Entry[Any], project_id: int | None, asked: Asked) -> Fact:
    return Fact(entry.effective_date, entry.origin.recorded_at, project_id, asked.unit.id)


def _words(shown: Sequence[Field], column: LedgerColumn, value: Any) -> str:
    """Return a value as its reader reads it: a source and a contract by what their lists call them."""
    if column.kind in (CellKind.SOURCE, CellKind.CONTRACT):
        choices = next(each.choices for each in shown if each.name == column.field)
        return dict(choices).get(str(value), "–")
    return cell_words(value, column.kind)


def _label_in(entry: Entry[Any], column: LedgerColumn) -> str:
    """Return what a field of a row is called: the end of a contract is no approved date."""
    kind = entry.stated.get("kind")
    if column.field == "new_date" and kind is CompletionDateKind.CONTRACT_END:
        return label(kind)
    return label_of(column)


def _entries(ledger: str, ledgers: ProjectLedgers, asked: Asked) -> list[Entry[Any]]:
    found: Sequence[Entry[Any]] = getattr(ledgers, _ENTRIES[ledger])
    if ledger not in WITH_COMMUNE:
        return list(found)
    return [entry for entry in found if entry.stated.get("unit_id") == asked.unit.id]


def _tips(entries: Sequence[Entry[Any]]) -> list[Entry[Any]]:
    corrected = {entry.corrects_id for entry in entries}
    return [entry for entry in entries if entry.id not in corrected and not entry.is_withdrawn]


def _last(ledger: str, entries: list[Entry[Any]]) -> list[Entry[Any]]:
    """Return the last rows that count, newest first; the end of a contract approves no date and stands last."""
    newest = visible(entries, as_of=today())[::-1]
    if ledger == "completion_date":
        newest.sort(key=lambda entry: entry.stated.get("kind") is CompletionDateKind.CONTRACT_END)
    return newest[:SHOWN]


def _of_month(ledger: str, entries: list[Entry[Any]], asked: Asked) -> Entry[Any] | None:
    """Return the figure of the month in ledgers that have one a month, so that it is changed and not doubled."""
    if ledger not in ("progress_report", "clearance_count"):
        return None
    own = [entry for entry in _tips(entries) if entry.effective_date.replace(day=1) == asked.month]
    return own[-1] if own else None


def _values(
    ledger: str, asked: Asked, edited: Entry[Any] | None, outcome: Outcome | None
) -> Mapping[str, str]:
    if outcome is not None and outcome.result is not Result.SAVED:
        return outcome.typed
    if edited is not None:
        return {name: written(edited.stated.get(name)) for name in FORMS[ledger]}
    return {"effective_date": asked.day.isoformat(), "plan_year": str(asked.month.year)}


def _base(edited: Entry[Any] | None, outcome: Outcome | None) -> int | None:
    if outcome is not None and outcome.row is not None:
        return outcome.row.id
    if outcome is not None:
        return number_of(outcome.typed.get("base_id"))
    return edited.id if edited else None


def _known_words(book: ProjectBook, project_id: int | None, asked: Asked) -> dict[str, list[str]]:
    """Return what is offered while a field is typed: papers that are known, items that have a price."""
    papers = list(shelf_of(project_id, asked.unit.id))
    prices = prices_on(book.prices, unit_id=asked.unit.id, day=asked.day)
    return {
        "document": [paper.number for paper in papers if paper.number],
        "document_issuer": [paper.issuer for paper in papers if paper.issuer],
        "item": [price.item for price in prices if price.item != price.kind.value],
    }


def _name(project_id: int | None, asked: Asked) -> tuple[str, str]:
    if project_id is None:
        return "", gettext("%(unit)s, không gắn với dự án", unit=asked.unit.full_name)
    return project_name(db.session, project_id)
