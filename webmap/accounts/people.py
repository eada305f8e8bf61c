"""The signed-in reader: who it is for Flask-Login, and who it is for the audit log."""

from dataclasses import dataclass

from flask import Flask, g
from flask_login import LoginManager, UserMixin, current_user

from gis.domain.roles import Role
from gis.models.account import Account
from gis.operations.audit import Actor
from gis.queries.accounts import account_by_id
from webmap.accounts.passwords import fingerprint
from webmap.database import db
from webmap.logs import request_id


@dataclass(frozen=True, slots=True, eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What pages know of the reader's account."""

    account_id: int
    login: str
    display_name: str
    role: Role
    session_id: str

    @classmethod
    def of(cls, account: Account) -> "SignedIn":
        """Return the reader whom `account` stands for."""
        session_id = f"{account.id}.{fingerprint(account.password_hash)}"
        return cls(account.id, account.login, account.display_name, account.role, session_id)

    def get_id(self) -> str:
        """Return what the session keeps."""
        return self.session_id


def load(session_id: str) -> SignedIn | None:
    """Return the reader of a session; None once the account is closed or its password changed."""
    number = session_id.partition(".")[0]
    account = account_by_id(db.session, int(number)) if number.isdecimal() else None
    if account is None:
        return None
    reader = SignedIn.of(account)
    if reader.session_id != session_id:
        return None
    g.account_id = account.id
    return reader


def current_actor() -> Actor:
    """Return who acts in this request, for the audit log; only behind `@requires`."""
    return Actor(current_user.display_name, current_user.account_id, request_id())


def init_app(app: Flask) -> None:
    """Let Flask-Login find the reader of each session."""
    manager = LoginManager()
    manager.session_protection = "basic"
    manager.user_loader(load)
    manager.init_app(app)
