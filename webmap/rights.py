"""Rights in words: what each permits, who carries it, who gives it."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from gis.domain.roles import Permission, Role, roles_with
from webmap.labels import label

RIGHTS: Mapping[Permission, LazyString] = {
    Permission.ACCOUNT_OWN: _l("dùng tài khoản của mình"),
    Permission.ACCOUNT_MANAGE: _l("quản lý người dùng"),
    Permission.AUDIT_READ: _l("xem nhật ký thay đổi"),
    Permission.PROJECT_EDIT: _l("sửa vị trí, tệp của dự án"),
    Permission.FACT_ENTER: _l("nhập số liệu tháng"),
    Permission.FACT_SUBMIT: _l("gửi số liệu tháng"),
    Permission.FACT_REVIEW: _l("duyệt số liệu tháng"),
    Permission.PERIOD_CLOSE: _l("khóa sổ tháng"),
    Permission.UPDATES_READ: _l("xem việc cập nhật số liệu"),
    Permission.RESTRICTED_READ: _l("xem số liệu chưa công khai"),
    Permission.PERSONAL_DATA: _l("xem dữ liệu cá nhân"),
}


def missing_right(permission: Permission) -> str:
    """Return which right is missing, which roles carry it, what the reader is, and who gives roles."""
    held = _listed(role for role in Role if role in current_user.roles)
    return str(
        gettext(
            "Cần quyền %(right)s, thuộc vai trò: %(roles)s. Vai trò của bạn: %(held)s. Quản trị viên giao vai trò ở trang"
            " Người dùng.",
            right=RIGHTS[permission],
            roles=_listed(role for role in Role if role in roles_with(permission)),
            held=held or gettext("chưa có"),
        )
    )


def _listed(roles: Iterable[Role]) -> str:
    return ", ".join(label(role) for role in roles)
