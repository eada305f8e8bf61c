"""A figure held against everything that is known of its project: completed, and what breaks a rule."""

from dataclasses import dataclass

from flask_babel import gettext

from etl.ledgers.catalogue import sheet_of
from gis.domain.breaches import Breach, Severity
from gis.domain.errors import DomainError
from gis.domain.plausibility import ProjectBook
from gis.queries.ledger_entries import Values
from webmap.clock import today
from webmap.updates.checking import check, complete
from webmap.updates.findings import Told, told
from webmap.updates.reading import unreadable


@dataclass(frozen=True, slots=True)
class Held:
    """A figure with what follows from it; with `refused` it can't be written, with `breaches` it wants a reason."""

    values: Values
    refused: tuple[Told, ...] = ()
    breaches: tuple[Breach, ...] = ()


def hold(ledger: str, values: Values, *, base_id: int | None, book: ProjectBook) -> Held:
    """Return the figure as it would be written today, by the rules that hold for forms and workbooks alike.

    `base_id` is the row that it takes the place of.
    """
    if values.get("contract_id") not in {None, *(row.id for row in book.contracts)}:
        return Held(values, (Told("contract_id", unreadable(sheet_of(ledger).column("contract_id"))),))
    values = complete(ledger, values, book=book)
    if ledger == "contribution" and values["quantity_unit"] is None:
        return Held(values, (Told("quantity_unit", gettext("Ghi đơn vị tính: m³, cây, ca…")),))
    breaches = check(ledger, values, base_id=base_id, book=book, as_of=today())
    is_refused = any(each.severity is Severity.REFUSE for each in breaches)
    return Held(values, tuple(told(ledger, breaches)) if is_refused else (), breaches)


def explained(error: DomainError) -> str:
    """Return why a figure was not taken, in the reader's words."""
    texts = {
        "row_in_review": gettext(
            "Số liệu này đã gửi, đang chờ duyệt. Lãnh đạo đơn vị rút lại, hoặc người duyệt trả lại, rồi mới sửa được."
        ),
        "row_unknown": gettext("Không tìm thấy số liệu đang sửa. Tải lại trang."),
        "entry_key_taken": gettext("Mã phiếu này đã dùng cho số liệu khác. Tải lại trang rồi gửi lại."),
        "future_date": gettext("Ngày ở sau hôm nay; việc chưa xảy ra thì chưa ghi."),
    }
    return str(texts.get(error.code, gettext("Chưa ghi được số liệu. Tải lại trang rồi thử lại.")))
