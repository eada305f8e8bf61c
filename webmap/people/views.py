"""The list of people, one person, and a new one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from gis.domain.roles import Permission, Role
from gis.operations.accounts import create_account
from gis.operations.grants import GrantError, give_role
from gis.queries.accounts import account_by_login
from gis.queries.people import people, roles_of
from gis.queries.people_lists import agencies_to_offer, units_to_offer
from webmap.accounts.people import current_actor
from webmap.clock import today
from webmap.database import db
from webmap.labels import label
from webmap.people import changes, importing
from webmap.people.forms import PersonForm, RoleForm
from webmap.people.inviting import is_own, make_link
from webmap.people.page import REFUSED, blueprint, found_account, person_page
from webmap.people.roles import explain, grant_of
from webmap.permissions import requires
from webmap.receipts import note_received
from webmap.security import HEAVY_LIMIT, limiter

__all__ = ["blueprint", "changes", "importing"]

PAGE_ROWS = 50


@blueprint.get("")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """Show the people, searched by name or login and narrowed to a role."""
    words = request.args.get("q", "")[:100]
    role = next((role for role in Role if role.value == request.args.get("role")), None)
    found = people(db.session, words=words, role=role, as_of=today())
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return render_template(
        "people/index.html",
        people=shown,
        total=len(found),
        page=page,
        pages=pages,
        words=words,
        role=role,
        roles=roles_of(db.session, [row.id for row in shown]),
        choices=[(each.value, label(each)) for each in Role],
        today=today(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
@limiter.limit(HEAVY_LIMIT, methods=["POST"])
def new() -> ResponseReturnValue:
    """Make an account with a first role; its owner chooses the password by the link shown next."""
    form = PersonForm(valid_from=today().isoformat())
    form.offer()
    if not form.validate_on_submit():
        return _new_page(form), REFUSED if form.errors else 200
    if account_by_login(db.session, form.login.data) is not None:
        return _login_taken(form)
    grant = grant_of(form)
    if grant is None:
        return _new_page(form), REFUSED
    try:
        account = create_account(
            db.session, current_actor(), login=form.login.data, display_name=form.display_name.data
        )
    except IntegrityError:  # somebody else took it this very moment
        db.session.rollback()
        return _login_taken(form)
    give_role(db.session, current_actor(), account, grant)
    link = make_link(account)
    db.session.commit()
    note_received(request.form)
    return person_page(account.id, link=link)


@blueprint.get("/<int:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def show(account_id: int) -> ResponseReturnValue:
    """Show one person: roles, invitation, second factor, sessions."""
    return person_page(account_id)


@blueprint.post("/<int:account_id>/roles")
@requires(Permission.ACCOUNT_MANAGE)
def give(account_id: int) -> ResponseReturnValue:
    """Give the person a role; nobody gives one to themselves."""
    account, form = found_account(account_id), RoleForm()
    form.offer()
    if is_own(account):
        flash(gettext("Không tự giao vai trò cho mình: nhờ quản trị viên khác."), "error")
        return redirect(url_for("people.show", account_id=account_id))
    grant = grant_of(form) if form.validate_on_submit() else None
    if grant is None:
        return person_page(account_id, role_form=form), REFUSED
    try:
        give_role(db.session, current_actor(), account, grant)
    except GrantError as error:
        explain(form, error)
        return person_page(account_id, role_form=form), REFUSED
    db.session.commit()
    note_received(request.form)
    flash(gettext("Đã giao vai trò %(role)s.", role=label(grant.role)), "success")
    return redirect(url_for("people.show", account_id=account_id))


def _login_taken(form: PersonForm) -> ResponseReturnValue:
    form.login.errors = [gettext("Tên đăng nhập này đã có người dùng.")]
    return _new_page(form), REFUSED


def _new_page(form: PersonForm) -> str:
    return render_template(
        "people/new.html",
        form=form,
        units=units_to_offer(db.session, as_of=today()),
        agencies=agencies_to_offer(db.session, as_of=today()),
    )
