"""The live map on an office PC, by mouse and by keyboard; every window here also fails on any request to another host."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_map import (
    OFFICE,
    OLD_DAY,
    at,
    count_of,
    drawer,
    figure,
    middle_of_map,
    named_in_the_first_view,
    opened,
    pixels_a_degree,
    place_of_first_project,
    ready,
    view_of,
)
from tests.browser.territory import NEW_NAMES, PROJECTS, SIZE, SOUTH, WEST

MIDDLE_OF_DAK_WER = (WEST + SIZE / 2, SOUTH + SIZE / 2)


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    """Give a window on a small office PC."""
    return open_window(viewport=OFFICE)


def test_the_first_view_tells_names_and_figures_and_asks_no_other_host(
    open_window: Callable[..., Page], live_url: str, check_accessible: Callable[[Page], None]
) -> None:
    page = open_window(viewport=OFFICE, reduced_motion="no-preference")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)
    assert any("/tiles/projects/" in url for url in asked)
    assert [url for url in asked if not url.startswith((live_url, "data:", "blob:"))] == []
    expect(page.locator("[data-summary=count_text]")).not_to_have_text("–")
    waiting = int(re.sub(r"\D", "", page.locator("#map-waiting").inner_text()) or 0)
    assert figure(page) + waiting == PROJECTS
    expect(page.locator("#live")).to_contain_text(f"Trong khung nhìn có {figure(page)} dự án")
    assert named_in_the_first_view(page) == len(NEW_NAMES)
    the_legend_lies_beside_the_data(page)
    check_accessible(page)
    zoom_and_home_work_by_keyboard(page)


def the_legend_lies_beside_the_data(page: Page) -> None:
    zoom, _, lon = view_of(page)
    east_edge = middle_of_map(page)[0] + (WEST + 2 * SIZE - lon) * pixels_a_degree(zoom)
    legend = page.locator("#map-legend-card").bounding_box()
    assert legend is not None
    assert legend["x"] > east_edge
    expect(page.locator("#map-legend-card [data-axis=schedule] li")).to_have_count(8)


def zoom_and_home_work_by_keyboard(page: Page) -> None:
    start = page.url
    page.get_by_role("button", name="Phóng to").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("address => location.href !== address", arg=start)
    ready(page)
    page.get_by_role("button", name="Về toàn địa bàn").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(start)


def test_a_filter_narrows_map_counts_and_address_at_once_by_keyboard(page: Page) -> None:
    opened(page)
    roads = count_of(page, "Giao thông")
    box = page.get_by_role("checkbox", name="Giao thông")
    box.focus()
    page.keyboard.press("Space")
    at(page, "sector=roads_transport")
    chip = page.locator("#map-chips .chip--on")
    expect(chip).to_have_count(1)
    expect(page.locator("#map-chips")).to_contain_text("Giao thông")
    expect(box).to_be_focused()
    ready(page)
    total = page.request.get("/map/features.json?sector=roads_transport&size=1").json()["total"]
    assert total == roads < PROJECTS
    expect(page.locator("[data-summary=count_text]")).not_to_have_text(str(PROJECTS))
    chip.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("sector"))
    expect(chip).to_have_count(0)
    expect(box).not_to_be_checked()
    expect(page.get_by_label("Tìm dự án")).to_be_focused()
    box.check()
    switching_the_language_keeps_the_view(page)


def switching_the_language_keeps_the_view(page: Page) -> None:
    at(page, "sector=roads_transport")
    ready(page)
    view = view_of(page)
    english = page.get_by_role("navigation", name="Ngôn ngữ").get_by_role("link", name="EN")
    english.focus()
    page.keyboard.press("Enter")
    at(page, "lang=en")
    ready(page)
    expect(page.get_by_role("checkbox", name="Roads and transport")).to_be_checked()
    assert view_of(page) == view


def test_late_roads_of_a_commune_with_little_disbursed_take_three_clicks_and_one_for_the_file(
    page: Page,
) -> None:
    opened(page)
    page.evaluate(
        "() => { window.presses = 0; addEventListener('pointerdown', () => window.presses++, true); }"
    )
    page.get_by_role("link", name="Chậm và giải ngân dưới 50 %").click()
    page.get_by_role("checkbox", name="Giao thông").check()
    page.get_by_role("checkbox", name=f"Xã {NEW_NAMES[0]}").check()
    expect(page.locator("#map-chips .chip--on")).to_have_count(5)
    assert page.evaluate("window.presses") == 3
    query = urlsplit(page.url).query
    assert query.startswith("sector=roads_transport&schedule=late&schedule=overdue&disbursed_max=50&unit=")
    take = page.locator("#map-take")
    expect(take.get_by_role("link", name="Danh sách")).to_have_attribute("href", f"/projects?{query}")
    expect(page.locator(".bar").get_by_role("link", name="Dự án")).to_have_attribute(
        "href", f"/projects?{query}"
    )
    with page.expect_download() as started:
        take.get_by_role("link", name="CSV").click()
    rows = page.request.get(f"/map/features.json?{query}").json()["projects"]
    assert started.value.path().read_text("utf-8-sig").count("MH-") == len(rows)


def test_the_twin_table_has_the_projects_in_view_and_leads_to_their_drawers_by_keyboard(
    page: Page, check_accessible: Callable[[Page], None]
) -> None:
    opened(page)
    page.get_by_role("button", name="Bảng").focus()
    page.keyboard.press("Enter")
    rows = page.locator("#map-table-rows tr")
    ready(page)
    expect(page.locator("#map-table-words")).to_have_text(
        re.compile(rf"^{figure(page)} trong {figure(page)} dự án")
    )
    expect(rows).to_have_count(figure(page))
    listed = page.request.get("/projects?located=yes&size=200").text()
    codes = rows.locator("[data-field=code]").all_inner_texts()
    assert codes == re.findall(r'table__main" href="/projects/([^"]+)"', listed)
    names = rows.locator("[data-open]")
    names.first.focus()
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(names.last).to_be_focused()
    last = names.last.inner_text()
    page.keyboard.press("Enter")
    assert drawer(page) == last
    at(page, "project=")
    check_accessible(ready(page))
    page.keyboard.press("Escape")
    expect(page.locator("#map-drawer")).to_be_hidden()
    expect(names.last).to_be_focused()
    assert "project=" not in page.url


def test_a_click_on_a_project_opens_its_drawer_and_the_map_stays(page: Page) -> None:
    place = place_of_first_project(page)
    opened(page, f"/#17/{place['lat']}/{place['lon']}")
    view = view_of(page)
    page.mouse.click(*middle_of_map(page))
    drawer(page)
    at(page, "project=")
    ready(page)
    assert view_of(page) == view
    page.locator("#map-drawer").get_by_role("link", name="Mở trang dự án").click()
    at(page, "projects/")


def test_where_nothing_is_found_the_page_says_what_to_do(
    page: Page, check_accessible: Callable[[Page], None]
) -> None:
    lon, lat = MIDDLE_OF_DAK_WER
    opened(page, f"/?units_on={OLD_DAY}&q=khongcogi#12/{lat}/{lon + 0.06}")
    expect(page.get_by_role("heading", name="Không có dự án nào trên bản đồ")).to_be_visible()
    check_accessible(page)
    a_click_on_a_commune_offers_to_filter_by_it(page)
    expect(page.get_by_role("heading", name="Không có dự án nào trên bản đồ")).to_be_visible()
    page.locator("#map-nothing").get_by_role("button", name="Xóa lọc").click()
    expect(page.locator("#map-nothing")).to_be_hidden()
    expect(page.get_by_label("Tìm dự án")).to_have_value("")
    search_without_accents_lists_matches_that_arrow_keys_walk(page)


def a_click_on_a_commune_offers_to_filter_by_it(page: Page) -> None:
    """The middle of the commune lies west of the middle of the map."""
    x, y = middle_of_map(page)
    page.mouse.click(x - 0.06 * pixels_a_degree(12), y)
    assert drawer(page) == "Xã Đắk Wer"
    page.get_by_role("button", name="Lọc theo xã này").click()
    at(page, "unit=")
    expect(page.locator("#map-chips")).to_contain_text("Xã Đắk Wer")
    page.get_by_role("button", name="Đóng chi tiết").click()


def search_without_accents_lists_matches_that_arrow_keys_walk(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("dak wer")
    results = page.locator("#map-results button")
    expect(results.first).to_contain_text("Đắk Wer")
    page.keyboard.press("ArrowDown")
    expect(results.first).to_be_focused()
    name = results.first.locator("[data-field=name]").inner_text()
    page.keyboard.press("Enter")
    assert drawer(page) == name
    expect(page.locator("#map-drawer [data-title]")).to_be_focused()
    assert "q=dak+wer" in page.url


def test_projects_out_of_sight_are_one_button_away(page: Page) -> None:
    opened(page, f"/#14/{SOUTH - 0.3}/{WEST - 0.3}")
    page.get_by_role("button", name="Đến nơi có dự án").click()
    expect(page.locator("#map-elsewhere")).to_be_hidden()
    an_amount_that_makes_no_sense_is_explained_and_does_not_count(page)


def an_amount_that_makes_no_sense_is_explained_and_does_not_count(page: Page) -> None:
    page.locator("[data-part=facet-budget] summary").click()
    amount = page.locator("[name=min_vnd]")
    amount.fill("nhiều")
    with page.expect_response(lambda response: response.status == 400):
        amount.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('[name=min_vnd]').validationMessage.includes('5 tỷ')"
    )
    assert "min_vnd" not in page.url
    amount.fill("2 tỷ")
    amount.press("Enter")
    at(page, "min_vnd=2+t")
