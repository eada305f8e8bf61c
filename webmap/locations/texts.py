"""Why a place was refused, in the reader's language, and what to do."""

from flask_babel import gettext

from gis.domain.errors import DomainError
from webmap.formatting import number


def explain(error: DomainError) -> str:
    """Return the sentence for a refusal of `etl.vertices` or `gis.operations.locations`."""
    params = {
        key: number(value) if isinstance(value, int) else str(value) for key, value in error.params.items()
    }
    texts = {
        "location.empty": gettext("Chưa có tọa độ nào. Vẽ trên bản đồ hoặc nhập mỗi đỉnh một dòng."),
        "location.line_unreadable": gettext(
            "Dòng %(line)s “%(text)s” không đọc được thành hai số. Ví dụ: 11.98123, 107.52456."
        ),
        "location.line_outside": gettext(
            "Dòng %(line)s “%(text)s” không phải tọa độ hợp lệ trong hệ đã chọn. Kiểm tra lại hệ tọa độ."
        ),
        "location.too_few_vertices": gettext(
            "Hình này cần ít nhất %(least)s đỉnh, đang có %(found)s. Thêm đỉnh hoặc chọn loại hình khác."
        ),
        "location.too_many_vertices": gettext(
            "Quá %(limit)s đỉnh (đang có %(found)s). Giản lược hình rồi nhập lại."
        ),
        "location.invalid": gettext(
            "Hình tự cắt hoặc không khép kín đúng: %(reason)s. Sửa lại các đỉnh ở chỗ đó."
        ),
        "location.outside": gettext(
            "Vị trí nằm ngoài mọi đơn vị hành chính đã nạp. Kiểm tra lại hệ tọa độ và thứ tự X, Y."
        ),
        "location.not_degrees": gettext("Tọa độ vượt quá giới hạn của kinh độ, vĩ độ."),
        "location.type": gettext("Loại hình %(type)s không dùng được cho dự án."),
        "location.not_geojson": gettext("Hình gửi lên không đọc được. Vẽ lại rồi gửi."),
        "location.reason_missing": gettext("Nêu lý do để người sau hiểu thay đổi này."),
        "location.missing": gettext("Dự án này chưa có vị trí để gỡ."),
    }
    fallback = gettext("Chưa lưu được vị trí. Kiểm tra lại các trường.")
    return str(texts.get(error.code, fallback) % params)
