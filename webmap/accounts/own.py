"""The own account: who I am here, my open sessions, my password."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from gis.domain.roles import Permission, needs_second_factor
from gis.models import Account, AccountSession
from gis.operations.accounts import change_password, end_sessions
from gis.operations.audit import record
from gis.operations.sessions import end_session
from gis.queries.accounts import account_by_id
from gis.queries.people import open_sessions, recovery_codes_left, roles_of
from webmap.accounts.agents import describe_agent
from webmap.accounts.blueprint import REFUSED, blueprint
from webmap.accounts.forms import PasswordForm
from webmap.accounts.passwords import hash_password
from webmap.accounts.people import current_actor, load
from webmap.accounts.steps import checked_password, locked, safe_address
from webmap.clock import now, today
from webmap.database import db
from webmap.permissions import requires
from webmap.security import LOGIN_LIMIT, limiter


@blueprint.get("/me")
@requires(Permission.ACCOUNT_OWN)
def me() -> ResponseReturnValue:
    """Show the account, its roles, how it is guarded, and where it is signed in."""
    account = own_account()
    return render_template(
        "accounts/me.html",
        account=account,
        roles=roles_of(db.session, [account.id]).get(account.id, []),
        codes_left=recovery_codes_left(db.session, account.id),
        sessions=open_sessions(db.session, account.id, now=now()),
        describe_agent=describe_agent,
        today=today(),
        needs_code=needs_second_factor(current_user.roles),
    )


@blueprint.post("/sessions/<int:number>/end")
@requires(Permission.ACCOUNT_OWN)
def end_one(number: int) -> ResponseReturnValue:
    """End one of the own sessions; 404 for anybody else's."""
    opened = db.session.get(AccountSession, number) if number < 2**62 else None
    if opened is None or opened.account_id != current_user.account_id:
        abort(404)
    end_session(db.session, current_actor(), opened, now=now())
    db.session.commit()
    flash(gettext("Đã kết thúc phiên đăng nhập."), "success")
    return redirect(url_for("accounts.me"))


@blueprint.post("/sessions/end")
@requires(Permission.ACCOUNT_OWN)
def end_others() -> ResponseReturnValue:
    """End all own sessions but this one."""
    count = end_sessions(
        db.session, current_user.account_id, now=now(), kept_session_id=current_user.session_id
    )
    after = {"session_count": count}
    record(
        db.session,
        current_actor(),
        action="end_sessions",
        subject="account",
        subject_id=current_user.account_id,
        after=after,
    )
    db.session.commit()
    flash(gettext("Đã kết thúc %(count)s phiên khác.", count=count), "success")
    return redirect(url_for("accounts.me"))


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def password() -> ResponseReturnValue:
    """Change the own password; other sessions end."""
    form = PasswordForm(next=request.args.get("next", ""))
    form.owner = current_user.login
    if not form.validate_on_submit():
        return _password_page(form), REFUSED if form.errors else 200
    account = own_account(for_update=True)
    if not confirmed(account, form):
        return _password_page(form), REFUSED
    if form.new_password.data == form.current_password.data:
        form.new_password.errors = [gettext("Mật khẩu mới phải khác mật khẩu hiện nay.")]
        return _password_page(form), REFUSED
    change_password(
        db.session,
        current_actor(),
        account,
        password_hash=hash_password(form.new_password.data),
        now=now(),
        kept_session_id=current_user.session_id,
    )
    db.session.commit()
    flash(gettext("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."), "success")
    return redirect(onward(form.next.data))


def own_account(*, for_update: bool = False) -> Account:
    """Return the reader's account; it is there, for its session is open."""
    account = account_by_id(db.session, current_user.account_id, for_update=for_update)
    if account is None:
        abort(401)
    return account


def confirmed(account: Account, form: PasswordForm) -> bool:
    """Check the form's current password; on a wrong one count it, commit and say so beside the field."""
    if checked_password(account, form.current_password.data) is not None:
        return True
    db.session.commit()
    is_locked = locked(account)
    form.current_password.errors = [
        gettext("Tài khoản tạm khóa 15 phút vì nhập sai nhiều lần. Thử lại sau.")
        if is_locked
        else gettext("Mật khẩu hiện nay chưa đúng.")
    ]
    return False


def onward(wanted: str | None) -> str:
    """Return where to go once a first step is done: to the next one, to where the reader wanted, or to the account."""
    reader = load(current_user.token)
    if reader is not None and reader.first_step is not None:
        return url_for(reader.first_step, next=wanted or None)
    return safe_address(wanted) if wanted else url_for("accounts.me")


def _password_page(form: PasswordForm) -> str:
    is_first = current_user.first_step == "accounts.password"
    return render_template("accounts/password.html", form=form, is_first=is_first)
