"""The Vietnamese words of histories: causes of delay, difficulties, next steps, villages, what is given."""

from typing import Final

from gis.domain.ledger_codes import DelayCause, ExtensionCause

DELAYS: Final = {
    DelayCause.PROCEDURE: (
        "Chờ thẩm định điều chỉnh thiết kế bản vẽ thi công.",
        "Chậm phê duyệt kế hoạch lựa chọn nhà thầu bổ sung.",
        "Hồ sơ điều chỉnh dự án đang trình thẩm định.",
    ),
    DelayCause.CLEARANCE: (
        "Chưa bàn giao hết mặt bằng, nhà thầu thi công từng đoạn.",
        "Còn một số hộ chưa bàn giao đất, phải thi công cầm chừng.",
    ),
    DelayCause.CAPACITY: (
        "Nhà thầu bố trí thiếu máy móc, nhân lực so với hợp đồng.",
        "Nhà thầu cùng lúc thi công nhiều công trình, huy động chậm.",
        "Công tác nghiệm thu nội bộ của nhà thầu kéo dài.",
    ),
    DelayCause.CAPITAL: (
        "Kế hoạch vốn bố trí chưa đủ khối lượng đã thực hiện.",
        "Chờ bổ sung kế hoạch vốn để thi công hạng mục còn lại.",
    ),
    DelayCause.OTHER: ("Giá cát, đá và xi măng tăng, nguồn cung trên địa bàn thiếu.",),
}
UNPAID_LAND: Final = (
    "Còn vướng mặt bằng một số hộ chưa nhận tiền bồi thường.",
    "Một số hộ đề nghị xem lại đơn giá cây trồng trên đất.",
)
"""What holds land up as long as compensation is still to be paid."""
RAINS: Final = (
    "Mưa nhiều trong tháng, thi công cầm chừng.",
    "Mưa kéo dài, không thi công được các hạng mục ngoài trời.",
)
LAND_STEP: Final = "Phối hợp xã vận động các hộ còn lại bàn giao mặt bằng."
NEXT_STEPS: Final = (
    "Đôn đốc nhà thầu tăng ca, bù tiến độ trong mùa khô.",
    "Tiếp tục thi công các hạng mục còn lại theo tiến độ.",
    "Nghiệm thu khối lượng hoàn thành, lập hồ sơ thanh toán.",
    "Họp giao ban hằng tuần với nhà thầu và tư vấn giám sát.",
)
RETURNED: Final = (
    "Khối lượng tăng nhưng chưa có nhật ký thi công kèm theo, đề nghị bổ sung.",
    "Số thực hiện chưa khớp biên bản nghiệm thu giai đoạn, kiểm tra lại.",
    "Ghi rõ nguyên nhân chậm và việc tiếp theo trước khi gửi lại.",
)
FALL: Final = "Rà soát lại khối lượng tại hiện trường, giảm trừ phần chưa đủ điều kiện nghiệm thu."

EXTENSIONS: Final = {
    ExtensionCause.FORCE_MAJEURE: "Mưa bão, sạt lở làm hư hỏng phần đã thi công.",
    ExtensionCause.HIGHER_ORDER: "Điều chỉnh thiết kế theo yêu cầu của cấp trên.",
    ExtensionCause.CLEARANCE_BY_OTHERS: "Đơn vị làm nhiệm vụ bồi thường bàn giao mặt bằng chậm.",
    ExtensionCause.CAPITAL_BY_OTHERS: "Vốn ngân sách cấp trên bố trí chậm so với kế hoạch.",
    ExtensionCause.ARCHAEOLOGY_OR_ORDNANCE: "Phát hiện bom mìn, vật nổ phải xử lý.",
    ExtensionCause.CAPACITY: "Năng lực quản lý dự án còn hạn chế.",
    ExtensionCause.LATE_PAPERS: "Lập và trình hồ sơ chậm.",
    ExtensionCause.CONTRACTOR: "Nhà thầu thi công chậm so với hợp đồng.",
    ExtensionCause.OTHER: "Nguyên nhân khác.",
}

DIFFICULTIES: Final = (
    (
        "Đơn giá bồi thường",
        "{n} hộ chưa đồng ý đơn giá bồi thường cây cà phê, hồ tiêu.",
        "Phòng Kinh tế {unit}",
        "Khảo sát lại giá cây trồng, trình phê duyệt phương án bổ sung.",
    ),
    (
        "Nguồn gốc đất",
        "{n} thửa chưa xác định được nguồn gốc, chưa có giấy chứng nhận.",
        "Chi nhánh Văn phòng đăng ký đất đai khu vực",
        "Xác nhận nguồn gốc đất trước khi lập phương án.",
    ),
    (
        "Hộ chưa đồng thuận",
        "{n} hộ chưa nhận tiền, chưa bàn giao mặt bằng.",
        "Ủy ban Mặt trận Tổ quốc {unit}",
        "Tiếp tục vận động, đối thoại trực tiếp với từng hộ.",
    ),
    (
        "Di dời hạ tầng kỹ thuật",
        "Đường dây hạ áp và {n} trụ điện nằm trong phạm vi thi công.",
        "Điện lực khu vực",
        "Thống nhất phương án và kinh phí di dời.",
    ),
    (
        "Thiếu kinh phí chi trả",
        "Chưa có kế hoạch vốn để chi trả cho {n} hộ đã duyệt phương án.",
        "Phòng Kinh tế {unit}",
        "Bổ sung kế hoạch vốn cho chi phí bồi thường.",
    ),
)
FREE_DIFFICULTIES: Final = (DIFFICULTIES[1], DIFFICULTIES[3])
"""What can hold up land that people give without compensation."""
BLOCKED: Final = (
    "Hộ chưa đồng thuận",
    "Còn {n} hộ có nhà ở giữa tuyến chưa bàn giao, chia cắt đoạn thi công.",
    "UBND {unit}",
    "Vận động, đối thoại; hết thời hạn thì trình phương án cưỡng chế.",
)

COMMUNE_LEVEL: Final = "Cấp xã"
PROVINCE_LEVEL: Final = "Cấp tỉnh"
OF_PROVINCE: Final = frozenset({"Đơn giá bồi thường", "Nguồn gốc đất", "Di dời hạ tầng kỹ thuật"})
"""Kinds of difficulties that bodies of the province settle."""

PAID_WITHOUT_ACCEPTANCE: Final = (
    "Minh họa cảnh báo: đã thanh toán đủ hợp đồng khi chưa nghiệm thu hoàn thành."
)
PAID_AHEAD: Final = "Minh họa cảnh báo: thanh toán vượt xa khối lượng thực hiện."
PLAN_UNPAID: Final = "Minh họa cảnh báo: đã giao kế hoạch vốn nhưng chưa giải ngân."


def inside(full_name: str) -> str:
    """Return a unit's name as it stands inside a sentence: "Xã Nhân Cơ" → "xã Nhân Cơ"."""
    return full_name[:1].lower() + full_name[1:]
