"""What an import of ledgers came to, in words and as JSON: outcomes by sheet, corrections before and after, findings."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.diff import PRECISIONS, ChangeLine
from etl.ledgers.books import UnitBook, open_unit_book
from etl.ledgers.catalogue import CellKind, LedgerColumn, sheet_of, sheets
from etl.ledgers.load import LedgerResult
from etl.ledgers.rows import Change, Named, Numbered, Outcome
from etl.ledgers.words import word_of
from gis.queries.ledgers import agency_names
from gis.queries.reference import reference_codes

_WITHOUT_COLUMN: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {"price_item_id": "Theo bảng giá", "precision": "Độ chính xác của ngày"},
    "en": {"price_item_id": "By the price list", "precision": "Precision of the day"},
}
"""What a row also says without a column of its own: which price it was valued by, how exactly a day is known."""


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The words for corrections in one language, with the installation's names."""

    language: str
    units: UnitBook
    sources: Mapping[int, str]
    agencies: Mapping[int, str]

    def lines(self, changes: Sequence[Change]) -> Iterator[ChangeLine]:
        """Yield project, ledger with row, column, before and after of each changed field."""
        for change in changes:
            sheet = sheet_of(change.ledger)
            column = sheet.by_field.get(change.field)
            own = _WITHOUT_COLUMN[self.language]
            label = own.get(change.field, change.field) if column is None else column.heading(self.language)
            place = f"{sheet.title(self.language)} · {change.row}"
            old, new = (self._value(column, each, change.field) for each in (change.old, change.new))
            yield ChangeLine(change.code, place, label, old, new)

    def outcomes(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """Return how many rows came to each outcome, none left out."""
        return {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}

    def _value(self, column: LedgerColumn | None, value: Any, name: str) -> str:
        if value is None:
            return "–"
        if column is None:
            return self._without_column(name, value)
        match column.kind:
            case CellKind.CODE:
                return word_of(column.axis or "", str(value), self.language)
            case CellKind.YES:
                return _yes(value, self.language)
            case CellKind.UNIT:
                return self.units.full_name(value)
            case CellKind.SOURCE:
                return self.sources[value]
            case CellKind.AGENCY:
                return value.name if isinstance(value, Named) else self.agencies.get(value, str(value))
            case CellKind.YEAR:
                return str(value)
            case _:
                return _plain(value)

    def _without_column(self, name: str, value: Any) -> str:
        if name == "price_item_id":
            return f"{'đơn giá số' if self.language == 'vi' else 'price no.'} {value}"
        return PRECISIONS[self.language].get(str(value), str(value)) if name == "precision" else str(value)


def ledger_words(session: Session, language: str, changes: Iterable[Change]) -> LedgerWords:
    """Return the words for these changes."""
    name = "name_vi" if language == "vi" else "name_en"
    known = [change.old for change in changes if change.field == "contractor_id" and change.old is not None]
    known += [
        change.new for change in changes if change.field == "contractor_id" and isinstance(change.new, int)
    ]
    return LedgerWords(
        language,
        open_unit_book(session),
        {row.id: getattr(row, name) for row in reference_codes(session).sources},
        agency_names(session, known),
    )


def ledger_report(result: LedgerResult, words: LedgerWords) -> dict[str, Any]:
    """Return the report as a JSON object, its texts in the language of ``words``."""
    found = result.findings.as_json(words.language)
    return {
        "file": result.facts._asdict(),
        "reading": result.reading,
        "is_refused": result.is_refused,
        "saved_count": result.saved_count,
        "rows": words.outcomes(result.counts),
        "sheets": {name: words.outcomes(counts) for name, counts in result.sheet_counts.items()},
        "severities": found["counts"],
        "codes": found["codes"],
        "changes": [
            {"ledger": change.ledger, "row": change.row, "field": change.field, **line._asdict()}
            for change, line in zip(result.changes, words.lines(result.changes), strict=True)
        ],
        "findings": found["findings"],
    }


def write_ledger_report(path: Path, result: LedgerResult, words: LedgerWords) -> None:
    """Write the report as JSON in UTF-8."""
    text = json.dumps(ledger_report(result, words), ensure_ascii=False, indent=2, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def ledger_titles(language: str) -> dict[str, str]:
    """Return the names of the sheets by ledger, in the order of the workbook."""
    return {sheet.name: sheet.title(language) for sheet in sheets()}


def _yes(value: bool, language: str) -> str:
    return {("vi", True): "có", ("vi", False): "không", ("en", True): "yes", ("en", False): "no"}[
        language, bool(value)
    ]


def _plain(value: Any) -> str:
    if isinstance(value, Numbered):
        return value.number
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal):
        whole, _, rest = format(value, "f").partition(".")
        grouped = f"{int(whole):,}".replace(",", ".")
        rest = rest.rstrip("0")
        return f"{grouped},{rest}" if rest else grouped
    return str(value)
