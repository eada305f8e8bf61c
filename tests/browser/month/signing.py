"""Signing in on the way to the month."""

from playwright.sync_api import Page

from tests.factories.accounts import PASSWORD


def sign_in(page: Page, login: str, path: str = "/updates") -> Page:
    page.goto(f"/accounts/login?next={path}")
    fill_in(page, login)
    return page


def fill_in(page: Page, login: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.locator("main h1", has_text="Số liệu tháng").wait_for()
