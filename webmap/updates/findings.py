"""What is wrong with or unusual in a figure, in the reader's words, at its field, with the rule quoted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext

from etl.findings import Finding
from etl.ledgers.catalogue import sheet_of
from etl.ledgers.checks.land import GIFT_COLUMNS
from etl.ledgers.checks.told import COLUMNS
from etl.ledgers.checks.works import SEEN_AT
from etl.rule_words import in_language, quoted
from gis.domain.breaches import Breach, Rule, Severity
from gis.domain.valuation import ValuationGap
from webmap.formatting import day, number
from webmap.labels import label
from webmap.language import current_language
from webmap.updates.reading import label_of

_SEEN_AT: Final[Mapping[str, str]] = {
    **COLUMNS,
    **GIFT_COLUMNS,
    **SEEN_AT,
}
_ISO_DAY: Final = len("2026-01-31")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about a field and what to do; `is_refusal` keeps the figure out, else it may be confirmed."""

    field: str
    message: str
    remedy: str = ""
    is_refusal: bool = True


def told(ledger: str, breaches: Iterable[Breach]) -> list[Told]:
    """Return what the breaches of a ledger's row say, refusals first."""
    found = [
        Told(
            _field(breach),
            *_sentences(ledger, str(breach.code), breach.params, rule_told(breach.rule)),
            is_refusal=breach.severity is Severity.REFUSE,
        )
        for breach in breaches
    ]
    return sorted(found, key=lambda each: not each.is_refusal)


def kept_warning(ledger: str, warning: Mapping[str, Any]) -> str:
    """Return the sentence of a warning that was kept with a row."""
    rule = in_language(str(warning["rule"]), current_language()).rstrip(".")
    return _sentences(ledger, warning["code"], warning["params"], rule)[0]


def rule_told(rule: Rule) -> str:
    """Return the rule in the reader's language, with the number of the document it stands in."""
    return quoted(rule, current_language())


def _sentences(ledger: str, code: str, params: Mapping[str, Any], rule: str) -> tuple[str, str]:
    words = {name: _word(ledger, name, value) for name, value in params.items()}
    finding = Finding.of(code, **words, rule=rule)
    return finding.message(current_language()), finding.remedy(current_language())


def _field(breach: Breach) -> str:
    return str(_SEEN_AT.get(str(breach.code)) or breach.params.get("quantity") or "effective_date")


def _gift_word(name: str, code: str) -> str:
    """Return what a kind of gift, a unit or the reason for a missing value is called."""
    if name == "kind":
        return label(code, "contribution")
    words = {
        "m2": "m²",
        ValuationGap.NO_PRICE: gettext("chưa có đơn giá"),
        ValuationGap.NO_CONVERSION: gettext("chưa có cách đổi đơn vị tính"),
    }
    return str(words.get(code, code))


def _word(ledger: str, name: str, value: Any) -> str:
    """Write a number, day or field of a breach; kept ones come as text."""
    if name in ("quantity", "limit_quantity") and isinstance(value, str):
        column = sheet_of(ledger).by_field.get(value)
        return label_of(column) if column else value
    if ledger == "contribution" and isinstance(value, str) and name in ("kind", "unit", "gap"):
        return _gift_word(name, value)
    if isinstance(value, str) and len(value) == _ISO_DAY and value[4] == value[7] == "-":
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return day(value)
    if name.endswith("year"):
        return str(value)
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except ArithmeticError:
            return str(value)
    return number(value, 2, trim=True)
