"""Handing a photo over, by an editor, and seeing it as anybody."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.rows import PLACED, row_of
from tests.photos import exif, photo


def test_a_file_that_is_too_large_is_told_before_it_is_sent(editor_page: Page, tmp_path: Path) -> None:
    page = editor_page
    page.goto(f"{row_of(page, PLACED)}/files")
    path = tmp_path / "lon.jpg"
    with path.open("wb") as large:
        large.truncate(21 << 20)
    field = page.get_by_label("Tệp", exact=True)
    field.set_input_files(path)
    page.get_by_role("button", name="Gửi tệp").click()
    told = field.evaluate("field => field.validationMessage")
    assert told == "Tệp lớn hơn 20 MB nên chưa gửi. Chọn tệp nhỏ hơn."
    path.write_bytes(photo(size=(320, 240)))
    field.set_input_files(path)
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã nhận tệp lon.jpg")).to_be_visible()


def test_a_photo_is_handed_over_shown_and_taken_off(
    editor_page: Page,
    open_window: Callable[..., Page],
    check_both_widths: Callable[[Page], None],
) -> None:
    page = editor_page
    address = row_of(page, PLACED, 1)
    page.goto(address)
    page.get_by_role("link", name="Thêm ảnh, văn bản").click()
    check_both_widths(page)
    page.get_by_label("Nội dung, chú thích").fill("Đổ bê tông đoạn đầu")
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_role("alert").get_by_role("link", name="Chọn một tệp ảnh hoặc PDF.")).to_be_visible()
    content = photo(exif=exif(at="2026:03:05 14:30:00", lon=107.5, lat=12.0), size=(640, 480))
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "hien-truong.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    expect(page.get_by_label("Cho công chúng xem")).not_to_be_checked()
    page.get_by_label("Cho công chúng xem").check()
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã nhận tệp hien-truong.jpg")).to_be_visible()
    check_both_widths(page)

    anybody = open_window()
    anybody.goto(f"{address}#documents")
    picture = anybody.get_by_role("img", name="Đổ bê tông đoạn đầu")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    anybody.wait_for_function("picture => picture.naturalWidth > 0", arg=picture.element_handle())
    expect(anybody.locator("#documents")).to_contain_text("chụp 05/03/2026 14:30")
    picture.click()
    expect(anybody).to_have_url(re.compile(r"/files/\d+$"))

    blurring = page.locator("details", has=page.get_by_text("Làm mờ gương mặt", exact=False)).last
    blurring.locator("summary").first.click()
    blurring.get_by_label("Lý do").fill("người trong ảnh đề nghị")
    blurring.locator("input[type=image]").click(position={"x": 100, "y": 80})
    expect(page.get_by_text("Đã làm mờ.")).to_be_visible()

    off = page.locator("details", has_text="Gỡ khỏi trang công khai").last
    off.locator("summary").click()
    off.get_by_label("Lý do").fill("có mặt người")
    page.get_by_role("button", name="Ghi", exact=True).last.click()
    expect(page.get_by_text("Đã ghi thay đổi.")).to_be_visible()
    anybody.goto(address)
    expect(anybody.get_by_text("Chưa có ảnh hiện trường.")).to_be_visible()
