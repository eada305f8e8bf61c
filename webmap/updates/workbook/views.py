"""The pages of the month's workbook: download, hand in, look at every change, write, the findings as Excel."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from etl.findings import FileRefusedError, Finding
from etl.month_books.reading import LIMITS, MonthBook, read_month_book
from etl.month_books.told import BookFinding
from etl.readers.limits import megabytes
from gis.domain.roles import Permission
from gis.operations.review import RowKey
from gis.queries.units import get
from webmap.clock import today
from webmap.database import db
from webmap.indicators.words import month_text, month_value
from webmap.permissions import requires
from webmap.receipts import fresh_key, note_received, receipt_nos
from webmap.security import HEAVY_LIMIT, limiter
from webmap.updates.asked import Asked, requested
from webmap.updates.looks import note_stated
from webmap.updates.reporting import closing_of
from webmap.updates.words import LEDGERS, month_choices, page_texts
from webmap.updates.workbook.annotating import write_annotated
from webmap.updates.workbook.confirming import Decisions, reasons_of, write
from webmap.updates.workbook.keeping import forget, keep, kept_file
from webmap.updates.workbook.lines import Fate, Note, note_of
from webmap.updates.workbook.looking import Look, look_at, sheets_of
from webmap.updates.workbook.making import BookMaker, file_name, seal, sheets_to_fill

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSED: Final = 422
CHANGED: Final = 409


def register(blueprint: Blueprint) -> None:
    """Add the routes of the workbook."""
    blueprint.add_url_rule("/workbook", endpoint="workbook", view_func=show_workbook)
    blueprint.add_url_rule("/workbook", endpoint="take_workbook", view_func=take_workbook, methods=["POST"])
    blueprint.add_url_rule("/workbook.xlsx", endpoint="workbook_file", view_func=send_workbook)
    blueprint.add_url_rule("/workbook/<sha256>", endpoint="workbook_look", view_func=show_look)
    blueprint.add_url_rule(
        "/workbook/<sha256>", endpoint="workbook_write", view_func=confirm, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/workbook/<sha256>/findings.xlsx", endpoint="workbook_findings", view_func=send_findings
    )


@requires(Permission.FACT_ENTER)
def show_workbook() -> ResponseReturnValue:
    """Show where the workbook is downloaded and handed in."""
    return _start(_asked())


@requires(Permission.FACT_ENTER)
@limiter.limit(HEAVY_LIMIT)
def send_workbook() -> ResponseReturnValue:
    """Send the workbook of the unit's month."""
    asked = _asked()
    sheets, maker = sheets_of(sheets_to_fill(asked)), BookMaker(asked)
    answer = _sent(lambda path: maker.write(path, sheets), file_name(asked))
    maker.note_looks({sheet.ledger for sheet in sheets})
    return answer


@requires(Permission.FACT_ENTER)
@limiter.limit(HEAVY_LIMIT)
def take_workbook() -> ResponseReturnValue:
    """Take the file in and lead to the look at it; one that is no workbook of this unit and month is refused."""
    asked = _asked(is_form=True)
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _start(asked, error=gettext("Chọn sổ Excel đã điền.")), REFUSED
    sha256 = keep(upload)
    try:
        _book(asked, sha256)
    except FileRefusedError as error:
        forget(sha256)
        told = note_of(error.finding)
        return _start(asked, error=f"{told.message} {told.remedy}".strip()), REFUSED
    return redirect(url_for("updates.workbook_look", sha256=sha256, **asked.query), 303)


@requires(Permission.FACT_ENTER)
@limiter.limit(HEAVY_LIMIT)
def show_look(sha256: str) -> ResponseReturnValue:
    """Show what the workbook would change, row by row."""
    asked = _asked()
    return _preview(asked, sha256, _look(asked, sha256), Decisions({}))


@requires(Permission.FACT_ENTER)
@limiter.limit(HEAVY_LIMIT)
def confirm(sha256: str) -> ResponseReturnValue:
    """Write what was decided, as drafts; where anything changed since the look, nothing is written and it is shown again."""
    asked = _asked(is_form=True)
    decisions = Decisions(request.form)
    look = _look(asked, sha256, decisions)
    decisions.check(look)
    if decisions.errors:
        return _preview(asked, sha256, look, decisions), REFUSED
    written = write(look, decisions)
    if written is None:
        return _preview(asked, sha256, _look(asked, sha256, decisions), decisions), CHANGED
    flash(*_told(written, look))
    note_received(request.form)
    return redirect(url_for("updates.index", **asked.query), 303)


@requires(Permission.FACT_ENTER)
@limiter.limit(HEAVY_LIMIT)
def send_findings(sha256: str) -> ResponseReturnValue:
    """Send the workbook with its findings, to be mended and handed in again."""
    asked = _asked()
    look = _look(asked, sha256)
    note_stated(asked.unit.id, (line.standing for line in look.lines))
    name = file_name(asked, kind="can-xem")
    return _sent(lambda path: write_annotated(path, asked, look, sheets_of()), name)


def _told(written: list[RowKey], look: Look) -> tuple[str, str]:
    """Return the receipt for what was written now, else for what the workbook wrote before, and how much it weighs."""
    if written:
        n, numbers = len(written), receipt_nos(written)
        return gettext(
            "Đã ghi %(n)s số liệu từ sổ Excel thành bản nháp, số phiếu %(numbers)s.", n=n, numbers=numbers
        ), "success"
    if before := receipt_nos(look.written_before):
        return gettext(
            "0 thay đổi: sổ Excel này đã ghi trước đó, số phiếu %(numbers)s.", numbers=before
        ), "info"
    return gettext("0 thay đổi: không ghi gì từ sổ Excel."), "info"


def _asked(*, is_form: bool = False) -> Asked:
    asked = requested(request.form if is_form else None)
    if not asked.may_enter:
        abort(403)
    return asked


def _book(asked: Asked, sha256: str) -> MonthBook:
    """Read a kept file; 404 where there is none, FileRefusedError where it is not of this unit and month."""
    path = kept_file(sha256)
    if path is None:
        abort(404)
    book = read_month_book(path, sheets_of(), seal(), LIMITS)
    if (book.head.unit_id, book.head.month) != (asked.unit.id, month_value(asked.month)):
        unit = get(db.session, book.head.unit_id)
        here = f"{asked.unit.full_name}, {month_text(asked.month)}"
        name, head_month = (
            unit.full_name if unit else "–",
            month_text(date.fromisoformat(f"{book.head.month}-01")),
        )
        raise FileRefusedError(Finding.of(BookFinding.OF_OTHER, unit=name, month=head_month, here=here))
    return book


def _look(asked: Asked, sha256: str, decisions: Decisions | None = None) -> Look:
    try:
        book = _book(asked, sha256)
    except FileRefusedError:
        abort(404)
    return look_at(
        asked,
        book,
        account_id=current_user.account_id,
        reasons=reasons_of(request.form),
        is_taken=decisions.is_taken if decisions else None,
    )


def _start(asked: Asked, error: str = "") -> str:
    return render_template(
        "updates/workbook.html",
        asked=asked,
        error=error,
        ledgers=[LEDGERS[ledger] for ledger in sheets_to_fill(asked)],
        months=month_choices(asked.month, today()),
        closing=_closing(asked),
        most_megabytes=megabytes(LIMITS.max_bytes),
    )


def _preview(asked: Asked, sha256: str, look: Look, decisions: Decisions) -> str:
    note_stated(asked.unit.id, (line.standing for line in look.lines))
    return render_template(
        "updates/workbook_look.html",
        asked=asked,
        sha256=sha256,
        conflicts=look.of(Fate.CONFLICT),
        changes=look.of(Fate.CHANGE),
        refused=look.of(Fate.REFUSED),
        counts=look.counts,
        notes=_told_apart(look),
        decisions=decisions,
        is_first=not decisions.form,
        ledger_words=LEDGERS,
        closing=_closing(asked),
        entry_key=request.form.get("entry_key") or fresh_key(),
        texts=page_texts(),
    )


def _told_apart(look: Look) -> list[Note]:
    """Return what was found beside the rows that are shown with their own findings."""
    rows = [note for line in look.of(Fate.UNCHANGED, Fate.EMPTY, Fate.REFUSED) for note in line.notes]
    return [*look.notes, *rows]


def _closing(asked: Asked) -> object:
    found = closing_of(asked.unit, asked.month)
    return found if found and found.is_closed else None


def _sent(make: Callable[[Path], None], name: str) -> Response:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        make(path)
        content = path.read_bytes()
    answer = Response(content, content_type=EXCEL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
