"""The screen of a unit's month: a row for each project, saved one by one."""

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from gis.domain.ledger_codes import DelayCause
from gis.domain.months import due_on, overdue_months
from gis.domain.roles import Permission
from gis.domain.units import UnitLevel
from gis.queries.supplements import Supplements, facts_of_month
from gis.queries.updates import unit_month
from gis.queries.waiting import overdue_reports
from webmap.clock import today
from webmap.database import db
from webmap.formatting import number
from webmap.permissions import requires
from webmap.receipts import receipt_no
from webmap.updates import handing, judging, panels, reporting
from webmap.updates.answers import as_json, wants_json
from webmap.updates.asked import Asked, of_unit, own_communes, requested, requested_month, requested_unit
from webmap.updates.counting import count_month, foreign_reports
from webmap.updates.lines import differences, limit_words, line_of
from webmap.updates.looks import note_open_rows
from webmap.updates.reporting import closing_of
from webmap.updates.saving import Outcome, Result, save
from webmap.updates.words import LEDGERS, PANELS, month_choices, page_texts
from webmap.updates.workbook import views as workbook_views

blueprint = Blueprint("updates", __name__, url_prefix="/updates")
panels.register(blueprint)
handing.register(blueprint)
judging.register(blueprint)
reporting.register(blueprint)
workbook_views.register(blueprint)


@blueprint.get("")
@requires(Permission.UPDATES_READ)
def index() -> ResponseReturnValue:
    """Show the month of the commune that the address names, of the reader's only one, else how far all of them are."""
    unit, month = requested_unit(), requested_month()
    if unit is None:
        own = own_communes(month)
        if own is not None and len(own) == 1:
            unit = own[0]
    if unit is None or unit.level is not UnitLevel.COMMUNE:
        return reporting.overview(unit, month)
    return show_month(of_unit(unit, month))


@blueprint.post("/records/<ledger>")
@requires(Permission.FACT_ENTER)
def record(ledger: str) -> ResponseReturnValue:
    """Take one figure in: the same request again is the same row. Answers a receipt, or what stands in the way."""
    asked = requested(request.form)
    outcome = save(ledger, asked, request.form)
    if wants_json():
        return as_json(ledger, asked, outcome)
    if outcome.result is Result.SAVED and outcome.row is not None:
        flash(gettext("Đã lưu, số phiếu %(number)s.", number=receipt_no(outcome.row)), "success")
        place = f"row-{request.form.get('project_id') or panels.GENERAL}"
        return redirect(url_for("updates.index", **asked.query, _anchor=place), 303)
    if ledger != "progress_report":
        return panels.show_again(ledger, asked, outcome)
    return show_month(asked, outcome)


@blueprint.get("/counts")
@requires(Permission.UPDATES_READ)
def month_counts() -> ResponseReturnValue:
    """Say how far a commune's month is, for a page whose figures were saved since; apart from saving, which is not to wait."""
    asked = requested()
    counts = count_month(unit_month(db.session, asked.unit.id, asked.month))
    due = due_on(asked.month)
    answer: Response = jsonify(
        tasks=render_template("updates/tasks.html", counts=counts, due=due, is_late=today() > due),
        counts={"to_submit": number(counts.to_submit), "to_judge": number(counts.to_judge)},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/session")
@requires(Permission.UPDATES_READ)
def session_state() -> ResponseReturnValue:
    """Say whose session this is and what its forms carry, for pages that have been open for long."""
    answer: Response = jsonify(account=current_user.account_id, csrf=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def show_month(asked: Asked, outcome: Outcome | None = None) -> ResponseReturnValue:
    """Show every project of a commune's month; `outcome` is what came of a try that was not saved."""
    month = unit_month(db.session, asked.unit.id, asked.month)
    note_open_rows(asked.unit.id, month.open_rows, more=foreign_reports(month.rows, current_user.account_id))
    tried = outcome.typed.get("project_id") if outcome else None
    lines = [line_of(row, outcome if str(row.project_id) == tried else None) for row in month.rows]
    closing = closing_of(asked.unit, asked.month)
    months = overdue_months(asked.month, today=today())
    overdue = overdue_reports(db.session, asked.unit.id, asked.month, overdue=months)
    page = render_template(
        "updates/month.html",
        asked=asked,
        lines=lines,
        general=month,
        counts=count_month(month),
        months=month_choices(asked.month, today()),
        causes=list(DelayCause),
        is_supplement=Supplements(db.session, facts_of_month(month, asked.unit.id)).has,
        closing=closing if closing and closing.is_closed else None,
        due=due_on(asked.month),
        is_late=today() > due_on(asked.month),
        overdue=overdue,
        late_months={each.project_id: each.months for each in overdue.projects},
        limit_words=limit_words,
        differences=differences("progress_report", outcome) if outcome and outcome.row else [],
        may_write=asked.may_write("progress_report"),
        may_give=asked.may_write("contribution"),
        panels=PANELS,
        ledger_words=LEDGERS,
        texts=page_texts(),
    )
    return page, outcome.status if outcome else 200
