"""A server whose communes keep a month, over the web's own role, which row security binds."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine, create_engine, text

from tests import databases
from tests.browser.conftest import Admit, running, settled_database
from tests.browser.month.signing import SignIn
from tests.browser.month.territory import BEFORE, settle
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


@pytest.fixture
def sign_in(admit: Admit) -> SignIn:
    """Give what opens a page of the month in a window, for one person alone; returns the window."""

    def open_month(page: Page, login: str, path: str = "/updates") -> Page:
        admit(page, login)
        page.goto(path)
        page.locator("main h1", has_text="Số liệu tháng").wait_for()
        return page

    return open_month


@pytest.fixture
def owner(live_database_url: str) -> Iterator[Engine]:
    """Give the tables' owner, who sees and ends what a reader can't."""
    engine = create_engine(live_database_url)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _first_page_of_the_month(owner: Engine) -> Iterator[None]:
    """Take the month back after each test, so that every one begins with roads that nobody reported."""
    yield
    with owner.begin() as connection:
        for table in ("progress_report", "voucher", "contribution", "review_step"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            kept = "false" if table == "review_step" else f"effective_date <= '{BEFORE}'"
            connection.execute(text(f"DELETE FROM {table} WHERE NOT ({kept})"))
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
