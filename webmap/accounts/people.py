"""The signed-in reader: who it is for Flask-Login, and who it is for the audit log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from gis.domain.roles import Role, needs_second_factor
from gis.models import Account, AccountSession
from gis.operations.audit import Actor
from gis.operations.sessions import SessionLife, prolong, start_session
from gis.queries.accounts import session_by_token
from webmap.accounts.tokens import digest, fresh_token
from webmap.clock import now, today
from webmap.database import db
from webmap.language import WITHOUT_SESSION
from webmap.logs import request_id

SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly a session knows when it was last used: each note of it is a write."""
_ASIDE: Final = (*WITHOUT_SESSION, "/healthz", "/readyz")
"""Answers that caches share, or programs read: they leave sessions alone."""


@dataclass(frozen=True, slots=True, eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What pages know of the reader's account: the roles held today, and what has to be done before anything else."""

    account_id: int
    login: str
    display_name: str
    roles: frozenset[Role]
    session_id: int
    seen_at: datetime
    token: str
    first_step: str | None
    """The endpoint to go to before anything else: a password to change, a device to set up."""

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token


def load(token: str) -> SignedIn | None:
    """Return the reader of a session; None once it ended or expired, or the account was closed.

    A page that tells of a failure is nobody's: the database may be what failed.
    """
    if g.get("is_error_page"):
        return None
    found = session_by_token(db.session, digest(token), now=now(), as_of=today())
    if found is None:
        return None
    opened, account, g.held = found
    roles = frozenset(each.role for each in g.held)
    lacks_code = not opened.second_factor and needs_second_factor(roles) and not account.is_demo
    if lacks_code and account.totp_confirmed_at is not None:
        return None  # signed in before the device was set up
    g.account_id = account.id
    return SignedIn(
        account.id,
        account.login,
        account.display_name,
        roles,
        opened.id,
        opened.last_seen_at,
        token,
        _first_step(account, lacks_code=lacks_code),
    )


def _first_step(account: Account, *, lacks_code: bool) -> str | None:
    if account.must_change_password:
        return "accounts.password"
    return "accounts.second_factor" if lacks_code else None


def session_life() -> SessionLife:
    """Return how long this installation's sessions live."""
    life: SessionLife = current_app.config["SESSION_LIFE"]
    return life


def open_session(account: Account, *, second_factor: bool) -> None:
    """Start a session with a cookie of its own for `account`; only the language comes along. Flushes."""
    token = fresh_token()
    start_session(
        db.session,
        account,
        token_hash=digest(token),
        user_agent=request.user_agent.string or None,
        second_factor=second_factor,
        life=session_life(),
        now=now(),
    )
    language = session.get("language")
    session.clear()
    session.permanent = True
    if language:
        session["language"] = language
    reader = load(token)
    if reader is not None:
        login_user(reader)


def current_actor() -> Actor:
    """Return who acts in this request, for the audit log; only behind `@requires`."""
    return Actor(current_user.display_name, current_user.account_id, request_id())


def _prolong_session() -> None:
    """Note now and then that a session is in use, so that it does not end under its reader's hands."""
    if request.endpoint is None or request.path.startswith(_ASIDE) or not current_user.is_authenticated:
        return
    if now() - current_user.seen_at >= SEEN_EVERY:
        opened = db.session.get(AccountSession, current_user.session_id)
        if opened is not None:
            prolong(db.session, opened, life=session_life(), now=now())
            db.session.commit()


def init_app(app: Flask) -> None:
    """Let Flask-Login find the reader of each session."""
    manager = LoginManager()
    manager.session_protection = "basic"
    manager.user_loader(load)
    manager.init_app(app)
    app.before_request(_prolong_session)
