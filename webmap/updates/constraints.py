"""What the database itself refused of a figure, told by the constraint that refused it."""

from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from etl.ledgers.catalogue import sheet_of
from webmap.logs import log, request_id
from webmap.updates.findings import Told
from webmap.updates.reading import FORMS, unreadable


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that a statement broke, empty where the database names none."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def told_constraint(ledger: str, name: str) -> Told:
    """Return what to say, and at which field, where a row of `ledger` broke the constraint `name`.

    Keys are refused here where two requests at once used one for different projects; references where what they point
    to is not there. Whatever no check of the application foresaw is logged.
    """
    if name == f"uq_{ledger}_entry_key":
        return Told("entry_key", gettext("Mã phiếu này đã dùng cho số liệu khác. Tải lại trang rồi gửi lại."))
    if name == f"uq_{ledger}_corrects_id":
        return Told("base_id", gettext("Người khác vừa sửa số liệu này. Tải lại trang để xem bản mới nhất."))
    field = name.removeprefix(f"fk_{ledger}_")
    if field in FORMS[ledger]:
        return Told(field, unreadable(sheet_of(ledger).column(field)))
    log.error("refused by a constraint", id=request_id(), ledger=ledger, constraint=name)
    words = gettext(
        "Số liệu trái với một quy tắc của sổ (%(name)s) nên chưa ghi. Kiểm tra lại từng ô; nếu vẫn đúng, gửi mã"
        " trong ngoặc cho quản trị viên.",
        name=name,
    )
    return Told("effective_date", words)
