"""What is wrong with a parameter of the address, said with its name and what it takes."""

import orjson
from flask import Flask, Response
from flask_babel import gettext

from etl.filter_query import FilterError
from webmap.errors import Explanation, error_response
from webmap.formatting import number

REFUSED = 400
MAX_SHOWN_VALUE = 60


def explain(error: FilterError) -> Explanation:
    """Return the error in the reader's language."""
    titles = {"month_not_begun": gettext("Tháng này chưa bắt đầu")}
    return Explanation(titles.get(error.code, gettext("Bộ lọc chưa hợp lệ")), _message(error))


def _message(error: FilterError) -> str:
    """Say which parameter it is, what it holds and what it may hold."""
    params = {"name": error.field, "value": _shown(error.params.get("value"))}
    limit = number(int(str(error.params.get("limit", 0))))
    allowed = str(error.params.get("allowed", ""))
    messages = {
        "unknown_value": gettext(
            "Tham số “%(name)s” không có giá trị “%(value)s”. Giá trị được nhận: %(allowed)s.",
            **params,
            allowed=allowed,
        ),
        "not_in_range": gettext(
            "Tham số “%(name)s” nhận số nguyên từ %(low)s đến %(high)s, không nhận “%(value)s”.",
            **params,
            low=str(error.params.get("low", "")),
            high=str(error.params.get("high", "")),
        ),
        "bad_money": gettext(
            "Tham số “%(name)s” nhận số đồng nguyên, ví dụ 5000000000 hoặc “5 tỷ”, không nhận “%(value)s”.",
            **params,
        ),
        "reversed_range": gettext(
            "Mức vốn từ (min_vnd) đang lớn hơn mức vốn đến (max_vnd). Hãy đổi lại hai số này."
        ),
        "bad_percent": gettext(
            "Tham số “%(name)s” nhận phần trăm từ 0 đến %(high)s, nhiều nhất hai số lẻ, ví dụ 50 hoặc 62,5; không nhận “%(value)s”.",
            **params,
            high=str(error.params.get("high", "")),
        ),
        "reversed_percents": gettext(
            "Tỷ lệ giải ngân dưới (tham số “disbursed_max”) phải lớn hơn tỷ lệ từ (tham số “disbursed_min”) và lớn hơn 0."
        ),
        "bad_box": gettext(
            "Tham số “bbox” nhận bốn số tây,nam,đông,bắc tính bằng độ, ví dụ 107.3,11.8,107.7,12.1; không nhận “%(value)s”.",
            **params,
        ),
        "bad_date": gettext(
            "Tham số “%(name)s” nhận ngày dạng 2025-07-01 hoặc 01/07/2025, không nhận “%(value)s”.", **params
        ),
        "bad_month": gettext("Tham số “%(name)s” nhận tháng dạng 2026-10, không nhận “%(value)s”.", **params),
        "month_without_figures": gettext(
            "Tham số “%(name)s” nhận tháng từ %(low)s đến %(high)s, là những tháng đã có số liệu; không nhận “%(value)s”.",
            **params,
            low=str(error.params.get("low", "")),
            high=str(error.params.get("high", "")),
        ),
        "month_not_begun": gettext(
            "Tháng %(value)s chưa bắt đầu nên chưa có số liệu để nhập. Chọn tháng %(high)s hoặc trước đó.",
            value=params["value"],
            high=str(error.params.get("high", "")),
        ),
        "day_out_of_range": gettext(
            "Tham số “%(name)s” nhận ngày từ %(low)s đến %(high)s, không nhận “%(value)s”.",
            **params,
            low=str(error.params.get("low", "")),
            high=str(error.params.get("high", "")),
        ),
        "only_today": gettext(
            "Danh sách, bản đồ và cảnh báo chỉ có số liệu của hôm nay, không có của ngày khác (tham số “%(name)s” là "
            "“%(value)s”). Xem một ngày đã qua ở trang của dự án, một tháng đã qua ở trang của đơn vị.",
            **params,
        ),
        "too_long": gettext("Tham số “%(name)s” dài quá %(limit)s ký tự.", **params, limit=limit),
        "too_many": gettext("Tham số “%(name)s” có quá %(limit)s giá trị.", **params, limit=limit),
        "single_value": gettext("Tham số “%(name)s” chỉ nhận một giá trị.", **params),
        "control_character": gettext("Tham số “%(name)s” chứa ký tự không đọc được.", **params),
        "too_many_rows": gettext(
            "Bộ lọc này có %(value)s dự án, nhiều hơn %(limit)s dự án mà tệp loại này nhận. Hãy lọc hẹp hơn, "
            "hoặc xuất bằng lệnh: python -m etl export projects.",
            value=_shown(error.params.get("value")),
            limit=limit,
        ),
        "too_many_log_rows": gettext(
            "Bộ lọc này có hơn %(limit)s dòng nhật ký. Hãy chọn ít ngày hơn, hoặc xuất bằng lệnh: "
            "python -m etl audit export.",
            limit=limit,
        ),
        "too_many_silent": gettext(
            "%(value)s dự án chưa gửi số liệu, nhiều hơn %(limit)s dự án mà một tệp nhận. Hãy mở một đơn vị trong "
            "danh sách rồi tải tệp của đơn vị đó.",
            value=_shown(error.params.get("value")),
            limit=limit,
        ),
        "not_found": gettext(
            "Tham số “%(name)s” chỉ đến “%(value)s”, nhưng dữ liệu không có mục này.", **params
        ),
    }
    return str(messages[error.code])


def _shown(value: object) -> str:
    """Return a value short enough for a sentence."""
    text = str(value if value is not None else "")
    return text if len(text) <= MAX_SHOWN_VALUE else f"{text[:MAX_SHOWN_VALUE]}…"


def _on_filter_error(error: FilterError) -> Response:
    """Answer 400; programs also get the parameter's name and what it takes as fields of their own."""
    response = error_response(REFUSED, explain(error))
    if response.mimetype == "application/problem+json":
        problem = orjson.loads(response.get_data())
        problem |= {"code": error.code, "parameter": error.field}
        if "allowed" in error.params:
            problem["allowed"] = str(error.params["allowed"]).split(", ")
        response.set_data(orjson.dumps(problem))
    return response


def init_app(app: Flask) -> None:
    """Answer errors of filters by what is wrong with them."""
    app.register_error_handler(FilterError, _on_filter_error)
