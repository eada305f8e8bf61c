"""The address of the live map: shared with another window, printed, walked back and forward."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_map import OFFICE, OLD_DAY, at, drawer, named_in_the_first_view, opened, ready
from tests.browser.territory import OLD_NAMES


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    """Give a window on a small office PC."""
    return open_window(viewport=OFFICE)


def test_a_shared_address_gives_the_same_view_of_the_old_communes_and_paper(
    open_window: Callable[..., Page], check_contrast: Callable[[Page], None]
) -> None:
    page = opened(open_window(viewport=OFFICE, color_scheme="dark"), f"/?units_on={OLD_DAY}")
    assert named_in_the_first_view(page) == len(OLD_NAMES)
    stages_have_colours_of_their_own(page)
    check_contrast(ready(page))
    page.get_by_role("checkbox", name="Giao thông").check()
    at(page, "sector=roads_transport")
    page.get_by_role("button", name="Bảng").click()
    page.locator("#map-table-rows [data-open]").first.click()
    title = drawer(page)
    at(page, "project=")
    ready(page)
    other = opened(open_window(viewport=OFFICE), page.url)
    assert drawer(other) == title
    expect(other.get_by_role("checkbox", name="Giao thông")).to_be_checked()
    expect(other.locator(f"[data-units-on='{OLD_DAY}']")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("[data-colouring=stage]")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("#map-table-rows tr").first).to_be_visible()
    assert other.url == page.url
    the_page_prints_with_legend_scale_and_date(other)


def stages_have_colours_of_their_own(page: Page) -> None:
    page.get_by_role("button", name="Giai đoạn", exact=True).click()
    at(page, "colour=stage")
    expect(page.locator("#map-legend-card [data-axis=stage]")).to_be_visible()
    expect(page.locator("#map-legend-card [data-axis=schedule]")).to_be_hidden()


def the_page_prints_with_legend_scale_and_date(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    paper = page.locator("#map-paper")
    expect(paper).to_be_visible()
    expect(page.locator("#map-panel")).to_be_hidden()
    expect(paper).to_contain_text("Giao thông")
    expect(paper.locator("[data-scale]")).to_have_text(re.compile(r"\d+\sk?m"))
    expect(paper).to_contain_text("Số liệu đến ngày")
    expect(paper.locator("[data-legend] li").first).to_be_visible()
    assert page.evaluate("document.querySelector('#map-paper img').naturalWidth") > 300


def test_back_and_forward_walk_through_the_choices(page: Page) -> None:
    opened(page)
    page.get_by_role("checkbox", name="Giao thông").check()
    at(page, "sector=roads_transport")
    page.get_by_role("button", name="xã trước").click()
    at(page, f"units_on={OLD_DAY}")
    page.go_back()
    expect(page.locator(f"[data-units-on='{OLD_DAY}']")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("checkbox", name="Giao thông")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("checkbox", name="Giao thông")).not_to_be_checked()
    a_filter_of_another_unit_set_is_not_lost(page)
    page.go_back()
    expect(page.get_by_role("checkbox", name="Giao thông")).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_role("checkbox", name="Giao thông")).to_be_checked()


def a_filter_of_another_unit_set_is_not_lost(page: Page) -> None:
    page.locator("[data-part=facet-unit] input").first.check()
    at(page, "unit=")
    page.get_by_role("button", name="xã trước").click()
    expect(page.locator("[data-part=facet-unit] .choice__words")).to_have_count(len(OLD_NAMES))
    page.get_by_role("checkbox", name="Giao thông").check()
    expect(page).to_have_url(re.compile(r"sector=.*unit=\d+"))
