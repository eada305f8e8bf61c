"""The month by one Excel file: downloaded, filled in elsewhere, handed back, a conflict decided, handed in once more."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests import databases
from tests.browser.month_territory import MONTH, leader_of, officer_of, settle
from tests.factories.accounts import PASSWORD
from tests.web.conftest import close_connections, make_settings
from tests.web.workbook.samples import MONTH_SHEET, fill, row_of
from webmap.app import create_app


@pytest.fixture(scope="module")
def live_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give a database of this module's own."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            settle(session)
        engine.dispose()
        yield url


@pytest.fixture(scope="module")
def live_app(live_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application over the web's own role, which row security binds."""
    own = databases.as_application(live_database_url) or ""
    folder = tmp_path_factory.mktemp("var")
    settings = make_settings(database_url=live_database_url, app_database_url=own, var_folder=folder)
    app = create_app(settings)
    yield app
    close_connections(app)


@pytest.fixture(scope="module")
def live_url(live_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def sign_in(page: Page, login: str) -> Page:
    page.goto("/accounts/login?next=/updates")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    page.get_by_role("heading", level=1).filter(has_text="Số liệu tháng").wait_for()
    return page


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
    open_context: Callable[..., BrowserContext], check_accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    officer = sign_in(open_context().new_page(), officer_of(0))
    officer.get_by_role("link", name="Sổ Excel", exact=True).click()
    check_accessible(officer)
    book = download(officer, tmp_path / "so.xlsx")
    fill_in(book, {"M0-0": "47,5", "M0-1": 52})

    leader = sign_in(open_context().new_page(), leader_of(0))
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
    officer.get_by_role("button", name="Ghi các dòng đã chọn").click()
    expect(officer.get_by_text("Đã ghi 2 số liệu từ sổ Excel")).to_be_visible()
    expect(officer.get_by_label("Thực hiện, %: Đường Kiến Đức 1")).to_have_value("47,5")
    expect(officer.get_by_label("Thực hiện, %: Đường Kiến Đức 2")).to_have_value("52")

    officer.get_by_role("link", name="Sổ Excel", exact=True).click()
    hand_in(officer, book)
    expect(officer.get_by_role("heading", name="0 thay đổi")).to_be_visible()


def test_it_works_on_a_phone_without_scripts(
    open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = sign_in(
        open_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page(),
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
