"""What the kinds of alerts are called, and the rule that raises each."""

from flask_babel import gettext

from gis.domain.alerts import ALERT_RULES, AlertCode
from gis.domain.clearance import CLEARANCE_RULES
from webmap.formatting import number


def alert_title(code: AlertCode) -> str:
    """Return the short name of an alert, with its threshold where it has one."""
    gap = ALERT_RULES.progress
    names = {
        AlertCode.GAP_DANGER: gettext(
            "Tiền và khối lượng lệch trên %(n)s điểm", n=number(gap.gap_danger_over_points)
        ),
        AlertCode.GAP_WARN: gettext(
            "Tiền và khối lượng lệch %(low)s–%(high)s điểm",
            low=number(gap.gap_warn_over_points),
            high=number(gap.gap_danger_over_points),
        ),
        AlertCode.PAID_WITHOUT_ACCEPTANCE: gettext("Đã trả đủ, chưa nghiệm thu"),
        AlertCode.LAND_BLOCKED: gettext("Tuyến còn vướng mặt bằng"),
        AlertCode.PLAN_WITHOUT_PAYMENT: gettext("Có kế hoạch vốn, chưa giải ngân"),
        AlertCode.ACCEPTED_WITHOUT_HANDOVER: gettext("Đã nghiệm thu, chưa bàn giao"),
        AlertCode.SETTLEMENT_LATE: gettext("Chậm trình quyết toán"),
        AlertCode.CONTRACT_NEARLY_PAID: gettext(
            "Đã trả trên %(n)s %% hợp đồng, chưa nghiệm thu",
            n=number(100 * ALERT_RULES.contract_nearly_paid_over_ratio),
        ),
    }
    return str(names[code])


def alert_rule(code: AlertCode) -> str:
    """Say when a project raises the alert, and what to look at."""
    rules = {
        AlertCode.GAP_DANGER: gettext(
            "Chưa nghiệm thu hoàn thành; so tiền đã giải ngân trên tổng mức đầu tư với khối lượng của báo cáo gần nhất, tạm "
            "ứng chưa thu hồi không tính là lệch (mức đề xuất)."
        ),
        AlertCode.PAID_WITHOUT_ACCEPTANCE: gettext(
            "Tiền đã trả bằng tổng mức đầu tư hoặc bằng giá trị hợp đồng mà chưa có biên bản nghiệm thu hoàn thành. Kiểm tra "
            "hồ sơ thanh toán, bổ sung biên bản."
        ),
        AlertCode.LAND_BLOCKED: gettext(
            "Bàn giao từ %(n)s %% diện tích trở lên nhưng chưa đủ chiều dài tuyến. Tìm hộ còn vướng.",
            n=number(100 * CLEARANCE_RULES.blocked_from_ratio),
        ),
        AlertCode.PLAN_WITHOUT_PAYMENT: gettext(
            "Từ tháng %(month)s (mức đề xuất), kế hoạch vốn của năm đã giao mà chưa giải ngân đồng nào. Đẩy nhanh hoặc "
            "điều chỉnh kế hoạch.",
            month=str(ALERT_RULES.plan_unpaid_from_month),
        ),
        AlertCode.ACCEPTED_WITHOUT_HANDOVER: gettext(
            "Có biên bản nghiệm thu hoàn thành, chưa có biên bản bàn giao đưa vào sử dụng."
        ),
        AlertCode.SETTLEMENT_LATE: gettext(
            "Quá %(months)s tháng từ ngày bàn giao mà chưa trình hồ sơ quyết toán.",
            months=str(ALERT_RULES.settlement_due_months),
        ),
        AlertCode.CONTRACT_NEARLY_PAID: gettext(
            "Chưa nghiệm thu hoàn thành mà gần hết giá trị hợp đồng đã trả: không còn phần giữ lại để bảo đảm việc còn dở."
        ),
    }
    return str(rules.get(code, rules[AlertCode.GAP_DANGER]))
