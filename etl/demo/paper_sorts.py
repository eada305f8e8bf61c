"""The sorts of papers that the facts of the demonstration rest on; numbers end in MH (minh họa), as no office's do."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from gis.domain.documents import FACT_PAPER, DocumentKind
from gis.domain.ledger_codes import ContributionKind
from gis.domain.lifecycle import Stage


class Sort(NamedTuple):
    """A sort of paper: the code of its kind, its title, and the letters that its numbers end in."""

    kind: str
    title: str
    mark: str


INVESTMENT: Final = Sort(
    DocumentKind.INVESTMENT_DECISION.value, "Phê duyệt báo cáo kinh tế – kỹ thuật", "QĐ-UBND"
)
SELECTION: Final = Sort(FACT_PAPER, "Quyết định phê duyệt kế hoạch lựa chọn nhà thầu", "QĐ-MH")
CONTRACT: Final = Sort(DocumentKind.CONTRACT.value, "Thi công xây dựng công trình", "HĐ-XD-MH")
FURTHER_WORKS: Final = Sort(DocumentKind.CONTRACT.value, "Thi công hạng mục phụ trợ, thiết bị", "HĐ-XD-MH")
ADVICE: Final = Sort(DocumentKind.CONTRACT.value, "Tư vấn giám sát thi công", "HĐ-TV-MH")
ADDENDUM: Final = Sort(DocumentKind.CONTRACT.value, "Phụ lục hợp đồng", "PLHĐ-MH")
FINAL_MINUTES: Final = Sort("final_minutes", "Biên bản nghiệm thu hoàn thành công trình", "BBNT-MH")
SETTLEMENT: Final = Sort(DocumentKind.SETTLEMENT.value, "Phê duyệt quyết toán dự án hoàn thành", "QĐ-MH")
CLOSING: Final = Sort(FACT_PAPER, "Văn bản xác nhận tất toán tài khoản", "CV-MH")
OF_STAGE: Final[Mapping[Stage, Sort]] = {
    Stage.POLICY_APPROVED: Sort(DocumentKind.POLICY_DECISION.value, "Phê duyệt chủ trương đầu tư", "QĐ-MH"),
    Stage.PROJECT_APPROVED: INVESTMENT,
    Stage.CONTRACTOR_SELECTION: SELECTION,
    Stage.CONTRACT_SIGNED: CONTRACT,
    Stage.UNDER_CONSTRUCTION: Sort(FACT_PAPER, "Biên bản bàn giao tim, mốc và lệnh khởi công", "BB-MH"),
    Stage.PARTIAL_ACCEPTANCE: Sort("partial_minutes", "Biên bản nghiệm thu từng phần", "BBNT-MH"),
    Stage.FINAL_ACCEPTANCE: FINAL_MINUTES,
    Stage.HANDED_OVER: Sort("handover_minutes", "Biên bản bàn giao đưa vào sử dụng", "BBBG-MH"),
    Stage.SETTLED: SETTLEMENT,
    Stage.CLOSED: CLOSING,
}
"""What permits each move; the warranty rests on the minutes of handover."""

PAUSE: Final = Sort(FACT_PAPER, "Quyết định tạm dừng thi công", "QĐ-MH")
RESUMPTION: Final = Sort(FACT_PAPER, "Văn bản cho phép thi công trở lại", "CV-MH")
SUBMISSION: Final = Sort(FACT_PAPER, "Tờ trình phê duyệt quyết toán dự án hoàn thành", "TTr-MH")
PLAN: Final = Sort(FACT_PAPER, "Quyết định giao, điều chỉnh kế hoạch vốn đầu tư công", "QĐ-MH")
COMPENSATION: Final = Sort(FACT_PAPER, "Quyết định phê duyệt phương án bồi thường, hỗ trợ", "QĐ-MH")
RECOVERY_NOTICE: Final = Sort(FACT_PAPER, "Thông báo thu hồi đất", "TB-MH")
MEETING: Final = Sort(FACT_PAPER, "Biên bản họp dân thống nhất hiến đất làm công trình", "BB-MH")
LAND_HANDOVER: Final = Sort(FACT_PAPER, "Biên bản bàn giao mặt bằng", "BB-MH")
MONTH: Final = Sort(FACT_PAPER, "Báo cáo tháng về tình hình thực hiện dự án", "BC-MH")
GIFTS: Final[Mapping[ContributionKind, Sort]] = {
    ContributionKind.LAND: Sort(FACT_PAPER, "Biên bản hiến đất", "BB-MH"),
    ContributionKind.CASH: Sort(FACT_PAPER, "Bảng tổng hợp đóng góp bằng tiền", "TH-MH"),
    ContributionKind.LABOUR: Sort(FACT_PAPER, "Bảng chấm công lao động của thôn", "CC-MH"),
    ContributionKind.MATERIAL: Sort(FACT_PAPER, "Biên bản giao nhận vật liệu đóng góp", "BB-MH"),
    ContributionKind.MACHINE: Sort(FACT_PAPER, "Biên bản xác nhận ca máy đóng góp", "BB-MH"),
    ContributionKind.ASSET: Sort(FACT_PAPER, "Biên bản kiểm kê tài sản hiến trên đất", "BB-MH"),
}
