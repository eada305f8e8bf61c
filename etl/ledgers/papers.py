"""The papers that rows of ledgers name: as new documents, and against what is known of them."""

from typing import Final

from etl.findings import Finding
from etl.ledgers.catalogue import DOCUMENT, LedgerSheet
from etl.ledgers.settling import Entry
from etl.ledgers.stock import Stock
from gis.domain.documents import FACT_PAPER, DocumentKind, Place, StatedPaper, contradicted
from gis.operations.fact_papers import PaperOfFact

_KINDS: Final = {
    "acceptance": DocumentKind.ACCEPTANCE.value,
    "contract": DocumentKind.CONTRACT.value,
    "contract_addendum": DocumentKind.CONTRACT.value,
}


def paper_of_fact(
    sheet: LedgerSheet, place: Place, stated: StatedPaper, *, present_id: int | None = None
) -> PaperOfFact:
    """Return the paper that a fact of a ledger names, with the kind and title that it gets where it is new."""
    return PaperOfFact(
        place=place,
        stated=stated,
        kind=_KINDS.get(sheet.name, FACT_PAPER),
        default_title=f"{sheet.title_vi}: {stated.number}",
        present_id=present_id,
    )


def present_paper(entry: Entry) -> int | None:
    """Return the paper that the fact of a row rests on already."""
    return entry.chain.tip.document_id if entry.chain else None


def check_paper(entry: Entry, stock: Stock) -> None:
    """Tell where a row names a known paper with another issuer or title; what is known stays."""
    row = entry.row
    known = (
        stock.papers.find(row.place, row.paper, present_id=present_paper(entry))
        if row.paper.is_named
        else None
    )
    for name in contradicted(known, row.paper) if known is not None else ():
        told = Finding.of(
            "ledger_paper_differs", number=row.paper.number or "–", known=str(getattr(known, name))
        )
        row.tell(told, f"{DOCUMENT}_{name}", str(getattr(row.paper, name)))
