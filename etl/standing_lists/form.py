"""The form of a list: its columns with what to write in them, empty or with the prices and conversions that stand."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.ledgers.words import word_of, words_of
from etl.standing_lists.sheet import HEADINGS, INDICATOR_WORDS, OPTIONAL, REQUIRED, Column, ListKind
from gis.models import PriceItem, UnitConversion
from gis.queries.price_lists import ListLine, standing_lines

_MODELS: Final[Mapping[ListKind, type[PriceItem] | type[UnitConversion]]] = {
    ListKind.PRICES: PriceItem,
    ListKind.CONVERSIONS: UnitConversion,
}
FILLED: Final = frozenset(_MODELS)
"""The lists whose form can hold what is recorded."""
_PREPARED_ROWS: Final = 1_000
_DAYS: Final = (Column.VALID_FROM, Column.VALID_TO, Column.COUNTED_ON, Column.PAPER_DAY)
_NUMBERS: Final = (Column.PRICE, Column.FACTOR, Column.TARGET, Column.HOUSEHOLDS, Column.PEOPLE)
_MARKS: Final = (Column.ADOPTED, Column.CORRECTS, Column.WITHDRAWN)
_WIDTHS: Final = {Column.ITEM: 34, Column.SOURCE: 40, Column.ISSUER: 26, Column.TITLE: 40}
_HINTS: Final[Mapping[Column, str]] = {
    Column.ITEM: "Loại đất, vật liệu, máy; trống là cả loại đóng góp.",
    Column.COMMUNE: "Mã xã có hiệu lực ngày đó; bảng giá để trống là mọi xã.",
    Column.FACTOR: "Một “Từ đơn vị” bằng bao nhiêu “Sang đơn vị”.",
    Column.VALID_TO: "Ngày cuối còn hiệu lực; chưa biết thì để trống.",
    Column.SOURCE: "Số văn bản, ví dụ 12/QĐ-UBND; không có số thì giữ nguyên chữ.",
    Column.ADOPTED: "x: cấp có thẩm quyền đã ban hành. Trống: đề xuất.",
    Column.CORRECTS: "x: dòng này thay số, ngày hết, văn bản của dòng đã ghi sai.",
    Column.WITHDRAWN: "x: rút lại dòng đã nhập nhầm.",
}


def write_form(path: Path, kind: ListKind, rows: Iterable[Mapping[Column, Any]] = ()) -> None:
    """Write the form of a list with these rows; what has to be filled in stands first, in orange."""
    import xlsxwriter  # what the other commands need not carry

    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy"}
    book = xlsxwriter.Workbook(str(path), options)
    needed, head = (
        book.add_format({"bold": True, "bg_color": colour, "bottom": 1, "text_wrap": True})
        for colour in ("#FCE4D0", "#E1F1ED")
    )
    formats = {"day": "dd/mm/yyyy", "number": "#,##0.#########", "text": "@"}
    looks = {name: book.add_format({"num_format": code}) for name, code in formats.items()}
    sheet = book.add_worksheet()
    columns = [*REQUIRED[kind], *OPTIONAL[kind]]
    for place, column in enumerate(columns):
        look = looks["day" if column in _DAYS else "number" if column in _NUMBERS else "text"]
        sheet.set_column(place, place, _WIDTHS.get(column, 16), look)
        sheet.write_string(0, place, HEADINGS[column].label, needed if column in REQUIRED[kind] else head)
        if column in _HINTS:
            sheet.write_comment(0, place, _HINTS[column])
        if offered := _offered(column):
            choices = {"validate": "list", "source": offered}
            sheet.data_validation(1, place, _PREPARED_ROWS, place, choices)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            if row.get(column) is not None:
                sheet.write(line, place, row[column])
    sheet.freeze_panes(1, 0)
    book.close()


def recorded_rows(session: Session, kind: ListKind) -> Iterator[dict[Column, Any]]:
    """Yield the prices or conversions that stand, as a row of the form each."""
    for line in standing_lines(session, _MODELS[kind]):
        yield (_price(line) if kind is ListKind.PRICES else _conversion(line)) | {
            Column.VALID_FROM: line.valid_from,
            Column.VALID_TO: line.valid_to,
            Column.SOURCE: line.source,
            Column.PAPER_DAY: line.issued_on,
            Column.ISSUER: line.issuer,
            Column.ADOPTED: None if line.is_proposal else "x",
        }


def _price(line: ListLine) -> dict[Column, Any]:
    kind = line.kind.value if line.kind else ""
    return {
        Column.KIND: word_of("contribution_kind", kind),
        Column.ITEM: None if line.item == kind else line.item,
        Column.UNIT_OF_QUANTITY: line.from_unit,
        Column.PRICE: int(line.amount),
        Column.COMMUNE: line.unit_code,
    }


def _conversion(line: ListLine) -> dict[Column, Any]:
    return {
        Column.ITEM: line.item,
        Column.FROM_UNIT: line.from_unit,
        Column.TO_UNIT: line.to_unit,
        Column.FACTOR: float(line.amount),
    }


def _offered(column: Column) -> list[str]:
    """Return the words that a cell is chosen from, none where anything is written."""
    if column in _MARKS:
        return ["x"]
    if column is Column.KIND:
        return words_of("contribution_kind")[1:]
    return [words[0] for words in INDICATOR_WORDS.values()] if column is Column.INDICATOR else []
