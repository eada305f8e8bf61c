"""A server whose communes keep a month, over the web's own role, which row security binds."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import databases
from tests.browser.conftest import running, settled_database
from tests.browser.month.territory import settle
from tests.web.conftest import close_connections, make_settings
from webmap.app import create_app


@pytest.fixture(scope="module")
def live_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a database of the module's own."""
    with settled_database(request.config, settle) as url:
        yield url


@pytest.fixture(scope="module")
def live_app(live_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application as the web's own role runs it."""
    own = databases.as_application(live_database_url) or ""
    settings = make_settings(
        database_url=live_database_url, app_database_url=own, var_folder=tmp_path_factory.mktemp("var")
    )
    app = create_app(settings)
    yield app
    close_connections(app)


@pytest.fixture(scope="module")
def live_url(live_app: Flask) -> Iterator[str]:
    """Give the address of a running server."""
    with running(live_app) as address:
        yield address
