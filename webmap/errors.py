"""Refusals and failures, in the reader's language: what happened, what to do, and the request's number."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from gis.domain.errors import DomainError, NotFoundError, StaleVersionError
from webmap.database import db
from webmap.logs import log, request_id, shown_path
from webmap.navigation import own_address
from webmap.permissions import MissingRightError
from webmap.rights import missing_right
from webmap.scope import OutOfScopeError, advice

MACHINE_PATHS = ("/api/", "/tiles/", "/ogc/", "/static/")
STATUS_OF: dict[type[Exception], int] = {
    NotFoundError: 404,
    StaleVersionError: 409,
    DomainError: 422,
    OperationalError: 503,
}


class Explanation(NamedTuple):
    """A refusal as a person reads it."""

    title: str
    advice: str


def explain(status: int) -> Explanation:
    """Return what `status` means and what the reader can do about it."""
    texts = {
        400: (gettext("Yêu cầu chưa hợp lệ"), gettext("Kiểm tra lại địa chỉ hoặc bộ lọc rồi thử lại.")),
        401: (gettext("Cần đăng nhập"), gettext("Đăng nhập rồi thử lại.")),
        403: (
            gettext("Bạn chưa được cấp quyền này"),
            gettext("Đăng nhập bằng tài khoản có quyền, hoặc đề nghị quản trị viên cấp quyền."),
        ),
        404: (
            gettext("Không tìm thấy trang"),
            gettext("Địa chỉ có thể đã đổi hoặc gõ nhầm. Tìm dự án theo tên, mã hoặc xã."),
        ),
        405: (gettext("Trang này không nhận thao tác đó"), gettext("Quay lại trang trước rồi thử lại.")),
        409: (
            gettext("Dữ liệu vừa được người khác sửa"),
            gettext("Tải lại trang để xem bản mới nhất, rồi nhập lại phần của bạn."),
        ),
        413: (gettext("Tệp quá lớn"), gettext("Chia tệp thành nhiều phần nhỏ hơn rồi gửi lại.")),
        422: (gettext("Dữ liệu chưa hợp lệ"), gettext("Xem lại các trường được nêu rồi gửi lại.")),
        429: (gettext("Quá nhiều lần thử"), gettext("Chờ một phút rồi thử lại.")),
        503: (
            gettext("Hệ thống tạm ngừng phục vụ"),
            gettext("Cơ sở dữ liệu chưa sẵn sàng. Thử lại sau vài phút; dữ liệu đã lưu không mất."),
        ),
    }
    failure = (
        gettext("Hệ thống gặp lỗi"),
        gettext("Lỗi đã được ghi lại. Thử lại sau ít phút; nếu còn lỗi, gửi mã yêu cầu cho quản trị viên."),
    )
    return Explanation(*texts.get(status, failure if status >= 500 else texts[400]))


def _wants_json() -> bool:
    """Return whether a program asked rather than a person."""
    if request.path.startswith(MACHINE_PATHS):
        return True
    accepts = request.accept_mimetypes
    return accepts.best_match(["text/html", "application/json"]) == "application/json"


def error_response(status: int, explanation: Explanation, **members: object) -> Response:
    """Return `explanation` as problem+json (RFC 9457, with further `members`) for programs, as a page for people."""
    if _wants_json():
        problem = {
            "type": "about:blank",
            "title": explanation.title,
            "status": status,
            "detail": explanation.advice,
            "request_id": request_id(),
        } | members
        return Response(orjson.dumps(problem), status, content_type="application/problem+json")
    return Response(_error_page(status, explanation), status, content_type="text/html; charset=utf-8")


def _error_page(status: int, explanation: Explanation) -> str:
    """Render the page; where the database is away, without what the frame would read from it."""
    values: dict[str, Any] = {"status": status, "explanation": explanation, "request_id": request_id()}
    g.is_error_page = status >= 500
    try:
        db.session.rollback()
        return render_template("errors/error.html", **values)
    except OperationalError:
        g.is_error_page = True
        return render_template("errors/error.html", **values)


def _on_http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer a refusal; without an account lead to the login page and back."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    if status == 401 and not _wants_json():
        flash(gettext("Đăng nhập để tiếp tục."), "info")
        return redirect(url_for("accounts.login", next=_address_to_come_back_to()))
    answer = error_response(status, explain(status))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def _address_to_come_back_to() -> str:
    """Return this page's address; for a form that was sent, that of the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return own_address()
    page = urlsplit(request.referrer or "")
    if page.netloc != request.host or not page.path:
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path


def _on_foreign(error: OutOfScopeError) -> ResponseReturnValue:
    """Name the reader's own units to somebody who reached for another's."""
    return error_response(403, Explanation(gettext("Ngoài phạm vi bạn phụ trách"), advice(error)))


def _on_missing_right(error: MissingRightError) -> ResponseReturnValue:
    """Say which right is missing and who gives it."""
    return error_response(403, Explanation(explain(403).title, missing_right(error.permission)))


def _on_refused_statement(error: ProgrammingError) -> ResponseReturnValue:
    """Answer what the database itself refused as a missing right; every other fault of a statement is a failure."""
    if not isinstance(error.orig, InsufficientPrivilege):
        raise error
    log.error("refused by the database", id=request_id(), path=shown_path(), error=str(error.orig))
    return error_response(403, explain(403))


def _on_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """Say that the form grew too old, which is what nearly always happened."""
    title = gettext("Biểu mẫu đã hết hạn")
    return error_response(400, Explanation(title, gettext("Tải lại trang rồi gửi lại biểu mẫu.")))


def _on_refusal(error: Exception) -> ResponseReturnValue:
    """Answer an exception of the core by the one table of statuses."""
    status = next(code for kind, code in STATUS_OF.items() if isinstance(error, kind))
    if status >= 500:
        log.error("unavailable", id=request_id(), error=type(error).__name__)
    members = {"code": error.code, "field": error.field} if isinstance(error, DomainError) else {}
    return error_response(status, explain(status), **members)


def _on_failure(error: Exception) -> ResponseReturnValue:
    """Log what nobody foresaw, with its traceback, and say so without details."""
    log.error("failure", id=request_id(), path=shown_path(), cause=error)
    return error_response(500, explain(500))


def _refuse_unreadable_path() -> None:
    """Answer 404 to a path with a zero byte, which no name has and the database refuses."""
    if "\0" in request.path:
        abort(404)


def init_app(app: Flask) -> None:
    """Answer every refusal and failure in one way."""
    app.before_request(_refuse_unreadable_path)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(OutOfScopeError, _on_foreign)
    app.register_error_handler(MissingRightError, _on_missing_right)
    app.register_error_handler(ProgrammingError, _on_refused_statement)
    for kind in STATUS_OF:
        app.register_error_handler(kind, _on_refusal)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _on_failure)
