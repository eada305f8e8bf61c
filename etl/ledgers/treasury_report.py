"""What a reconciliation found, in words, as JSON and as Excel: both sides of each payment beside each other."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter

from etl.commands.common import Texts
from etl.ledgers.catalogue import sheet_of
from etl.ledgers.treasury import TreasuryResult
from etl.ledgers.words import word_of
from gis.domain.ledger_codes import ReconciliationState
from gis.domain.reconciliation import Pair, counts

TEXTS: Final = Texts("treasury")
COLUMNS: Final = (
    "state",
    "code",
    "row",
    "line_date",
    "line_kind",
    "line_amount",
    "line_number",
    "voucher_date",
    "voucher_kind",
    "voucher_amount",
    "voucher_number",
    "difference",
)
_FIELDS: Final = {"paid_on": "effective_date", "number": "voucher_no"}
_FILLS: Final = {
    ReconciliationState.DIFFERENT: "#FFE699",
    ReconciliationState.MISSING_IN_LEDGER: "#F8CBAD",
    ReconciliationState.MISSING_AT_TREASURY: "#F8CBAD",
}


class ReportLine(NamedTuple):
    """A pair as it is shown; values are dates, numbers and texts, None where a side has none."""

    state: ReconciliationState
    values: tuple[Any, ...]


def report_lines(result: TreasuryResult, language: str) -> Iterator[ReportLine]:
    """Yield every pair with the values of `COLUMNS`."""
    for pair in result.pairs:
        yield ReportLine(pair.state, tuple(_values(pair, result, language)))


def write_json(path: Path, result: TreasuryResult, language: str) -> None:
    """Write the report as JSON in UTF-8."""
    found = result.findings.as_json(language)
    document = {
        "file": result.facts._asdict(),
        "first_day": result.first_day,
        "last_day": result.last_day,
        "states": {state.value: count for state, count in counts(result.pairs).items()},
        "changed_count": result.saved_count,
        "pairs": [
            dict(zip(COLUMNS, line.values, strict=True)) | {"state": line.state.value}
            for line in report_lines(result, language)
        ],
        "severities": found["counts"],
        "findings": found["findings"],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")


def write_workbook(path: Path, result: TreasuryResult, language: str) -> None:
    """Write the report as a workbook: one row for each payment, what differs coloured; texts stay texts."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(TEXTS.get("sheet", language))
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E1F1ED"})
        for place, name in enumerate(COLUMNS):
            sheet.write_string(0, place, TEXTS.get(f"column_{name}", language), head)
        sheet.set_column(0, len(COLUMNS) - 2, 17)
        sheet.set_column(len(COLUMNS) - 1, len(COLUMNS) - 1, 60)
        sheet.freeze_panes(1, 0)
        fills = {state: {"bg_color": fill} for state, fill in _FILLS.items()}
        dates = {
            state: book.add_format({"num_format": "dd/mm/yyyy"} | fills.get(state, {}))
            for state in ReconciliationState
        }
        plain = {
            state: book.add_format({"num_format": "#,##0"} | fills.get(state, {}))
            for state in ReconciliationState
        }
        count = 0
        for count, line in enumerate(report_lines(result, language), start=1):
            for place, value in enumerate(line.values):
                if isinstance(value, date):
                    sheet.write_datetime(count, place, value, dates[line.state])
                elif isinstance(value, int):
                    sheet.write_number(count, place, value, plain[line.state])
                elif value is not None:
                    sheet.write_string(count, place, value, plain[line.state])
        sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)


def _values(pair: Pair, result: TreasuryResult, language: str) -> Iterator[Any]:
    line, voucher = pair.line, pair.voucher
    row = result.rows[line.key] if line else None
    side = voucher or line
    project_id = side.project_id if side else None
    yield word_of("reconciliation_state", pair.state.value, language)
    yield result.projects[project_id].code if project_id is not None else row.project_code if row else None
    yield row.number if row else None
    yield line.paid_on if line else None
    yield word_of("voucher_kind", line.kind.value, language) if line else None
    yield line.amount_vnd if line else None
    yield row.values.get("voucher_no") if row else None
    yield voucher.paid_on if voucher else None
    yield word_of("voucher_kind", voucher.kind.value, language) if voucher else None
    yield voucher.amount_vnd if voucher else None
    yield result.numbers[voucher.key] if voucher else None
    yield (
        "; ".join(_difference(each.field, each.ours, each.theirs, language) for each in pair.differences)
        or None
    )


def _difference(field: str, ours: object, theirs: object, language: str) -> str:
    column = sheet_of("treasury_line").column(_FIELDS.get(field, field))
    label = column.label_vi if language == "vi" else column.label_en
    return TEXTS.get(
        "differs",
        language,
        label=label,
        ours=_told(field, ours, language),
        theirs=_told(field, theirs, language),
    )


def _told(field: str, value: object, language: str) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if field == "amount_vnd":
        return f"{value:,}".replace(",", ".")
    return word_of("voucher_kind", str(value), language) if field == "kind" else str(value)
