"""The history of a project: status steps and the audit log as one list, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    Execution,
    ProjectGroup,
    ProjectType,
    SettlementStatus,
    Stage,
    StatusAxis,
)
from gis.queries.project_details import LogEntry, Step
from webmap.formatting import MISSING, day, money_text
from webmap.labels import label
from webmap.language import TIME_ZONE
from webmap.projects.words import step_words

CODED: Mapping[str, type[Enum]] = {
    "stage": Stage,
    "execution": Execution,
    "clearance": ClearanceStatus,
    "settlement": SettlementStatus,
    "type": ProjectType,
    "project_group": ProjectGroup,
    "accuracy_class": AccuracyClass,
}
MAX_TEXT = 160


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: the day it counts from, what, by which document, recorded by whom and when."""

    day: date
    title: str
    document: str = ""
    note: str = ""
    author: str = ""
    recorded_at: datetime | None = None
    axis: StatusAxis | None = None
    is_corrected: bool = False
    changes: tuple[Change, ...] = ()


def history(steps: Iterable[Step], log: Iterable[LogEntry]) -> list[Entry]:
    """Return steps and log entries as one list, newest first."""
    known = list(steps)
    corrected = {step.corrects_id for step in known}
    entries = [_of_step(step, is_corrected=step.id in corrected) for step in known]
    entries += [_of_log(entry) for entry in log]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _of_step(step: Step, *, is_corrected: bool) -> Entry:
    paper = " · ".join(part for part in (step.document_number, step.document_title) if part)
    return Entry(
        day=step.effective_date,
        title=step_words(step.axis, step.value),
        document=paper,
        note=step.note or "",
        author=step.author or "",
        recorded_at=step.recorded_at,
        axis=step.axis,
        is_corrected=is_corrected,
    )


def _of_log(entry: LogEntry) -> Entry:
    before, after = entry.before or {}, entry.after or {}
    is_new = entry.action == "project.create"
    return Entry(
        day=entry.recorded_at.astimezone(ZoneInfo(TIME_ZONE)).date(),
        title=_action(entry.action),
        note=entry.reason or "",
        author=entry.actor,
        recorded_at=entry.recorded_at,
        changes=() if is_new else _changes(before, after),
    )


def _action(action: str) -> str:
    words = {
        "project.create": gettext("Đưa vào danh mục"),
        "project.update": gettext("Sửa thông tin"),
        "project.locate": gettext("Đặt vị trí trên bản đồ"),
        "project.unlocate": gettext("Gỡ vị trí"),
        "project.archive": gettext("Lưu trữ"),
    }
    return str(words.get(action, action))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return tuple(Change(_field(name), _value(name, before), _value(name, after)) for name in names)


def _field(name: str) -> str:
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
    return str(words.get(name, name))


def _value(name: str, values: Mapping[str, Any]) -> str:
    """Write one logged value for the reader; the log holds codes, ISO dates and whole đồng."""
    value = values.get(name)
    if value is None or value == "":
        return MISSING
    if name == "geometry":
        return str(gettext("đã có"))
    if isinstance(value, bool):
        return str(gettext("có") if value else gettext("không"))
    try:
        if name in CODED:
            return label(CODED[name](int(value) if CODED[name] is Stage else value))
        if name.endswith("_vnd"):
            return money_text(int(value))
        if name.endswith("_date"):
            return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        pass
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
