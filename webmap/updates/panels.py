"""The side panels of a project: a voucher, a count of land clearance, a gift, an extension, a photo."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.ledgers.catalogue import CellKind, LedgerColumn
from gis.domain.clearance import last_known
from gis.domain.errors import DomainError
from gis.domain.field_limits import Limit, gift_limits, land_limits, payment_limits, progress_limits
from gis.domain.ledger import visible
from gis.domain.ledger_codes import ContributionKind, ReviewState
from gis.domain.plausibility import ProjectBook
from gis.domain.roles import Permission
from gis.operations.drafts import ConflictError, discard
from gis.operations.review import MODELS
from gis.queries.ledger_entries import Entry
from gis.queries.project_books import book_of
from gis.queries.project_ledgers import ProjectLedgers, project_ledgers
from gis.queries.updates import is_of_unit, project_name
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.permissions import requires
from webmap.updates.asked import Asked, requested
from webmap.updates.fields import Field, fields
from webmap.updates.lines import differences
from webmap.updates.reading import FORMS, columns_of, label_of, written
from webmap.updates.saving import WITH_COMMUNE, Outcome, Result, fresh_key
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


def register(blueprint: Blueprint) -> None:
    """Add the routes of the panels."""
    blueprint.add_url_rule("/panels/photo", view_func=show_photo)
    blueprint.add_url_rule("/panels/<ledger>", view_func=show_panel)
    blueprint.add_url_rule("/records/<ledger>/<int:number>/discard", view_func=drop_record, methods=["POST"])


@requires(Permission.UPDATES_READ)
def show_panel(ledger: str) -> ResponseReturnValue:
    """Show the last figures of a ledger of a project, and the form for the next one."""
    if ledger not in FORMS:
        abort(404)
    return _page(ledger, requested(), _project(request.args), row_id=request.args.get("row", type=int))


@requires(Permission.UPDATES_READ)
def show_photo() -> ResponseReturnValue:
    """Show the form that takes a photo of a project in."""
    asked, project_id = requested(), _project(request.args)
    project = project_name(db.session, project_id)
    return _shown(
        "updates/photo_body.html",
        asked=asked,
        title=gettext("Ảnh hiện trường"),
        project=project,
        project_id=project_id,
    )


@requires(Permission.FACT_ENTER)
def drop_record(ledger: str, number: int) -> ResponseReturnValue:
    """Drop a draft or returned row."""
    asked = requested(request.form)
    if ledger not in MODELS or number >= 2**62:
        abort(404)
    if not asked.may_write(ledger):
        abort(403)
    row = db.session.get(MODELS[ledger], number)
    is_of_neighbour = getattr(row, "unit_id", None) not in (None, asked.unit.id)
    if row is None or is_of_neighbour or not is_of_unit(db.session, row.project_id, asked.unit.id):
        abort(404)
    try:
        discard(db.session, MODELS[ledger], number, current_actor(), as_of=today())
        db.session.commit()
        flash(gettext("Đã bỏ số liệu chưa gửi."), "success")
    except ConflictError:
        db.session.rollback()
        flash(gettext("Số liệu này vừa được sửa; xem bản mới nhất."), "warning")
    except DomainError:
        db.session.rollback()
        flash(gettext("Chỉ bỏ được bản nháp hoặc bản bị trả lại."), "error")
    return redirect(url_for("updates.index", **asked.query, _anchor=f"row-{row.project_id}"), 303)


def show_again(ledger: str, asked: Asked, outcome: Outcome) -> ResponseReturnValue:
    """Show the panel with what was typed and what stands in its way."""
    return make_response(_page(ledger, asked, _project(outcome.typed), outcome=outcome), outcome.status)


def _page(
    ledger: str,
    asked: Asked,
    project_id: int,
    *,
    row_id: int | None = None,
    outcome: Outcome | None = None,
) -> ResponseReturnValue:
    ledgers = project_ledgers(db.session, project_id)
    book = book_of(db.session, project_id, ledgers, with_prices=ledger == "contribution")
    entries = _entries(ledger, ledgers, asked)
    edited = next((entry for entry in entries if entry.id == row_id), None) or _of_month(
        ledger, entries, asked
    )
    values = _values(ledger, asked, edited, outcome)
    errors = {told.field: told.message for told in outcome.findings} if outcome else {}
    shown = fields(
        ledger,
        values,
        limits=_limits(ledger, book, entries, asked),
        contracts=[(entry.root_id, entry.stated["contract_no"]) for entry in _tips(ledgers.contracts)],
        errors=errors,
    )
    return _shown(
        "updates/panel_body.html",
        asked=asked,
        ledger=ledger,
        title=str(LEDGERS[ledger]),
        project=project_name(db.session, project_id),
        project_id=project_id,
        fields=shown,
        base_id=_base(edited, outcome),
        entry_key=fresh_key(),
        edited=edited,
        outcome=outcome,
        differences=differences(ledger, outcome) if outcome and outcome.result is Result.CONFLICT else [],
        last=_last(entries),
        waiting=[entry for entry in _tips(entries) if entry.review_state in _WAITING],
        columns=columns_of(ledger),
        label_of=label_of,
        written=written,
        words_of_value=lambda column, value: _words(shown, column, value),
        today=today,
    )


def _shown(body: str, **values: Any) -> ResponseReturnValue:
    """Return a panel as a page, or for a script as the piece that its dialog shows."""
    if request.headers.get("X-Piece") == "panel":
        return jsonify(html=render_template("updates/piece.html", body=body, **values))
    return render_template("updates/panel.html", body=body, texts=page_texts(), **values)


def _words(shown: Sequence[Field], column: LedgerColumn, value: Any) -> str:
    """Return a value as its reader reads it: a source and a contract by what their lists call them."""
    if column.kind in (CellKind.SOURCE, CellKind.CONTRACT):
        choices = next(each.choices for each in shown if each.name == column.field)
        return dict(choices).get(str(value), "–")
    return cell_words(value, column.kind)


def _entries(ledger: str, ledgers: ProjectLedgers, asked: Asked) -> list[Entry[Any]]:
    found: Sequence[Entry[Any]] = getattr(ledgers, _ENTRIES[ledger])
    if ledger not in WITH_COMMUNE:
        return list(found)
    return [entry for entry in found if entry.stated.get("unit_id") == asked.unit.id]


def _tips(entries: Sequence[Entry[Any]]) -> list[Entry[Any]]:
    corrected = {entry.corrects_id for entry in entries}
    return [entry for entry in entries if entry.id not in corrected and not entry.is_withdrawn]


def _last(entries: list[Entry[Any]]) -> list[Entry[Any]]:
    """Return the last rows that count, newest first."""
    return visible(entries, as_of=today())[::-1][:SHOWN]


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
        return int(text) if (text := outcome.typed.get("base_id", "")).isdecimal() else None
    return edited.id if edited else None


def _limits(ledger: str, book: ProjectBook, entries: list[Entry[Any]], asked: Asked) -> tuple[Limit, ...]:
    before = [entry.fact for entry in visible(entries, as_of=today()) if entry.effective_date < asked.month]
    last = before[-1] if before else None
    if ledger == "progress_report":
        return progress_limits(last, day=asked.day)
    if ledger == "voucher":
        return payment_limits(book, plan_year=asked.month.year, as_of=today())
    if ledger == "clearance_count":
        return land_limits(last_known(before))
    if ledger == "contribution":
        return (*gift_limits(ContributionKind.LABOUR), *gift_limits(ContributionKind.LAND))
    return ()


def _project(args: Mapping[str, str]) -> int:
    text = args.get("project_id", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**62)) else 0
    unit = args.get("unit", "")
    if not unit.isdecimal() or not is_of_unit(db.session, number, int(unit)):
        abort(404)
    return number
