"""The database session of the current request."""

from inspect import iscoroutinefunction

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy

from webmap.config import Settings

db = SQLAlchemy(session_options={"expire_on_commit": False})


def init_app(app: Flask, settings: Settings) -> None:
    """Bind `db` to the database of `settings`: few connections, since each worker has one thread."""
    app.config["SQLALCHEMY_ENGINES"] = {
        "default": {
            "url": settings.database_url,
            "pool_size": 4,
            "max_overflow": 2,
            "pool_pre_ping": True,
        }
    }
    db.init_app(app)
    _close_no_async_sessions(app)


def _close_no_async_sessions(app: Flask) -> None:
    """Drop the extension's asynchronous teardown: there is nothing to close, and it starts an event loop a request."""
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]
