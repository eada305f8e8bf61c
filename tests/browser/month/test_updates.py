"""A month of three communes as its people play it, and everything that would lose what was typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import Engine, text

from tests.browser.conftest import Admit
from tests.browser.month.entries import figure, open_panel, receipt, unfinished
from tests.browser.month.signing import SignIn, fill_in
from tests.browser.month.territory import BEFORE, COMMUNES, leader_of, officer_of
from tests.browser.windows import ON_PHONE
from tests.photos import photo

Open = Callable[..., BrowserContext]
OpenWindow = Callable[..., Page]


def rows_of_month(owner: Engine) -> list[tuple[float, str]]:
    with owner.connect() as connection:
        found = connection.execute(
            text(
                "SELECT physical_progress_pct, review_state FROM progress_report WHERE effective_date > :day"
                " ORDER BY id"
            ),
            {"day": BEFORE},
        )
        return [(float(row[0]), row[1]) for row in found]


def test_a_gift_to_the_commune_shows_the_limits_of_its_kind(open_window: OpenWindow, sign_in: SignIn) -> None:
    page = sign_in(open_window(), officer_of(0))
    page.locator("#updates[data-ready]").get_by_role("link", name="Ghi đóng góp").press("Enter")
    panel = page.locator("#panel")
    usual = panel.get_by_text("Ngày công: từ 150.000 đến 300.000", exact=True)
    expect(usual).to_be_hidden()
    panel.get_by_label("Hình thức").select_option("labour")
    expect(usual).to_be_visible()
    for name, value in {"quantity": "9", "unit_price_vnd": "200.000", "price_source": "NQ xã"}.items():
        panel.locator(f"[name={name}]").fill(value)
    panel.locator("[name=donor_kind]").select_option("community")
    panel.get_by_role("button", name="Lưu").press("Enter")
    expect(page.locator("#row-general")).to_contain_text("Nháp")


def test_a_killed_tab_brings_the_row_back(open_context: Open, owner: Engine, sign_in: SignIn) -> None:
    context = open_context()
    page = sign_in(context.new_page(), officer_of(0))
    figure(page).fill("47,5")
    page.locator("[name=next_step]").first.fill("Rải thảm mặt đường")
    page.close()
    again = context.pages[0]
    again.goto("/updates")
    expect(figure(again)).to_have_value("47,5")
    expect(again.locator("[name=next_step]").first).to_have_value("Rải thảm mặt đường")
    expect(receipt(again)).to_have_text("Chưa lưu")
    figure(again).press("Enter")
    expect(receipt(again)).to_contain_text("Đã lưu")
    assert rows_of_month(owner) == [(47.5, "draft")]
    again.reload()
    expect(receipt(again)).not_to_contain_text("Chưa lưu")


def test_an_expired_login_leads_back_and_sends_what_waited(
    open_window: OpenWindow, owner: Engine, sign_in: SignIn
) -> None:
    page = sign_in(open_window(), officer_of(0))
    with owner.begin() as connection:
        connection.execute(text("UPDATE account_session SET ended_at = now()"))
    figure(page).fill("48")
    figure(page).press("Enter")
    expect(page.locator("[data-queue]")).to_contain_text("Phiên đăng nhập đã hết")
    expect(receipt(page).get_by_role("link", name="Đăng nhập lại")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-queue]")).to_be_in_viewport()
    assert rows_of_month(owner) == []
    page.get_by_role("button", name="Đăng nhập lại").click()
    fill_in(page, officer_of(0))
    expect(receipt(page)).to_contain_text("Đã lưu")
    assert rows_of_month(owner) == [(48.0, "draft")]


def test_a_dropped_connection_is_made_up_for(
    browser: Browser, live_url: str, owner: Engine, sign_in: SignIn
) -> None:
    context = browser.new_context(base_url=live_url, locale="vi-VN")
    page = sign_in(context.new_page(), officer_of(0))
    figure(page).wait_for()
    context.set_offline(True)
    figure(page).fill("49")
    figure(page).press("Enter")
    expect(receipt(page)).to_have_text("Chưa gửi được, sẽ gửi lại")
    expect(page.locator("[data-queue]")).to_contain_text("1 số liệu chưa gửi được")
    context.set_offline(False)
    expect(receipt(page)).to_contain_text("Đã lưu")
    expect(page.locator("[data-queue]")).to_be_hidden()
    assert rows_of_month(owner) == [(49.0, "draft")]
    panel = open_panel(page, "Chứng từ")
    panel.get_by_label("Loại thanh toán").select_option("completed_volume")
    panel.get_by_label("Số tiền").fill("nhiều")
    context.set_offline(True)
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.locator("[data-receipt]")).to_have_text("Chưa gửi được, sẽ gửi lại")
    panel.get_by_role("button", name="Đóng").click()
    expect(unfinished(page)).to_contain_text("Chờ gửi")
    context.set_offline(False)
    expect(unfinished(page)).to_contain_text("Chưa lưu được")
    page.reload()
    expect(unfinished(page)).to_contain_text(f"Chứng từ thanh toán: Đường {COMMUNES[0]} 1")
    expect(unfinished(page)).to_contain_text("không phải là số")
    unfinished(page).get_by_role("link", name="Mở lại").click()
    expect(panel.get_by_role("alert")).to_contain_text("không phải là số")
    expect(panel.get_by_label("Loại thanh toán")).to_have_value("completed_volume")
    panel.get_by_label("Số tiền").fill("120.000.000")
    context.set_offline(True)
    panel.get_by_role("button", name="Lưu").click()
    panel.get_by_role("button", name="Đóng").click()
    context.set_offline(False)
    expect(page.locator(".unfinished__receipts")).to_contain_text("số phiếu CT")
    expect(page.locator("[data-entry]").first).to_contain_text("Chứng từ thanh toán")
    expect(unfinished(page)).to_have_count(0)
    context.close()


def test_drafts_are_their_writer_s_alone(open_window: OpenWindow, sign_in: SignIn) -> None:
    page = sign_in(open_window(), officer_of(0))
    figure(page).fill("51")
    sign_in(page, leader_of(0))
    expect(figure(page)).to_have_value("")
    sign_in(page, officer_of(0))
    expect(figure(page)).to_have_value("51")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=f"Cán bộ {COMMUNES[0]}").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_text("Đã đăng xuất")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('hatang:draft'))") == []


def test_two_people_on_one_figure_choose(open_window: OpenWindow, owner: Engine, sign_in: SignIn) -> None:
    first = sign_in(open_window(), officer_of(0))
    second = sign_in(open_window(), leader_of(0))
    figure(first).fill("52")
    figure(first).press("Enter")
    expect(receipt(first)).to_contain_text("Đã lưu")
    figure(second).fill("53")
    figure(second).press("Enter")
    messages = second.locator(".entry-messages:visible")
    expect(messages).to_contain_text("Người khác vừa lưu số khác")
    expect(messages.locator("tbody tr").first).to_contain_text("52")
    messages.get_by_role("button", name="Ghi số tôi nhập").click()
    expect(receipt(second)).to_contain_text("Đã lưu")
    assert [value for value, _ in rows_of_month(owner)] == [52.0, 53.0]


def test_a_fall_asks_for_a_reason(open_window: OpenWindow, owner: Engine, sign_in: SignIn) -> None:
    page = sign_in(open_window(), officer_of(0))
    figure(page).fill("12")
    figure(page).press("Enter")
    messages = page.locator(".entry-messages:visible")
    expect(messages).to_contain_text("Tiến độ giảm so với báo cáo trước phải nêu lý do")
    messages.get_by_label("Lý do số này vẫn đúng").fill("Đo lại")
    messages.get_by_label("Lý do số này vẫn đúng").press("Enter")
    expect(receipt(page)).to_contain_text("Đã lưu")
    assert rows_of_month(owner) == [(12.0, "draft")]


def test_saving_twice_is_saving_once(open_window: OpenWindow, owner: Engine, sign_in: SignIn) -> None:
    page = sign_in(open_window(), officer_of(0))
    figure(page).fill("nhiều")
    figure(page).press("Enter")
    expect(figure(page)).to_have_attribute("aria-invalid", "true")
    figure(page).fill("52")
    row = page.locator("[data-entry]").first
    row.get_by_role("button", name="Lưu").dblclick()
    expect(receipt(page)).to_contain_text("Đã lưu")
    expect(row).not_to_contain_text("Chưa lưu")
    expect(figure(page)).not_to_have_attribute("aria-invalid", "true")
    assert rows_of_month(owner) == [(52.0, "draft")]


def test_a_voucher_is_written_in_the_panel_also_by_a_tab_that_was_killed(
    open_context: Open, check_accessible: Callable[[Page], None], sign_in: SignIn
) -> None:
    context = open_context(**ON_PHONE)
    killed = sign_in(context.new_page(), officer_of(0))
    panel = open_panel(killed, "Chứng từ")
    panel.get_by_label("Loại thanh toán").select_option("completed_volume")
    panel.get_by_label("Số tiền").fill("120.000.000")
    killed.close()
    page = context.pages[0]
    page.goto("/updates")
    expect(unfinished(page)).to_contain_text("Gõ dở")
    expect(unfinished(page)).to_contain_text(f"Chứng từ thanh toán: Đường {COMMUNES[0]} 1")
    check_accessible(page)
    unfinished(page).get_by_role("link", name="Mở lại").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_label("Số tiền")).to_have_value("120.000.000")
    panel.get_by_role("button", name="Lưu").click()
    expect(panel).to_be_hidden()
    expect(page.locator("[data-entry]").first).to_contain_text("Chứng từ thanh toán")
    expect(page.locator(".unfinished")).to_be_hidden()


def test_what_is_saved_is_counted_and_marked_at_once(open_window: OpenWindow, sign_in: SignIn) -> None:
    page = sign_in(open_window(), leader_of(0))
    tasks, hand_in = page.locator(".tasks-block"), page.locator("[data-count=to_submit]")
    expect(hand_in).to_have_text("0")
    figure(page).fill("50")
    figure(page).press("Enter")
    expect(receipt(page)).to_contain_text("Đã lưu")
    expect(tasks).to_contain_text("1 nháp, chưa gửi")
    expect(hand_in).to_have_text("1")
    expect(page.locator("[data-entry]").first.locator("[data-state] svg")).to_be_visible()


def test_what_is_typed_before_the_scripts_come_is_saved(open_window: OpenWindow, admit: Admit) -> None:
    page = open_window()
    held: list[Route] = []
    page.route("**/js/updates/index.js", lambda route: held.append(route))
    admit(page, officer_of(0))
    page.goto("/updates", wait_until="commit")
    page.get_by_label(re.compile("^Thực hiện, %")).first.fill("41,5")
    held[0].continue_()
    page.locator("#updates[data-ready]").wait_for()
    figure(page).press("Enter")
    expect(receipt(page)).to_contain_text("Đã lưu")


def test_a_device_that_keeps_nothing_still_saves(open_context: Open, sign_in: SignIn) -> None:
    page = open_context().new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    sign_in(page, officer_of(0))
    expect(page.get_by_text("Máy này không cho lưu phần gõ dở")).to_be_visible()
    figure(page).fill("43")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    leave = "document.querySelector('form[data-sign-out]').requestSubmit()"
    page.evaluate(leave)
    assert asked == ["confirm"], "what only the page has is asked about before it is dropped"
    figure(page).press("Enter")
    expect(receipt(page)).to_contain_text("Đã lưu")
    page.evaluate(leave)
    page.get_by_role("link", name="Đăng nhập").first.wait_for()
    assert asked == ["confirm"], "nothing is left to ask about"


def test_a_refused_photo_is_told_in_its_panel(open_window: OpenWindow, sign_in: SignIn) -> None:
    page = sign_in(open_window(), officer_of(0))
    address = page.url
    panel = open_panel(page, "Ảnh")
    expect(panel).to_contain_text("Tệp gửi vào để nội bộ")
    panel.get_by_label("chú thích").fill("Rải đá lớp 1")
    panel.get_by_label("Ảnh", exact=True).set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    )
    panel.get_by_role("button", name="Gửi ảnh").click()
    expect(panel.get_by_role("alert")).to_contain_text("Nội dung tệp không phải ảnh")
    page.reload()
    unfinished(page).filter(has_text="Ảnh hiện trường").get_by_role("link", name="Mở lại").click()
    expect(panel.get_by_label("chú thích")).to_have_value("Rải đá lớp 1")
    expect(panel.get_by_label("Ảnh", exact=True)).to_have_value(re.compile("a.jpg"))
    panel.get_by_label("Ảnh", exact=True).set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    panel.get_by_role("button", name="Gửi ảnh").click()
    expect(page.locator("#toasts")).to_contain_text("Đã nhận tệp a.jpg, số phiếu TL")
    expect(panel).to_be_hidden()
    expect(page.locator(".unfinished")).to_be_hidden()
    assert page.url == address


@pytest.mark.parametrize("window", [{"color_scheme": "light"}, ON_PHONE | {"color_scheme": "dark"}])
def test_the_pages_are_accessible(
    open_window: OpenWindow,
    check_accessible: Callable[[Page], None],
    window: dict[str, object],
    sign_in: SignIn,
) -> None:
    page = sign_in(open_window(**window), leader_of(0))
    figure(page).fill("41")
    figure(page).press("Enter")
    expect(receipt(page)).to_contain_text("Đã lưu")
    unit = page.locator("[name=unit]").first.input_value()
    for path in ("/updates", "/updates/submit", "/updates/missing", "/updates/units"):
        for language in ("vi", "en"):
            page.goto(f"{path}?lang={language}&unit={unit}")
            width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(width)
            check_accessible(page)
