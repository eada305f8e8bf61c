"""For which units the reader may do something, and the refusal that names them."""

from collections.abc import Collection

from flask import g
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from gis.domain.roles import Permission, Role, may, roles_with
from gis.queries import scopes
from gis.queries.accounts import held_unit_ids, reach
from gis.queries.scopes import Scope
from webmap.clock import today
from webmap.database import db


class OutOfScopeError(Forbidden):
    """The reader may do this, but for other units: 403 with their names."""


def scope_of(permission: Permission) -> Scope:
    """Return the units that the reader reaches with `permission` today, None for all."""
    return scope_of_roles(roles_with(permission))


def scope_of_roles(roles: Collection[Role]) -> Scope:
    """Return the units that the reader reaches today by any of `roles`, None for all; asked once a request.

    The roles came with the session, when the reader was found.
    """
    unit_ids = held_unit_ids(g.held, roles)
    if unit_ids is None:
        return None
    known: dict[frozenset[int], frozenset[int]] = g.setdefault("reaches", {})
    if unit_ids not in known:
        known[unit_ids] = reach(db.session, unit_ids)
    return known[unit_ids]


def in_scope(permission: Permission, *, project_id: int | None, unit_id: int | None = None) -> bool:
    """Return whether the reader carries `permission` for this project and, where a row names one, this commune.

    Asked once a request for the same units, project and commune.
    """
    if not current_user.is_authenticated or not may(current_user.roles, permission):
        return False
    asked = (scope_of(permission), project_id, unit_id)
    known: dict[tuple[Scope, int | None, int | None], bool] = g.setdefault("in_scope", {})
    if asked not in known:
        known[asked] = scopes.reaches(db.session, asked[0], project_id=project_id, unit_id=unit_id)
    return known[asked]


def require_scope(permission: Permission, *, project_id: int | None, unit_id: int | None = None) -> None:
    """Refuse a project or commune outside of the reader's units: 403, saying which these are."""
    if in_scope(permission, project_id=project_id, unit_id=unit_id):
        return
    roles = roles_with(permission)
    units = scopes.units_held(db.session, current_user.account_id, roles, as_of=today())
    raise OutOfScopeError(", ".join(units))


def advice(error: OutOfScopeError) -> str:
    """Return what the refused reader can do, with the units that are the reader's own."""
    text: str = gettext(
        "Bạn phụ trách: %(units)s. Nội dung này thuộc đơn vị khác; chọn dự án của đơn vị mình, hoặc đề nghị quản trị"
        " viên giao thêm đơn vị.",
        units=error.description or gettext("chưa được giao đơn vị nào"),
    )
    return text
