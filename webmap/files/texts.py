"""Why a file was refused, in the reader's language, and what to do."""

from flask_babel import gettext

from gis.domain.errors import DomainError
from webmap.formatting import number


def explain(error: DomainError) -> str:
    """Return the sentence for a refusal of `etl.stored_files` or `gis.operations.stored_files`."""
    limit = number(int(str(error.params.get("limit_mb", 0))))
    texts = {
        "file.empty": gettext("Tệp rỗng. Chọn lại tệp."),
        "file.too_big": gettext(
            "Tệp lớn hơn %(limit)s MB. Chụp hoặc quét ở độ phân giải thấp hơn.", limit=limit
        ),
        "file.type": gettext(
            "Nội dung tệp không phải ảnh JPEG, PNG, WebP hay PDF. Đổi sang một trong các loại này."
        ),
        "file.script": gettext("Tệp chứa mã chạy được nên không nhận. Chụp hoặc quét lại rồi gửi."),
        "file.damaged": gettext("Ảnh hỏng hoặc không đọc được. Mở thử trên máy rồi gửi lại."),
        "file.too_heavy": gettext("Ảnh quá nhiều điểm để xử lý. Gửi bản thu nhỏ."),
        "file.known": gettext("Dự án đã có đúng tệp này."),
        "document.missing": gettext("Văn bản đã chọn không thuộc dự án này. Chọn lại."),
        "day": gettext("Ngày văn bản không hợp lệ. Nhập dạng ngày/tháng/năm."),
    }
    return str(texts.get(error.code, gettext("Chưa nhận được tệp. Kiểm tra lại các trường.")))
