"""The facts of projects as rows of the workbook, in the words and forms that the import reads back without a change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from etl.ledgers import catalogue
from etl.ledgers.books import UnitBook, open_unit_book
from etl.ledgers.catalogue import CellKind, LedgerColumn, LedgerSheet, sheets
from etl.ledgers.keys import shown_key
from etl.ledgers.rows import Numbered
from etl.ledgers.stock import Chain, Stock
from etl.ledgers.words import offered_word, word_of
from etl.ledgers.workbook import LedgerWorkbook, WorkbookLists
from etl.writers.log import LATE
from gis.domain.documents import PaperShelf
from gis.domain.lifecycle import DatePrecision
from gis.queries.ledgers import KnownProject, agency_names
from gis.queries.reference import reference_codes
from gis.queries.supplements import Fact, Supplements

_AT_ONCE: Final = 2_000
_MOST_LISTED: Final = 5_000


@dataclass(frozen=True, slots=True)
class _Words:
    """The names that ids have in the files of one language."""

    language: str
    units: UnitBook
    sources: Mapping[int, str]
    agencies: Mapping[int, str]
    documents: PaperShelf
    codes: Mapping[int, str]


def workbook_lists(
    session: Session, projects: Sequence[KnownProject], *, as_of: date, language: str
) -> WorkbookLists:
    """Return what the drop-down lists offer; of very many projects the first by code."""
    name = "name_vi" if language == "vi" else "name_en"
    return WorkbookLists(
        [(project.code, project.name) for project in projects[:_MOST_LISTED]],
        open_unit_book(session).communes(as_of),
        [getattr(row, name) for row in reference_codes(session).sources],
    )


def write_facts(
    session: Session, book: LedgerWorkbook, projects: Sequence[KnownProject], *, language: str
) -> int:
    """Write every fact of the projects that stands, project by project; return the number of rows.

    Drafts, replaced rows and rows taken back are left out.
    """
    units, late = open_unit_book(session), Supplements(session)
    name = "name_vi" if language == "vi" else "name_en"
    sources = {row.id: getattr(row, name) for row in reference_codes(session).sources}
    count = 0
    for start in range(0, len(projects), _AT_ONCE):
        part = projects[start : start + _AT_ONCE]
        codes = {project.id: project.code for project in part}
        stock = Stock(session, list(codes))
        contractors = (chain.values["contractor_id"] for chain in stock.ledger("contract").chains)
        agencies = agency_names(session, (agency for agency in contractors if agency is not None))
        words = _Words(language, units, sources, agencies, stock.papers, codes)
        for sheet in sheets():
            chains = stock.ledger(sheet.name).chains
            late.look_up(map(_fact, chains))
            for chain in _in_order(chains, codes):
                book.add(sheet, _cells(sheet, chain, words), remark=_remark(chain, late, language))
                count += 1
    return count


def _remark(chain: Chain, late: Supplements, language: str) -> str:
    """Say of a fact that was written after its month had been closed; the import passes comments by."""
    return LATE[language] if late.has_fact(_fact(chain)) else ""


def _fact(chain: Chain) -> Fact:
    day, unit_id = chain.values["effective_date"], chain.values.get("unit_id")
    return Fact(day, chain.tip.recorded_at, chain.project_id, unit_id)


def _in_order(chains: Sequence[Chain], codes: Mapping[int, str]) -> Iterator[Chain]:
    standing = (chain for chain in chains if chain.counts)
    return iter(
        sorted(
            standing,
            key=lambda chain: (
                codes.get(chain.project_id or 0, ""),
                chain.values["effective_date"],
                chain.root_id,
            ),
        )
    )


def _cells(sheet: LedgerSheet, chain: Chain, words: _Words) -> dict[str, Any]:
    values = chain.values
    cells = {
        column.field: _shown(column, values.get(column.field), values, words)
        for column in sheet.columns
        if column.field not in catalogue.HEAD_FIELDS
    }
    paper = words.documents.get(chain.tip.document_id)
    return cells | {
        catalogue.PROJECT: words.codes.get(chain.project_id or 0),
        **(paper.stated.fields if paper is not None else {}),
        catalogue.COUNTED_FROM: chain.tip.counted_from,
        catalogue.ENTRY_KEY: shown_key(chain.project_id, chain.root_id, chain.versions[0].entry_key),
    }


def _shown(column: LedgerColumn, value: Any, values: Mapping[str, Any], words: _Words) -> Any:
    if value is None:
        return None
    if column.choices is not None:
        return offered_word(column.choices, str(value), words.language)
    match column.kind:
        case CellKind.CODE:
            return word_of(column.axis or "", str(value), words.language)
        case CellKind.YES:
            return (
                "x"
                if value
                else None
                if column.default == "false"
                else word_of("yes", "false", words.language)
            )
        case CellKind.UNIT:
            return words.units.name(value, values[catalogue.EFFECTIVE])
        case CellKind.SOURCE:
            return words.sources[value]
        case CellKind.AGENCY:
            return words.agencies[value]
        case CellKind.CONTRACT | CellKind.PACKAGE:
            return value.number if isinstance(value, Numbered) else None
        case CellKind.ANY_DATE:
            return _given(value, values["precision"])
        case _:
            return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _given(day: date, precision: DatePrecision) -> date | str:
    """Return a date as exactly as it was given; the words are read back to the same precision."""
    match precision:
        case DatePrecision.MONTH:
            return f"tháng {day.month}/{day.year}"
        case DatePrecision.QUARTER:
            return f"Quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]}/{day.year}"
        case DatePrecision.YEAR:
            return f"năm {day.year}"
        case _:
            return day
