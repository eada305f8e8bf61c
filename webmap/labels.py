"""Codes of the field as readers know them: the words for each status, stage, role and kind."""

from collections.abc import Mapping
from enum import Enum

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from gis.domain.lifecycle import (
    AccuracyClass,
    ClearanceStatus,
    Execution,
    PartyRole,
    ProjectGroup,
    ProjectType,
    ScheduleStatus,
    SettlementStatus,
    Stage,
    StageGroup,
    StatusAxis,
)
from gis.domain.roles import Role
from gis.domain.units import BoundaryKind, ShareBasis, UnitLevel
from webmap.ledger_labels import LEDGER_KINDS, LEDGER_LABELS

LABELS: Mapping[type[Enum], Mapping[Enum, LazyString]] = {
    **LEDGER_LABELS,
    ScheduleStatus: {
        ScheduleStatus.EARLY: _l("Vượt tiến độ"),
        ScheduleStatus.ON_TIME: _l("Đúng tiến độ"),
        ScheduleStatus.LATE: _l("Hoàn thành chậm"),
        ScheduleStatus.OVERDUE: _l("Quá hạn chưa xong"),
        ScheduleStatus.ON_TRACK: _l("Trong hạn"),
        ScheduleStatus.AT_RISK: _l("Có nguy cơ chậm"),
        ScheduleStatus.SUSPENDED: _l("Tạm dừng"),
        ScheduleStatus.UNKNOWN: _l("Thiếu mốc thời gian"),
    },
    Stage: {
        Stage.POLICY_PREPARATION: _l("Chuẩn bị đầu tư"),
        Stage.POLICY_APPROVED: _l("Đã phê duyệt chủ trương"),
        Stage.PROJECT_APPROVED: _l("Đã phê duyệt dự án"),
        Stage.CONTRACTOR_SELECTION: _l("Lựa chọn nhà thầu"),
        Stage.CONTRACT_SIGNED: _l("Đã ký hợp đồng"),
        Stage.UNDER_CONSTRUCTION: _l("Đang thi công"),
        Stage.PARTIAL_ACCEPTANCE: _l("Nghiệm thu từng phần"),
        Stage.FINAL_ACCEPTANCE: _l("Nghiệm thu hoàn thành"),
        Stage.HANDED_OVER: _l("Bàn giao đưa vào sử dụng"),
        Stage.SETTLED: _l("Quyết toán"),
        Stage.WARRANTY: _l("Bảo hành"),
        Stage.CLOSED: _l("Kết thúc, tất toán tài khoản"),
    },
    StageGroup: {
        StageGroup.PREPARATION: _l("Chuẩn bị"),
        StageGroup.IMPLEMENTATION: _l("Thực hiện"),
        StageGroup.COMPLETION: _l("Kết thúc"),
    },
    Execution: {
        Execution.NORMAL: _l("Bình thường"),
        Execution.PAUSED: _l("Tạm dừng"),
        Execution.STOPPED: _l("Dừng thực hiện"),
        Execution.CANCELLED: _l("Hủy bỏ"),
    },
    ClearanceStatus: {
        ClearanceStatus.NOT_REQUIRED: _l("Không phải giải phóng mặt bằng"),
        ClearanceStatus.NOT_STARTED: _l("Chưa giải phóng mặt bằng"),
        ClearanceStatus.IN_PROGRESS: _l("Đang giải phóng mặt bằng"),
        ClearanceStatus.MOSTLY_DONE: _l("Cơ bản hoàn thành giải phóng mặt bằng"),
        ClearanceStatus.DONE: _l("Hoàn thành giải phóng mặt bằng"),
    },
    SettlementStatus: {
        SettlementStatus.NOT_SUBMITTED: _l("Chưa trình quyết toán"),
        SettlementStatus.SUBMITTED: _l("Đã trình, chưa duyệt quyết toán"),
        SettlementStatus.APPROVED_WITH_DEBT: _l("Đã duyệt quyết toán, còn công nợ"),
        SettlementStatus.SETTLED: _l("Đã tất toán"),
    },
    StatusAxis: {
        StatusAxis.STAGE: _l("Giai đoạn"),
        StatusAxis.EXECUTION: _l("Tình trạng thực hiện"),
        StatusAxis.CLEARANCE: _l("Giải phóng mặt bằng"),
        StatusAxis.SETTLEMENT: _l("Quyết toán dự án hoàn thành"),
    },
    ProjectType: {
        ProjectType.CONSTRUCTION: _l("Xây dựng mới"),
        ProjectType.REHABILITATION: _l("Cải tạo, nâng cấp"),
        ProjectType.REPLACEMENT: _l("Thay thế"),
        ProjectType.EXPANSION: _l("Mở rộng"),
        ProjectType.DECOMMISSIONING: _l("Tháo dỡ"),
    },
    ProjectGroup: {
        ProjectGroup.NATIONAL: _l("Quan trọng quốc gia"),
        ProjectGroup.A: _l("Nhóm A"),
        ProjectGroup.B: _l("Nhóm B"),
        ProjectGroup.C: _l("Nhóm C"),
    },
    PartyRole: {
        PartyRole.OWNER: _l("Chủ đầu tư"),
        PartyRole.PMU: _l("Ban quản lý dự án"),
        PartyRole.CONTRACTOR: _l("Nhà thầu"),
        PartyRole.SUPERVISOR: _l("Tư vấn giám sát"),
        PartyRole.MANAGING_UNIT: _l("Đơn vị quản lý, sử dụng"),
    },
    AccuracyClass: {
        AccuracyClass.SCHEMATIC: _l("Vị trí sơ đồ"),
        AccuracyClass.DIGITISED: _l("Số hóa trên bản đồ"),
        AccuracyClass.PLAN_DRAWING: _l("Theo bản vẽ thiết kế"),
        AccuracyClass.GPS: _l("Đo bằng GPS"),
        AccuracyClass.FIELD_VERIFIED: _l("Đã kiểm tra thực địa"),
    },
    UnitLevel: {
        UnitLevel.COUNTRY: _l("Cả nước"),
        UnitLevel.PROVINCE: _l("Cấp tỉnh"),
        UnitLevel.DISTRICT: _l("Cấp huyện"),
        UnitLevel.COMMUNE: _l("Cấp xã"),
    },
    BoundaryKind: {
        BoundaryKind.AUTHORITY: _l("Ranh giới do cơ quan có thẩm quyền cung cấp"),
        BoundaryKind.PUBLIC: _l("Ranh giới từ nguồn công khai"),
        BoundaryKind.DERIVED: _l("Ranh giới suy ra từ các đơn vị cũ"),
        BoundaryKind.SCHEMATIC: _l("Ranh giới sơ đồ"),
    },
    ShareBasis: {
        ShareBasis.LENGTH: _l("Theo chiều dài"),
        ShareBasis.AREA: _l("Theo diện tích"),
        ShareBasis.POINT: _l("Theo vị trí điểm"),
        ShareBasis.STATED: _l("Theo hồ sơ"),
    },
    Role: {
        Role.ADMINISTRATOR: _l("Quản trị viên"),
        Role.DATA_ENTRY: _l("Cán bộ nhập liệu"),
        Role.ACCOUNTANT: _l("Kế toán"),
        Role.UNIT_LEADER: _l("Lãnh đạo đơn vị"),
        Role.REVIEWER: _l("Cơ quan chủ trì, thẩm định"),
        Role.STANDING_AGENCY: _l("Cơ quan thường trực"),
        Role.COUNCIL: _l("Hội đồng đánh giá"),
        Role.COMMITTEE_LEADER: _l("Lãnh đạo UBND"),
        Role.COMMUNITY_SUPERVISOR: _l("Giám sát cộng đồng"),
    },
}


KINDS: Mapping[str, type[Enum]] = {
    **LEDGER_KINDS,
    "schedule": ScheduleStatus,
    "stage": Stage,
    "stage_group": StageGroup,
    "execution": Execution,
    "clearance": ClearanceStatus,
    "settlement": SettlementStatus,
    "axis": StatusAxis,
    "type": ProjectType,
    "group": ProjectGroup,
    "party": PartyRole,
    "accuracy": AccuracyClass,
    "level": UnitLevel,
    "boundary": BoundaryKind,
    "basis": ShareBasis,
    "role": Role,
}


def label(code: Enum | str | int, kind: str = "") -> str:
    """Return the words for `code` in the reader's language; a bare value needs its `kind`.

    Raises KeyError or ValueError where there is no such code.
    """
    member = code if isinstance(code, Enum) else KINDS[kind](code)
    return str(LABELS[type(member)][member])


def init_app(app: Flask) -> None:
    """Give the labels to the templates: {{ project.stage|label }}, {{ row.schedule|label("schedule") }}."""
    app.jinja_env.filters["label"] = label
