"""A real server, a real Chromium, and pages that fail the test when they leave the house or stumble."""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests import databases
from tests.browser.territory import EDITOR_LOGIN, settle
from tests.factories.accounts import PASSWORD
from tests.web import style_page
from tests.web.conftest import close_connections, make_settings
from webmap.app import create_app

expect.set_options(timeout=20_000)  # a state is waited for; how long depends on the machine

CHROMIUM = os.environ.get("HATANG_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-gpu-compositing",  # pages are put together without the software GPU; it draws the map alone
    "--disable-gpu-rasterization",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
OFFICE_PC = {"viewport": DESKTOP, "locale": "vi-VN"}
WORN = {"viewport", "color_scheme", "reduced_motion"}
"""What a tab puts on and off; any other option makes another window."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOTHING = '<!doctype html><title>-</title><link rel="icon" href="data:,">'
STORED = "cookies,local_storage,indexeddb,cache_storage"


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
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watcher:
    """Notes what no page may do: ask another host, fail to load a part of itself, or stumble over its script."""

    def __init__(self, context: BrowserContext, host: str, *, has_scripts: bool) -> None:
        self.host = host
        self.expected = {"net::ERR_ABORTED"} | (
            set() if has_scripts else {"csp"}
        )  # preloaded, then not allowed
        self.problems: list[str] = []
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def told(self) -> list[str]:
        """Return what was noted since the last time."""
        problems, self.problems = self.problems, []
        return problems

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self.host:
            self.problems.append(f"another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure not in self.expected:
            self.problems.append(f"not loaded: {request.url} ({request.failure})")

    def _on_console(self, message: ConsoleMessage) -> None:
        expected = "the server responded with a status of 4"
        if message.type == "error" and expected not in message.text:
            self.problems.append(f"console: {message.text}")


class Window:
    """A context with the one tab that it keeps."""

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.origin = options["base_url"]
        self.context = browser.new_context(**options)
        has_scripts = options.get("java_script_enabled", True)
        self.watcher = Watcher(self.context, urlsplit(self.origin).netloc, has_scripts=has_scripts)
        self.tab = self.context.new_page()

    def forget(self) -> None:
        """Close other tabs and drop whatever a test left behind, on a page of the same address that asks for nothing."""
        for page in self.context.pages:
            if page is not self.tab:
                page.close()
        self.context.set_offline(False)
        self.context.unroute_all()
        self.tab.unroute_all()
        self.tab.route("**/*", lambda route: route.fulfill(body=NOTHING, content_type="text/html"))
        self.tab.goto(f"{self.origin}/-")  # not the map: a place on it would be sought within the same page
        self.tab.unroute_all()
        self.tab.evaluate("sessionStorage.clear()")
        protocol = self.context.new_cdp_session(self.tab)
        protocol.send("Storage.clearDataForOrigin", {"origin": self.origin, "storageTypes": STORED})
        protocol.detach()
        self.context.clear_cookies()
        self.context.clear_permissions()


class Windows:
    """Windows of one browser by their kind. They keep their tab and the pages' files from test to test, and nothing else.

    A tab costs as much processor time as the page in it, so that a test gets one that is open already.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Window]] = defaultdict(list)
        self._taken: list[tuple[str, Window]] = []

    def take(self, options: dict[str, Any]) -> Page:
        """Return a tab without cookies, storage, permissions or routes; listeners of earlier tests may hear it."""
        tab = self._take({name: value for name, value in options.items() if name not in WORN}).tab
        tab.set_viewport_size(options["viewport"])
        tab.emulate_media(
            media="null",
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
        )
        return tab

    def context(self, options: dict[str, Any]) -> BrowserContext:
        """Return a context of which every tab has these options."""
        return self._take(options).context

    def _take(self, options: dict[str, Any]) -> Window:
        kind = json.dumps(options, sort_keys=True)
        window = self._free[kind].pop() if self._free[kind] else Window(self._browser, options)
        self._taken.append((kind, window))
        return window

    def give_back(self) -> list[str]:
        """Take back what was taken, clean; return what the pages did wrong. A window that is gone is not kept."""
        problems: list[str] = []
        taken, self._taken = self._taken, []
        for kind, window in taken:
            try:
                window.forget()
            except PlaywrightError as error:
                problems.append(f"a window that cannot be used again: {error.message}")
            else:
                self._free[kind].append(window)
            problems += window.watcher.told()
        return problems


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
def editor_page(page: Page) -> Page:
    """Give a window in which an editor has signed in."""
    page.goto("/accounts/login")
    page.get_by_label("Tên đăng nhập").fill(EDITOR_LOGIN)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.get_by_role("button", name="Cán bộ thử nghiệm").wait_for()
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
    found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in found] == []


def turn_into_a_dark_phone(page: Page) -> None:
    """Show the same page as narrow as on a phone and in the dark theme, once nothing changes any more."""
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
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
