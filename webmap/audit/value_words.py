"""Fields of log rows in words: what each is called and how its values before and after are written."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum as PythonEnum
from typing import Any

from flask_babel import gettext
from sqlalchemy import Enum

from gis.database import Base
from gis.domain.lifecycle import StatusAxis
from gis.domain.roles import Role
from webmap.audit.action_words import ledger_words
from webmap.formatting import MISSING, day, moment, money_text, number, percent
from webmap.labels import label
from webmap.projects import history_fields, log_words
from webmap.projects.words import step_words

MAX_TEXT = 400
HIDDEN = frozenset({"id", "corrects_id", "project_id", "sha256", "public_sha256", "password_hash"})
"""Keys and hashes: the files of the log have them."""
DAY_LENGTH = 10


def field_words(name: str) -> str:
    """Return what a field is called."""
    own = {
        "document_id": gettext("Văn bản số"),
        "counted_from": gettext("Tính từ ngày"),
        "review_state": gettext("Trạng thái duyệt"),
        "is_withdrawn": gettext("Đã rút lại"),
        "axis": gettext("Loại trạng thái"),
        "precision": gettext("Độ chính xác của ngày"),
        "price_item_id": gettext("Dòng bảng giá"),
        "price_vnd": gettext("Đơn giá"),
        "from_unit": gettext("Từ đơn vị"),
        "to_unit": gettext("Sang đơn vị"),
        "factor_ratio": gettext("Hệ số"),
        "bid_package_id": gettext("Gói thầu số"),
        "contract_id": gettext("Hợp đồng số"),
        "import_batch_id": gettext("Lần nhập tệp số"),
        "ledgers": gettext("Các sổ"),
        "login": gettext("Tên đăng nhập"),
        "display_name": gettext("Họ và tên"),
        "role": gettext("Vai trò"),
        "is_demo": gettext("Dữ liệu minh họa"),
        "is_active": gettext("Đang hoạt động"),
        "locked_until": gettext("Khóa đến"),
        "failed_count": gettext("Số lần sai liên tiếp"),
        "must_change_password": gettext("Phải đổi mật khẩu"),
        "valid_from": gettext("Từ ngày"),
        "valid_to": gettext("Đến ngày"),
        "unit_id": gettext("Đơn vị"),
        "agency_id": gettext("Cơ quan số"),
        "month": gettext("Tháng"),
        "is_closed": gettext("Đã khóa sổ"),
        "remark": gettext("Ý kiến"),
        "state": gettext("Trạng thái"),
        "row_id": gettext("Dòng số"),
        "ledger": gettext("Sổ"),
        "area_m2": gettext("Diện tích"),
        "source": gettext("Nguồn"),
        "projects": gettext("Số dự án"),
        "count": gettext("Số dòng"),
        "rows": gettext("Số dòng của từng sổ"),
        "as_of": gettext("Tính đến ngày"),
        "document": gettext("Văn bản"),
    }
    if name in own:
        return str(own[name])
    for words in (history_fields.field_words(name), log_words.field(name)):
        if words != name:
            return words
    return name


def value_words(table: str, name: str, values: Mapping[str, Any], units: Mapping[int, str]) -> str:
    """Write a logged value of a field; the log holds codes, ISO dates and whole đồng."""
    value = values.get(name)
    if value is None or value in ("", [], {}):
        return MISSING
    if name.endswith("unit_id") and isinstance(value, int):
        return units.get(value, str(value))
    if name == "value" and "axis" in values:
        return _step(values)
    if isinstance(value, bool):
        return str(gettext("có") if value else gettext("không"))
    if name == "geometry":
        return str(gettext("đã có"))
    try:
        return _typed(table, name, value)
    except (TypeError, ValueError, InvalidOperation, KeyError):
        return _short(value)


def _typed(table: str, name: str, value: Any) -> str:
    coded = _enum(table, name)
    if coded is not None:
        return label(coded(int(value) if issubclass(coded, int) else value))
    if name == "rows" and isinstance(value, Mapping):
        return _counted_rows(value)
    if name == "ledger":
        return ledger_words()[value]
    if name.endswith("_vnd"):
        return money_text(int(value))
    if name.endswith("_pct"):
        return percent(Decimal(str(value)))
    if isinstance(value, str) and value[:4].isdecimal() and value[4:5] == "-":
        return _date(value)
    if isinstance(value, int | float) and not name.endswith(("_id", "_year", "year")) and name != "id":
        return number(Decimal(str(value)), 3, trim=True)
    return _short(value)


def _counted_rows(rows: Mapping[str, Any]) -> str:
    """Say how many rows of each ledger were moved; their keys stand in the files of the log."""
    books = ledger_words()
    parts = [f"{books[ledger]}: {number(len(keys))}" for ledger, keys in rows.items()]
    return "; ".join(parts)


def _date(text: str) -> str:
    if len(text) == DAY_LENGTH:
        return day(date.fromisoformat(text))
    return moment(datetime.fromisoformat(text))


def _enum(table: str, name: str) -> type[PythonEnum] | None:
    """Return the codes of a column, None where it holds no codes."""
    if name == "role":
        return Role
    found = Base.metadata.tables.get(table)
    kind = None if found is None or name not in found.c else found.c[name].type
    codes: type[PythonEnum] | None = kind.enum_class if isinstance(kind, Enum) else None
    return codes


def _step(values: Mapping[str, Any]) -> str:
    words: str = step_words(StatusAxis(values["axis"]), values["value"])
    return words


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        text = "; ".join(f"{field_words(str(name))}: {part}" for name, part in value.items())
    else:
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
