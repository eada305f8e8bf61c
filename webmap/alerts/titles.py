"""What the kinds of alerts are called."""

from flask_babel import gettext

from gis.domain.alerts import ALERT_RULES, AlertCode
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
            "Đã trả trên %(n)s %% giá trị hợp đồng",
            n=number(100 * ALERT_RULES.contract_nearly_paid_over_ratio),
        ),
    }
    return str(names[code])
