"""The page of one person, which every change of that person leads back to."""

from flask import Blueprint, abort, render_template
from flask_login import current_user

from gis.domain.roles import needs_second_factor
from gis.models import Account
from gis.queries.people import open_sessions, person, roles_of, waiting_invitation
from gis.queries.people_lists import agencies_to_offer, units_to_offer
from webmap.accounts.agents import describe_agent
from webmap.clock import now, today
from webmap.database import db
from webmap.people.forms import EndRoleForm, NameForm, RoleForm

blueprint = Blueprint("people", __name__, url_prefix="/accounts/people")

REFUSED = 422


def found_account(account_id: int) -> Account:
    """Return the account, closed or not; 404 where there is none."""
    account = db.session.get(Account, account_id) if account_id < 2**62 else None
    if account is None:
        abort(404)
    return account


def person_page(
    account_id: int,
    *,
    link: str | None = None,
    role_form: RoleForm | None = None,
    name_form: NameForm | None = None,
    end_form: EndRoleForm | None = None,
) -> str:
    """Return the page of one person, with a fresh link to hand over or the form that was refused."""
    row = person(db.session, account_id) if account_id < 2**62 else None
    if row is None:
        abort(404)
    roles = roles_of(db.session, [account_id]).get(account_id, [])
    held = {role.role for role in roles if role.valid_to is None or role.valid_to >= today()}
    form = role_form or RoleForm(formdata=None, valid_from=today().isoformat())
    form.offer()
    return render_template(
        "people/show.html",
        person=row,
        roles=roles,
        is_own=account_id == current_user.account_id,
        needs_code=needs_second_factor(held) and not row.is_demo,
        invitation=waiting_invitation(db.session, account_id, now=now()),
        sessions=open_sessions(db.session, account_id, now=now()),
        describe_agent=describe_agent,
        link=link,
        name_form=name_form or NameForm(formdata=None, display_name=row.display_name),
        role_form=form,
        end_form=end_form or EndRoleForm(formdata=None, last_day=today().isoformat()),
        units=units_to_offer(db.session, as_of=today()),
        agencies=agencies_to_offer(db.session, as_of=today()),
        today=today(),
    )
