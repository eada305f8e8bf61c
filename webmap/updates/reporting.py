"""Who has not reported: for every level, with lists to remind by; months are closed and opened again here."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.errors import DomainError
from gis.domain.months import Closing, due_on, last_day, overdue_months, state_of
from gis.domain.roles import Permission
from gis.domain.units import UnitLevel
from gis.operations.periods import close_month, reopen_month
from gis.queries.periods import closings, with_all_above
from gis.queries.reporting import UnitReporting, reporting_below, reporting_of
from gis.queries.units import UnitRow
from gis.queries.waiting import Overdue, OverdueLine, Waiting, overdue_lines, overdue_reports, waiting_of
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.formatting import number
from webmap.indicators.words import month_text, month_value
from webmap.memory import remembered
from webmap.permissions import requires
from webmap.receipts import note_received
from webmap.request_filters import FilterError
from webmap.security import HEAVY_LIMIT, limiter
from webmap.updates import reminders
from webmap.updates.asked import (
    own_communes,
    reach,
    reaches,
    requested_month,
    requested_unit,
)
from webmap.updates.words import month_choices, page_texts

MOST_ASKED: Final = 20_000
"""Projects of more than these are neither gone through for missing months nor put into one file: each unit's own are."""


def register(blueprint: Blueprint) -> None:
    """Add the routes."""
    blueprint.add_url_rule("/units", view_func=show_overview)
    blueprint.add_url_rule("/missing", view_func=missing)
    blueprint.add_url_rule("/missing.csv", view_func=missing_table)
    blueprint.add_url_rule("/periods", view_func=set_period, methods=["POST"])


def overview(unit: UnitRow | None, month: date) -> ResponseReturnValue:
    """Show how far the reader's communes, or the units below one, are with a month."""
    return _page("updates/overview.html", unit, month, has_reminders=False)


@requires(Permission.UPDATES_READ)
def show_overview() -> ResponseReturnValue:
    """Show how far all of the reader's communes, or the units below one, are."""
    return overview(requested_unit(), requested_month())


@requires(Permission.UPDATES_READ)
def missing() -> ResponseReturnValue:
    """Show which units have not reported, with the lists to remind them by."""
    unit, month = requested_unit(), requested_month()
    return _page("updates/missing.html", unit, month, has_reminders=True)


@requires(Permission.UPDATES_READ)
@limiter.limit(HEAVY_LIMIT)
def missing_table() -> ResponseReturnValue:
    """Send the projects that are missing as a table for a spreadsheet; FilterError where they are too many for one."""
    unit, month = requested_unit(), requested_month()
    rows = _rows(unit, month)
    owed_count = sum(row.owed_count for row in rows)
    if owed_count > MOST_ASKED:
        raise FilterError("too_many_silent", value=number(owed_count), limit=number(MOST_ASKED))
    return reminders.table(rows, month, earlier=_earlier(rows, month))


@requires(Permission.PERIOD_CLOSE)
def set_period() -> ResponseReturnValue:
    """Close a month for a unit and all below it, or open it again with a reason."""
    unit, month = requested_unit(request.form), requested_month(request.form)
    unit_id = unit.id if unit else None
    held = reach(Permission.PERIOD_CLOSE)
    if held is not None and (unit_id is None or unit_id not in held):
        abort(403)
    remark = (request.form.get("remark") or "").strip()
    try:
        if request.form.get("action") == "close":
            close_month(
                db.session, month, current_actor(), unit_id=unit_id, as_of=today(), remark=remark or None
            )
            message = gettext("Đã khóa sổ tháng %(month)s.", month=month_text(month))
        else:
            reopen_month(db.session, month, current_actor(), unit_id=unit_id, remark=remark)
            message = gettext("Đã mở lại sổ tháng %(month)s.", month=month_text(month))
        db.session.commit()
        note_received(request.form)
        flash(message, "success")
    except DomainError as error:
        db.session.rollback()
        flash(_explained(error), "error")
    return redirect(url_for("updates.missing", month=month_value(month), unit=unit_id), 303)


def _page(template: str, unit: UnitRow | None, month: date, *, has_reminders: bool) -> ResponseReturnValue:
    rows = _rows(unit, month)
    months = overdue_months(month, today=today())
    has_overdue = sum(row.asked_count for row in rows) <= MOST_ASKED
    waiting = waiting_of(
        db.session, [row.unit_id for row in rows], month, overdue=months if has_overdue else ()
    )
    closing = closing_of(unit, month)
    return render_template(
        template,
        unit=unit,
        month=month,
        months=month_choices(month, today()),
        rows=rows,
        waiting=waiting,
        has_overdue=has_overdue,
        whole=_whole(rows, waiting),
        overdue=_overdue(unit, month, months),
        most_listed=MOST_ASKED,
        reminders=reminders.reminders(rows, month, waiting) if has_reminders else [],
        due=due_on(month),
        is_late=today() > due_on(month),
        is_over=today() > last_day(month),
        closing=closing,
        may_close=_may_close(unit),
        is_commune=lambda each: each.level is UnitLevel.COMMUNE,
        texts=page_texts(),
    )


def _rows(unit: UnitRow | None, month: date) -> list[UnitReporting]:
    if unit is not None and unit.level is UnitLevel.COMMUNE:
        return reporting_of(db.session, [unit.id], month)
    if unit is not None:
        return reporting_below(db.session, unit.id, month)
    own = own_communes(month)
    if own is None:
        rows = reporting_below(db.session, None, month)
        while len(rows) == 1 and rows[0].level is not UnitLevel.COMMUNE:
            rows = reporting_below(db.session, rows[0].unit_id, month)  # a list of one says nothing
        return rows
    return reporting_of(db.session, [each.id for each in own], month)


def _earlier(rows: list[UnitReporting], month: date) -> list[OverdueLine] | None:
    """Return the projects that lack earlier months; None where too many would have to be gone through."""
    if sum(row.asked_count for row in rows) > MOST_ASKED:
        return None
    unit_ids = [row.unit_id for row in rows]
    return overdue_lines(db.session, unit_ids, month, overdue=overdue_months(month, today=today()))


def _overdue(unit: UnitRow | None, month: date, months: list[date]) -> Overdue | None:
    """Return the projects with missing reports of earlier months where the page is of one commune."""
    if unit is None or unit.level is not UnitLevel.COMMUNE:
        return None
    return overdue_reports(db.session, unit.id, month, overdue=months)


def _whole(rows: list[UnitReporting], waiting: Mapping[int, Waiting]) -> dict[str, int]:
    names = (
        "asked_count",
        "missing_count",
        "draft_count",
        "returned_count",
        "submitted_count",
        "accepted_count",
    )
    found = {name: sum(getattr(row, name) for row in rows) for name in names}
    silent = [row for row in rows if row.asked_count and not row.reported_count]
    return found | {
        "unit_count": len(rows),
        "silent_count": len(silent),
        "late_count": sum(each.missing_count for each in waiting.values()),
    }


def closing_of(unit: UnitRow | None, month: date) -> Closing | None:
    """Return the newest closing or opening of a month that holds for a unit, for all units without one."""
    known = [each for each in remembered("closings", lambda: closings(db.session)) if each.month == month]
    above = with_all_above(db.session, [unit.id]) if unit and known else frozenset()
    return state_of(known, above)


def _may_close(unit: UnitRow | None) -> bool:
    if unit is not None:
        return reaches(Permission.PERIOD_CLOSE, unit.id)
    return reach(Permission.PERIOD_CLOSE) is None


def _explained(error: DomainError) -> str:
    texts = {
        "month_not_over": gettext("Tháng chưa hết nên chưa khóa sổ được."),
        "remark_missing": gettext("Nêu lý do mở lại sổ."),
    }
    return str(texts.get(error.code, gettext("Chưa ghi được. Thử lại.")))
