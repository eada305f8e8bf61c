"""The live map on a phone 360 px wide: sheets from below, targets for fingers."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.test_map import at, drawer, opened, place_of_first_project, ready

FINGER_PX = 44
TARGETS = "#map-zoom-in, #map-zoom-out, #map-home, #map-table-button, #map-legend-button, #map-waiting, #q"


def test_the_sheet_opens_and_its_filters_are_accessible(
    open_context: Callable[..., BrowserContext], check_accessible: Callable[[Page], None]
) -> None:
    page = opened(
        open_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark").new_page(), "/"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.locator("#map-sheet-handle").tap()
    expect(page.get_by_role("checkbox", name="Giao thông")).to_be_visible()
    check_accessible(page)
    page.get_by_role("checkbox", name="Giao thông").check()
    at(page, "sector=roads_transport")
    page.locator("#map-sheet-handle").press("Enter")
    expect(page.get_by_role("checkbox", name="Giao thông")).to_be_hidden()


def test_targets_are_wide_enough_for_fingers(phone: Page) -> None:
    opened(phone)
    for target in phone.locator(TARGETS).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX - 2, target.get_attribute("id")


def test_drawer_and_table_fill_the_width(phone: Page) -> None:
    place = place_of_first_project(phone)
    opened(phone, f"/#17/{place['lat']}/{place['lon']}")
    box = phone.locator("#map").bounding_box()
    assert box is not None
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drawer(phone)
    assert phone.locator("#map-drawer").bounding_box()["width"] == PHONE["width"]
    phone.get_by_role("button", name="Đóng chi tiết").tap()
    phone.get_by_role("button", name="Bảng").tap()
    ready(phone)
    expect(phone.locator("#map-table-rows tr").first).to_be_visible()
    assert phone.locator("#map-table").bounding_box()["width"] == PHONE["width"]
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.get_by_role("button", name="Đóng bảng").tap()
    expect(phone.locator("#map-table")).to_be_hidden()
