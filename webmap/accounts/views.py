"""Signing in, by password and by code, and out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from gis.domain.roles import Permission
from gis.models import Account, AccountSession
from gis.operations.accounts import note_failure
from gis.operations.audit import Actor
from gis.operations.second_factor import use_recovery_code
from gis.operations.sessions import end_session
from gis.queries.accounts import account_by_login
from gis.queries.people import recovery_codes_left
from webmap.accounts import invitations, own, second_factor
from webmap.accounts.blueprint import REFUSED, blueprint
from webmap.accounts.forms import CodeForm, LoginForm
from webmap.accounts.passwords import recovery_hash
from webmap.accounts.people import current_actor
from webmap.accounts.steps import (
    checked_password,
    half_signed_in,
    locked,
    next_step,
    remember_half,
    sign_in,
)
from webmap.accounts.totp import matched_step, unseal
from webmap.clock import now
from webmap.database import db
from webmap.logs import request_id
from webmap.navigation import home_address
from webmap.permissions import public, requires
from webmap.security import LOGIN_LIMIT, limiter

__all__ = ["blueprint", "invitations", "own", "second_factor"]

FEW_CODES = 3


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def login() -> ResponseReturnValue:
    """Show the form; take login and password, and lead on: to the code, or back to where the reader came from."""
    form = LoginForm(next=request.args.get("next", ""))
    if current_user.is_authenticated:
        return redirect(next_step(form.next.data))
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form), REFUSED if form.errors else 200
    account = account_by_login(db.session, form.login.data, for_update=True)
    ticket = checked_password(account, form.password.data)
    if account is None or ticket is None:
        db.session.commit()
        form.login.errors = [
            gettext(
                "Tên đăng nhập hoặc mật khẩu chưa đúng. Sau 5 lần sai liên tiếp, tài khoản tạm khóa 15 phút."
            )
        ]
        return render_template("accounts/login.html", form=form), REFUSED
    if account.totp_confirmed_at is not None:
        remember_half(ticket)
        db.session.commit()
        return redirect(url_for("accounts.code", next=form.next.data or None))
    sign_in(account, second_factor=False)
    db.session.commit()
    return redirect(next_step(form.next.data))


@blueprint.route("/login/code", methods=["GET", "POST"])
@public
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def code() -> ResponseReturnValue:
    """Ask for the code of the device, or a recovery code; only after the right password."""
    form = CodeForm(next=request.args.get("next", ""))
    account = half_signed_in()
    if account is None:
        flash(gettext("Phiên đăng nhập dở dang đã hết hạn. Đăng nhập lại từ đầu."), "info")
        return redirect(url_for("accounts.login", next=form.next.data or None))
    if not form.validate_on_submit():
        return render_template("accounts/code.html", form=form), REFUSED if form.errors else 200
    if not _take_code(account, form.code.data):
        db.session.commit()
        form.code.errors = [
            gettext(
                "Mã chưa đúng hoặc đã dùng. Chờ mã mới trên thiết bị rồi nhập lại, hoặc dùng mã khôi phục."
            )
        ]
        return render_template("accounts/code.html", form=form), REFUSED
    sign_in(account, second_factor=True)
    _warn_of_few_codes(account)
    db.session.commit()
    return redirect(next_step(form.next.data))


@blueprint.post("/logout")
@requires(Permission.ACCOUNT_OWN)
def logout() -> ResponseReturnValue:
    """End the session and go to the first page."""
    opened = db.session.get(AccountSession, current_user.session_id)
    if opened is not None:
        end_session(db.session, current_actor(), opened, now=now())
        db.session.commit()
    logout_user()
    flash(gettext("Đã đăng xuất."), "success")
    return redirect(home_address())


def _take_code(account: Account, code: str) -> bool:
    """Take a code of the device that was not used before, or use a recovery code up; count a failure. Flushes."""
    if locked(account):
        return False
    if _is_of_device(account, code):
        return True
    actor = Actor(account.display_name, account.id, request_id())
    if use_recovery_code(db.session, actor, account, code_hash=recovery_hash(code), now=now()):
        return True
    note_failure(db.session, account, now=now(), request_id=request_id())
    return False


def _is_of_device(account: Account, code: str) -> bool:
    secret = unseal(account.totp_secret or "")
    if secret is None:
        return False
    step = matched_step(secret, code, at=now(), after_step=account.totp_last_step)
    if step is None:
        return False
    account.totp_last_step = step
    return True


def _warn_of_few_codes(account: Account) -> None:
    left = recovery_codes_left(db.session, account.id)
    if left <= FEW_CODES:
        words = gettext("Còn %(count)s mã khôi phục. Tạo bộ mã mới ở trang Xác thực hai bước.", count=left)
        flash(words, "warning")
