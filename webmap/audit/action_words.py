"""What was done, in words: every action that the log knows."""

from collections.abc import Mapping

from flask_babel import gettext

from webmap.projects import log_words


def action_words(code: str) -> str:
    """Return what an action is called; one that nobody named stays as it is."""
    known = _others().get(code)
    if known is not None:
        return known
    ledger, _, verb = code.partition(".")
    book, done = ledger_words().get(ledger), _verbs().get(verb)
    return f"{book}: {done}" if book and done else log_words.action(code)


def ledger_words() -> Mapping[str, str]:
    """Return what each ledger is called, price lists too."""
    return {
        "acceptance": gettext("Nghiệm thu"),
        "bid_package": gettext("Gói thầu"),
        "budget_decision": gettext("Tổng mức đầu tư"),
        "capital_plan": gettext("Kế hoạch vốn"),
        "clearance_count": gettext("Số liệu mặt bằng"),
        "clearance_difficulty": gettext("Vướng mắc mặt bằng"),
        "completion_date": gettext("Thời hạn hoàn thành"),
        "contract": gettext("Hợp đồng"),
        "contract_addendum": gettext("Phụ lục hợp đồng"),
        "contribution": gettext("Đóng góp"),
        "price_item": gettext("Bảng giá"),
        "progress_report": gettext("Báo cáo tiến độ"),
        "status_step": gettext("Trạng thái dự án"),
        "suspension": gettext("Tạm dừng"),
        "unit_conversion": gettext("Quy đổi đơn vị"),
        "voucher": gettext("Chứng từ thanh toán"),
    }


def _verbs() -> Mapping[str, str]:
    return {
        "append": gettext("ghi mới"),
        "correct": gettext("đính chính"),
        "withdraw": gettext("rút lại"),
        "adopt": gettext("ban hành"),
        "end": gettext("hết hiệu lực"),
    }


def _others() -> Mapping[str, str]:
    return {
        "demo.fill": gettext("Nạp dữ liệu minh họa"),
        "demo.history": gettext("Nạp dữ liệu minh họa"),
        "agency.create": gettext("Thêm cơ quan, đơn vị thi công"),
        "ledger.import": gettext("Nhập sổ số liệu từ tệp"),
        "treasury.reconcile": gettext("Đối chiếu với kho bạc"),
        "replace_boundary": gettext("Thay ranh giới"),
        "save_boundaries": gettext("Nạp ranh giới"),
        "save_units": gettext("Nạp đơn vị hành chính"),
        "save_successions": gettext("Nạp quan hệ sáp nhập"),
        "review.draft": gettext("Duyệt: chuyển về nháp"),
        "review.submitted": gettext("Duyệt: nộp"),
        "review.recalled": gettext("Rút lại số đã gửi"),
        "review.accepted": gettext("Duyệt: chấp nhận"),
        "review.returned": gettext("Duyệt: trả lại"),
        "review.replaced": gettext("Duyệt: thay bằng bản sau"),
        "period.close": gettext("Khóa sổ tháng"),
        "period.reopen": gettext("Mở lại sổ tháng"),
        "audit_log.retain": gettext("Xóa nhật ký quá thời hạn lưu"),
        "personal.retain": gettext("Xóa dữ liệu cá nhân quá thời hạn lưu"),
        "personal.export": gettext("Xuất dữ liệu cá nhân"),
        "personal.withdraw": gettext("Rút đồng ý nêu tên"),
        **_account_words(),
    }


def _account_words() -> Mapping[str, str]:
    return {
        "create": gettext("Tạo tài khoản"),
        "update": gettext("Sửa tài khoản"),
        "close": gettext("Đóng tài khoản"),
        "open": gettext("Mở lại tài khoản"),
        "lock": gettext("Tạm khóa vì sai mật khẩu"),
        "sign_in": gettext("Đăng nhập"),
        "fail_sign_in": gettext("Đăng nhập sai"),
        "change_password": gettext("Đổi mật khẩu"),
        "give_role": gettext("Giao vai trò"),
        "end_role": gettext("Thôi vai trò"),
        "end_session": gettext("Kết thúc phiên"),
        "end_sessions": gettext("Kết thúc các phiên"),
        "invite": gettext("Gửi lời mời"),
        "take_up_invitation": gettext("Nhận lời mời"),
        "confirm_device": gettext("Gắn thiết bị xác thực"),
        "forget_device": gettext("Gỡ thiết bị xác thực"),
        "new_recovery_codes": gettext("Tạo mã khôi phục"),
        "use_recovery_code": gettext("Dùng mã khôi phục"),
    }
