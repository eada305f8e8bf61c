"""Handing a month in, and taking back what nobody judged yet."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Permission
from gis.operations.review import RowKey, recall, submit
from gis.queries.updates import unit_month
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.permissions import requires
from webmap.receipts import note_received
from webmap.updates.asked import Asked, requested
from webmap.updates.counting import left_out
from webmap.updates.waiting import chosen_rows, page_of_rows, sent_again, with_right

_SHOWN = (ReviewState.DRAFT, ReviewState.RETURNED, ReviewState.SUBMITTED)


def register(blueprint: Blueprint) -> None:
    """Add the routes of handing in."""
    blueprint.add_url_rule("/submit", endpoint="handing_in", view_func=show_submission)
    blueprint.add_url_rule("/submit", endpoint="hand_in", view_func=hand_in, methods=["POST"])
    blueprint.add_url_rule("/recall", endpoint="take_back", view_func=take_back, methods=["POST"])


@requires(Permission.FACT_SUBMIT)
def show_submission() -> ResponseReturnValue:
    """Show the drafts of a commune's month as its leader hands them in, and what waits for the reviewer."""
    return _page(with_right(Permission.FACT_SUBMIT, requested()))


@requires(Permission.FACT_SUBMIT)
def hand_in() -> ResponseReturnValue:
    """Hand in the rows that the page showed; none that was rewritten since."""
    asked = with_right(Permission.FACT_SUBMIT, requested(request.form))
    rows = chosen_rows(asked, ReviewState.DRAFT, ReviewState.SUBMITTED)
    try:
        if rows is None:
            raise DomainError("rows_moved")
        count = submit(db.session, rows, current_actor(), as_of=today())
        db.session.commit()
    except DomainError:
        db.session.rollback()
        flash(gettext("Có số liệu vừa được sửa sau khi trang mở. Xem lại rồi gửi."), "warning")
        return redirect(url_for("updates.handing_in", **asked.query), 303)
    if count:
        flash(gettext("Đã gửi %(n)s số liệu, chờ duyệt.", n=count), "success")
    else:
        flash(gettext("Không có số liệu mới để gửi."), "info")
    return redirect(url_for("updates.index", **asked.query), 303)


@requires(Permission.FACT_SUBMIT)
def take_back() -> ResponseReturnValue:
    """Take the chosen rows that wait for the reviewer back to drafts, with the reason."""
    asked = with_right(Permission.FACT_SUBMIT, requested(request.form))
    remark = (request.form.get("remark") or "").strip()
    rows = chosen_rows(asked, ReviewState.SUBMITTED)
    if rows and not remark:
        flash(gettext("Nêu lý do thì mới rút lại được."), "error")
        return _page(asked), 422
    flash(*_taken_back(rows, remark))
    return redirect(url_for("updates.handing_in", **asked.query), 303)


def _page(asked: Asked) -> str:
    month = unit_month(db.session, asked.unit.id, asked.month)
    return page_of_rows("updates/submit.html", asked, _SHOWN, left_out=left_out(month))


def _taken_back(rows: list[RowKey] | None, remark: str) -> tuple[str, str]:
    if rows is not None and not rows:
        return gettext("Chưa chọn số liệu nào."), "warning"
    try:
        if rows is None:
            count = sent_again(ReviewState.DRAFT, remark)
            if not count:
                raise DomainError("rows_moved")
        else:
            count = recall(db.session, rows, current_actor(), as_of=today(), remark=remark)
        db.session.commit()
    except DomainError:
        db.session.rollback()
        return gettext("Người duyệt vừa xử lý số liệu này, không rút lại được nữa."), "warning"
    note_received(request.form)
    return gettext("Đã rút lại %(n)s số liệu về nháp.", n=count), "success"
