"""Entries of the audit log in words: what was done to a project, and which fields changed."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from flask_babel import gettext

from etl.columns import Field, field_names
from etl.diff import ChangeWords
from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    Execution,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
    Stage,
)
from gis.queries.project_details import LogEntry
from webmap.formatting import MISSING, day, money_text
from webmap.labels import label
from webmap.language import current_language
from webmap.request_filters import codes

CODED: Mapping[str, type[Enum]] = {
    "stage": Stage,
    "execution": Execution,
    "clearance": ClearanceStatus,
    "settlement": SettlementStatus,
    "type": ProjectType,
    "project_group": ProjectGroup,
    "accuracy_class": AccuracyClass,
}
_FIELDS_OF_LISTS = frozenset(Field)
_ONLY_IN_LISTS = frozenset(
    {"place", "units", "former_owner", "sector_id", "is_located", "first_completion_precision"}
)
"""What only lists of projects change: told in the words of their import, as sources of capital are."""
MAX_TEXT = 160
HIDDEN = frozenset({"sha256"})


def changes(entry: LogEntry) -> list[tuple[str, str, str]]:
    """Return the fields that changed: what each is called, before, after; none where the project is new."""
    if entry.action == "project.create":
        return []
    before, after = entry.before or {}, entry.after or {}
    names = [
        name
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name) and name not in HIDDEN
    ]
    return [(_label(name), _value(name, before), _value(name, after)) for name in names]


def action(code: str) -> str:
    """Return what was done."""
    words = {
        "project.create": gettext("Đưa vào danh mục"),
        "project.update": gettext("Sửa thông tin"),
        "project.locate": gettext("Đặt vị trí trên bản đồ"),
        "project.unlocate": gettext("Gỡ vị trí"),
        "project.archive": gettext("Lưu trữ"),
        "project.file_add": gettext("Thêm tệp"),
        "project.file_hide": gettext("Gỡ tệp khỏi trang công khai"),
        "project.file_show": gettext("Công khai tệp"),
        "project.file_blur": gettext("Làm mờ một chỗ trên ảnh công khai"),
        "document.add": gettext("Ghi văn bản vào hồ sơ"),
        "document.complete": gettext("Bổ sung thông tin văn bản"),
    }
    return str(words.get(code, code))


def field(name: str) -> str:
    """Return what a field is called, the name itself where it has no words."""
    words = {
        "accuracy_class": gettext("Nguồn gốc vị trí"),
        "acceptance_date": gettext("Ngày nghiệm thu hoàn thành"),
        "approved_completion_date": gettext("Ngày hoàn thành được duyệt"),
        "budget_code": gettext("Mã QHNS"),
        "budget_vnd": gettext("Tổng mức đầu tư"),
        "clearance": gettext("Giải phóng mặt bằng"),
        "code": gettext("Mã dự án"),
        "decision_date": gettext("Ngày quyết định"),
        "decision_no": gettext("Số quyết định"),
        "description": gettext("Mô tả, quy mô"),
        "execution": gettext("Tình trạng thực hiện"),
        "document": gettext("Văn bản"),
        "file_name": gettext("Tên tệp"),
        "first_completion_date": gettext("Ngày hoàn thành theo quyết định đầu tiên"),
        "geometry": gettext("Vị trí trên bản đồ"),
        "is_inter_commune": gettext("Dự án liên xã"),
        "is_key_project": gettext("Công trình trọng điểm"),
        "name": gettext("Tên dự án"),
        "project_group": gettext("Nhóm dự án"),
        "settlement": gettext("Quyết toán dự án hoàn thành"),
        "stage": gettext("Giai đoạn"),
        "start_date": gettext("Ngày khởi công"),
        "type": gettext("Loại dự án"),
    }
    return str(words[name]) if name in words else _field_of_lists(name)


def _field_of_lists(name: str) -> str:
    """Return what lists of projects call a field, as the import shows it; the name itself where they have none."""
    if name not in _FIELDS_OF_LISTS:
        return name
    names = field_names()[Field(name)]
    return names.label_en if current_language() == "en" else names.label_vi


def _is_of_lists(name: str) -> bool:
    return name in _ONLY_IN_LISTS or name.startswith("source:")


def _list_words() -> ChangeWords:
    """Return the words of imports in the reader's language, with the names of sectors and sources read once."""
    known, is_english = codes(), current_language() == "en"
    return ChangeWords(
        "en" if is_english else "vi",
        {row.id: row.name_en if is_english else row.name_vi for row in known.sectors},
        {row.code: row.name_en if is_english else row.name_vi for row in known.sources},
    )


def _label(name: str) -> str:
    return _list_words().label(name) if _is_of_lists(name) else field(name)


def _value(name: str, values: Mapping[str, Any]) -> str:
    """Write one logged value for the reader; the log holds codes, ISO dates and whole đồng."""
    value = values.get(name)
    if value is None or value == "":
        return MISSING
    if name == "geometry":
        return str(gettext("đã có"))
    if _is_of_lists(name):
        return _list_words().value(name, value)
    if isinstance(value, bool):
        return str(gettext("có") if value else gettext("không"))
    try:
        if name in CODED:
            return label(CODED[name](int(value) if CODED[name] is Stage else value))
        if name.endswith("_vnd"):
            return money_text(int(value))
        if name.endswith(("_date", "_since")) and isinstance(value, str):
            return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        pass
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
