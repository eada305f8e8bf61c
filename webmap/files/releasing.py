"""Who lets the public see a file: not who handed it over, but who answers for it."""

from typing import Final

from flask_babel import lazy_gettext as _l

from gis.domain.roles import Permission
from webmap.permissions import allowed

ONLY_RELEASED: Final = _l(
    "Tệp gửi vào để nội bộ; lãnh đạo đơn vị hoặc cơ quan thẩm định xem rồi mới cho công chúng xem. Bỏ chọn rồi gửi lại."
)
_RELEASING: Final = (Permission.FACT_SUBMIT, Permission.FACT_REVIEW)


def may_release(project_id: int) -> bool:
    """Return whether the reader hands the project's month in or judges it: both look before the public does."""
    return any(allowed(permission, project_id) for permission in _RELEASING)
