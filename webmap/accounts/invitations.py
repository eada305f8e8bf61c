"""Taking up an invitation: choosing the password of an account by a link that works once."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis.operations.audit import Actor
from gis.operations.invitations import take_up
from gis.queries.people import invitation_by_token
from webmap.accounts.blueprint import REFUSED, blueprint
from webmap.accounts.forms import NewPasswordForm
from webmap.accounts.passwords import hash_password
from webmap.accounts.proofs import prove_invitation
from webmap.accounts.tokens import digest
from webmap.clock import now
from webmap.database import db
from webmap.logs import request_id
from webmap.permissions import public
from webmap.security import LOGIN_LIMIT, limiter

GONE = 410


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
@limiter.limit(LOGIN_LIMIT, methods=["POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Let the reader choose a password; a link that was used, replaced or grew too old says so."""
    form = NewPasswordForm()
    prove_invitation(token)
    found = invitation_by_token(db.session, digest(token), now=now(), for_update=form.is_submitted())
    if found is None:
        return render_template("accounts/invitation_gone.html"), GONE
    invited, account = found
    form.owner = account.login
    if not form.validate_on_submit():
        page = render_template("accounts/invitation.html", form=form, account=account, invitation=invited)
        return page, REFUSED if form.errors else 200
    actor = Actor(account.display_name, account.id, request_id())
    password_hash = hash_password(form.new_password.data)
    take_up(db.session, actor, invited, account, password_hash=password_hash, now=now())
    db.session.commit()
    flash(gettext("Đã đặt mật khẩu. Đăng nhập bằng tên đăng nhập %(login)s.", login=account.login), "success")
    return redirect(url_for("accounts.login"))
