"""The database session of the current request."""

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction

import psycopg
from flask import Flask, current_app, g
from flask_sqlalchemy_lite import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from gis.database import database_url, make_engine
from webmap.config import Settings
from webmap.logs import log

db = SQLAlchemy(session_options={"expire_on_commit": False})

READING = "reading"
READING_OPTIONS = "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0 -c jit=off"
"""Tiles are asked by few statements with other numbers each time: planned once a connection, not each time.

Parallel workers and compiled plans cost more to start than a tile takes.
"""
SESSIONS = "_sqlalchemy_sessions"
"""Where the extension keeps the sessions that this request asked for, so that tiles, which ask for none, make none."""
NOTHING_WRITTEN = text("SELECT pg_current_xact_id_if_assigned() IS NULL")


@contextmanager
def reading() -> Iterator[Connection]:
    """Give a connection for single statements that only read, without a transaction around them.

    It saves four of six round trips and the session. Where the database was restarted, its first statement fails
    with `connection_invalidated`; ask once more. Where all sessions share one connection, it is that one.
    """
    if db.sessionmaker.kw["bind"] is not db.engine:
        yield db.session.connection()
        return
    with db.get_engine(READING).connect() as connection:
        yield connection


@contextmanager
def owning() -> Iterator[Session]:
    """Give a session of the tables' owner, for commands of the machine's administrator: nobody is signed in there."""
    url = current_app.config["OWNER_DATABASE_URL"] or database_url()
    if url == db.engine.url.render_as_string(hide_password=False):
        yield db.session
        return
    engine = make_engine(url, pool_size=1)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def init_app(app: Flask, settings: Settings) -> None:
    """Bind `db` to the database of `settings`: few connections, since each worker has one thread."""
    app.config["OWNER_DATABASE_URL"] = settings.database_url
    app.config["SQLALCHEMY_ENGINES"] = {
        "default": {
            "url": settings.app_database_url,
            "pool_size": 4,
            "max_overflow": 2,
            "pool_pre_ping": True,
        },
        READING: {
            "url": settings.app_database_url,
            "pool_size": 2,
            "max_overflow": 4,
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
            "connect_args": {"options": READING_OPTIONS},
        },
    }
    db.init_app(app)
    _close_no_async_sessions(app)
    app.teardown_appcontext(_end_transaction)


def _end_transaction(_error: BaseException | None) -> None:
    """End what was only read; a connection that broke since is dropped, and the answer goes out all the same.

    Where nothing was written, ending it by COMMIT is the same to the data, and keeps the statements that the connection
    has prepared: psycopg forgets them all with each ROLLBACK.
    """
    if SESSIONS not in g:
        return
    try:
        if _has_only_read(db.session):
            db.session.commit()
    except SQLAlchemyError as error:
        log.error("not ended by commit", id=g.get("request_id"), error=str(error))
    try:
        db.session.rollback()
    except OperationalError as error:
        log.error("connection lost after the answer", id=g.get("request_id"), error=str(error.orig))
        db.session.invalidate()


def _has_only_read(session: Session) -> bool:
    """Tell whether the session's transaction is sound and has changed nothing: neither rows nor objects."""
    if (
        not session.in_transaction()
        or not session.is_active
        or session.new
        or session.dirty
        or session.deleted
    ):
        return False
    connection = session.connection()
    driver = None if connection.invalidated else connection.connection.dbapi_connection
    if not isinstance(driver, psycopg.Connection):
        return False
    if driver.info.transaction_status != TransactionStatus.INTRANS:
        return False
    return bool(session.scalar(NOTHING_WRITTEN))


def _close_no_async_sessions(app: Flask) -> None:
    """Drop the extension's asynchronous teardown: there is nothing to close, and it starts an event loop a request."""
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]
