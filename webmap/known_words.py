"""Words that stand in the data themselves but belong to a list of the field: said in the reader's language, names never."""

import unicodedata
from typing import Final

from flask import Flask
from flask_babel import gettext


def _(text: str) -> str:
    """Mark a text for the catalogue of translations; it is translated when it is shown."""
    return text


_SOURCES: Final = (
    _("Dữ liệu minh họa"),
    _("Chỉ tiêu minh họa (đề xuất)"),
    _("Đơn giá minh họa (đề xuất, chưa được cấp có thẩm quyền ban hành)"),
    _("Số liệu minh họa"),
    _("Ủy ban nhân dân"),
)
_PAPERS: Final = (
    _("Phê duyệt chủ trương đầu tư"),
    _("Phê duyệt dự án"),
    _("Phê duyệt báo cáo kinh tế – kỹ thuật"),
    _("Quyết định gia hạn thời gian thực hiện dự án"),
    _("Biên bản nghiệm thu từng phần"),
    _("Biên bản nghiệm thu hoàn thành công trình"),
    _("Biên bản bàn giao đưa vào sử dụng"),
    _("Quyết định phê duyệt kế hoạch lựa chọn nhà thầu"),
    _("Thi công xây dựng công trình"),
    _("Thi công hạng mục phụ trợ, thiết bị"),
    _("Tư vấn giám sát thi công"),
    _("Phụ lục hợp đồng"),
    _("Biên bản bàn giao tim, mốc và lệnh khởi công"),
    _("Phê duyệt quyết toán dự án hoàn thành"),
    _("Văn bản xác nhận tất toán tài khoản"),
    _("Quyết định tạm dừng thi công"),
    _("Văn bản cho phép thi công trở lại"),
    _("Tờ trình phê duyệt quyết toán dự án hoàn thành"),
    _("Quyết định giao, điều chỉnh kế hoạch vốn đầu tư công"),
    _("Quyết định phê duyệt phương án bồi thường, hỗ trợ"),
    _("Thông báo thu hồi đất"),
    _("Biên bản họp dân thống nhất hiến đất làm công trình"),
    _("Biên bản bàn giao mặt bằng"),
    _("Báo cáo tháng về tình hình thực hiện dự án"),
    _("Biên bản hiến đất"),
    _("Bảng tổng hợp đóng góp bằng tiền"),
    _("Bảng chấm công lao động của thôn"),
    _("Biên bản giao nhận vật liệu đóng góp"),
    _("Biên bản xác nhận ca máy đóng góp"),
    _("Biên bản kiểm kê tài sản hiến trên đất"),
    _("Quyết định điều chỉnh tổng mức đầu tư dự án"),
)
_PROCUREMENT: Final = (
    _("Đấu thầu rộng rãi"),
    _("Đấu thầu rộng rãi qua mạng"),
    _("Đấu thầu hạn chế"),
    _("Chào hàng cạnh tranh"),
    _("Chào hàng cạnh tranh qua mạng"),
    _("Chỉ định thầu"),
    _("Chỉ định thầu rút gọn"),
    _("Mua sắm trực tiếp"),
    _("Tự thực hiện"),
    _("Tham gia thực hiện của cộng đồng"),
)
"""Forms of selecting contractors, law 22/2023/QH15, articles 21–28."""
_GIFTS: Final = (
    _("Đất ở nông thôn (ONT)"),
    _("Đất trồng cây lâu năm (CLN)"),
    _("Đất trồng cây hằng năm khác (HNK)"),
    _("Đất rừng sản xuất (RSX)"),
    _("Ngày công lao động phổ thông"),
    _("Cát xây dựng"),
    _("Đá 1x2"),
    _("Xi măng"),
    _("Máy đào"),
    _("Máy ủi"),
    _("Xe tải tự đổ"),
    _("Cây cà phê, hồ tiêu trên đất"),
    _("Hàng rào, cổng"),
)
_DIFFICULTIES: Final = (
    _("Nguồn gốc đất"),
    _("Đơn giá bồi thường"),
    _("Hộ chưa đồng thuận"),
    _("Tái định cư"),
    _("Cấp xã"),
    _("Cấp huyện (đến 30/06/2025)"),
    _("Cấp tỉnh"),
    _("Trung ương"),
    _("Thiếu kinh phí chi trả"),
    _("Chồng lấn ranh giới"),
    _("Đất rừng, chuyển mục đích sử dụng"),
    _("Di dời hạ tầng kỹ thuật"),
    _("Khác"),
)
_UNITS: Final = (_("đồng"), _("công"), _("ca"), _("tấn"), _("bao"), _("cây"), _("cái"), _("viên"))
_WORDS: Final = frozenset((*_SOURCES, *_PAPERS, *_PROCUREMENT, *_GIFTS, *_DIFFICULTIES, *_UNITS))


def known_words(text: str | None) -> str:
    """Return `text` in the reader's language where it is a word of the lists above, else as it was written."""
    if text is None:
        return ""
    key = unicodedata.normalize("NFC", text.strip())
    return str(gettext(key)) if key in _WORDS else text


def init_app(app: Flask) -> None:
    """Give the words to the templates: {{ place.source_note|known }}."""
    app.jinja_env.filters["known"] = known_words
