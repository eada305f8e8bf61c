"""Making and dropping the databases that tests run in."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg.errors import ObjectInUse
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from etl.reference import load_reference
from gis.database import application_url, database_url
from gis.migrations.runner import upgrade

TEMPLATE = pytest.StashKey["TemplateName"]()


class TemplateName:
    """The template database of this run, made when the first test asks for it."""

    def __init__(self) -> None:
        self.name: str | None = None

    def make(self) -> str:
        """Return the template's name; migrate and fill it the first time."""
        if self.name is None:
            self.name = f"hatang_test_{os.getpid()}_{uuid.uuid4().hex[:6]}"
            _admin(f'CREATE DATABASE "{self.name}"')
            _let_commits_go(self.name)
            url = _url(self.name)
            upgrade(url)
            _fill(url)
        return self.name

    def drop(self) -> None:
        """Drop the template, if it was made."""
        if self.name is not None:
            _drop(self.name)


def _fill(url: str) -> None:
    engine = create_engine(url)
    try:
        with Session(engine) as session, session.begin():
            load_reference(session)
    finally:
        engine.dispose()


def template_of(config: pytest.Config) -> str:
    """Return the name of this run's template: the controller's for its workers, else one made here."""
    given: str | None = getattr(config, "workerinput", {}).get("hatang_template")
    return given or config.stash[TEMPLATE].make()


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """Give the address of a fresh copy of `template`; drop it afterwards."""
    name = f"{template}_{uuid.uuid4().hex[:6]}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _let_commits_go(name)
    try:
        yield _url(name)
    finally:
        _drop(name)


def as_application(url: str) -> str | None:
    """Return the address of the same database for the web's own role; None where this server has no such role."""
    owner, application = make_url(url), make_url(application_url())
    same = application.set(username=owner.username, password=owner.password, database=owner.database)
    if same != owner or application.username == owner.username:
        return None
    return application.set(database=owner.database).render_as_string(hide_password=False)


def _url(name: str) -> str:
    return _base().set(database=name).render_as_string(hide_password=False)


def _base() -> URL:
    return make_url(os.environ.get("HATANG_TEST_DATABASE_URL") or database_url())


def _let_commits_go(name: str) -> None:
    """Let no commit of tests wait for the disk: load/test_kill.py has a server of its own, and what measures waits."""
    if "PYTEST_VERSION" in os.environ:
        _admin(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


def _drop(name: str) -> None:
    """Drop a database; without force the server itself ends what tidies it up, which only a superuser else may."""
    try:
        _admin(f'DROP DATABASE IF EXISTS "{name}"')
    except OperationalError as error:
        if not isinstance(error.orig, ObjectInUse):
            raise
        _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admin(statement: str) -> None:
    engine = create_engine(_base().set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
