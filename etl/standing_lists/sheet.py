"""The columns of the lists that hold over time: unit prices, conversions of units, targets and residents of communes."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from gis.domain.contribution import GiftAim
from gis.domain.indicators import Indicator
from gis.domain.names import name_key


class Column(StrEnum):
    """The columns, by our own names."""

    KIND = "kind"
    ITEM = "item"
    UNIT_OF_QUANTITY = "quantity_unit"
    PRICE = "price_vnd"
    COMMUNE = "unit"
    FROM_UNIT = "from_unit"
    TO_UNIT = "to_unit"
    FACTOR = "factor_ratio"
    INDICATOR = "indicator"
    YEAR = "target_year"
    TARGET = "target"
    HOUSEHOLDS = "household_count"
    PEOPLE = "population"
    COUNTED_ON = "counted_on"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    SOURCE = "source"
    PAPER_DAY = "document_date"
    ISSUER = "document_issuer"
    TITLE = "document_title"
    ADOPTED = "is_adopted"
    CORRECTS = "is_correction"
    WITHDRAWN = "is_withdrawn"


class Heading(NamedTuple):
    """What stands above a column, and what else is understood."""

    label: str
    others: tuple[str, ...] = ()


HEADINGS: Final[Mapping[Column, Heading]] = MappingProxyType(
    {
        Column.KIND: Heading("Loại đóng góp", ("Loại", "Kind")),
        Column.ITEM: Heading("Danh mục", ("Tên", "Loại đất, vật liệu, máy", "Item")),
        Column.UNIT_OF_QUANTITY: Heading("Đơn vị tính", ("ĐVT", "Unit of quantity")),
        Column.PRICE: Heading("Đơn giá (đồng)", ("Đơn giá", "Giá", "Unit price")),
        Column.COMMUNE: Heading("Mã xã", ("Mã đơn vị", "Xã", "Commune")),
        Column.FROM_UNIT: Heading("Từ đơn vị", ("Đơn vị gốc", "From unit")),
        Column.TO_UNIT: Heading("Sang đơn vị", ("Đơn vị đổi", "To unit")),
        Column.FACTOR: Heading("Hệ số", ("Hệ số quy đổi", "Factor")),
        Column.INDICATOR: Heading("Chỉ tiêu", ("Indicator",)),
        Column.YEAR: Heading("Năm", ("Year",)),
        Column.TARGET: Heading("Mục tiêu", ("Kế hoạch", "Target")),
        Column.HOUSEHOLDS: Heading("Số hộ", ("Tổng số hộ", "Hộ", "Households")),
        Column.PEOPLE: Heading("Số dân", ("Dân số", "Nhân khẩu", "Số nhân khẩu", "Population")),
        Column.COUNTED_ON: Heading("Ngày thống kê", ("Ngày số liệu", "Thời điểm thống kê", "Counted on")),
        Column.VALID_FROM: Heading("Từ ngày", ("Hiệu lực từ", "From")),
        Column.VALID_TO: Heading("Đến hết ngày", ("Đến ngày", "Hiệu lực đến", "To")),
        Column.SOURCE: Heading("Văn bản", ("Nguồn", "Căn cứ", "Source")),
        Column.PAPER_DAY: Heading("Ngày văn bản", ("Ngày ban hành", "Document date")),
        Column.ISSUER: Heading("Cơ quan ban hành", ("Nơi ban hành", "Issued by")),
        Column.TITLE: Heading("Trích yếu", ("Trích yếu văn bản", "Document title")),
        Column.ADOPTED: Heading("Đã ban hành", ("Đã thông qua", "Adopted")),
        Column.CORRECTS: Heading("Đính chính", ("Sửa dòng đã ghi", "Correction")),
        Column.WITHDRAWN: Heading("Hủy dòng", ("Hủy", "Thu hồi dòng", "Withdraw")),
    }
)


class ListKind(StrEnum):
    """Which list a file is."""

    PRICES = "prices"
    CONVERSIONS = "conversions"
    TARGETS = "targets"
    RESIDENTS = "residents"


REQUIRED: Final[Mapping[ListKind, tuple[Column, ...]]] = MappingProxyType(
    {
        ListKind.PRICES: (
            Column.KIND,
            Column.UNIT_OF_QUANTITY,
            Column.PRICE,
            Column.VALID_FROM,
            Column.SOURCE,
        ),
        ListKind.CONVERSIONS: (
            Column.ITEM,
            Column.FROM_UNIT,
            Column.TO_UNIT,
            Column.FACTOR,
            Column.VALID_FROM,
            Column.SOURCE,
        ),
        ListKind.TARGETS: (Column.COMMUNE, Column.INDICATOR, Column.YEAR, Column.TARGET, Column.SOURCE),
        ListKind.RESIDENTS: (Column.COMMUNE, Column.HOUSEHOLDS, Column.COUNTED_ON, Column.SOURCE),
    }
)
_OF_LEDGERS: Final = (
    Column.VALID_TO,
    Column.PAPER_DAY,
    Column.ISSUER,
    Column.TITLE,
    Column.ADOPTED,
    Column.CORRECTS,
    Column.WITHDRAWN,
)
"""What a row says of its validity, its paper and the row that it replaces."""
OPTIONAL: Final[Mapping[ListKind, tuple[Column, ...]]] = MappingProxyType(
    {
        ListKind.PRICES: (Column.ITEM, Column.COMMUNE, *_OF_LEDGERS),
        ListKind.CONVERSIONS: _OF_LEDGERS,
        ListKind.TARGETS: (Column.ADOPTED,),
        ListKind.RESIDENTS: (Column.PEOPLE,),
    }
)
INDICATOR_WORDS: Final[Mapping[Indicator | GiftAim, tuple[str, ...]]] = MappingProxyType(
    {
        Indicator.PROGRESS: ("Thi công", "Khối lượng thi công bình quân"),
        Indicator.DISBURSEMENT: ("Giải ngân", "Giải ngân kế hoạch năm"),
        Indicator.ON_TIME: ("Đúng hạn", "Dự án đúng hạn"),
        Indicator.CLEARANCE: ("Mặt bằng", "Bàn giao mặt bằng"),
        Indicator.CONTRIBUTION: ("Đóng góp", "Nhân dân đóng góp"),
        Indicator.FRESHNESS: ("Cập nhật", "Dự án có báo cáo trong tháng"),
        GiftAim.CASH: ("Đóng góp tiền mặt", "Tiền mặt"),
        GiftAim.LAND: ("Đất hiến", "Đất hiến (m²)"),
        GiftAim.LABOUR: ("Ngày công", "Ngày công (công)"),
    }
)
_INDICATORS: Final = {
    name_key(word): indicator
    for indicator, words in INDICATOR_WORDS.items()
    for word in (indicator.value.replace("_", " "), *words)
}


def indicator_of(text: str) -> Indicator | GiftAim | None:
    """Return the indicator or the kind of gift that is called so, in Vietnamese or by its code; None for none."""
    return _INDICATORS.get(name_key(text))


def columns_of(kind: ListKind, cells: Sequence[str]) -> dict[Column, int] | None:
    """Return the place of each column of the list among these headings; None where a required one is missing."""
    keys = [name_key(cell) for cell in cells]
    found = {}
    for column in (*REQUIRED[kind], *OPTIONAL[kind]):
        heading = HEADINGS[column]
        wanted = [name_key(words) for words in (heading.label, *heading.others)]
        place = next((keys.index(key) for key in wanted if key in keys), None)
        if place is not None:
            found[column] = place
    return found if all(column in found for column in REQUIRED[kind]) else None
