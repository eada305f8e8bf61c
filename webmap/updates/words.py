"""Words of the month's work: its months, its ledgers, what the scripts of its pages say."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from etl.ledgers.catalogue import CellKind
from gis.domain.months import month_of
from webmap.formatting import day
from webmap.indicators.asked import later
from webmap.labels import label
from webmap.updates.reading import written

SHOWN_MONTHS: Final = 13
LEDGERS: Final[Mapping[str, LazyString]] = {
    "progress_report": _l("Tiến độ"),
    "voucher": _l("Chứng từ thanh toán"),
    "clearance_count": _l("Giải phóng mặt bằng"),
    "contribution": _l("Đóng góp"),
    "completion_date": _l("Gia hạn"),
    "status_step": _l("Trạng thái"),
    "suspension": _l("Tạm dừng"),
    "acceptance": _l("Nghiệm thu"),
    "budget_decision": _l("Tổng mức đầu tư"),
    "capital_plan": _l("Kế hoạch vốn"),
    "bid_package": _l("Gói thầu"),
    "contract": _l("Hợp đồng"),
    "contract_addendum": _l("Phụ lục hợp đồng"),
    "clearance_difficulty": _l("Vướng mắc mặt bằng"),
}
PANELS: Final[Mapping[str, tuple[str, LazyString]]] = {
    "voucher": ("money", _l("Chứng từ")),
    "clearance_count": ("area", _l("Mặt bằng")),
    "contribution": ("user", _l("Đóng góp")),
    "completion_date": ("calendar", _l("Gia hạn")),
}
"""The side panels of a project: sign and short name."""


def value_words(value: object) -> str:
    """Return a value of a ledger as its reader reads it, empty for none."""
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return gettext("có") if value else ""
    return written(value)


def cell_words(value: object, kind: CellKind) -> str:
    """Return the same of a cell of a sheet: a year is no amount, its digits stand together."""
    return str(value) if kind is CellKind.YEAR and value is not None else value_words(value)


def month_choices(month: date, today: date) -> list[date]:
    """Return the months to choose from, newest first: the last thirteen, and the one that is shown."""
    newest = month_of(today)
    found = [later(newest, -back) for back in range(SHOWN_MONTHS)]
    return found if month in found else [*found, month]


def page_texts() -> dict[str, str]:
    """Return what the scripts of these pages say."""
    return {
        "saving": gettext("Đang lưu…"),
        "saved": gettext("Đã lưu %(time)s, số phiếu %(number)s"),
        "waiting": gettext("Chưa gửi được, sẽ gửi lại"),
        "restored": gettext("Đã khôi phục %(count)s dòng chưa gửi: %(names)s."),
        "restoredRefused": gettext("%(count)s dòng chưa lưu được, xem lại các ô được nêu: %(names)s."),
        "typed": gettext("Chưa lưu"),
        "signInAgain": gettext("Phiên đăng nhập đã hết. Số liệu đã nhập được giữ trên máy này."),
        "signIn": gettext("Đăng nhập lại"),
        "queue": gettext("%(count)s số liệu chưa gửi được, sẽ gửi lại khi có mạng."),
        "sendNow": gettext("Gửi lại ngay"),
        "otherAccount": gettext("Tài khoản đã đổi. Tải lại trang để tiếp tục."),
        "reload": gettext("Tải lại trang"),
        "copiedList": gettext("Đã sao chép danh sách"),
        "refused": gettext("Chưa lưu: xem lại các ô được nêu"),
        "conflict": gettext("Người khác vừa sửa số này: chọn số nào"),
        "warned": gettext("Nêu lý do để lưu"),
        "signedOut": gettext("Chưa gửi được: phiên đăng nhập đã hết."),
        "refusedAway": gettext("Chưa lưu được %(name)s. Xem ở đầu trang số liệu tháng."),
        "dropUnfinished": gettext("Bỏ phần đã gõ của %(name)s? Không lấy lại được."),
        "photoSignedOut": gettext("Chưa gửi được ảnh: phiên đăng nhập đã hết. Đăng nhập lại rồi gửi ảnh."),
        "photoNotSent": gettext("Chưa gửi được ảnh. Kiểm tra mạng rồi gửi lại."),
    }
