"""Communes shaded by an indicator: classes, months, the twin table, shared addresses; by mouse and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_map import OFFICE, OLD_DAY, at, drawer, opened, ready
from tests.browser.territory import NEW_NAMES, OLD_NAMES
from tests.browser.windows import ON_PHONE, PHONE

FIGURES_READY = "#map-stage[data-figures=ready]"
FINGER_PX = 44
TILES, FIGURES = "**/tiles/projects/**", "**/api/v1/indicators?**"


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    """Give a window on a small office PC."""
    return open_window(viewport=OFFICE)


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


def test_an_indicator_is_chosen_by_keyboard_and_its_legend_counts_every_commune(
    page: Page, check_accessible: Callable[[Page], None]
) -> None:
    opened(page, "/?color=speed&month=1999-01")
    expect(page.locator("#map-figures")).to_be_hidden()
    expect(page.locator("#map-time")).to_be_hidden()
    plain = page.locator("#map canvas").screenshot()
    page.get_by_role("button", name="Giải ngân", exact=True).focus()
    page.keyboard.press("Enter")
    at(page, "color=disbursement")
    page.locator(FIGURES_READY).wait_for()
    ready(page)
    assert communes_of_legend(page) == len(NEW_NAMES)
    expect(page.locator("#map-figures")).to_contain_text(re.compile(r"Số liệu đến ngày \d\d/\d\d/\d{4}"))
    expect(page.locator("#map-classes")).to_contain_text("Chưa có số liệu")
    the_lowest_is_named_in_legend_and_table(page)
    assert page.locator("#map canvas").screenshot() != plain
    check_accessible(page)
    page.get_by_role("button", name="Không tô").click()
    expect(page).not_to_have_url(re.compile("color"))
    expect(page.locator("#map-figures")).to_be_hidden()
    page.emulate_media(reduced_motion="no-preference")
    page.locator("[data-indicator=progress]").click()
    at(page, "color=progress")
    page.locator(FIGURES_READY).wait_for()
    the_time_bar_goes_by_arrow_keys_and_plays_by_space(ready(page))
    whoever_asks_for_no_motion_gets_steps_alone(page)


def the_lowest_is_named_in_legend_and_table(page: Page) -> None:
    """Where values differ; the table has it in its first row."""
    found = page.evaluate("fetch('/api/v1/indicators?indicator=disbursement').then(answer => answer.json())")
    lines = page.locator("#map-whole li [data-field=label]").all_inner_texts()
    assert lines[: len(found["ends"])] == [each["label"] for each in found["ends"]]
    marks = [each["mark"] for each in found["units"].values() if each["mark"]]
    assert page.locator("#map-unit-rows", has_text="thấp nhất").count() == min(1, len(marks))


def test_unit_sets_months_and_indicators_move_numbers_alone(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shaded(page, "/?color=progress&month=2026-07")
    months_and_indicators_move_no_boundaries(page, asked)
    the_whole_is_the_same_by_old_and_by_new_communes(page)
    a_filter_that_figures_do_not_follow_is_told(page)


def months_and_indicators_move_no_boundaries(page: Page, asked: list[str]) -> None:
    """Each figure is asked once, and each tile, which knows neither month nor indicator."""
    page.get_by_role("button", name="Giải ngân", exact=True).click()
    at(page, "color=disbursement")
    page.locator("#map-time-back").click()
    at(page, "month=2026-06")
    page.locator(FIGURES_READY).wait_for()
    expect(page.locator("#map-time")).to_contain_text("Số liệu đến ngày 30/06/2026")
    ready(page)
    assert len([url for url in asked if "/api/v1/indicators" in url]) == 3
    tiles = [url for url in asked if "/tiles/" in url]
    assert len(tiles) == len(set(tiles)) > 0
    assert [url for url in tiles if "month" in url or "color" in url or "indicator" in url] == []


def the_whole_is_the_same_by_old_and_by_new_communes(page: Page) -> None:
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


def a_filter_that_figures_do_not_follow_is_told(page: Page) -> None:
    expect(page.locator("#map-figures-filtered")).to_be_hidden()
    page.get_by_role("checkbox", name="Giao thông").check()
    at(page, "sector=roads_transport")
    expect(page.locator("#map-figures-filtered")).to_be_hidden()
    page.get_by_role("checkbox", name="Quá hạn chưa xong").check()
    expect(page.locator("#map-figures-filtered")).to_be_visible()


def the_time_bar_goes_by_arrow_keys_and_plays_by_space(page: Page) -> None:
    """It stands at the last month."""
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


def whoever_asks_for_no_motion_gets_steps_alone(page: Page) -> None:
    """The bar stands at the first month."""
    first, second, *_ = months(page)
    at(page, f"month={first}")
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("#map-time-play")).to_be_hidden()
    page.locator("#map-time-slider").press("Space")
    page.locator("#map-time-next").click()
    at(page, f"month={second}")


def test_the_address_gives_the_table_of_communes_from_low_to_high_which_opens_them(
    open_window: Callable[..., Page], check_contrast: Callable[[Page], None]
) -> None:
    address = f"/?units_on={OLD_DAY}&color=progress&month=2026-11&table=units"
    page = shaded(open_window(color_scheme="dark"), address)
    assert page.url.partition("#")[0].endswith(address)
    expect(page.locator("[data-indicator=progress]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map-time-month")).to_have_text("11/2026")
    names = page.locator("#map-unit-rows [data-open-commune]")
    expect(names).to_have_count(len(OLD_NAMES))
    check_contrast(page)
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


def test_what_does_not_come_leaves_a_sentence_and_a_way_to_try_again(page: Page) -> None:
    for address in (TILES, FIGURES):
        page.route(address, lambda route: route.fulfill(status=403, body=""))
    page.goto("/?color=progress")
    expect(page.locator("#map-tile-failure")).to_be_visible()
    expect(page.locator("#map-figures-failure")).to_be_visible()
    page.unroute(FIGURES)
    page.locator("#map-figures-retry").click()
    page.locator(FIGURES_READY).wait_for()
    expect(page.locator("#map-figures-failure")).to_be_hidden()
    assert communes_of_legend(page) == len(NEW_NAMES)
    page.unroute(TILES)
    page.locator("#map-tile-failure").get_by_role("button", name="Thử lại").click()
    ready(page)
    expect(page.locator("#map-tile-failure")).to_be_hidden()


def test_on_a_phone_months_are_a_list_and_buttons(
    open_window: Callable[..., Page], check_accessible: Callable[[Page], None]
) -> None:
    phone = open_window(**ON_PHONE, reduced_motion="no-preference")
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
