"""The month by one Excel file: downloaded, filled in elsewhere, handed back, a conflict decided, handed in once more."""

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.month.signing import SignIn
from tests.browser.month.territory import MONTH, leader_of, officer_of
from tests.web.workbook.samples import MONTH_SHEET, fill, row_of


def download(page: Page, path: Path) -> Path:
    with page.expect_download() as begun:
        page.get_by_role("link", name="Tải sổ Excel của tháng").click()
    assert begun.value.suggested_filename == f"so-lieu-xa-kien-duc-{MONTH:%Y-%m}.xlsx"
    begun.value.save_as(path)
    return path


def fill_in(path: Path, works: dict[str, object]) -> None:
    book = load_workbook(path)
    sheet = book[MONTH_SHEET]
    for code, value in works.items():
        fill(sheet, row_of(sheet, code), works=value)
    book.save(path)


def hand_in(page: Page, path: Path) -> None:
    page.get_by_label("Sổ Excel đã điền").set_input_files(path)
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("heading", level=1).filter(has_text="Xem trước sổ Excel").wait_for()


def test_the_month_goes_out_and_comes_back_as_one_file(
    open_window: Callable[..., Page],
    check_accessible: Callable[[Page], None],
    tmp_path: Path,
    sign_in: SignIn,
) -> None:
    officer = sign_in(open_window(), officer_of(0))
    officer.get_by_role("link", name="Sổ Excel", exact=True).click()
    check_accessible(officer)
    book = download(officer, tmp_path / "so.xlsx")
    fill_in(book, {"M0-0": "47,5", "M0-1": 52})

    leader = sign_in(open_window(), leader_of(0))
    field = leader.get_by_label("Thực hiện, %: Đường Kiến Đức 1")
    field.fill("45")
    field.press("Enter")
    leader.get_by_text("số phiếu TĐ").first.wait_for()

    hand_in(officer, book)
    check_accessible(officer)
    conflict = officer.get_by_role("group", name="Đường Kiến Đức 1")
    expect(conflict).to_contain_text("Chủ tịch Kiến Đức")
    expect(conflict.get_by_role("radio", checked=True)).to_have_count(0)
    officer.get_by_role("button", name="Ghi các dòng đã chọn").click()
    expect(officer.get_by_role("alert")).to_contain_text("Chọn số nào được giữ")
    officer.get_by_role("radio", name="Ghi số trong sổ").check()
    officer.goto("/updates")
    officer.locator(".unfinished__item").filter(has_text="Sổ Excel").get_by_role(
        "link", name="Mở lại"
    ).click()
    expect(officer.get_by_role("radio", name="Ghi số trong sổ")).to_be_checked()
    officer.get_by_role("button", name="Ghi các dòng đã chọn").click()
    expect(officer.get_by_text("Đã ghi 2 số liệu từ sổ Excel thành bản nháp, số phiếu TĐ")).to_be_visible()
    expect(officer.locator(".unfinished")).to_be_hidden()
    expect(officer.get_by_label("Thực hiện, %: Đường Kiến Đức 1")).to_have_value("47,5")
    expect(officer.get_by_label("Thực hiện, %: Đường Kiến Đức 2")).to_have_value("52")

    officer.get_by_role("link", name="Sổ Excel", exact=True).click()
    hand_in(officer, book)
    expect(officer.get_by_role("heading", name="0 thay đổi")).to_be_visible()


def test_it_works_on_a_phone_without_scripts(
    open_window: Callable[..., Page], tmp_path: Path, sign_in: SignIn
) -> None:
    page = sign_in(
        open_window(viewport={"width": 360, "height": 740}, java_script_enabled=False),
        officer_of(0),
    )
    page.get_by_role("link", name="Sổ Excel", exact=True).click()
    book = download(page, tmp_path / "so.xlsx")
    fill_in(book, {"M0-0": 61, "M0-1": "sắp xong"})
    hand_in(page, book)
    assert page.locator("html").evaluate("root => root.scrollWidth") <= 360
    expect(page.get_by_text("“sắp xong” không phải là số")).to_be_visible()
    page.get_by_role("button", name="Ghi các dòng đã chọn").click()
    expect(page.get_by_text("Đã ghi 1 số liệu từ sổ Excel")).to_be_visible()
