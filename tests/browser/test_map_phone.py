"""The live map on a phone 360 px wide: sheets from below, targets for fingers."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.live_map import at, drawer, opened, place_of_first_project, ready
from tests.browser.windows import ON_PHONE, PHONE

FINGER_PX = 44
TARGETS = "#map-zoom-in, #map-zoom-out, #map-home, #map-table-button, #map-legend-button, #map-waiting, #q"


def test_targets_sheet_drawer_and_table_are_for_fingers(
    open_window: Callable[..., Page], check_accessible: Callable[[Page], None]
) -> None:
    phone = open_window(**ON_PHONE, color_scheme="dark")
    place = place_of_first_project(phone)
    opened(phone, f"/#17/{place['lat']}/{place['lon']}")
    targets_are_wide_enough(phone)
    drawer_and_table_fill_the_width(phone)
    the_sheet_opens_and_its_filters_are_accessible(phone, check_accessible)


def targets_are_wide_enough(phone: Page) -> None:
    targets = phone.locator(TARGETS).all()
    assert targets
    for target in targets:
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX - 2, target.get_attribute("id")


def drawer_and_table_fill_the_width(phone: Page) -> None:
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


def the_sheet_opens_and_its_filters_are_accessible(
    phone: Page, check_accessible: Callable[[Page], None]
) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    phone.locator("#map-sheet-handle").tap()
    expect(phone.get_by_role("checkbox", name="Giao thông")).to_be_visible()
    check_accessible(phone)
    phone.get_by_role("checkbox", name="Giao thông").check()
    at(phone, "sector=roads_transport")
    phone.locator("#map-sheet-handle").press("Enter")
    expect(phone.get_by_role("checkbox", name="Giao thông")).to_be_hidden()
