"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from gis.domain.roles import Permission
from gis.domain.sign_in import SignInState, is_locked
from gis.models import AccountSession
from gis.operations.accounts import note_failure, note_success
from gis.operations.audit import Actor
from gis.operations.sessions import end_session
from gis.queries.accounts import account_by_login
from webmap.accounts.forms import LoginForm
from webmap.accounts.passwords import matches
from webmap.accounts.people import current_actor, open_session
from webmap.clock import now
from webmap.database import db
from webmap.logs import request_id
from webmap.navigation import home_address
from webmap.permissions import public, requires
from webmap.security import LOGIN_LIMIT, limiter

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")

REFUSED = 422


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def login() -> ResponseReturnValue:
    """Show the form; take login and password, and lead back to where the reader came from."""
    form = LoginForm(next=request.args.get("next", ""))
    if current_user.is_authenticated:
        return redirect(_safe_address(form.next.data))
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form), REFUSED if form.errors else 200
    if not _sign_in(form.login.data, form.password.data):
        form.login.errors = [
            gettext(
                "Tên đăng nhập hoặc mật khẩu chưa đúng. Sau 5 lần sai liên tiếp, tài khoản tạm khóa 15 phút."
            )
        ]
        return render_template("accounts/login.html", form=form), REFUSED
    return redirect(_safe_address(form.next.data))


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


def _sign_in(login: str, password: str) -> bool:
    """Check the password, count a failure, or open a session; commits either way."""
    account = account_by_login(db.session, login, for_update=True)
    open_account = account is not None and account.is_active
    state = SignInState(account.failed_count, account.locked_until) if account else None
    locked = state is not None and is_locked(state, now())
    right = matches(account.password_hash if account and open_account and not locked else None, password)
    if account is not None and right:
        actor = Actor(account.display_name, account.id, request_id())
        note_success(db.session, actor, account, now=now())
        open_session(account, second_factor=False)
    elif account is not None and open_account and not locked:
        note_failure(db.session, account, now=now())
    db.session.commit()
    return right


def _safe_address(address: str | None) -> str:
    """Return `address` if it is a path of this site, else the first page."""
    if (
        address
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and address.isprintable()
    ):
        return address
    return home_address()
