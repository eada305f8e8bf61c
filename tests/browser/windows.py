"""Windows of Chromium that tests take and give back, and what is noted while they are open."""

import json
import os
import shutil
from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request
from playwright.sync_api import Error as PlaywrightError

PROGRAMS = ("chromium-headless-shell", "chromium")
"""The same engine, the first without all that has no window to show; either will do."""
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-gpu-compositing",  # pages are put together without the software GPU; it draws the map alone
    "--disable-gpu-rasterization",
    "--font-render-hinting=none",  # words as wide as in a browser with windows
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # another host is not found, which is noted
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
OFFICE_PC = {"viewport": DESKTOP, "locale": "vi-VN"}
WORN = {"viewport", "color_scheme", "reduced_motion"}
"""What a tab puts on and off; any other option makes another window."""
COARSE = "window.devicePixelRatio = 0.5"
"""Lets the software GPU draw a quarter of the map's pixels; the page around it is laid out and drawn as ever."""
STORED = "cookies,local_storage,indexeddb,cache_storage"


def program(*names: str) -> str:
    """Return the first of these Chromiums that the machine has (PROGRAMS); HATANG_TEST_CHROMIUM names another one."""
    names = names or PROGRAMS
    found = (shutil.which(name) for name in names)
    return os.environ.get("HATANG_TEST_CHROMIUM") or next(filter(None, found), names[0])


def launch(playwright: Playwright) -> Browser:
    """Start the browser of all tests; its map is drawn by a GPU in software."""
    return playwright.chromium.launch(executable_path=program(), args=FLAGS)


class Watcher:
    """Notes what no page may do: ask another host, fail to load a part of itself, or stumble over its script."""

    def __init__(self, context: BrowserContext, *, has_scripts: bool) -> None:
        self.expected = {"net::ERR_ABORTED"} | (
            set() if has_scripts else {"csp"}
        )  # preloaded, then not allowed
        self.problems: list[str] = []
        context.on("requestfailed", self._on_failure)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def told(self) -> list[str]:
        """Return what was noted since the last time."""
        problems, self.problems = self.problems, []
        return problems

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
        self.context.add_init_script(COARSE)
        self.watcher = Watcher(self.context, has_scripts=options.get("java_script_enabled", True))
        self.tab = self.context.new_page()

    def forget(self) -> None:
        """Close other tabs and drop whatever a test left behind, on a page of the same address that asks for nothing.

        That page comes from the server: a route would make Chromium forget the files that it keeps.
        """
        for page in self.context.pages:
            if page is not self.tab:
                page.close()
        self.context.set_offline(False)
        self.context.unroute_all()
        self.tab.unroute_all()
        self.tab.goto(f"{self.origin}/healthz")
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
        """Return a calm tab without cookies, storage, permissions or routes; listeners of earlier tests may hear it."""
        tab = self._take({name: value for name, value in options.items() if name not in WORN}).tab
        tab.set_viewport_size(options["viewport"])
        tab.emulate_media(
            media="null",
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion=options.get("reduced_motion", "reduce"),
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
