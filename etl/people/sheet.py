"""The columns of a list of people, the words for roles, and the form to fill in."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from gis.domain.names import name_key
from gis.domain.roles import Role
from gis.domain.sign_in import LOGIN_MAX_LENGTH


class Column(StrEnum):
    """The columns, by our own names."""

    NAME = "display_name"
    LOGIN = "login"
    ROLE = "role"
    UNIT = "unit"
    AGENCY = "agency"
    FROM = "valid_from"
    TO = "valid_to"
    DOCUMENT = "document"


class Heading(NamedTuple):
    """What stands above a column, what else is understood, how wide it is, and what to write in it."""

    label: str
    others: tuple[str, ...]
    width: int
    hint: str


HEADINGS: Mapping[Column, Heading] = MappingProxyType(
    {
        Column.NAME: Heading("Họ và tên", ("Họ tên", "Name"), 28, "Bắt buộc."),
        Column.LOGIN: Heading(
            "Tên đăng nhập",
            ("Tài khoản", "Login"),
            20,
            f"Bắt buộc. Chữ thường không dấu, số, dấu chấm; tối đa {LOGIN_MAX_LENGTH} ký tự.",
        ),
        Column.ROLE: Heading("Vai trò", ("Role",), 28, "Bắt buộc. Chọn trong danh sách."),
        Column.UNIT: Heading(
            "Mã đơn vị",
            ("Mã xã", "Đơn vị", "Unit"),
            14,
            "Mã đơn vị hiện nay; ghi “tất cả” cho mọi đơn vị. Quản trị viên: để trống.",
        ),
        Column.AGENCY: Heading(
            "Cơ quan", ("Thuộc cơ quan", "Agency"), 30, "Tên như trong danh mục; có thể trống."
        ),
        Column.FROM: Heading("Từ ngày", ("From",), 13, "Ngày/tháng/năm; trống là hôm nay."),
        Column.TO: Heading(
            "Đến hết ngày", ("Đến ngày", "To"), 13, "Ngày cuối giữ vai trò; trống là chưa biết."
        ),
        Column.DOCUMENT: Heading(
            "Văn bản giao nhiệm vụ", ("Văn bản", "Document"), 34, "Số, ngày quyết định."
        ),
    }
)
REQUIRED: Final = (Column.NAME, Column.LOGIN, Column.ROLE)
SHEET_NAME: Final = "Người dùng"
_PREPARED_ROWS: Final = 1_000
_DATES: Final = (Column.FROM, Column.TO)

ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: "Quản trị viên",
        Role.DATA_ENTRY: "Cán bộ nhập liệu",
        Role.ACCOUNTANT: "Kế toán",
        Role.UNIT_LEADER: "Lãnh đạo đơn vị",
        Role.REVIEWER: "Cơ quan chủ trì, thẩm định",
        Role.STANDING_AGENCY: "Cơ quan thường trực",
        Role.COUNCIL: "Hội đồng đánh giá",
        Role.COMMITTEE_LEADER: "Lãnh đạo UBND",
        Role.COMMUNITY_SUPERVISOR: "Giám sát cộng đồng",
    }
)
_ROLES: Final = {name_key(words): role for role, words in ROLE_WORDS.items()} | {
    name_key(role.value): role for role in Role
}
EVERYWHERE: Final = frozenset(map(name_key, ("tất cả", "mọi đơn vị", "toàn tỉnh", "all")))


def role_of(text: str) -> Role | None:
    """Return the role that is called so, in Vietnamese or by its code; None for none."""
    return _ROLES.get(name_key(text))


def columns_of(cells: Sequence[str]) -> dict[Column, int]:
    """Return the place of each column whose heading stands among `cells`; the first of two alike."""
    keys = [name_key(cell) for cell in cells]
    found = {}
    for column, heading in HEADINGS.items():
        wanted = [name_key(words) for words in (heading.label, *heading.others)]
        place = next((keys.index(key) for key in wanted if key in keys), None)
        if place is not None:
            found[column] = place
    return found


def write_form(path: Path, units: Sequence[tuple[str, str]], *, as_of: date) -> None:
    """Write an empty form with lists of roles and of `units` (code, name) beside it."""
    import xlsxwriter  # what a worker need not carry before somebody asks for the form

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#E1F1ED", "bottom": 1, "text_wrap": True})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(SHEET_NAME)
    for place, (column, heading) in enumerate(HEADINGS.items()):
        sheet.set_column(place, place, heading.width, day if column in _DATES else text)
        sheet.write_string(0, place, heading.label, head)
        sheet.write_comment(0, place, heading.hint)
    sheet.freeze_panes(1, 0)
    role_column = list(HEADINGS).index(Column.ROLE)
    roles = {"validate": "list", "source": f"=Danh_muc!$A$2:$A${len(ROLE_WORDS) + 1}"}
    sheet.data_validation(1, role_column, _PREPARED_ROWS, role_column, roles)
    lists = book.add_worksheet("Danh_muc")
    lists.set_column(0, 2, 30, text)
    for place, words in enumerate(("Vai trò", "Mã đơn vị", f"Tên đơn vị ngày {as_of:%d/%m/%Y}")):
        lists.write_string(0, place, words, head)
    for row, words in enumerate(ROLE_WORDS.values(), 1):
        lists.write_string(row, 0, words)
    for row, (code, name) in enumerate(units, 1):
        lists.write_string(row, 1, code)
        lists.write_string(row, 2, name)
    book.close()
