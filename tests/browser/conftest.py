"""A real server, a real Chromium, and pages that fail the test when they leave the house or stumble."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests import databases
from tests.browser.signing import session_of
from tests.browser.territory import EDITOR_LOGIN, settle
from tests.browser.windows import DESKTOP, OFFICE_PC, ON_PHONE, PHONE, Windows, launch
from tests.web import style_page
from tests.web.conftest import close_connections, make_settings
from webmap.app import create_app

expect.set_options(timeout=20_000)  # a state is waited for; how long depends on the machine

Admit = Callable[[Page, str], None]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def settled_database(config: pytest.Config, settle: Callable[[Session], object]) -> Iterator[str]:
    """Give the address of a database of its own that `settle` has filled and committed."""
    with databases.copy_of(databases.template_of(config)) as url:
        engine = create_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            settle(session)
        engine.dispose()
        yield url


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve the application meanwhile; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def live_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a database of its own to the server: units, projects, an account; what tests write stays for the run."""
    with settled_database(request.config, settle) as url:
        yield url


@pytest.fixture(scope="session")
def live_app(live_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application that the server runs, with the page that shows every component."""
    settings = make_settings(
        database_url=live_database_url, var_folder=tmp_path_factory.mktemp("var"), place_name=""
    )
    app = create_app(settings)
    app.register_blueprint(style_page.blueprint)
    yield app
    close_connections(app)


@pytest.fixture(scope="session")
def live_url(live_app: Flask) -> Iterator[str]:
    """Give the address of a running server."""
    with running(live_app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def open_window(windows: Windows, live_url: str) -> Iterator[Callable[..., Page]]:
    """Give what opens windows; whatever they do wrong fails the test at its end."""
    yield lambda **options: windows.take(OFFICE_PC | {"base_url": live_url} | options)
    assert windows.give_back() == []


@pytest.fixture
def open_context(windows: Windows, live_url: str) -> Iterator[Callable[..., BrowserContext]]:
    """Give what opens windows of which a test wants more tabs, or one that it closes."""
    yield lambda **options: windows.context(OFFICE_PC | {"base_url": live_url} | options)
    assert windows.give_back() == []


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    """Give a window on an office PC."""
    return open_window()


@pytest.fixture
def phone(open_window: Callable[..., Page]) -> Page:
    """Give a window on a phone 360 px wide."""
    return open_window(**ON_PHONE)


@pytest.fixture
def admit(live_app: Flask, live_database_url: str, live_url: str) -> Admit:
    """Give what lets an account into a window, instead of whoever had signed in there, without form and password."""

    def let_in(page: Page, login: str) -> None:
        cookie = session_of(login, app=live_app, database_url=live_database_url)
        page.context.clear_cookies()
        page.context.add_cookies([{**cookie, "url": live_url}])

    return let_in


@pytest.fixture
def editor_page(page: Page, admit: Admit) -> Page:
    """Give a window in which an editor has signed in."""
    admit(page, EDITOR_LOGIN)
    return page


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def check_accessible(axe: Axe) -> Callable[[Page], None]:
    """Give what fails on any violation of WCAG 2.2 AA that axe finds."""
    return lambda page: _check(axe, page, WCAG)


@pytest.fixture
def check_contrast(axe: Axe) -> Callable[[Page], None]:
    """Give what fails on letters that can't be told from their ground: all that another theme changes for axe."""
    return lambda page: _check(axe, page, {"type": "rule", "values": ["color-contrast"]})


def _check(axe: Axe, page: Page, rules: object) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    assert [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found] == []


@pytest.fixture
def check_both_widths(check_accessible: Callable[[Page], None]) -> Callable[[Page], None]:
    """Give what fails where a page is wider than a PC's window or a phone's, or not accessible there; a phone's stays."""

    def check(page: Page) -> None:
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            come_to_rest(page)
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
            check_accessible(page)

    return check


def turn_into_a_dark_phone(page: Page) -> None:
    """Show the same page as narrow as on a phone and in the dark theme, once nothing changes any more."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    come_to_rest(page)


def come_to_rest(page: Page) -> None:
    page.wait_for_function(
        "() => document.getAnimations().every(each => each.playState !== 'running'"
        " || each.effect.getComputedTiming().iterations === Infinity)"
    )


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """Give the folder for pictures of what a test saw (test-results/, ignored by git)."""
    folder = request.config.rootpath / "test-results"
    folder.mkdir(exist_ok=True)
    return folder
