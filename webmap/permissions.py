"""Every route says who may use it: `@public`, or `@requires(Permission.…)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, abort, g
from flask_login import current_user

from gis.domain.roles import Permission, may

View = TypeVar("View", bound=Callable[..., Any])

MARK = "required_permission"
PUBLIC = "public"


def public(view: View) -> View:
    """Mark `view` as open to everybody."""
    setattr(view, MARK, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only accounts with `permission` in: 401 (the login page) without an account, 403 with another role."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                abort(401)
            if not may(current_user.role, permission):
                abort(403)
            return view(*args, **kwargs)

        setattr(guarded, MARK, permission.value)
        return cast(View, guarded)

    return decorate


def allowed(permission: str) -> bool:
    """Return whether the reader carries `permission`; for templates, which show only what can be done."""
    if g.get("is_error_page") or not current_user.is_authenticated:
        return False
    return may(current_user.role, Permission(permission))


def unmarked_endpoints(app: Flask) -> list[str]:
    """Return the endpoints that do not say who may use them."""
    return sorted(name for name, view in app.view_functions.items() if not hasattr(view, MARK))


def init_app(app: Flask) -> None:
    """Refuse to start with a route that nobody thought about; call it after the last blueprint."""
    if forgotten := unmarked_endpoints(app):
        raise RuntimeError(f"routes without @public or @requires: {', '.join(forgotten)}")
    app.jinja_env.globals["allowed"] = allowed
