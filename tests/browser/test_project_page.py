"""The page of a project by mouse, keyboard, phone and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rows import row_of
from tests.browser.windows import DESKTOP, PHONE


def open_project(page: Page, *, query: str = "") -> str:
    """Open a project under construction, whose ledgers are full; return its path."""
    path = row_of(page, "/projects?stage=6&sector=roads_transport&sort=-budget")
    page.goto(f"{path}{query}")
    expect(page.locator("#works .chart__plot")).to_be_visible()
    return path


@pytest.mark.parametrize(
    ("query", "size", "scheme"), [("", DESKTOP, "dark"), ("?as_of=2026-03-31", PHONE, "light")]
)
def test_the_page_is_accessible_with_everything_open(
    open_window: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    query: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    page = open_window(viewport=size, color_scheme=scheme)
    open_project(page, query=query)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    check_accessible(page)
    for width in (size["width"], PHONE["width"]):
        page.set_viewport_size(size | {"width": width})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_figure_opens_into_its_rows(page: Page) -> None:
    open_project(page)
    rows = page.get_by_role("table", name="Chứng từ thanh toán, mới nhất trước")
    expect(rows).to_be_hidden()
    page.locator("#money").get_by_role("link", name="Đã giải ngân").click()
    expect(rows).to_be_visible()
    day = rows.get_by_role("link").first
    entry = str(day.get_attribute("href"))
    day.click()
    expect(page).to_have_url(re.compile(re.escape(entry)))
    expect(page.locator(entry)).to_be_in_viewport()


def test_the_navigation_follows_and_leads_by_keyboard(page: Page) -> None:
    open_project(page)
    link = page.get_by_role("navigation", name="Trong trang này").get_by_role("link", name="Hợp đồng")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#contracts h2")).to_be_in_viewport()
    expect(link).to_be_in_viewport()


def test_a_past_day_is_one_form_away_and_back(open_window: Callable[..., Page]) -> None:
    page = open_window(java_script_enabled=False)
    path = open_project(page)
    page.get_by_label("Xem dự án tại ngày").fill("2026-03-31")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_text("Đang xem dự án tại ngày 31/03/2026")).to_be_visible()
    page.get_by_role("link", name="Về hôm nay").click()
    expect(page).to_have_url(re.compile(f"{re.escape(path)}$"))


def test_paper_shows_what_the_screen_folds(page: Page) -> None:
    open_project(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Chứng từ thanh toán, mới nhất trước")).to_be_visible()
    expect(page.get_by_role("navigation", name="Trong trang này")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_role("table", name="Chứng từ thanh toán, mới nhất trước")).to_be_hidden()
