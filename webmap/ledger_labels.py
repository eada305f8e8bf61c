"""Words for the codes of the ledgers: kinds of dates, plans, vouchers, gifts, causes, states of review."""

from collections.abc import Mapping
from enum import Enum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from gis.domain.ledger_codes import (
    AcceptanceKind,
    BudgetKind,
    CapitalPlanKind,
    CompletionDateKind,
    ContributionKind,
    DelayCause,
    DonorKind,
    ExtensionCause,
    PlanLevel,
    ReconciliationState,
    ReviewState,
    VoucherKind,
)

LEDGER_LABELS: Mapping[type[Enum], Mapping[Enum, LazyString]] = {
    ReviewState: {
        ReviewState.DRAFT: _l("Bản nháp"),
        ReviewState.SUBMITTED: _l("Đã nộp, chờ duyệt"),
        ReviewState.ACCEPTED: _l("Đã duyệt"),
        ReviewState.RETURNED: _l("Trả lại"),
        ReviewState.REPLACED: _l("Đã thay bằng bản sau"),
    },
    CompletionDateKind: {
        CompletionDateKind.FIRST: _l("Quyết định đầu tiên"),
        CompletionDateKind.CONTRACT_END: _l("Hạn theo hợp đồng"),
        CompletionDateKind.EXTENSION: _l("Gia hạn, điều chỉnh"),
    },
    DelayCause: {
        DelayCause.PROCEDURE: _l("Thủ tục đầu tư"),
        DelayCause.CLEARANCE: _l("Giải phóng mặt bằng chậm"),
        DelayCause.CAPACITY: _l("Năng lực chủ đầu tư, ban quản lý, nhà thầu"),
        DelayCause.CAPITAL: _l("Bố trí vốn không kịp thời"),
        DelayCause.OTHER: _l("Nguyên nhân khác"),
    },
    ExtensionCause: {
        ExtensionCause.FORCE_MAJEURE: _l("Bất khả kháng"),
        ExtensionCause.HIGHER_ORDER: _l("Cấp trên thay đổi quy định, quy hoạch, thiết kế"),
        ExtensionCause.CLEARANCE_BY_OTHERS: _l("Mặt bằng do đơn vị khác chịu trách nhiệm"),
        ExtensionCause.CAPITAL_BY_OTHERS: _l("Vốn do đơn vị khác chịu trách nhiệm"),
        ExtensionCause.ARCHAEOLOGY_OR_ORDNANCE: _l("Khảo cổ, bom mìn"),
        ExtensionCause.CAPACITY: _l("Năng lực"),
        ExtensionCause.LATE_PAPERS: _l("Hồ sơ, thủ tục chậm"),
        ExtensionCause.CONTRACTOR: _l("Do nhà thầu"),
        ExtensionCause.OTHER: _l("Lý do khác"),
    },
    AcceptanceKind: {
        AcceptanceKind.PARTIAL: _l("Nghiệm thu một phần"),
        AcceptanceKind.FINAL: _l("Nghiệm thu toàn bộ"),
        AcceptanceKind.HANDOVER: _l("Bàn giao sử dụng"),
    },
    BudgetKind: {
        BudgetKind.FIRST: _l("Phê duyệt lần đầu"),
        BudgetKind.ADJUSTMENT: _l("Điều chỉnh tổng mức"),
    },
    CapitalPlanKind: {
        CapitalPlanKind.INITIAL: _l("Giao đầu năm"),
        CapitalPlanKind.SUPPLEMENT: _l("Bổ sung"),
        CapitalPlanKind.INCREASE: _l("Điều chỉnh tăng"),
        CapitalPlanKind.DECREASE: _l("Điều chỉnh giảm"),
        CapitalPlanKind.CARRIED_OVER: _l("Kéo dài sang năm sau"),
        CapitalPlanKind.ADVANCE_ALLOCATION: _l("Ứng trước kế hoạch"),
    },
    PlanLevel: {
        PlanLevel.PRIME_MINISTER: _l("Thủ tướng giao"),
        PlanLevel.COUNCIL: _l("HĐND giao"),
        PlanLevel.DETAILED: _l("Phân bổ chi tiết"),
    },
    VoucherKind: {
        VoucherKind.ADVANCE: _l("Tạm ứng"),
        VoucherKind.COMPLETED_VOLUME: _l("Thanh toán khối lượng hoàn thành"),
        VoucherKind.RECOVERY: _l("Thu hồi tạm ứng"),
    },
    ContributionKind: {
        ContributionKind.CASH: _l("Tiền mặt"),
        ContributionKind.LAND: _l("Đất hiến"),
        ContributionKind.LABOUR: _l("Ngày công"),
        ContributionKind.MATERIAL: _l("Vật liệu"),
        ContributionKind.MACHINE: _l("Ca máy"),
        ContributionKind.ASSET: _l("Tài sản trên đất"),
    },
    DonorKind: {
        DonorKind.HOUSEHOLD: _l("Hộ gia đình"),
        DonorKind.PERSON: _l("Cá nhân"),
        DonorKind.COMMUNITY: _l("Cộng đồng thôn, bon"),
        DonorKind.ENTERPRISE: _l("Doanh nghiệp"),
        DonorKind.ORGANISATION: _l("Tổ chức"),
    },
    ReconciliationState: {
        ReconciliationState.UNCHECKED: _l("Chưa đối chiếu"),
        ReconciliationState.MATCHED: _l("Khớp"),
        ReconciliationState.DIFFERENT: _l("Lệch"),
        ReconciliationState.MISSING_IN_LEDGER: _l("Thiếu trong sổ"),
        ReconciliationState.MISSING_AT_TREASURY: _l("Thiếu ở Kho bạc"),
    },
}
"""The same shape as `webmap.labels.LABELS`, which holds them too."""

LEDGER_KINDS: Mapping[str, type[Enum]] = {
    "review": ReviewState,
    "completion_date": CompletionDateKind,
    "delay_cause": DelayCause,
    "extension_cause": ExtensionCause,
    "acceptance": AcceptanceKind,
    "budget_decision": BudgetKind,
    "capital_plan": CapitalPlanKind,
    "plan_level": PlanLevel,
    "voucher": VoucherKind,
    "contribution": ContributionKind,
    "donor": DonorKind,
    "reconciliation": ReconciliationState,
}
