"""Fields of a form as the columns of a ledger, read as the workbook's cells are, with a sentence for what can't be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext
from sqlalchemy import Enum

from etl.dates import parse_date
from etl.findings import CellError
from etl.ledgers.catalogue import CellKind, LedgerColumn, LedgerSheet, sheet_of
from etl.ledgers.numbers import read_integer, read_year
from etl.money import MoneyUnit, parse_money
from etl.numbers import NumberStyle, PercentScale, parse_decimal, parse_percent
from gis.domain.clearance_checks import QUANTITIES
from gis.domain.documents import PAPER_FIELDS
from gis.models.ledger.entry import table_of
from gis.queries.ledger_entries import Values
from webmap.formatting import number
from webmap.language import current_language

LONGEST: Final = 2_000
_DIGITS: Final = Decimal(10) ** 11
_MOST: Final = 2_000_000_000
_MOST_SOURCE: Final = 2**15 - 1
_MOST_ROW: Final = 2**62
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "progress_report": (
        "effective_date",
        "physical_progress_pct",
        "planned_progress_pct",
        "delay_cause",
        "difficulty",
        "next_step",
        "note",
        *PAPER_FIELDS,
    ),
    "voucher": (
        "effective_date",
        "kind",
        "amount_vnd",
        "plan_year",
        "voucher_no",
        "volume_accepted_on",
        "contract_id",
        "source_id",
        "is_carried_over",
        "is_compensation",
        "note",
        *PAPER_FIELDS,
    ),
    "clearance_count": (
        "effective_date",
        *QUANTITIES,
        "note",
        *PAPER_FIELDS,
    ),
    "contribution": (
        "effective_date",
        "kind",
        "item",
        "quantity",
        "quantity_unit",
        "unit_price_vnd",
        "price_source",
        "donor_kind",
        "household_count",
        "village",
        "is_name_public",
        "donor_name",
        "note",
        *PAPER_FIELDS,
    ),
    "completion_date": (
        "effective_date",
        "new_date",
        "decision_no",
        "decided_by",
        "cause",
        "is_objective",
        "note",
        *PAPER_FIELDS,
    ),
}
"""The ledgers that have a form, with the fields of each in its order."""


@dataclass(slots=True)
class Read:
    """What a form states: the columns of the ledger, and a sentence for each field that can't be read."""

    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def columns_of(ledger: str) -> list[LedgerColumn]:
    """Return the fields of a ledger's form as the workbook describes them; KeyError for one without a form."""
    sheet = sheet_of(ledger)
    return [sheet.column(name) for name in FORMS[ledger]]


def read_form(ledger: str, form: Mapping[str, str], *, language: str = "") -> Read:
    """Read the fields that the form has; what it leaves out is left as it was.

    `language` is that of its numbers, the reader's without one.
    """
    sheet, found = sheet_of(ledger), Read()
    for column in columns_of(ledger):
        if column.field not in form and column.kind is not CellKind.YES:
            continue
        written = form.get(column.field, "").strip()
        if not written:
            found.values[column.field] = False if column.kind is CellKind.YES else None
            if column.is_required:
                found.errors[column.field] = gettext("Điền “%(label)s”.", label=label_of(column))
            continue
        if len(written) > LONGEST:
            found.errors[column.field] = gettext("Tối đa %(n)s ký tự.", n=number(LONGEST))
            continue
        try:
            found.values[column.field] = _coded(sheet, column, _reader(column, _style(language))(written))
        except CellError as error:
            found.errors[column.field] = error.finding().message(current_language())
        except (ValueError, KeyError):
            found.errors[column.field] = unreadable(column)
    return found


def label_of(column: LedgerColumn) -> str:
    """Return the heading of a field in the reader's language, with its unit."""
    return column.heading(current_language())


def unreadable(column: LedgerColumn) -> str:
    """Return the sentence for a value that makes no sense in a field."""
    text: str = gettext("Giá trị của “%(label)s” không đọc được.", label=label_of(column))
    return text


def written(value: Any, language: str = "") -> str:
    """Return a value as its field shows it in a language, the reader's without one, so that it is read back the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, Decimal | int):
        text = f"{Decimal(value):,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text if _style(language) is NumberStyle.ENGLISH else text.translate(str.maketrans(",.", ".,"))
    return str(getattr(value, "value", value))


def _style(language: str = "") -> NumberStyle:
    return NumberStyle.ENGLISH if (language or current_language()) == "en" else NumberStyle.VIETNAMESE


def _reader(column: LedgerColumn, style: NumberStyle) -> Callable[[str], Any]:
    readers: Mapping[CellKind, Callable[[str], Any]] = {
        CellKind.TEXT: _text,
        CellKind.LONG_TEXT: _text,
        CellKind.DATE: lambda text: parse_date(text).day,
        CellKind.DAY: lambda text: parse_date(text).day,
        CellKind.ANY_DATE: lambda text: parse_date(text).day,
        CellKind.YEAR: read_year,
        CellKind.MONEY: lambda text: _money(text, style),
        CellKind.INTEGER: lambda text: _integer(text, style),
        CellKind.DECIMAL: lambda text: _decimal(text, column, style),
        CellKind.PERCENT: lambda text: _percent(text, style),
        CellKind.CODE: str,
        CellKind.YES: lambda text: text == "true",
        CellKind.SOURCE: lambda text: _id(text, most=_MOST_SOURCE),
        CellKind.CONTRACT: lambda text: _id(text, most=_MOST_ROW),
    }
    return readers[column.kind]


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text


def _id(text: str, *, most: int) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)) or int(text) > most:
        raise ValueError(text)
    return int(text)


def _integer(text: str, style: NumberStyle) -> int:
    value = read_integer(text, style)
    if abs(value) > _MOST:
        raise ValueError(text)
    return value


def _money(text: str, style: NumberStyle) -> int:
    money = parse_money(text, unit=MoneyUnit.DONG, style=style)
    if money.was_rounded:
        raise CellError("ledger_money_not_whole", value=text)
    return money.vnd


def _decimal(text: str, column: LedgerColumn, style: NumberStyle) -> Decimal:
    value = _either_style(lambda tried: parse_decimal(text, style=tried), style)
    places = 3 if column.field == "quantity" else 2
    if abs(value) >= _DIGITS:
        raise ValueError(text)
    return round(value, places)


def _percent(text: str, style: NumberStyle) -> Decimal:
    def read(tried: NumberStyle) -> Decimal:
        return parse_percent(text, scale=PercentScale.PERCENT, style=tried)

    return round(_either_style(read, style), 2)


def _either_style(read: Callable[[NumberStyle], Decimal], first: NumberStyle) -> Decimal:
    """Read in the style of the language; a lone sign of the other one ("43.5") is understood, too."""
    other = NumberStyle.ENGLISH if first is NumberStyle.VIETNAMESE else NumberStyle.VIETNAMESE
    try:
        return read(first)
    except CellError as error:
        if error.code != "number_unreadable":
            raise
        return read(other)


def _coded(sheet: LedgerSheet, column: LedgerColumn, value: Any) -> Any:
    if column.field in PAPER_FIELDS:
        return value
    kind = table_of(sheet.model).c[column.field].type
    return kind.enum_class(value) if isinstance(kind, Enum) and kind.enum_class else value
