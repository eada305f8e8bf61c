"""Signing in and looking after people, by keyboard, on a PC and on a phone."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from gis.domain.roles import Role
from tests.browser.signing import sign_in
from tests.factories.accounts import PASSWORD, AccountFactory
from tests.factories.base import bound_to

NEW = "một câu khác và dài"
_numbers: Iterator[int] = iter(range(1000))


@pytest.fixture
def login_of(live_database_url: str) -> Callable[..., str]:
    """Give what makes an account of a role and returns its login."""

    def make(role: Role, **fields: object) -> str:
        engine = create_engine(live_database_url)
        with Session(engine) as session, bound_to(session):
            login = f"{role.value.replace('_', '-')}.{next(_numbers)}"
            AccountFactory(login=login, display_name=f"Người {login}", roles=[role], **fields)
            session.commit()
        engine.dispose()
        return login

    return make


def test_the_sign_in_page_works_by_keyboard(
    page: Page, check_both_widths: Callable[[Page], None], login_of: Callable[..., str]
) -> None:
    login = login_of(Role.DATA_ENTRY)
    page.goto("/accounts/login?next=/accounts/me")
    check_both_widths(page)
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type("sai mật khẩu")
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    check_both_widths(page)
    page.get_by_label("Mật khẩu").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    check_both_widths(page)


def test_a_reviewer_sets_a_device_up_and_comes_back_with_a_recovery_code(
    page: Page, check_both_widths: Callable[[Page], None], login_of: Callable[..., str]
) -> None:
    login = login_of(Role.REVIEWER)
    sign_in(page, login)
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    check_both_widths(page)
    secret = page.locator(".setup__key").inner_text().replace(" ", "")
    page.get_by_label("Mã xác thực").fill(pyotp.TOTP(secret).now())
    page.get_by_label("Mã xác thực").press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    check_both_widths(page)
    code = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="Tôi đã cất mã, tiếp tục").click()
    page.goto("/accounts/second-factor")
    check_both_widths(page)
    page.context.clear_cookies()
    sign_in(page, login)
    expect(page.get_by_role("heading", name="Mã xác thực")).to_be_visible()
    check_both_widths(page)
    page.get_by_label("Mã xác thực").fill(code)
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/accounts/login"))
    page.goto("/accounts/me")
    expect(page.get_by_text("đang bật, còn 9 mã khôi phục")).to_be_visible()


def test_an_administrator_adds_a_person_who_chooses_a_password(
    page: Page,
    open_window: Callable[..., Page],
    check_both_widths: Callable[[Page], None],
    login_of: Callable[..., str],
) -> None:
    login = "lan"
    sign_in(page, login_of(Role.ADMINISTRATOR, is_demo=True))
    page.goto("/accounts/people")
    check_both_widths(page)
    page.get_by_role("link", name="Thêm người").press("Enter")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_role("button", name="Thêm và lấy liên kết").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Chọn một vai trò trong danh sách.")
    check_both_widths(page)
    page.get_by_role("combobox", name="Vai trò").select_option(label="Kế toán")
    page.get_by_label("Ở mọi đơn vị").press("Space")
    page.get_by_role("button", name="Thêm và lấy liên kết").press("Enter")
    link = page.get_by_label("Liên kết đặt mật khẩu, chỉ hiện một lần")
    expect(link).to_be_visible()
    check_both_widths(page)

    guest = open_window()
    guest.goto(urlsplit(link.input_value()).path)
    check_both_widths(guest)
    guest.get_by_label("Mật khẩu mới", exact=True).fill(NEW)
    guest.get_by_label("Nhập lại mật khẩu mới").fill(NEW)
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("status").first).to_contain_text("Đã đặt mật khẩu.")
    sign_in(guest, login, NEW)
    expect(guest).not_to_have_url(re.compile("/accounts/login"))
    guest.goto("/accounts/me")
    expect(guest.get_by_text(f"Nguyễn Thị Lan · {login}")).to_be_visible()

    page.goto("/accounts/people/import")
    check_both_widths(page)
