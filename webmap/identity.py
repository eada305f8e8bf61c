"""Who asks, told to the database at the start of every transaction, so that it keeps foreign rows back by itself."""

from typing import Any

from flask import Flask, current_app, has_request_context, request, session
from sqlalchemy import Connection, event, text

from webmap.database import db
from webmap.language import WITHOUT_SESSION

COOKIE_KEY = "_user_id"
"""Where the cookie keeps the session's token (Flask-Login's own name for it)."""
_ASIDE = (*WITHOUT_SESSION, "/healthz", "/readyz")
"""Answers that caches share, or programs read: nobody in particular asks for them."""
_IDENTIFY = text("SELECT hatang_identify(:token)")


def init_app(app: Flask) -> None:
    """Let every transaction of a signed-in request begin with its identity; the public and tiles have none."""
    with app.app_context():
        event.listen(db.sessionmaker, "after_begin", _identify)


def _identify(_session: Any, transaction: Any, connection: Connection) -> None:
    """Prove the session to the database; what a savepoint does counts as its transaction's."""
    if transaction.nested or not has_request_context():
        return
    if request.path.startswith(_ASIDE):
        return
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and COOKIE_KEY not in session:
        return
    token = session.get(COOKIE_KEY)
    if token:
        connection.execute(_IDENTIFY, {"token": token})
