"""What a project page says in sentences: schedule, dates with their precision, moves of status."""

from datetime import date

from flask_babel import gettext

from gis.domain.documents import FACT_PAPER
from gis.domain.lifecycle import (
    ClearanceStatus,
    DatePrecision,
    Execution,
    ScheduleStatus,
    SettlementStatus,
    Stage,
    StatusAxis,
)
from gis.queries.projects import ProjectRow
from webmap.formatting import MISSING, day, days
from webmap.labels import label

MONTHS_A_QUARTER = 3
ROMAN = ("I", "II", "III", "IV")


def schedule_sentence(row: ProjectRow, *, as_of: date) -> str:
    """Say the schedule status with its days and the date it counts from: "Chậm 47 ngày so với 30/06/2026"."""
    due, accepted = row.approved_completion_date, row.acceptance_date
    params = {"days": days(row.delay_days), "day": day(due)}
    if due is None:
        return str(gettext("Thiếu mốc thời gian: chưa có ngày hoàn thành được duyệt"))
    if row.schedule is ScheduleStatus.OVERDUE:
        return str(gettext("Quá hạn %(days)s so với %(day)s", **params))
    if row.schedule is ScheduleStatus.LATE:
        return str(gettext("Hoàn thành chậm %(days)s so với %(day)s", **params))
    if row.schedule is ScheduleStatus.EARLY and accepted:
        return str(
            gettext("Hoàn thành sớm %(days)s so với %(day)s", days=days((due - accepted).days), day=day(due))
        )
    if row.schedule is ScheduleStatus.ON_TIME:
        return str(gettext("Hoàn thành đúng hạn %(day)s", **params))
    if row.schedule is ScheduleStatus.SUSPENDED:
        return str(
            gettext("%(execution)s; hạn hoàn thành %(day)s", execution=label(row.execution), day=day(due))
        )
    left = {"days": days((due - as_of).days), "day": day(due)}
    if row.schedule is ScheduleStatus.AT_RISK:
        return str(gettext("Có nguy cơ chậm: khối lượng sau kế hoạch, còn %(days)s đến %(day)s", **left))
    return str(gettext("Trong hạn, còn %(days)s đến %(day)s", **left))


def schedule_rule() -> str:
    """Say how the schedule status is found."""
    return str(
        gettext(
            "So ngày nghiệm thu hoàn thành với ngày hoàn thành được duyệt gần nhất; chưa nghiệm thu thì so với ngày đang "
            "xem. Sớm từ 15 ngày trở lên là vượt tiến độ; khối lượng sau kế hoạch hơn 15 điểm là có nguy cơ chậm. "
            "Dự án tạm dừng theo văn bản được tính riêng."
        )
    )


def precise_day(value: date | None, precision: DatePrecision | None) -> str:
    """Write a date as exactly as it was given: "Quý II/2026 (30/06/2026)"."""
    if value is None:
        return MISSING
    if precision is DatePrecision.MONTH:
        return str(gettext("Tháng %(month)s (%(day)s)", month=f"{value:%m/%Y}", day=day(value)))
    if precision is DatePrecision.QUARTER:
        quarter = ROMAN[(value.month - 1) // MONTHS_A_QUARTER]
        return str(gettext("Quý %(quarter)s (%(day)s)", quarter=f"{quarter}/{value.year}", day=day(value)))
    if precision is DatePrecision.YEAR:
        return str(gettext("Năm %(year)s (%(day)s)", year=str(value.year), day=day(value)))
    return day(value)


def step_words(axis: StatusAxis, value: str) -> str:
    """Return the words for the value that a status axis moved to; an unknown one as it is written."""
    try:
        if axis is StatusAxis.STAGE:
            return label(Stage(int(value)))
        kinds = {
            StatusAxis.EXECUTION: Execution,
            StatusAxis.CLEARANCE: ClearanceStatus,
            StatusAxis.SETTLEMENT: SettlementStatus,
        }
        return label(kinds[axis](value))
    except ValueError:
        return value


def document_kind(kind: str) -> str:
    """Return the words for a kind of document; one that a list named itself as it is written."""
    words = {
        "policy_decision": gettext("Quyết định chủ trương đầu tư"),
        "investment_decision": gettext("Quyết định đầu tư"),
        "contract": gettext("Hợp đồng"),
        "acceptance": gettext("Biên bản nghiệm thu"),
        "handover": gettext("Biên bản bàn giao"),
        "settlement": gettext("Quyết định phê duyệt quyết toán"),
        "extension_decision": gettext("Quyết định gia hạn"),
        "budget_decision": gettext("Quyết định điều chỉnh tổng mức đầu tư"),
        "partial_minutes": gettext("Biên bản nghiệm thu"),
        "final_minutes": gettext("Biên bản nghiệm thu"),
        "handover_minutes": gettext("Biên bản bàn giao"),
        "photo": gettext("Ảnh hiện trường"),
        "other": gettext("Văn bản khác"),
        FACT_PAPER: gettext("Văn bản kèm số liệu"),
    }
    return str(words.get(kind, kind))
