"""How long a reader waits for the map: Chromium without anything kept, from the address to all projects drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from etl.boundaries.downloads import Downloads
from etl.boundaries.load import installed_choice, load_units
from etl.demo.generate import Wish, fill
from etl.findings import Findings
from gis.operations.audit import Actor
from gis.operations.refresh import after_boundaries
from tests import databases
from tests.browser.windows import program

FLAGS = ["--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking"]
"""Without a GPU Chromium puts pages together by the processor, and draws the map alone by a GPU in software."""

ALL_BY_GPU = "--use-angle=swiftshader"
"""Takes the GPU in software for a real one, so that it puts the whole page together, too: two to three times the work."""

OFFICE_PC = {"width": 1440, "height": 900}
PATIENCE_MS = 60_000
DEMO_PROJECTS = 400
ACTOR = Actor("bench")

_MARKS = """() => ({
    clickable: performance.getEntriesByName("picture-clickable")[0]?.startTime ?? NaN,
    usable: performance.getEntriesByName("map-usable")[0]?.startTime,
    complete: performance.getEntriesByName("map-complete")[0]?.startTime,
    names: performance.getEntriesByName("map-complete")[0]?.detail.names,
    painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    requests: performance.getEntriesByType("resource").length + 1,
    sent: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
        .reduce((sum, each) => sum + each.transferSize, 0),
})"""


_LOOK = """
function look() {
    const marks = [...document.querySelectorAll("#map-picture a > use, #map-picture a > svg > use")];
    const isHit = mark => {
        const { x, y, width, height } = mark.getBoundingClientRect();
        const hit = width ? document.elementFromPoint(x + width / 2, y + height / 2) : null;
        return hit?.closest("a") === mark.closest("a");
    };
    if (marks.some(isHit)) setTimeout(() => performance.mark("picture-clickable"));
    else requestAnimationFrame(look);
}
requestAnimationFrame(look);
"""
"""Notes when a pointer meets a mark of the picture; seen it is from the first paint on."""


class FirstView(NamedTuple):
    """One visit: milliseconds from the address to the first words, marks to click, all projects live, all names.

    Beside them the requests of the page (tiles are the worker's), what they sent, and the names of units that stand.
    """

    painted_ms: float
    clickable_ms: float
    usable_ms: float
    complete_ms: float
    requests: int
    sent_kb: float
    names: int


Views = dict[str, list[FirstView]]
"""Visits by the state of the browser."""


@contextmanager
def district(as_of: date) -> Iterator[str]:
    """Give a database as `make run` leaves it on a machine without boundaries: schematic units, demonstration data."""
    template = databases.TemplateName()
    try:
        with databases.copy_of(template.make()) as url:
            engine = create_engine(url)
            with Session(engine) as session:
                findings = Findings()
                downloads = Downloads(findings, pinned=())
                load_units(session, ACTOR, installed_choice(), findings=findings, downloads=downloads)
                after_boundaries(session)
                fill(session, Wish(projects=DEMO_PROJECTS, seed=1, as_of=as_of))
                session.commit()
            engine.dispose()
            yield url
    finally:
        template.drop()


def visits(port: int, *, times: int) -> Views:
    """Open the map so many times either way, never with anything of it kept; one visit before wakes the server."""
    address = f"http://127.0.0.1:{port}/"
    with sync_playwright() as playwright:
        started = []
        for _ in range(times + 1):
            with _started(playwright) as browser:
                started.append(_visit(browser, address))
        with _started(playwright) as browser:
            opened = [_visit(browser, address) for _ in range(times + 1)]
        with _started(playwright, ALL_BY_GPU) as browser:
            drawn_by_gpu = [_visit(browser, address) for _ in range(times + 1)]
    return {
        "browser just started": started[1:],
        "browser open, nothing kept": opened[1:],
        "the same, all by a GPU in software": drawn_by_gpu[1:],
    }


@contextmanager
def _started(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=program("chromium", "chromium-headless-shell"), args=[*FLAGS, *flags]
    )
    try:
        yield browser
    finally:
        browser.close()


def _visit(browser: Browser, address: str) -> FirstView:
    """Visit with a window of its own: no file, cookie or compiled script of an earlier visit."""
    page: Page = browser.new_page(viewport=OFFICE_PC)
    page.add_init_script(_LOOK)
    page.goto(address)
    page.wait_for_function(
        "() => performance.getEntriesByName('map-complete').length > 0", timeout=PATIENCE_MS
    )
    marks = page.evaluate(_MARKS)
    page.close()
    return FirstView(
        painted_ms=marks["painted"],
        clickable_ms=max(marks["clickable"], marks["painted"]),
        usable_ms=marks["usable"],
        complete_ms=marks["complete"],
        requests=marks["requests"],
        sent_kb=marks["sent"] / 1000,
        names=marks["names"],
    )
