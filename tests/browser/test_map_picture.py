"""The server's first picture: seen before the live map, in the same place, gone after it, kept where there is none."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.live_map import READY, at, count_of, drawer
from tests.browser.territory import NEW_NAMES
from tests.browser.windows import DESKTOP, ON_PHONE, program

PICTURE = "#map-picture"
LAND = ".map-picture__land"
MARK = f"{PICTURE} a[href^='/projects/']:visible:has(> use)"
STILL = "hình tĩnh, không phóng to được"
MAP_SCRIPT = "**/js/map/index.js"


@pytest.fixture(params=[{"viewport": DESKTOP}, ON_PHONE], ids=["desk", "phone"])
def slow_map(
    request: pytest.FixtureRequest, browser: Browser, live_url: str
) -> Iterator[tuple[Page, Callable[[], None]]]:
    """Give a page whose map cannot begin before the function is called, and is drawn as sharp as on the real screen."""
    held: list[Route] = []
    context = browser.new_context(base_url=live_url, locale="vi-VN", **request.param)
    page = context.new_page()
    page.route(MAP_SCRIPT, lambda route: held.append(route))
    yield page, lambda: held[-1].continue_()
    context.close()


def test_the_picture_comes_first_and_goes_when_the_map_is_drawn_in_its_place(
    slow_map: tuple[Page, Callable[[], None]],
) -> None:
    page, release = slow_map
    an_address_with_a_place_shows_no_picture_of_another(page)
    a_click_on_a_mark_before_the_map_is_there_opens_the_project(page)
    page.goto("/", wait_until="domcontentloaded")
    land = page.locator(LAND).bounding_box()
    expect(page.locator(MARK).first).to_be_visible()
    expect(page.locator(f"{PICTURE} text:visible", has_text=NEW_NAMES[0]).first).to_be_visible()
    assert page.locator(f"{PICTURE} a").count() > 0
    assert page.locator(f"{PICTURE} a:not([tabindex='-1'])").count() == 0, "the tab key passes the picture by"
    release()
    page.locator(READY).wait_for()
    expect(page.locator(PICTURE)).to_have_count(0)
    assert land is not None
    assert _land_of_the_map(page, land["width"]) == pytest.approx((land["x"], land["y"]), abs=2)


def an_address_with_a_place_shows_no_picture_of_another(page: Page) -> None:
    page.goto("/#13/11.95/107.45", wait_until="domcontentloaded")
    expect(page.locator(PICTURE)).to_have_count(0)


def a_click_on_a_mark_before_the_map_is_there_opens_the_project(page: Page) -> None:
    page.goto("/?schedule=late", wait_until="domcontentloaded")
    mark = page.locator(MARK).first
    address = mark.get_attribute("href")
    box = mark.locator("use").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**{address}")
    expect(page.locator("h1")).to_be_visible()


def _land_of_the_map(page: Page, width: float) -> tuple[float, float]:
    """Return where the north-western corner of the land stands in the window, from the place in the address."""
    return tuple(  # type: ignore[return-value]
        page.evaluate(
            """width => {
                const [west, south, east, north] = JSON.parse(document.getElementById("map-config").textContent).extent;
                const [zoom, lat, lon] = location.hash.slice(1).split("/").map(Number);
                const y = degrees => (1 - Math.asinh(Math.tan(degrees * Math.PI / 180)) / Math.PI) / 2;
                const world = 512 * 2 ** zoom;
                const box = document.getElementById("map").getBoundingClientRect();
                if (Math.abs((east - west) / 360 * world - width) > 4) throw new Error("another zoom");
                return [box.x + box.width / 2 + (west - lon) / 360 * world,
                        box.y + box.height / 2 + (y(north) - y(lat)) * world];
            }""",
            width,
        )
    )


def test_without_webgl_the_picture_stays_beside_the_table_and_follows_the_filters(
    browser: Browser, live_url: str
) -> None:
    old_pc = browser.browser_type.launch(
        executable_path=program(), args=["--no-sandbox", "--disable-3d-apis"]
    )
    page = old_pc.new_page(base_url=live_url)
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("không vẽ được bản đồ")
    expect(page.get_by_role("alert")).to_contain_text(STILL)
    expect(page.locator("#map-picture svg").first).to_be_visible()
    with page.expect_response("**/map/picture?sector=roads_transport"):
        page.get_by_role("checkbox", name="Giao thông").check()
    expect(page.locator(f"{PICTURE} title", has_text="Giáo dục")).to_have_count(0)
    expect(page.locator(LAND)).to_be_visible()
    expect(page.locator("#map-chips .chip--on")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    prints_its_picture(page, "Giao thông")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    roads = count_of(page, "Giao thông")
    expect(page.locator("#map-table-words")).to_have_text(f"{roads} trong {roads} dự án")
    page.locator("#map-table-rows [data-open]").first.press("Enter")
    drawer(page)
    old_pc.close()


def prints_its_picture(page: Page, filtered: str) -> None:
    """Fail where paper misses the land, title, filter, north, scale, legend or date."""
    page.emulate_media(media="print")
    for part, words in (
        (".map-paper__title", "Bản đồ dự án"),
        ("[data-filters]", filtered),
        (f"{PICTURE} .map-paper__north", "B"),
        (".map-picture__scale", "km"),
        (".map-legend", "Quá hạn chưa xong"),
        (".map-paper__foot", "Số liệu đến ngày"),
    ):
        expect(page.locator(part)).to_be_visible()
        expect(page.locator(part)).to_contain_text(words)
    expect(page.locator(MARK).first).to_be_visible()
    expect(page.locator(".map-panel")).to_be_hidden()


def test_without_scripts_the_picture_is_the_map_and_the_page_leads_to_the_list(
    open_window: Callable[..., Page],
) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/?sector=roads_transport")
    expect(page.locator(".map-note:visible", has_text=STILL)).to_be_visible()
    expect(page.locator(MARK).first).to_be_visible()
    expect(page.locator("#map-tools")).to_be_hidden()
    prints_its_picture(page, "Giao thông")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Mở danh sách dự án").click()
    at(page, "/projects?sector=roads_transport")
