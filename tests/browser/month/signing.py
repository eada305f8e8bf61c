"""Signing in on the way to the month."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.factories.accounts import PASSWORD

SignIn = Callable[..., Page]


def fill_in(page: Page, login: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.locator("main h1", has_text="Số liệu tháng").wait_for()
