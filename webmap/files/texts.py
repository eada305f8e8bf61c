"""Why a file was refused, or is doubted, in the reader's language, and what to do."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext

from gis.domain.errors import DomainError
from gis.queries.project_papers import FileRow
from webmap.formatting import length, moment, number


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
        "file.changed": gettext("Ảnh vừa được người khác gỡ hoặc làm mờ. Xem lại rồi làm tiếp nếu còn cần."),
        "file.outside": gettext("Chỗ cần làm mờ nằm ngoài ảnh. Bấm vào ảnh, hoặc nhập lại vị trí."),
        "document.missing": gettext("Văn bản đã chọn không thuộc dự án này. Chọn lại."),
        "day": gettext("Ngày văn bản không hợp lệ. Nhập dạng ngày/tháng/năm."),
    }
    return str(texts.get(error.code, gettext("Chưa nhận được tệp. Kiểm tra lại các trường.")))


def doubts(file: FileRow, *, now: datetime) -> Iterator[str]:
    """Yield what is odd about a photo that was taken in: far from its project, or later than `now`."""
    if file.is_far:
        words = gettext(
            "Ảnh chụp cách dự án %(length)s. Xem lại có đúng ảnh của dự án này không.",
            length=length(file.distance_m),
        )
        yield str(words)
    if file.taken_at is not None and file.taken_at > now:
        words = gettext(
            "Máy ảnh ghi giờ chụp %(moment)s, sau lúc này: đồng hồ của máy sai.", moment=moment(file.taken_at)
        )
        yield str(words)
