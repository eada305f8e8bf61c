"""Lists, project pages and unit pages by mouse, keyboard and phone, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import turn_into_a_dark_phone
from tests.browser.rows import row_of
from tests.browser.windows import PHONE

UNIT = re.compile(r"/units/\d+")


@pytest.mark.parametrize(
    "path",
    [
        "/projects?size=25",
        "/projects?q=khongco",
        "/projects?located=no",
        "first of /projects",
        "/units",
        "first of /units",
    ],
)
def test_pages_are_accessible(page: Page, check_accessible: Callable[[Page], None], path: str) -> None:
    page.goto(path if path.startswith("/") else row_of(page, path.removeprefix("first of ")))
    check_accessible(page)
    turn_into_a_dark_phone(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    check_accessible(page)


def test_a_choice_narrows_the_list_at_once(page: Page) -> None:
    page.goto("/projects")
    box = page.get_by_role("checkbox", name=re.compile("^Giao thông"))
    count = page.locator('[data-count="sector=roads_transport"]').inner_text()
    box.check()
    expect(page).to_have_url(re.compile(r"sector=roads_transport"))
    expect(page.locator(".toolbar__words")).to_contain_text(f"trong {count}")
    expect(box).to_be_focused()
    expect(page.locator("#live")).to_contain_text(f"trong {count}")
    page.get_by_role("link", name=re.compile("^Giao thông")).first.click()
    expect(page).to_have_url(re.compile(r"/projects$"))
    expect(box).not_to_be_checked()


def test_going_back_brings_the_list_back(page: Page) -> None:
    page.goto("/projects")
    whole = page.locator(".toolbar__words").inner_text()
    page.get_by_role("checkbox", name=re.compile("^Quá hạn")).check()
    expect(page.locator(".toolbar__words")).not_to_have_text(whole)
    page.go_back()
    expect(page.locator(".toolbar__words")).to_have_text(whole)
    expect(page.get_by_role("checkbox", name=re.compile("^Quá hạn"))).not_to_be_checked()


def test_words_are_searched_while_they_are_typed(page: Page) -> None:
    page.goto("/projects")
    page.keyboard.press("/")
    page.keyboard.type("khong co gi nhu the")
    expect(page.get_by_role("heading", name="Không có dự án nào khớp")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_headings_sort_by_keyboard(page: Page) -> None:
    page.goto("/projects")
    heading = page.get_by_role("link", name="Tổng mức đầu tư")
    heading.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"sort=-budget"))
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("Tổng mức đầu tư")


def test_everything_works_without_scripts(open_window: Callable[..., Page]) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/projects")
    page.get_by_role("checkbox", name=re.compile("^Giao thông")).check()
    page.get_by_label("Sắp xếp").select_option(label="Vốn lớn trước")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page).to_have_url(re.compile(r"sector=roads_transport.*sort=-budget"))
    page.locator("a.table__main").first.click()
    expect(page.locator(".mini-map, .empty").first).to_be_visible()
    page.locator("#shares a").first.click()
    expect(page).to_have_url(UNIT)
    expect(page.locator("h1")).to_be_visible()


def test_filters_open_on_a_phone(phone: Page) -> None:
    phone.goto("/projects?sort=-budget&stage=6")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    box = phone.get_by_role("checkbox", name=re.compile("^Giao thông"))
    expect(box).to_be_hidden()
    phone.locator("label.filters__button").tap()
    expect(box).to_be_visible()


def test_figures_lead_to_their_rows(page: Page) -> None:
    page.goto(row_of(page, "/units"))
    bar = page.locator(".bars__bar").first
    count = bar.locator(".bars__count").inner_text()
    bar.click()
    expect(page.locator(".toolbar__words")).to_contain_text(f"trong {count}")


def test_the_list_opens_the_map_with_its_filters(page: Page) -> None:
    page.goto("/projects?sector=roads_transport&schedule=on_track")
    address = page.get_by_role("link", name="Xem trên bản đồ").get_attribute("href")
    assert address == "/?sector=roads_transport&schedule=on_track"


def test_files_are_offered_for_exactly_these_rows(page: Page) -> None:
    page.goto("/projects?sector=roads_transport")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert re.fullmatch(r"du-an_\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
