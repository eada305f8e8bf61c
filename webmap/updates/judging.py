"""Judging what a unit handed in: accepted, or returned with a remark."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import Permission
from gis.operations.review import RowKey, accept, give_back
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.permissions import requires
from webmap.receipts import note_received
from webmap.updates.asked import Asked, requested
from webmap.updates.waiting import chosen_rows, page_of_rows, sent_again, with_right


def register(blueprint: Blueprint) -> None:
    """Add the routes of judging."""
    blueprint.add_url_rule("/review", endpoint="review", view_func=show_review)
    blueprint.add_url_rule("/review", endpoint="judge", view_func=judge, methods=["POST"])


@requires(Permission.FACT_REVIEW)
def show_review() -> ResponseReturnValue:
    """Show what a commune handed in, by project, before and after, with the warnings it was written with."""
    return _page(with_right(Permission.FACT_REVIEW, requested()))


@requires(Permission.FACT_REVIEW)
def judge() -> ResponseReturnValue:
    """Accept or return the chosen rows."""
    asked = with_right(Permission.FACT_REVIEW, requested(request.form))
    rows, remark = chosen_rows(asked, ReviewState.SUBMITTED), (request.form.get("remark") or "").strip()
    verdict = request.form.get("verdict")
    if verdict not in ("accept", "return"):
        abort(422)
    is_return = verdict == "return"
    if rows and is_return and not remark:
        flash(gettext("Nêu rõ cần sửa gì thì mới trả lại được."), "error")
        return _page(asked), 422
    try:
        words, weight = _judged(rows, remark, is_return=is_return)
        flash(words, weight)
        if weight == "success":
            note_received(request.form)
    except DomainError as error:
        db.session.rollback()
        if error.code == "own_rows":
            flash(_own_rows(error), "error")
            return _page(asked), 422
        flash(gettext("Có số liệu vừa được người khác xử lý. Xem lại danh sách."), "warning")
    return redirect(url_for("updates.review", **asked.query), 303)


def _judged(rows: list[RowKey] | None, remark: str, *, is_return: bool) -> tuple[str, str]:
    """Move the rows and commit; return what to say about it and how much it weighs."""
    if rows is None:
        count = sent_again(ReviewState.RETURNED if is_return else ReviewState.ACCEPTED, remark)
        if not count:
            raise DomainError("rows_moved")
    elif not rows:
        return gettext("Chưa chọn số liệu nào."), "warning"
    elif is_return:
        count = give_back(db.session, rows, current_actor(), as_of=today(), remark=remark)
    else:
        count = accept(db.session, rows, current_actor(), as_of=today(), remark=remark or None)
    db.session.commit()
    if is_return:
        return gettext("Đã trả lại %(n)s số liệu.", n=count), "success"
    return gettext("Đã duyệt %(n)s số liệu.", n=count), "success"


def _own_rows(error: DomainError) -> str:
    return str(
        gettext(
            "Chưa duyệt số nào: %(n)s số liệu đã chọn do chính bạn ghi, phải để người khác duyệt. Bỏ chọn rồi duyệt lại.",
            n=error.params["count"],
        )
    )


def _page(asked: Asked) -> str:
    return page_of_rows("updates/review.html", asked, (ReviewState.SUBMITTED,))
