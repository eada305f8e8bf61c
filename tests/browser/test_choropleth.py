"""Communes shaded by an indicator: classes, months, the twin table, shared addresses; by mouse and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.territory import NEW_NAMES, OLD_NAMES
from tests.browser.test_map import OLD_DAY, at, drawer, opened, ready

FIGURES_READY = "#map-stage[data-figures=ready]"
FINGER_PX = 44


def shaded(page: Page, address: str) -> Page:
    opened(page, address)
    page.locator(FIGURES_READY).wait_for()
    return ready(page)


def communes_of_legend(page: Page) -> int:
    counts = page.locator("#map-classes [data-field=count_text]").all_inner_texts()
    return sum(int(words.split()[0]) for words in counts)


def whole(page: Page) -> str:
    return page.locator("#map-whole li").last.locator("[data-field=text]").inner_text()


def months(page: Page) -> list[str]:
    """Return the months that the page offers, oldest first; the last one moves on with the calendar."""
    found: list[str] = page.evaluate(
        "JSON.parse(document.getElementById('map-config').textContent).months.map(([value]) => value)"
    )
    return found


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("/?color=disbursement", "light"),
        (f"/?color=on_time&units_on={OLD_DAY}&table=units&month=2026-05", "dark"),
    ],
)
def test_the_shaded_map_is_accessible(
    open_context: Callable[..., BrowserContext],
    check_accessible: Callable[[Page], None],
    address: str,
    scheme: str,
) -> None:
    check_accessible(shaded(open_context(color_scheme=scheme).new_page(), address))


def test_an_indicator_is_chosen_by_keyboard_and_its_legend_counts_every_commune(page: Page) -> None:
    opened(page)
    plain = page.locator("#map canvas").screenshot()
    expect(page.locator("#map-figures")).to_be_hidden()
    page.get_by_role("button", name="Giải ngân", exact=True).focus()
    page.keyboard.press("Enter")
    at(page, "color=disbursement")
    page.locator(FIGURES_READY).wait_for()
    ready(page)
    assert communes_of_legend(page) == len(NEW_NAMES)
    expect(page.locator("#map-figures")).to_contain_text(re.compile(r"Số liệu đến ngày \d\d/\d\d/\d{4}"))
    expect(page.locator("#map-classes")).to_contain_text("Chưa có số liệu")
    assert page.locator("#map canvas").screenshot() != plain
    page.get_by_role("button", name="Không tô").click()
    expect(page).not_to_have_url(re.compile("color"))
    expect(page.locator("#map-figures")).to_be_hidden()


def test_months_and_indicators_move_numbers_and_no_boundaries(page: Page) -> None:
    shaded(page, "/?color=progress&month=2026-11")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Mặt bằng", exact=True).click()
    at(page, "color=clearance")
    page.locator("#map-time-back").click()
    at(page, "month=2026-10")
    page.locator(FIGURES_READY).wait_for()
    expect(page.locator("#map-time")).to_contain_text("Số liệu đến ngày 31/10/2026")
    ready(page)
    assert len([url for url in asked if "/api/v1/indicators" in url]) == 2
    assert [url for url in asked if "/tiles/" in url] == []


def test_the_whole_is_the_same_by_old_and_by_new_communes(page: Page) -> None:
    shaded(page, "/?color=disbursement&month=2026-06")
    by_new = whole(page)
    page.get_by_role("button", name="xã trước").click()
    at(page, f"units_on={OLD_DAY}")
    page.locator(FIGURES_READY).wait_for()
    expect(page.locator("#map-classes li").first).to_be_visible()
    page.wait_for_function(
        "count => [...document.querySelectorAll('#map-classes [data-field=count_text]')]"
        ".reduce((sum, each) => sum + parseInt(each.textContent), 0) === count",
        arg=len(OLD_NAMES),
    )
    assert whole(page) == by_new


def test_a_shared_address_gives_the_same_colours_and_month(
    page: Page, open_context: Callable[..., BrowserContext]
) -> None:
    shaded(page, f"/?color=contribution&month=2026-03&units_on={OLD_DAY}&table=units")
    rows = page.locator("#map-unit-rows tr").all_inner_texts()
    other = shaded(open_context().new_page(), page.url)
    assert other.url == page.url
    assert other.locator("#map-unit-rows tr").all_inner_texts() == rows
    expect(other.locator("[data-indicator=contribution]")).to_have_attribute("aria-pressed", "true")
    expect(other.locator("#map-time-month")).to_have_text("03/2026")


def test_an_address_with_an_unknown_indicator_or_month_opens_without(page: Page) -> None:
    opened(page, "/?color=speed&month=1999-01")
    expect(page.locator("#map-figures")).to_be_hidden()
    expect(page.locator("#map-time")).to_be_hidden()


def test_the_time_bar_goes_by_arrow_keys_and_plays_by_space(page: Page) -> None:
    shaded(page, "/?color=progress")
    *_, before, middle, last = months(page)
    slider = page.locator("#map-time-slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    at(page, f"month={middle}")
    page.keyboard.press("ArrowLeft")
    at(page, f"month={before}")
    expect(page.locator("#map-time-symbols")).to_contain_text("Ký hiệu dự án: ngày")
    expect(slider).to_have_attribute("aria-valuetext", f"{before[5:]}/{before[:4]}")
    page.locator(FIGURES_READY).wait_for()
    page.keyboard.press("Space")
    expect(page.locator("#map-time-play")).to_have_attribute("aria-pressed", "true")
    at(page, f"month={last}")
    expect(page.locator("#map-time-play")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#map-time-next")).to_be_disabled()
    expect(page.locator("#map-time-symbols")).to_be_hidden()
    page.keyboard.press("Home")
    expect(page.locator("#map-time-back")).to_be_disabled()


def test_whoever_asks_for_no_motion_gets_steps_alone(open_context: Callable[..., BrowserContext]) -> None:
    page = shaded(open_context(reduced_motion="reduce").new_page(), "/?color=progress&month=2026-05")
    expect(page.locator("#map-time-play")).to_be_hidden()
    page.locator("#map-time-slider").press("Space")
    page.locator("#map-time-next").click()
    at(page, "month=2026-06")


def test_the_table_of_communes_goes_from_low_to_high_and_opens_them(page: Page) -> None:
    shaded(page, f"/?color=progress&units_on={OLD_DAY}&table=units&month=2026-11")
    names = page.locator("#map-unit-rows [data-open-commune]")
    expect(names).to_have_count(len(OLD_NAMES))
    shown = page.locator("#map-unit-rows [data-field=text]").all_inner_texts()
    values = [float(words.replace("\xa0%", "").replace(",", ".")) for words in shown if words != "–"]
    assert values == sorted(values)
    names.first.focus()
    expect(page.locator("#map-tip")).to_contain_text(names.first.inner_text())
    expect(page.locator("#map-tip")).to_contain_text("Khối lượng thi công bình quân")
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    title = names.nth(1).inner_text()
    page.keyboard.press("Enter")
    assert drawer(page) == title
    measures = page.locator("#map-drawer [data-unit-figures]")
    expect(measures.locator("li")).to_have_count(6)
    page.locator("#map-time-back").click()
    expect(measures).to_contain_text("đến hết tháng 10/2026")
    expect(measures).to_contain_text("Số liệu đến ngày 31/10/2026")


def test_figures_that_do_not_come_leave_a_sentence_and_a_way_to_try_again(page: Page) -> None:
    page.route("**/api/v1/indicators?**", lambda route: route.fulfill(status=403, body=""))
    opened(page, "/?color=progress")
    expect(page.locator("#map-figures-failure")).to_be_visible()
    page.unroute("**/api/v1/indicators?**")
    page.locator("#map-figures-retry").click()
    page.locator(FIGURES_READY).wait_for()
    expect(page.locator("#map-figures-failure")).to_be_hidden()
    assert communes_of_legend(page) == len(NEW_NAMES)


def test_a_filter_that_figures_do_not_follow_is_told(page: Page) -> None:
    shaded(page, "/?color=progress")
    expect(page.locator("#map-figures-filtered")).to_be_hidden()
    page.get_by_role("checkbox", name="Giao thông").check()
    at(page, "sector=roads_transport")
    expect(page.locator("#map-figures-filtered")).to_be_hidden()
    page.get_by_role("checkbox", name="Quá hạn chưa xong").check()
    expect(page.locator("#map-figures-filtered")).to_be_visible()


def test_on_a_phone_months_are_a_list_and_buttons(
    phone: Page, check_accessible: Callable[[Page], None]
) -> None:
    shaded(phone, "/?color=disbursement&month=2026-08")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(phone.locator("#map-time-slider")).to_be_hidden()
    phone.locator("#map-time-select").select_option("2026-05")
    at(phone, "month=2026-05")
    for target in ("#map-time-back", "#map-time-next", "#map-time-play", "[data-indicator=disbursement]"):
        box = phone.locator(target).bounding_box()
        assert box is not None
        assert box["height"] >= FINGER_PX - 6, target
    phone.locator("#map-time-next").tap()
    at(phone, "month=2026-06")
    phone.locator(FIGURES_READY).wait_for()
    ready(phone)
    check_accessible(phone)
