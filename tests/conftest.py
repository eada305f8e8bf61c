"""A real PostGIS for every test: one migrated template a run, one copy a worker, one savepoint a test."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from tests import databases
from tests.factories.base import bound_to

settings.register_profile("untimed", deadline=None)  # speed is measured by the benchmark, never by a test
settings.load_profile("untimed")


HERE = Path(__file__).parent
LONG_FIRST = ("load", "setup", "browser", "database", "etl", "web")
"""The folders whose tests wait or compute longest: begun first, they leave no process alone at the end."""


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # until all tests are imported: what they are made of stays
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[databases.TEMPLATE] = databases.TemplateName()


def pytest_configure_node(node) -> None:
    """Tell every xdist worker which template to copy (called in the controller, which imports no tests)."""
    gc.enable()
    node.workerinput["hatang_template"] = node.config.stash[databases.TEMPLATE].make()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each worker of a whole run import the tests from others on: what one has compiled the rest find ready.

    A module that can't be imported, or that warns, is left to the collection, which tells it.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    files = sorted(HERE.rglob("test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in files[first:] + files[:first]:
        with warnings.catch_warnings(action="error"), suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.relative_to(HERE.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {name: rank for rank, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.relative_to(HERE).parts[0], len(ranks)))


def pytest_collection_finish() -> None:
    """Keep programs and tests out of the search for garbage: it takes every tenth second else."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if (template := config.stash.get(databases.TEMPLATE, None)) is not None:
        template.drop()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Let every application of the run, in whatever process, take templates as the first one compiled them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "templates"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(Flask.jinja_options, "bytecode_cache", FileSystemBytecodeCache(str(folder)))
        yield


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give this worker's own database: migrated, with the reference rows of data/reference."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        yield url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    event.listen(engine, "connect", keep_temporary_schema)
    yield engine
    engine.dispose()


def keep_temporary_schema(connection: Any, _record: object) -> None:
    """Make the connection's schema of temporary tables for good.

    Made within a test and undone with it, it would throw all plans of the connection away, twice for every test.
    """
    connection.execute("CREATE TEMPORARY TABLE kept ()")
    connection.execute("DROP TABLE kept")
    connection.commit()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Give a session, for factories too, whose work is undone after the test, commits included."""
    with engine.connect() as connection, connection.begin() as outer:
        mode = "create_savepoint"
        with (
            Session(connection, join_transaction_mode=mode, expire_on_commit=False) as session,
            bound_to(session),
        ):
            yield session
        outer.rollback()
