"""The page of the log, and the rows of its filter as a file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from etl.filter_query import FilterError
from etl.writers.log import Late, log_csv, log_lines, write_log_xlsx
from gis.domain.roles import Permission
from gis.operations.restricted import RestrictedField
from gis.queries.audit_log import (
    LogFilter,
    LogRow,
    foreign_drafts,
    is_foreign_draft,
    log_actions,
    log_count,
    log_page,
    log_people,
    log_rows,
    unit_names,
)
from gis.queries.supplements import Supplements
from webmap import looks as register
from webmap.audit import looks
from webmap.audit.action_words import action_words
from webmap.audit.asked import Asked, requested_log
from webmap.audit.lines import FIELDS_SHOWN, lines
from webmap.clock import today
from webmap.database import db
from webmap.language import current_language
from webmap.navigation import address_with
from webmap.permissions import requires
from webmap.security import HEAVY_LIMIT, limiter
from webmap.streaming import CSV, streamed

blueprint = Blueprint("audit", __name__)

blueprint.add_url_rule("/audit/looks", endpoint="looks", view_func=looks.index)

PAGE_SIZE = 40
MOST_COUNTED = 1_000
MOST_ROWS = {"csv": 200_000, "jsonl": 200_000, "xlsx": 50_000}
FORMS = tuple(MOST_ROWS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = ("project", "person", "action", "from", "to")


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """Show the rows of the filter, the newest first, a page at a time."""
    asked = requested_log()
    rows = log_page(db.session, asked.wanted, size=PAGE_SIZE + 1, before_id=asked.before_id)
    late = Supplements(db.session)
    shown = list(late.reading(rows[:PAGE_SIZE]))
    me = current_user.account_id
    _note_drafts(asked.wanted, sum(is_foreign_draft(row, account_id=me) for row in shown))
    count = log_count(db.session, asked.wanted, most=MOST_COUNTED + 1)
    return render_template(
        "audit/index.html",
        asked=asked,
        lines=lines(shown, unit_names(db.session, shown), late.has_row),
        count=min(count, MOST_COUNTED),
        has_more=count > MOST_COUNTED,
        older=address_with(before=shown[-1].id) if len(rows) > PAGE_SIZE else "",
        newest=address_with(before=None) if asked.before_id is not None else "",
        fields_shown=FIELDS_SHOWN,
        **_choices(asked),
    )


def _choices(asked: Asked) -> dict[str, Any]:
    """Return what the form offers, and where its files are."""
    actions = sorted((action_words(code), code) for code in log_actions(db.session))
    kept = urlencode([(name, request.args[name]) for name in KEPT if request.args.get(name)])
    return {
        "people": [(each, each.id == asked.wanted.actor_id) for each in log_people(db.session)],
        "actions": [(code, words, code == asked.wanted.action) for words, code in actions],
        "exports": [(form, f"{url_for(f'audit.as_{form}')}?{kept}".rstrip("?")) for form in FORMS],
    }


@blueprint.get("/audit.csv")
@requires(Permission.AUDIT_READ)
@limiter.limit(HEAVY_LIMIT)
def as_csv() -> ResponseReturnValue:
    """Stream the rows as CSV."""
    rows, late = _rows("csv")
    chunks = log_csv(rows, language=current_language(), late=late, named=action_words)
    return streamed(chunks, CSV, name=_file_name("csv"))


@blueprint.get("/audit.jsonl")
@requires(Permission.AUDIT_READ)
@limiter.limit(HEAVY_LIMIT)
def as_jsonl() -> ResponseReturnValue:
    """Stream the rows as lines of JSON, with codes instead of words."""
    rows, late = _rows("jsonl")
    return streamed(log_lines(rows, late=late), "application/jsonl", name=_file_name("jsonl"))


@blueprint.get("/audit.xlsx")
@requires(Permission.AUDIT_READ)
@limiter.limit(HEAVY_LIMIT)
def as_xlsx() -> ResponseReturnValue:
    """Give the rows as an Excel workbook."""
    rows, late = _rows("xlsx")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.xlsx"
        write_log_xlsx(path, rows, language=current_language(), late=late, named=action_words)
        workbook = path.open("rb")  # the open file outlives its folder and is closed with the response
    return send_file(workbook, mimetype=XLSX, as_attachment=True, download_name=_file_name("xlsx"))


def _rows(form: str) -> tuple[Iterator[LogRow], Late]:
    """Return the rows of the request, and what tells which came after a closing; the look is noted.

    FilterError where they are more than a file of this form takes.
    """
    wanted: LogFilter = requested_log().wanted
    total = log_count(db.session, wanted, most=MOST_ROWS[form] + 1)
    if total > MOST_ROWS[form]:
        raise FilterError("too_many_log_rows", field="from", value=total, limit=MOST_ROWS[form])
    _note_drafts(wanted, foreign_drafts(db.session, wanted, account_id=current_user.account_id))
    late = Supplements(db.session)
    return late.reading(log_rows(db.session, wanted)), late.has_row


def _note_drafts(wanted: LogFilter, count: int) -> None:
    """Add to the register that the reader sees what others typed before it was accepted."""
    subject = ("project", wanted.project_id) if wanted.project_id else ("audit_log", None)
    register.note(RestrictedField.UNRELEASED_ROWS, subject=subject[0], subject_id=subject[1], row_count=count)


def _file_name(ending: str) -> str:
    return f"nhat-ky_{today():%Y-%m-%d}.{ending}"
