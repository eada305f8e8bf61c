"""Giving a project its place, by mouse and by keyboard."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.rows import row_of
from tests.browser.territory import SIZE, SOUTH, WEST

INSIDE = f"{SOUTH + 0.7 * SIZE:.5f}, {WEST + 0.3 * SIZE:.5f}"
"""A point of the first commune as the form takes it: latitude, longitude."""


def open_unplaced(page: Page) -> str:
    """Open the place of the first project that waits for one; return the address of the project."""
    address = row_of(page, "/projects?located=no").partition("?")[0]
    open_editor(page, address)
    return address


def open_editor(page: Page, address: str) -> None:
    page.goto(f"{address}/location")
    expect(page.locator("#location-map")).to_have_attribute("data-state", "ready")


def field(page: Page) -> Locator:
    return page.get_by_label("Tọa độ các đỉnh")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def vertices(page: Page) -> list[tuple[float, ...]]:
    """Return latitude and longitude of every line of the form."""
    return [tuple(map(float, line.split(","))) for line in field(page).input_value().splitlines()]


def from_middle(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return the place in the window so many pixels right of and below the middle of the map."""
    box = page.locator("#location-map").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y


def draw(page: Page, *positions: tuple[float, float]) -> None:
    """Click on each vertex, and on the last one again."""
    for position in (*positions, positions[-1]):
        page.mouse.move(*from_middle(page, *position))
        page.mouse.click(*from_middle(page, *position))


def save(page: Page, reason: str) -> None:
    page.get_by_label("Lý do").fill(reason)
    page.get_by_role("button", name="Lưu vị trí").click()
    expect(page.get_by_text("Đã lưu vị trí.")).to_be_visible()


def test_a_line_is_drawn_corrected_and_saved(
    editor_page: Page, check_accessible: Callable[[Page], None]
) -> None:
    page = editor_page
    address = open_unplaced(page)
    check_accessible(page)
    two_tools_take_turns(page)
    draw(page, (-60, 0), (0, 30), (60, 0))
    expect(field(page)).not_to_have_value("")
    assert len(vertices(page)) == 3
    drawn = field(page).input_value()
    page.reload()
    expect(page.get_by_text("Đã khôi phục phần gõ dở trên máy này.")).to_be_visible()
    expect(page.get_by_text("Có người đã sửa từ lúc đó")).to_be_hidden()
    expect(page.get_by_label("Tuyến", exact=True)).to_be_checked()
    expect(field(page)).to_have_value(drawn)
    a_vertex_is_moved_by_mouse(page)
    a_vertex_is_added_by_keyboard(page)
    kept = vertices(page)
    save(page, "vẽ theo bản vẽ thiết kế")
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('hatang:draft'))")
    assert page.url.endswith(address)
    expect(page.get_by_text("vẽ theo bản vẽ thiết kế").first).to_be_visible()
    open_editor(page, address)
    assert vertices(page) == kept
    expect(tool(page, "Sửa đỉnh")).to_have_attribute("aria-pressed", "true")


def two_tools_take_turns(page: Page) -> None:
    """A new shape begins with drawing."""
    pen, correct = tool(page, "Vẽ"), tool(page, "Sửa đỉnh")
    expect(pen).to_have_attribute("aria-pressed", "true")
    correct.click()
    expect(correct).to_have_attribute("aria-pressed", "true")
    expect(pen).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Tuyến", exact=True).check()
    expect(pen).to_have_attribute("aria-pressed", "true")


def a_vertex_is_moved_by_mouse(page: Page) -> None:
    """The map shows the whole line, whose middle vertex lies under the middle of the map."""
    expect(page.locator("#location-map")).to_have_attribute("data-state", "ready")
    expect(tool(page, "Sửa đỉnh")).to_have_attribute("aria-pressed", "true")
    before = vertices(page)
    box = page.locator("#location-map").bounding_box()
    assert box is not None
    vertex = 15 * (box["width"] - 120) / 120  # the line was 120 px wide and fills the map but for its padding
    page.mouse.click(*from_middle(page, 0, vertex))
    page.mouse.move(*from_middle(page, 0, vertex))
    page.mouse.down()
    page.mouse.move(*from_middle(page, 0, vertex + 20))
    page.mouse.move(*from_middle(page, 0, vertex + 40))
    page.mouse.up()
    expect(field(page)).not_to_have_value("\n".join(f"{lat:.7f}, {lon:.7f}" for lat, lon in before))
    first, moved, last = vertices(page)
    assert (first, last) == (before[0], before[2])
    assert moved[0] < before[1][0]


def a_vertex_is_added_by_keyboard(page: Page) -> None:
    field(page).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(INSIDE)
    expect(page.locator("#live")).to_contain_text("4")


def test_a_point_is_typed_by_keyboard_and_an_area_drawn_instead(editor_page: Page) -> None:
    page = editor_page
    address = open_unplaced(page)
    field(page).focus()
    page.keyboard.type("0.5, 0.5")
    page.get_by_label("Lý do").focus()
    page.keyboard.type("đo GPS")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nằm ngoài mọi đơn vị hành chính")
    expect(field(page)).to_have_value("0.5, 0.5")
    field(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(INSIDE)
    page.get_by_label("Lý do").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu vị trí.")).to_be_visible()
    assert page.url.endswith(address)
    an_area_takes_the_place_of_the_point(page, address)


def an_area_takes_the_place_of_the_point(page: Page, address: str) -> None:
    open_editor(page, address)
    assert vertices(page) == [tuple(map(float, INSIDE.split(",")))]
    page.get_by_label("Vùng", exact=True).check()
    tool(page, "Xóa hình").click()
    expect(field(page)).to_have_value("")
    draw(page, (-60, -40), (60, -40), (60, 40), (-60, 40))
    expect(field(page)).not_to_have_value("")
    corners = vertices(page)
    assert len(corners) == 4
    save(page, "ranh giới khu đất")
    open_editor(page, address)
    expect(page.get_by_label("Vùng", exact=True)).to_be_checked()
    assert sorted(vertices(page)) == sorted(corners)
