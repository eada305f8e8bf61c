"""From the map to the paper: which commune is late, why, and on which documents that rests; alerts and communes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import turn_into_a_dark_phone
from tests.browser.live_map import OLD_DAY, drawer
from tests.browser.territory import OLD_NAMES
from tests.browser.test_choropleth import shaded

CAUSES = re.compile(
    "Thủ tục đầu tư|Giải phóng mặt bằng chậm|Năng lực|Bố trí vốn không kịp thời|Nguyên nhân khác"
)


def unit_of(page: Page) -> str:
    """Return the number of the commune with the most projects under way, by the figures of the map."""
    answer = page.request.get("/api/v1/indicators?indicator=freshness&month=2026-06").json()
    units = {number: unit["whole"] or 0 for number, unit in answer["units"].items()}
    return max(units, key=lambda number: units[number])


@pytest.mark.parametrize(
    "path",
    [
        "/alerts",
        "/units?month=2026-06",
        "/units/{unit}?month=2026-06",
        "/units/{unit}/indicators/on_time",
        "/units/{unit}/indicators/contribution",
    ],
)
def test_pages_of_figures_are_accessible(
    page: Page, check_accessible: Callable[[Page], None], path: str
) -> None:
    page.goto(path.format(unit=unit_of(page)))
    expect(page.locator("main")).to_contain_text("Số liệu đến ngày")
    if not path.endswith("/contribution"):
        check_accessible(page)
    turn_into_a_dark_phone(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if not path.endswith("/on_time"):
        check_accessible(page)


def test_from_the_map_to_the_late_project_and_its_paper(page: Page) -> None:
    shaded(page, f"/?color=on_time&units_on={OLD_DAY}&table=units")
    lowest = page.locator("#map-unit-rows [data-open-commune]").first
    name = lowest.inner_text()
    lowest.click()
    assert drawer(page) == name
    page.locator("[data-unit-figures]").get_by_role("link", name="Dự án đúng hạn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    first = page.locator("#rows tbody tr").first
    expect(first).to_contain_text("hạn ")
    why = first.locator("td").last
    expect(why).to_contain_text(CAUSES)
    paper = why.locator(".table__sub").inner_text().split(", ")[0].strip()
    assert paper
    title = first.locator(".table__main").inner_text()
    first.locator(".table__main").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("#schedule")).to_contain_text(paper)


def test_a_month_is_chosen_without_scripts(open_window: Callable[..., Page]) -> None:
    page = open_window(java_script_enabled=False)
    page.goto(f"/units?units_on={OLD_DAY}")
    rows = page.locator("#figures tbody tr")
    expect(rows).to_have_count(len(OLD_NAMES))
    page.locator("#figures select").select_option("2026-03")
    page.locator("#figures").get_by_role("button", name="Xem").click()
    expect(page.locator("#figures-title")).to_contain_text("03/2026")
    expect(rows).to_have_count(len(OLD_NAMES))
