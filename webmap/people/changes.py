"""What an administrator changes about one person: name, the end of a role, the link, sessions, open or closed."""

from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.domain.roles import Permission, Role
from gis.models import AccountSession, RoleAssignment
from gis.operations.accounts import end_sessions, rename, set_active
from gis.operations.audit import record
from gis.operations.grants import end_role
from gis.operations.sessions import end_session
from gis.queries.contents import has_real_projects
from webmap.accounts.people import current_actor
from webmap.clock import now, today
from webmap.database import db
from webmap.people.forms import EndRoleForm, InvitationForm, NameForm
from webmap.people.inviting import is_own, make_link
from webmap.people.page import REFUSED, blueprint, found_account, person_page
from webmap.permissions import requires
from webmap.receipts import note_received


def _back(account_id: int) -> ResponseReturnValue:
    return redirect(url_for("people.show", account_id=account_id))


@blueprint.post("/<int:account_id>/name")
@requires(Permission.ACCOUNT_MANAGE)
def change_name(account_id: int) -> ResponseReturnValue:
    """Change the name that the person is shown by."""
    account, form = found_account(account_id), NameForm()
    if not form.validate_on_submit():
        return person_page(account_id, name_form=form), REFUSED
    rename(db.session, current_actor(), account, display_name=form.display_name.data)
    db.session.commit()
    note_received(request.form)
    flash(gettext("Đã ghi thay đổi."), "success")
    return _back(account_id)


@blueprint.post("/<int:account_id>/roles/<int:number>/end")
@requires(Permission.ACCOUNT_MANAGE)
def end(account_id: int, number: int) -> ResponseReturnValue:
    """Let a role end; the day before today takes it back at once."""
    account, form = found_account(account_id), EndRoleForm()
    held = db.session.get(RoleAssignment, number) if number < 2**62 else None
    if held is None or held.account_id != account.id:
        abort(404)
    if is_own(account) and held.role is Role.ADMINISTRATOR:
        flash(gettext("Không tự thu vai trò quản trị của mình: nhờ quản trị viên khác."), "error")
        return _back(account_id)
    if not form.validate_on_submit() or form.last_day.day is None:
        return person_page(account_id, end_form=form), REFUSED
    last_day = max(form.last_day.day, today() - timedelta(days=1))
    end_role(db.session, current_actor(), held, last_day=last_day, reason=form.reason.data)
    db.session.commit()
    note_received(request.form)
    flash(gettext("Đã ghi ngày kết thúc vai trò."), "success")
    return _back(account_id)


@blueprint.post("/<int:account_id>/invitation")
@requires(Permission.ACCOUNT_MANAGE)
def invite_again(account_id: int) -> ResponseReturnValue:
    """Show a fresh link, once; links of before work no longer."""
    account, form = found_account(account_id), InvitationForm()
    if not form.validate_on_submit() or not account.is_active:
        return person_page(account_id), REFUSED
    link = make_link(account, resets_second_factor=form.resets_second_factor.data)
    db.session.commit()
    return person_page(account_id, link=link)


@blueprint.post("/<int:account_id>/close")
@requires(Permission.ACCOUNT_MANAGE)
def close(account_id: int) -> ResponseReturnValue:
    """Close the account: nobody signs in by it; what it wrote stays."""
    account = found_account(account_id)
    if is_own(account):
        flash(gettext("Không tự khóa tài khoản của mình: nhờ quản trị viên khác."), "error")
        return _back(account_id)
    set_active(db.session, current_actor(), account, is_active=False, now=now())
    db.session.commit()
    flash(gettext("Đã khóa tài khoản và kết thúc mọi phiên đăng nhập."), "success")
    return _back(account_id)


@blueprint.post("/<int:account_id>/open")
@requires(Permission.ACCOUNT_MANAGE)
def reopen(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    account = found_account(account_id)
    if account.is_demo and has_real_projects(db.session):
        flash(
            gettext(
                "Không mở lại tài khoản thử nghiệm: đã có dự án thật. Tạo tài khoản riêng cho người này."
            ),
            "error",
        )
        return _back(account_id)
    set_active(db.session, current_actor(), account, is_active=True, now=now())
    db.session.commit()
    flash(gettext("Đã mở lại tài khoản."), "success")
    return _back(account_id)


@blueprint.post("/<int:account_id>/sessions/end")
@requires(Permission.ACCOUNT_MANAGE)
def end_sessions_of(account_id: int) -> ResponseReturnValue:
    """End every session of the person."""
    account = found_account(account_id)
    count = end_sessions(db.session, account.id, now=now())
    after = {"session_count": count}
    record(
        db.session,
        current_actor(),
        action="end_sessions",
        subject="account",
        subject_id=account.id,
        after=after,
    )
    db.session.commit()
    flash(gettext("Đã kết thúc %(count)s phiên đăng nhập.", count=count), "success")
    return _back(account_id)


@blueprint.post("/<int:account_id>/sessions/<int:number>/end")
@requires(Permission.ACCOUNT_MANAGE)
def end_session_of(account_id: int, number: int) -> ResponseReturnValue:
    """End one session of the person."""
    opened = db.session.get(AccountSession, number) if number < 2**62 else None
    if opened is None or opened.account_id != account_id:
        abort(404)
    end_session(db.session, current_actor(), opened, now=now())
    db.session.commit()
    flash(gettext("Đã kết thúc phiên đăng nhập."), "success")
    return _back(account_id)
