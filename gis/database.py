"""Where the database is, and the declarative base, engine and sessions that reach it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, MetaData, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

URL_VARIABLE = "HATANG_DATABASE_URL"
URL_FILE = Path("var/run/database_url")
APPLICATION_URL_VARIABLE = "HATANG_APP_DATABASE_URL"
APPLICATION_URL_FILE = Path("var/run/app_database_url")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_KEEP_PLANS = text(
    "SELECT set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)"
)
_KEPT = "plans are kept"
_PLAN_ANEW = text("SELECT set_config('plan_cache_mode', 'auto', true)")


class Base(DeclarativeBase):
    """Parent of every table; its naming convention keeps constraint names stable across migrations."""

    metadata = MetaData(naming_convention=NAMING)


def database_url() -> str:
    """Return the owner's SQLAlchemy address: the setting, else the file of the set-up; LookupError if neither."""
    if url := os.environ.get(URL_VARIABLE):
        return url
    if URL_FILE.exists():
        return URL_FILE.read_text(encoding="utf-8").strip()
    raise LookupError(f"{URL_VARIABLE} is not set and {URL_FILE} does not exist: run `make run` first")


def application_url() -> str:
    """Return the address that the web connects by, as a role that reads and appends and builds nothing.

    The setting, else what the set-up wrote for its own cluster; where only the owner's address is known, that one.
    """
    if url := os.environ.get(APPLICATION_URL_VARIABLE):
        return url
    if not os.environ.get(URL_VARIABLE) and APPLICATION_URL_FILE.exists():
        return APPLICATION_URL_FILE.read_text(encoding="utf-8").strip()
    return database_url()


def make_engine(url: str, *, pool_size: int = 4) -> Engine:
    """Return an engine with a small pool: the first ST_Transform of a connection costs 18–75 ms."""
    return create_engine(url, pool_size=pool_size, max_overflow=2, pool_pre_ping=True)


@contextmanager
def kept_plans(session: Session) -> Iterator[None]:
    """Let the server plan the long statements inside once for each connection, not anew for every use.

    For statements that look a few rows up by indexes in many tables: planning those takes five times as long as they
    run, and the plan does not depend on the values. Inside of another it changes nothing.
    """
    if session.info.get(_KEPT):
        yield
        return
    session.execute(_KEEP_PLANS)
    session.info[_KEPT] = True
    try:
        yield
    finally:
        del session.info[_KEPT]
    session.execute(_PLAN_ANEW)


def only_row(connection: Connection, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the one row of a statement in psycopg's style, straight from the driver and in binary form.

    For what is asked so often, and takes so little, that SQLAlchemy's part (0.12 ms) and bytes written as text count.
    Its errors are SQLAlchemy's, with `connection_invalidated` where the connection is lost.
    """
    driver: Any = connection.connection.driver_connection
    try:
        row: tuple[Any, ...] = driver.execute(statement, values, binary=True).fetchone()
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement,
            values,
            error,
            psycopg.Error,
            connection_invalidated=connection.invalidated,
            dialect=connection.dialect,
        ) from error
    return row
