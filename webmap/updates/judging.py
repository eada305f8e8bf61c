"""Handing a month in, and judging what was handed in: accepted, or returned with a remark."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.ledgers.catalogue import CellKind, sheet_of
from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.domain.months import last_day
from gis.domain.roles import Permission
from gis.operations.review import MODELS, RowKey, accept, give_back, submit
from gis.queries.open_rows import OpenRow, open_rows
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.permissions import requires
from webmap.updates.asked import Asked, reaches, requested
from webmap.updates.findings import kept_warning
from webmap.updates.reading import label_of
from webmap.updates.words import LEDGERS, cell_words, page_texts

MOST_ROWS: Final = 5_000
_DIGITS: Final = 18
_CUMULATIVE: Final = (CellKind.PERCENT, CellKind.DECIMAL, CellKind.INTEGER, CellKind.MONEY)
"""What is held against the month before; words of another month say nothing about these."""
_HIDDEN: Final = frozenset({"effective_date", "unit_id", "entry_key"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that waits: its fields as (name, before, after), the warnings it was written with, its key in forms."""

    row: OpenRow
    key: str
    changes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]


def register(blueprint: Blueprint) -> None:
    """Add the routes of handing in and judging."""
    blueprint.add_url_rule("/submit", endpoint="handing_in", view_func=show_submission)
    blueprint.add_url_rule("/submit", endpoint="hand_in", view_func=hand_in, methods=["POST"])
    blueprint.add_url_rule("/review", endpoint="review", view_func=show_review)
    blueprint.add_url_rule("/review", endpoint="judge", view_func=judge, methods=["POST"])


@requires(Permission.FACT_SUBMIT)
def show_submission() -> ResponseReturnValue:
    """Show the drafts of a commune's month as its leader hands them in."""
    asked = _with(Permission.FACT_SUBMIT, requested())
    return _page("updates/submit.html", asked, (ReviewState.DRAFT, ReviewState.RETURNED))


@requires(Permission.FACT_SUBMIT)
def hand_in() -> ResponseReturnValue:
    """Hand in the rows that the page showed; none that was rewritten since."""
    asked = _with(Permission.FACT_SUBMIT, requested(request.form))
    rows = _chosen(asked, ReviewState.DRAFT, ReviewState.SUBMITTED)
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


@requires(Permission.FACT_REVIEW)
def show_review() -> ResponseReturnValue:
    """Show what a commune handed in, by project, before and after, with the warnings it was written with."""
    asked = _with(Permission.FACT_REVIEW, requested())
    return _page("updates/review.html", asked, (ReviewState.SUBMITTED,))


@requires(Permission.FACT_REVIEW)
def judge() -> ResponseReturnValue:
    """Accept or return the chosen rows."""
    asked = _with(Permission.FACT_REVIEW, requested(request.form))
    rows, remark = _chosen(asked, ReviewState.SUBMITTED), (request.form.get("remark") or "").strip()
    verdict = request.form.get("verdict")
    if verdict not in ("accept", "return"):
        abort(422)
    is_return = verdict == "return"
    if rows and is_return and not remark:
        flash(gettext("Nêu rõ cần sửa gì thì mới trả lại được."), "error")
        return _page("updates/review.html", asked, (ReviewState.SUBMITTED,)), 422
    flash(*_judged(rows, remark, is_return=is_return))
    return redirect(url_for("updates.review", **asked.query), 303)


def _judged(rows: list[RowKey] | None, remark: str, *, is_return: bool) -> tuple[str, str]:
    """Move the rows and commit; return what to say about it and how much it weighs."""
    if rows is not None and not rows:
        return gettext("Chưa chọn số liệu nào."), "warning"
    try:
        if rows is None:
            raise DomainError("rows_moved")
        if is_return:
            count = give_back(db.session, rows, current_actor(), as_of=today(), remark=remark)
            message = gettext("Đã trả lại %(n)s số liệu.", n=count)
        else:
            count = accept(db.session, rows, current_actor(), as_of=today(), remark=remark or None)
            message = gettext("Đã duyệt %(n)s số liệu.", n=count)
        db.session.commit()
    except DomainError:
        db.session.rollback()
        return gettext("Có số liệu vừa được người khác xử lý. Xem lại danh sách."), "warning"
    return message, "success"


def _with(permission: Permission, asked: Asked) -> Asked:
    if not reaches(permission, asked.unit.id):
        abort(403)
    return asked


def _page(template: str, asked: Asked, states: tuple[ReviewState, ...]) -> str:
    rows = open_rows(db.session, [asked.unit.id], until=last_day(asked.month), states=states)
    shown = [_shown(row) for row in rows]
    projects: dict[int | None, list[Shown]] = {}
    for each in shown:
        projects.setdefault(each.row.project_id, []).append(each)
    return render_template(
        template,
        asked=asked,
        projects=list(projects.values()),
        rows=shown,
        chosen=set(request.form.getlist("rows")),
        remark=request.form.get("remark", ""),
        ledger_words=LEDGERS,
        texts=page_texts(),
    )


def _shown(row: OpenRow) -> Shown:
    warnings = tuple(kept_warning(row.ledger, each) for each in row.warnings)
    return Shown(row, f"{row.ledger}:{row.id}", tuple(_changes(row)), warnings)


def _changes(row: OpenRow) -> Iterable[tuple[str, str, str]]:
    """Yield the fields that a row states, with what they were before."""
    for column in sheet_of(row.ledger).columns:
        if column.field in _HIDDEN or column.field not in row.stated:
            continue
        after = cell_words(row.stated[column.field], column.kind)
        is_compared = row.is_correction or column.kind in _CUMULATIVE
        before = cell_words((row.before or {}).get(column.field), column.kind) if is_compared else ""
        if after or (before and row.is_correction):
            yield label_of(column), before, after


def _chosen(asked: Asked, *states: ReviewState) -> list[RowKey] | None:
    """Return the rows that the form names, None where one of them is not, or no more, among those of the month.

    So a forged key moves nothing, and nothing is judged that was rewritten since the page was shown.
    """
    named = set()
    for text in request.form.getlist("rows")[:MOST_ROWS]:
        ledger, _, number = text.partition(":")
        if ledger not in MODELS or not number.isascii() or not number.isdecimal() or len(number) > _DIGITS:
            return None
        named.add(RowKey(ledger, int(number)))
    if not named:
        return []
    waiting = open_rows(db.session, [asked.unit.id], until=last_day(asked.month), states=states)
    known = {RowKey(row.ledger, row.id) for row in waiting}
    return sorted(named) if named <= known else None
