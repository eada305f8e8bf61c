"""The register of who looked at what is not public."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from etl.filter_query import integer, single
from gis.domain.roles import Permission
from gis.operations.restricted import RestrictedField
from gis.queries.personal import lookers, looks
from webmap.audit.asked import GREATEST_ID
from webmap.database import db
from webmap.navigation import address_with
from webmap.permissions import requires

PAGE_SIZE = 100


@requires(Permission.PERSONAL_DATA)
def index() -> ResponseReturnValue:
    """Show the looks of an account or of all, the newest first, a page at a time."""
    account_id, before_id = _id("person"), _id("before")
    rows = looks(db.session, size=PAGE_SIZE + 1, account_id=account_id, before_id=before_id)
    return render_template(
        "audit/looks.html",
        rows=rows[:PAGE_SIZE],
        people=[(*person, person[0] == account_id) for person in lookers(db.session)],
        is_narrowed=account_id is not None,
        older=address_with(before=rows[PAGE_SIZE - 1].id) if len(rows) > PAGE_SIZE else "",
        newest=address_with(before=None) if before_id is not None else "",
        field_words=_words(),
        subject_words={
            "unit": gettext("Đơn vị số"),
            "audit_log": gettext("Nhật ký"),
            "account": gettext("Tài khoản số"),
        },
    )


def _id(name: str) -> int | None:
    given = single(request.args, name)
    return integer(name, given, low=0, high=GREATEST_ID) if given else None


def _words() -> dict[str, str]:
    return {
        RestrictedField.UNRELEASED_ROWS: gettext("Số liệu chưa duyệt"),
        RestrictedField.ORIGINAL_FILE: gettext("Tệp gốc, có thể có vị trí và người chụp"),
        RestrictedField.DONOR_NAMES: gettext("Tên người đóng góp"),
        RestrictedField.PERSONAL_EXPORT: gettext("Bản xuất dữ liệu cá nhân"),
    }
