"""Every route says who may use it: `@public`, or `@requires(Permission.…)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, g, redirect, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from gis.domain.roles import Permission, may
from webmap.scope import in_scope

View = TypeVar("View", bound=Callable[..., Any])

MARK = "required_permission"
PUBLIC = "public"


class MissingRightError(Forbidden):
    """No role of the reader carries `permission`: 403, saying which do."""

    def __init__(self, permission: Permission) -> None:
        """Keep what was asked for."""
        super().__init__()
        self.permission = permission


def public(view: View) -> View:
    """Mark `view` as open to everybody."""
    setattr(view, MARK, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only accounts in that hold `permission` by a role today: 401 (the login page) without one, 403 else.

    Who has something to do first (a password to change, a device to set up) reaches the pages of the own account only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                abort(401)
            if permission is not Permission.ACCOUNT_OWN:
                if current_user.first_step is not None:
                    return redirect(url_for(current_user.first_step))
                if not may(current_user.roles, permission):
                    raise MissingRightError(permission)
            return view(*args, **kwargs)

        setattr(guarded, MARK, permission.value)
        return cast(View, guarded)

    return decorate


def allowed(permission: str, project_id: int | None = None, *, unit_id: int | None = None) -> bool:
    """Return whether the reader carries `permission`, and for this project or unit where one is named.

    For templates, which show only what can be done.
    """
    if g.get("is_error_page") or not current_user.is_authenticated or current_user.first_step is not None:
        return False
    asked = Permission(permission)
    if project_id is None and unit_id is None:
        return may(current_user.roles, asked)
    return in_scope(asked, project_id=project_id, unit_id=unit_id)


def unmarked_endpoints(app: Flask) -> list[str]:
    """Return the endpoints that do not say who may use them."""
    return sorted(name for name, view in app.view_functions.items() if not hasattr(view, MARK))


def init_app(app: Flask) -> None:
    """Refuse to start with a route that nobody thought about; call it after the last blueprint."""
    if forgotten := unmarked_endpoints(app):
        raise RuntimeError(f"routes without @public or @requires: {', '.join(forgotten)}")
    app.jinja_env.globals["allowed"] = allowed
