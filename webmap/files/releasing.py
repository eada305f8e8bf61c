"""Who lets the public see a file: not who handed it over, but who answers for it."""

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from gis.domain.roles import RELEASING
from webmap.permissions import allowed

_HELD: Final = _l(
    "Tệp gửi vào để nội bộ. Lãnh đạo đơn vị hoặc cơ quan thẩm định xem rồi mới cho công chúng xem."
)


def held_note(project_id: int) -> LazyString | None:
    """Return why the reader does not show files of the project to the public; None for who does.

    That is whoever hands its month in or judges it: they look before the public does.
    """
    return None if any(allowed(permission, project_id) for permission in RELEASING) else _HELD
