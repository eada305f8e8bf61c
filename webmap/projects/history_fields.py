"""The fields of ledger rows: what they are called, how their values are written, which ones a correction changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_babel import gettext

from gis.queries.ledger_entries import Entry
from webmap.formatting import MISSING, day, money_text, number, percent
from webmap.labels import label
from webmap.language import current_language
from webmap.projects.words import step_words

OWN_NUMBERS = ("decision_no", "minutes_no", "voucher_no", "contract_no", "addendum_no", "package_no")
"""The number of a row's own paper, where its ledger has one."""
HIDDEN = frozenset(
    {
        "id", "project_id", "counted_from", "review_state", "is_withdrawn", "entry_key", "recorded_at", "document_id",
        "document", "document_date", "document_issuer", "document_title", "recorded_by", "import_batch_id", "corrects_id", "donor_name", "price_item_id", "bid_package_id", "contract_id", "precision",
    }
)  # fmt: skip
"""Columns that say how a row is kept, or point to rows that have words of their own; names that may have been withdrawn; the paper, which the entry names by itself."""


def own_number(entry: Entry[Any]) -> str:
    """Return the number of the row's own paper, "" where there is none."""
    return next((str(entry.stated[name]) for name in OWN_NUMBERS if entry.stated.get(name)), "")


def changes(old: Entry[Any], new: Entry[Any]) -> list[tuple[str, str, str]]:
    """Return the fields that a correction changed: what each is called, before, after."""
    return [
        (field_words(name), value_words(old, name), value_words(new, name))
        for name in new.stated
        if name not in HIDDEN and old.stated.get(name) != new.stated[name]
    ]


def value_words(entry: Entry[Any], name: str) -> str:
    """Write the value of a column for the reader."""
    value = entry.stated.get(name)
    if value is None or value == "":
        return MISSING
    names = {
        "unit_id": entry.names.unit,
        "responsible_unit_id": entry.names.responsible_unit,
        "contractor_id": entry.names.agency,
        "source_id": entry.names.source_en if current_language() == "en" else entry.names.source_vi,
    }
    if name in names:
        return names[name] or MISSING
    return step_words(entry.stated["axis"], value) if name == "value" else _plain(name, value)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("có") if value else gettext("không"))
    if isinstance(value, Enum):
        return label(value)
    if isinstance(value, date):
        return day(value)
    if name.endswith("_vnd"):
        return money_text(value)
    if name.endswith("_pct"):
        return percent(value)
    return number(value, 2, trim=True) if isinstance(value, Decimal) else str(value)


def field_words(name: str) -> str:
    """Return what a column is called."""
    return str(_fields().get(name, name))


def _fields() -> Mapping[str, str]:
    return {
        "effective_date": gettext("Ngày"),
        "note": gettext("Ghi chú"),
        "value": gettext("Giá trị"),
        "kind": gettext("Loại"),
        "new_date": gettext("Ngày hoàn thành mới"),
        "decision_no": gettext("Số quyết định"),
        "is_by_higher_level": gettext("Do cấp trên quyết định"),
        "decided_by": gettext("Cơ quan quyết định"),
        "decision_date": gettext("Ngày quyết định"),
        "cause": gettext("Nguyên nhân"),
        "is_objective": gettext("Khách quan"),
        "responsible_unit_id": gettext("Đơn vị chịu trách nhiệm"),
        "cure_document_no": gettext("Văn bản cho tính lại"),
        "resumed_on": gettext("Ngày làm lại"),
        "minutes_no": gettext("Số biên bản"),
        "physical_progress_pct": gettext("Khối lượng thực hiện"),
        "planned_progress_pct": gettext("Khối lượng kế hoạch"),
        "delay_cause": gettext("Nguyên nhân chậm"),
        "difficulty": gettext("Khó khăn, vướng mắc"),
        "next_step": gettext("Việc tiếp theo"),
        "fiscal_year": gettext("Năm kế hoạch"),
        "plan_year": gettext("Năm kế hoạch"),
        "level": gettext("Cấp giao"),
        "source_id": gettext("Nguồn vốn"),
        "amount_vnd": gettext("Số tiền"),
        "is_carried_over": gettext("Vốn kéo dài"),
        "is_compensation": gettext("Chi bồi thường"),
        "volume_accepted_on": gettext("Ngày nghiệm thu khối lượng"),
        "voucher_no": gettext("Số chứng từ"),
        "package_no": gettext("Số gói thầu"),
        "name": gettext("Tên"),
        "package_price_vnd": gettext("Giá gói thầu"),
        "selection_form": gettext("Hình thức lựa chọn"),
        "contractor_id": gettext("Nhà thầu"),
        "contract_no": gettext("Số hợp đồng"),
        "value_vnd": gettext("Giá trị"),
        "start_date": gettext("Ngày bắt đầu"),
        "end_date": gettext("Ngày kết thúc"),
        "addendum_no": gettext("Số phụ lục"),
        "new_value_vnd": gettext("Giá trị mới"),
        "new_end_date": gettext("Ngày kết thúc mới"),
        "reason": gettext("Lý do"),
        "unit_id": gettext("Xã"),
        **_land_fields(),
        **_gift_fields(),
    }


def _land_fields() -> Mapping[str, str]:
    return {
        "area_total_m2": gettext("Diện tích phải thu hồi (m²)"),
        "area_handed_over_m2": gettext("Diện tích đã bàn giao (m²)"),
        "length_total_m": gettext("Chiều dài tuyến (m)"),
        "length_handed_over_m": gettext("Chiều dài đã bàn giao (m)"),
        "household_total_count": gettext("Tổng số hộ"),
        "household_noticed_count": gettext("Hộ đã có thông báo"),
        "household_inventoried_count": gettext("Hộ đã kiểm đếm"),
        "household_plan_approved_count": gettext("Hộ đã duyệt phương án"),
        "household_publicised_count": gettext("Hộ đã công khai phương án"),
        "household_paid_count": gettext("Hộ đã nhận tiền"),
        "household_handed_over_count": gettext("Hộ đã bàn giao"),
        "resettlement_total_count": gettext("Hộ phải tái định cư"),
        "resettlement_done_count": gettext("Hộ đã bố trí tái định cư"),
        "compensation_approved_vnd": gettext("Bồi thường được duyệt"),
        "compensation_paid_vnd": gettext("Bồi thường đã chi trả"),
        "planned_done_on": gettext("Ngày phải xong"),
        "expected_done_on": gettext("Ngày dự kiến xong"),
        "description": gettext("Nội dung"),
        "responsible_agency": gettext("Cơ quan chịu trách nhiệm"),
        "competent_level": gettext("Cấp thẩm quyền"),
        "proposal": gettext("Kiến nghị"),
        "resolved_on": gettext("Ngày giải quyết xong"),
    }


def _gift_fields() -> Mapping[str, str]:
    return {
        "village": gettext("Thôn, bon"),
        "item": gettext("Loại cụ thể"),
        "quantity": gettext("Số lượng"),
        "quantity_unit": gettext("Đơn vị tính"),
        "unit_price_vnd": gettext("Đơn giá"),
        "price_source": gettext("Nguồn đơn giá"),
        "donor_kind": gettext("Người đóng góp"),
        "household_count": gettext("Số hộ"),
        "is_name_public": gettext("Đồng ý nêu tên"),
        "donor_name": gettext("Tên người đóng góp"),
    }
