"""The frame around every page, tried on the page that shows every component."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import turn_into_a_dark_phone
from tests.browser.signing import sign_in
from tests.browser.territory import EDITOR_LOGIN
from tests.browser.windows import PHONE


@pytest.mark.parametrize("path", ["/style", "/accounts/login", "/nothing"])
def test_pages_are_accessible(page: Page, check_accessible: Callable[[Page], None], path: str) -> None:
    page.goto(path)
    check_accessible(page)
    turn_into_a_dark_phone(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    check_accessible(page)


def test_at_twice_the_size_nothing_is_cut_off(open_window: Callable[..., Page]) -> None:
    page = open_window(viewport={"width": 640, "height": 450})
    page.goto("/style")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_bar_names_the_former_district(page: Page) -> None:
    page.goto("/style")
    expect(page.locator(".brand__place")).to_have_text("Huyện Thử (cũ)")


def test_the_skip_link_leads_past_the_bar(page: Page) -> None:
    page.goto("/style")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_theme_is_chosen_by_keyboard_and_kept(page: Page) -> None:
    page.goto("/style")
    menu = page.get_by_role("button", name="Tùy chọn hiển thị")
    menu.focus()
    page.keyboard.press("Enter")
    dark = page.get_by_role("button", name="Tối")
    dark.focus()
    page.keyboard.press("Space")
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(dark).to_be_hidden()
    expect(menu).to_be_focused()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 22, 28)"


def test_the_language_is_switched_by_keyboard(page: Page) -> None:
    page.goto("/accounts/login?next=/style")
    english = page.get_by_role("navigation", name="Ngôn ngữ").get_by_role("link", name="EN")
    english.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "next=%2Fstyle" in page.url


def test_a_phone_has_its_menu_at_the_foot(phone: Page) -> None:
    phone.goto("/style")
    phone.get_by_role("button", name="Thêm").tap()
    menu = phone.get_by_role("dialog", name="Tùy chọn")
    expect(menu.get_by_role("link", name="Đăng nhập")).to_be_visible()
    menu.get_by_role("link", name="English").tap()
    expect(phone.locator("html")).to_have_attribute("lang", "en")


def test_slash_leads_to_the_search_box(page: Page) -> None:
    page.goto("/style")
    page.keyboard.press("/")
    expect(page.get_by_label("Tìm dự án")).to_be_focused()
    page.keyboard.type("/dak")
    expect(page.get_by_label("Tìm dự án")).to_have_value("/dak")


def test_ticking_a_box_applies_the_filter(page: Page) -> None:
    page.goto("/style")
    page.get_by_role("checkbox", name="Y tế").check()
    page.wait_for_url("**/style?*sector=health*")


def test_copying_the_address_says_so(open_window: Callable[..., Page]) -> None:
    page = open_window()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/style?q=a")
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.locator(".toast")).to_contain_text("Đã sao chép liên kết")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_errors_of_a_form_get_the_focus_and_lead_to_the_field(page: Page) -> None:
    page.goto("/accounts/login")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Nhập mật khẩu.").click()
    expect(page.get_by_label("Mật khẩu")).to_be_focused()


def test_an_editor_signs_in_and_out(open_context: Callable[..., BrowserContext]) -> None:
    """Also where the browser's store of files never answers."""
    page = open_context().new_page()
    page.add_init_script("IDBFactory.prototype.open = () => ({})")
    sign_in(page, EDITOR_LOGIN)
    page.get_by_role("button", name="Cán bộ thử nghiệm").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Đã đăng xuất.")).to_be_visible()


def test_without_scripts_pages_still_work(open_window: Callable[..., Page]) -> None:
    page = open_window(java_script_enabled=False, viewport=PHONE)
    page.goto("/style")
    page.get_by_role("button", name="Thêm").click()
    page.get_by_role("dialog", name="Tùy chọn").get_by_role("link", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
