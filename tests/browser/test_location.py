"""Giving a project its place, by mouse and by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect


def open_editor(page: Page, *, row: str = "/projects?located=no") -> str:
    """Open the place of the first project of a list; return the address of the project."""
    page.goto(row)
    address = page.locator("a[href^='/projects/']:not([href*='.'])").first.get_attribute("href") or ""
    page.goto(f"{address.partition('?')[0]}/location")
    expect(page.locator("#location-map")).to_have_attribute("data-state", "ready", timeout=20_000)
    return address.partition("?")[0]


def click_at(page: Page, canvas: Locator, *positions: tuple[int, int]) -> None:
    box = canvas.bounding_box()
    assert box is not None
    for x, y in positions:
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.click(box["x"] + x, box["y"] + y)


def test_a_line_is_drawn_by_mouse_and_saved(
    editor_page: Page, check_accessible: Callable[[Page], None]
) -> None:
    page = editor_page
    address = open_editor(page)
    check_accessible(page)
    draw, correct = (page.get_by_role("button", name=name, exact=True) for name in ("Vẽ", "Sửa đỉnh"))
    expect(draw).to_have_attribute("aria-pressed", "true")
    correct.click()
    expect(correct).to_have_attribute("aria-pressed", "true")
    expect(draw).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Tuyến", exact=True).check()
    expect(draw).to_have_attribute("aria-pressed", "true")
    field = page.get_by_label("Tọa độ các đỉnh")
    middle = page.locator("#location-map").bounding_box()
    assert middle is not None
    x, y = int(middle["width"] / 2), int(middle["height"] / 2)
    click_at(page, page.locator("#location-map"), (x - 60, y), (x, y + 30), (x + 60, y), (x + 60, y))
    expect(field).not_to_have_value("")
    assert len(field.input_value().splitlines()) == 3
    drawn = field.input_value()
    page.reload()
    expect(page.get_by_text("Đã khôi phục phần gõ dở trên máy này.")).to_be_visible()
    expect(page.get_by_text("Có người đã sửa từ lúc đó")).to_be_hidden()
    expect(page.get_by_label("Tuyến", exact=True)).to_be_checked()
    expect(field).to_have_value(drawn)
    page.get_by_label("Lý do").fill("vẽ theo bản vẽ thiết kế")
    page.get_by_role("button", name="Lưu vị trí").click()
    expect(page.get_by_text("Đã lưu vị trí.")).to_be_visible()
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('hatang:draft'))")
    assert page.url.endswith(address)
    expect(page.get_by_text("vẽ theo bản vẽ thiết kế").first).to_be_visible()


def test_a_point_is_typed_by_keyboard_and_shown(editor_page: Page) -> None:
    page = editor_page
    open_editor(page)
    field = page.get_by_label("Tọa độ các đỉnh")
    field.focus()
    page.keyboard.type("0.5, 0.5")
    page.get_by_label("Lý do").focus()
    page.keyboard.type("đo GPS")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nằm ngoài mọi đơn vị hành chính")
    expect(page.get_by_label("Tọa độ các đỉnh")).to_have_value("0.5, 0.5")


def test_opening_a_placed_project_keeps_its_vertices(editor_page: Page) -> None:
    page = editor_page
    open_editor(page, row="/projects?located=yes")
    expect(page.get_by_label("Tọa độ các đỉnh")).not_to_have_value("")
