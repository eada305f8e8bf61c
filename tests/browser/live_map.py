"""The live map as tests open, read and touch it."""

import re

from playwright.sync_api import Page, expect

READY = "#map-stage[data-state=ready]"
OFFICE = {"width": 1280, "height": 720}
OLD_DAY = "2025-06-30"


def ready(page: Page) -> Page:
    page.locator(READY).wait_for()
    return page


def opened(page: Page, address: str = "/") -> Page:
    page.goto(address)
    return ready(page)


def at(page: Page, part: str) -> None:
    """Wait until `part` stands in the address."""
    expect(page).to_have_url(re.compile(re.escape(part)))


def figure(page: Page) -> int:
    return int(page.locator("[data-summary=count_text]").inner_text().replace(".", ""))


def count_of(page: Page, name: str) -> int:
    label = page.locator("label.choice").filter(has=page.get_by_role("checkbox", name=name))
    return int(label.locator(".choice__count").inner_text())


def middle_of_map(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def view_of(page: Page) -> tuple[float, ...]:
    """Return zoom, lat, lon of the address, as exact as the map writes them."""
    zoom, lat, lon = map(float, page.url.partition("#")[2].split("/"))
    return round(zoom, 2), round(lat, 5), round(lon, 5)


def pixels_a_degree(zoom: float) -> float:
    """Return how many pixels a degree of longitude takes: the world is 512 px wide at zoom 0."""
    return 512 * 2**zoom / 360


def drawer(page: Page) -> str:
    page.locator("#map-drawer").wait_for()
    return page.locator("#map-drawer [data-title]").inner_text()


def place_of_first_project(page: Page) -> dict[str, float]:
    answer = page.request.get("/map/features.json?located=yes&size=1").json()
    place: dict[str, float] = answer["projects"][0]["mark"]
    return place


def named_in_the_first_view(page: Page) -> int:
    """Return how many communes had their names on the map as soon as names were drawn."""
    page.wait_for_function("() => performance.getEntriesByName('map-complete').length > 0")
    names: int = page.evaluate("() => performance.getEntriesByName('map-complete')[0].detail.names")
    return names
