"""The side panels of a project: a voucher, a count of land clearance, a gift, an extension, a photo."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.errors import DomainError
from gis.domain.roles import Permission
from gis.domain.stored_files import MAX_FILE_BYTES
from gis.models.ledger import LedgerEntry
from gis.operations.drafts import ConflictError, discard
from gis.operations.review import MODELS
from gis.queries.updates import is_of_unit, project_name
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.files.releasing import held_note
from webmap.permissions import requires
from webmap.receipts import fresh_key
from webmap.updates.asked import Asked, requested
from webmap.updates.panel_page import panel_page, shown_panel
from webmap.updates.reading import FORMS
from webmap.updates.saving import WITHOUT_PROJECT, Outcome, number_of

GENERAL: Final = "general"
"""What the place of facts without a project is called on the page of the month."""


def register(blueprint: Blueprint) -> None:
    """Add the routes of the panels."""
    blueprint.add_url_rule("/panels/photo", view_func=show_photo)
    blueprint.add_url_rule("/panels/<ledger>", view_func=show_panel)
    blueprint.add_url_rule("/records/<ledger>/<int:number>/discard", view_func=drop_record, methods=["POST"])


@requires(Permission.UPDATES_READ)
def show_panel(ledger: str) -> ResponseReturnValue:
    """Show the last figures of a ledger of a project, or of a commune alone, and the form for the next one."""
    if ledger not in FORMS:
        abort(404)
    project_id = _project_or_none(ledger, request.args)
    return panel_page(ledger, requested(), project_id, row_id=request.args.get("row", type=int))


@requires(Permission.UPDATES_READ)
def show_photo() -> ResponseReturnValue:
    """Show the form that takes a photo of a project in."""
    asked, project_id = requested(), _project(request.args)
    project = project_name(db.session, project_id)
    return shown_panel(
        "updates/photo_body.html",
        asked=asked,
        title=gettext("Ảnh hiện trường"),
        project=project,
        project_id=project_id,
        most_bytes=MAX_FILE_BYTES,
        held=held_note(project_id),
        entry_key=fresh_key(),
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
    if row is None or not _is_of(row, asked):
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
    return redirect(url_for("updates.index", **asked.query, _anchor=f"row-{row.project_id or GENERAL}"), 303)


def _is_of(row: LedgerEntry, asked: Asked) -> bool:
    """Tell whether a row is the commune's: it names it, where its ledger names communes, and so is its project."""
    unit_id = getattr(row, "unit_id", None)
    if unit_id not in (None, asked.unit.id):
        return False
    return (
        unit_id is not None
        if row.project_id is None
        else is_of_unit(db.session, row.project_id, asked.unit.id)
    )


def show_again(ledger: str, asked: Asked, outcome: Outcome) -> ResponseReturnValue:
    """Show the panel with what was typed and what stands in its way."""
    return make_response(
        panel_page(ledger, asked, _project_or_none(ledger, outcome.typed), outcome=outcome), outcome.status
    )


def _project_or_none(ledger: str, args: Mapping[str, str]) -> int | None:
    """Return the project of the address; None where it names none and the ledger needs none."""
    return None if ledger in WITHOUT_PROJECT and not args.get("project_id") else _project(args)


def _project(args: Mapping[str, str]) -> int:
    project_id, unit_id = number_of(args.get("project_id")), number_of(args.get("unit"))
    if project_id is None or unit_id is None or not is_of_unit(db.session, project_id, unit_id):
        abort(404)
    return project_id
