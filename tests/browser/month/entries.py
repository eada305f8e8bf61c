"""What tests touch on the page of the month."""

from playwright.sync_api import Locator, Page


def figure(page: Page, row: int = 0) -> Locator:
    return page.locator("[data-ready] [name=physical_progress_pct]").nth(row)


def receipt(page: Page, row: int = 0) -> Locator:
    return page.locator("[data-entry]").nth(row).locator("[data-receipt]")


def unfinished(page: Page) -> Locator:
    return page.locator("#updates[data-ready] .unfinished__item")


def open_panel(page: Page, name: str) -> Locator:
    """Open a panel of the first project."""
    page.locator("[data-ready] .entry__more summary").first.click()
    page.locator(".entry__more").first.get_by_role("link", name=name).click()
    return page.get_by_role("dialog")
