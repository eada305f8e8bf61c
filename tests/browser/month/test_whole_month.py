"""A whole month of three communes, whose people share a PC and a phone: reminded, written down by keyboard, on a phone and by Excel, judged, mended, closed."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from gis.domain.months import last_day
from tests.browser.month.signing import SignIn
from tests.browser.month.territory import (
    COMMITTEE,
    COMMUNES,
    FINISHED,
    REVIEWER,
    leader_of,
    officer_of,
)
from tests.browser.windows import ON_PHONE
from tests.photos import photo
from tests.web.workbook.samples import MONTH_SHEET, changed, fill, row_of

OpenWindow = Callable[..., Page]
DAY = f"{last_day(FINISHED)}"
MONTH = f"/updates?month={FINISHED:%Y-%m}"
VOUCHER = {"kind": "completed_volume", "amount_vnd": "120.000.000", "document": "15/GRV"}
COUNT = {
    "household_total_count": "20",
    "household_handed_over_count": "12",
    "area_total_m2": "5.000",
    "area_handed_over_m2": "3.000",
}
GIFT = {
    "kind": "labour",
    "quantity": "12",
    "unit_price_vnd": "200.000",
    "price_source": "NQ xã",
    "donor_kind": "community",
}
EXTENSION = {
    "new_date": f"{FINISHED.year + 2}-06-30",
    "decided_by": "UBND xã",
    "decision_no": "12/QĐ-UBND",
    "cause": "contractor",
}


def test_three_communes_keep_a_month(
    open_window: OpenWindow, check_accessible: Callable[[Page], None], tmp_path: Path, sign_in: SignIn
) -> None:
    desk, phone = open_window(), open_window(**ON_PHONE)
    reminded(sign_in(phone, REVIEWER, MONTH), len(COMMUNES))
    by_keyboard(sign_in(desk, officer_of(0), MONTH), check_accessible)
    on_a_phone(sign_in(phone, officer_of(1), MONTH), check_accessible)
    by_excel(sign_in(desk, officer_of(2), MONTH), tmp_path / "so.xlsx")
    for commune, window in enumerate((desk, phone, desk)):
        handed_in(sign_in(window, leader_of(commune), MONTH))
    judged(sign_in(phone, REVIEWER, MONTH), check_accessible)
    mended(sign_in(desk, officer_of(2), MONTH))
    handed_in(sign_in(phone, leader_of(2), MONTH))
    reviewer = sign_in(phone, REVIEWER, MONTH)
    accept(reviewer, COMMUNES[2])
    closed(reviewer)
    corrected_afterwards(sign_in(desk, officer_of(0), MONTH))
    watched(sign_in(desk, COMMITTEE, MONTH))
    desk.context.clear_cookies()
    public(desk)


def reminded(reviewer: Page, count: int) -> None:
    reviewer.goto(f"/updates/missing?month={FINISHED:%Y-%m}")
    expect(reviewer.locator("#reminders li")).to_have_count(count)


def by_keyboard(page: Page, check_accessible: Callable[[Page], None]) -> None:
    """On an office PC without a mouse: two figures, a voucher and an extension with their papers."""
    write_down(page, "50,5", "60")
    panel = open_panel(page, "Chứng từ")
    check_accessible(page)
    fill_panel(panel, VOUCHER)
    panel = open_panel(page, "Gia hạn")
    check_accessible(page)
    fill_panel(panel, EXTENSION)
    row = page.locator("[data-entry]").first
    expect(row).to_contain_text("Chứng từ thanh toán")
    expect(row).to_contain_text("Gia hạn")


def on_a_phone(page: Page, check_accessible: Callable[[Page], None]) -> None:
    """On 360 px: two figures, a count of land, a gift and a photo."""
    write_down(page, "51,5", "61")
    for ledger, values in (("Mặt bằng", COUNT), ("Đóng góp", GIFT)):
        panel = open_panel(page, ledger)
        check_accessible(page)
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        fill_panel(panel, values)
    panel = open_panel(page, "Ảnh")
    panel.get_by_label("Ảnh", exact=True).set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    panel.get_by_role("button", name="Gửi ảnh").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã nhận tệp a.jpg")


def by_excel(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Sổ Excel", exact=True).press("Enter")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Tải sổ Excel của tháng").press("Enter")
    begun.value.save_as(path)
    path.write_bytes(changed(path.read_bytes(), _two_roads))
    page.get_by_label("Sổ Excel đã điền").set_input_files(path)
    page.get_by_role("button", name="Xem trước thay đổi").press("Enter")
    page.get_by_role("button", name="Ghi các dòng đã chọn").press("Enter")
    expect(page.get_by_text("Đã ghi 2 số liệu từ sổ Excel")).to_be_visible()


def _two_roads(book) -> None:
    sheet = book[MONTH_SHEET]
    for road, works in enumerate((52.5, 62)):
        fill(sheet, row_of(sheet, f"M2-{road}"), works=works)


def write_down(page: Page, *figures: str) -> None:
    """Fill the month's figures in from above, with Enter to the next row."""
    first = page.locator("[data-ready] [name=physical_progress_pct]").first
    first.focus()
    for number, figure in enumerate(figures):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
        receipt = page.locator("[data-entry]").nth(number).locator("[data-receipt]")
        expect(receipt).to_contain_text("số phiếu TĐ")
    expect(page.locator("[data-ready] [name=physical_progress_pct]").last).to_be_focused()


def open_panel(page: Page, name: str) -> Locator:
    row = page.locator("[data-entry]").first
    if row.locator(".entry__more:not([open])").count():
        row.locator(".entry__more summary").press("Enter")
    row.locator(".entry__more").get_by_role("link", name=name).press("Enter")
    expect(page.locator("#panel form")).not_to_have_count(0)
    return page.locator("#panel")


def fill_panel(panel: Locator, values: dict[str, str]) -> None:
    panel.locator("[name=effective_date]").fill(DAY)
    for name, value in values.items():
        field = panel.locator(f"[name={name}]")
        if field.evaluate("field => field.localName") == "select":
            field.select_option(value)
        else:
            field.fill(value)
    panel.get_by_role("button", name="Lưu").press("Enter")
    expect(panel).to_be_hidden()


def handed_in(leader: Page) -> None:
    leader.get_by_role("link", name="Gửi tháng").press("Enter")
    leader.get_by_role("button", name="Gửi ").first.press("Enter")
    expect(leader.get_by_text("Đã gửi")).to_be_visible()


def judged(reviewer: Page, check_accessible: Callable[[Page], None]) -> None:
    """By keyboard on 360 px: two communes as they are, one figure of the third returned with its reason."""
    for name in COMMUNES[:2]:
        accept(reviewer, name)
    open_review(reviewer, COMMUNES[2])
    check_accessible(reviewer)
    reviewer.locator("[name=rows]").first.press("Space")
    reviewer.get_by_label("Ý kiến").fill("Thiếu biên bản")
    reviewer.reload()
    expect(reviewer.get_by_text("Đã khôi phục phần gõ dở")).to_be_visible()
    expect(reviewer.locator("[name=rows]").first).not_to_be_checked()
    expect(reviewer.get_by_label("Ý kiến")).to_have_value("Thiếu biên bản")
    reviewer.get_by_role("button", name="Trả lại số đã chọn").press("Enter")
    expect(reviewer.get_by_text("Đã trả lại 1 số liệu")).to_be_visible()
    expect(reviewer.get_by_label("Ý kiến")).to_have_value("")


def open_review(reviewer: Page, name: str) -> None:
    reviewer.goto(f"/updates/units?month={FINISHED:%Y-%m}")
    reviewer.get_by_role("link", name=f"Xã {name}").press("Enter")
    reviewer.locator(".head").get_by_role("link", name="Duyệt").press("Enter")


def accept(reviewer: Page, name: str) -> None:
    open_review(reviewer, name)
    reviewer.get_by_role("link", name="Chọn tất cả", exact=True).press("Enter")
    reviewer.get_by_role("button", name="Duyệt số đã chọn").press("Enter")
    expect(reviewer.locator("main")).to_contain_text("Không có số liệu nào chờ duyệt")


def mended(officer: Page) -> None:
    row = officer.locator("[data-entry]", has_text="Thiếu biên bản")
    figure = row.locator("[name=physical_progress_pct]")
    officer.locator("#updates[data-ready]").wait_for()
    figure.fill("53")
    figure.press("Enter")
    expect(row.locator("[data-receipt]")).to_contain_text("Đã lưu")


def closed(reviewer: Page) -> None:
    reviewer.goto(f"/updates/missing?month={FINISHED:%Y-%m}")
    expect(reviewer.locator("main")).to_contain_text("Mọi dự án đang làm đều đã gửi số liệu.")
    reviewer.get_by_role("button", name="Khóa sổ").press("Enter")
    expect(reviewer.locator("main")).to_contain_text("đã khóa sổ lúc")


def corrected_afterwards(officer: Page) -> None:
    officer.locator("#updates[data-ready]").wait_for()
    row = officer.locator("[data-entry]").first
    row.locator("[name=physical_progress_pct]").fill("50,75")
    row.locator("[name=physical_progress_pct]").press("Enter")
    expect(row.locator("[data-receipt]")).to_contain_text("Đã lưu")
    officer.reload()
    expect(officer.locator("[data-entry]").first).to_contain_text("bổ sung sau khóa sổ")


def watched(leader: Page) -> None:
    """Who leads all of them sees each month, and writes in none."""
    leader.get_by_role("link", name=f"Xã {COMMUNES[0]}").press("Enter")
    expect(leader.locator("[data-entry]").first).to_contain_text("50,75")
    expect(leader.locator("[name=physical_progress_pct]")).to_have_count(0)


def public(page: Page) -> None:
    """What was accepted shows to everybody, what is a draft does not."""
    told = {"M0-0": "50,5", "M0-1": "60", "M1-0": "51,5", "M2-0": "52,5", "M2-1": "53"}
    for code, figure in told.items():
        page.goto(f"/projects/{code}")
        expect(page.locator("#works")).to_contain_text(f"{figure}\u00a0%")
        expect(page.locator("main")).not_to_contain_text("50,75")
        if code == "M1-0":
            expect(page.locator("main")).to_contain_text("3.000")
