"""The paper that a figure rests on: as a form or workbook names it, what is known of it, the document it becomes."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from etl.ledgers.catalogue import sheet_of
from etl.ledgers.papers import paper_of_fact
from gis.domain.documents import (
    NO_PAPER,
    PAPER_FIELDS,
    KnownPaper,
    PaperShelf,
    StatedPaper,
    contradicted,
    gaps,
    own_title,
    place_of,
)
from gis.models import Document
from gis.models.ledger import LedgerEntry
from gis.operations.fact_papers import ensure_papers
from gis.operations.review import MODELS
from gis.queries.ledger_entries import Values
from gis.queries.ledgers import papers_of
from webmap.accounts.people import current_actor
from webmap.database import db
from webmap.updates.findings import Told

NUMBER: Final = PAPER_FIELDS[0]
DETAILS: Final = PAPER_FIELDS[1:]
"""What is said of a paper beside its number; of a known one it follows from that."""
_PARTS: Final = dict(zip(StatedPaper._fields, PAPER_FIELDS, strict=True))


def stated_paper(values: Mapping[str, Any]) -> StatedPaper | None:
    """Return the paper that values name, an empty one where its fields are blank; None where they say nothing of it."""
    if not any(name in values for name in PAPER_FIELDS):
        return None
    return StatedPaper._make(values.get(name) or None for name in PAPER_FIELDS)


def without_paper(values: Mapping[str, Any]) -> Values:
    """Return the columns of the ledger alone."""
    return {name: value for name, value in values.items() if name not in PAPER_FIELDS}


def shelf_of(project_id: int | None, unit_id: int | None) -> PaperShelf:
    """Return the papers of a project, or of a commune whose facts belong to none."""
    place = place_of(project_id, unit_id)
    projects = [] if place.project_id is None else [place.project_id]
    return PaperShelf(papers_of(db.session, projects, [] if place.unit_id is None else [place.unit_id]))


def known_paper(
    paper: StatedPaper, values: Mapping[str, Any], shelf: PaperShelf, *, present_id: int | None
) -> KnownPaper | None:
    """Return the paper on the shelf that the values of a fact mean; None for a new one, or where none is named."""
    place = place_of(values.get("project_id"), values.get("unit_id"))
    return shelf.find(place, paper, present_id=present_id) if paper.is_named else None


def present_paper(ledger: str, base_id: int | None) -> int | None:
    """Return the paper that the row rests on which a figure takes the place of."""
    row = None if base_id is None else db.session.get(MODELS[ledger], base_id)
    return None if row is None else row.document_id


def told_paper(paper: StatedPaper, known: KnownPaper | None) -> list[Told]:
    """Return what is wrong with the paper that is named.

    It has neither number nor title, says something else, or is public and lacks what is said: drafts add nothing to it.
    """
    if not paper.is_blank and not paper.is_named:
        return [Told(NUMBER, gettext("Ghi số văn bản; văn bản không có số thì ghi trích yếu."))]
    if known is None:
        return []
    words = gettext(
        "Hồ sơ đã có văn bản này và ghi “%(known)s”. Sửa theo hồ sơ hoặc để trống ô này; văn bản khác cùng số thì ghi ngày của nó."
    )
    found = [
        Told(_PARTS[name], words % {"known": getattr(known, name)}) for name in contradicted(known, paper)
    ]
    if known.is_released:
        stays = gettext(
            "Văn bản này đang công khai; số liệu chưa duyệt không ghi thêm vào đó. Để trống ô này, hồ sơ giữ văn bản như đang có."
        )
        found += [Told(_PARTS[name], stays) for name in gaps(known, paper)]
    return found


def document_of(
    ledger: str, values: Mapping[str, Any], paper: StatedPaper, known: KnownPaper | None
) -> int | None:
    """Return the document of a figure that is about to be written: a known one completed, or a new one. Flushes."""
    if not paper.is_named:
        return None
    if known is not None and (known.is_released or not gaps(known, paper)):
        return known.id
    place = place_of(values.get("project_id"), values.get("unit_id"))
    present_id = known.id if known is not None else None
    named = paper_of_fact(sheet_of(ledger), place, paper, present_id=present_id)
    return ensure_papers(db.session, [named], current_actor())[0]


def documents_of(figures: Mapping[str, tuple[str, Mapping[str, Any], int | None]]) -> dict[str, int]:
    """Return the documents of figures that are about to be written, by the figures' keys; flushes.

    A figure is its ledger, its values and the document that the row rests on already.
    """
    named = {key: each for key, each in figures.items() if (stated_paper(each[1]) or NO_PAPER).is_named}
    papers = [
        paper_of_fact(
            sheet_of(ledger),
            place_of(values.get("project_id"), values.get("unit_id")),
            stated_paper(values) or NO_PAPER,
            present_id=present_id,
        )
        for ledger, values, present_id in named.values()
    ]
    return dict(zip(named, ensure_papers(db.session, papers, current_actor()), strict=True))


def paper_of(row: LedgerEntry | None) -> StatedPaper:
    """Return the paper that a row rests on, an empty one where it names none."""
    document = None if row is None or row.document_id is None else db.session.get(Document, row.document_id)
    if document is None:
        return NO_PAPER
    title = own_title(document.number, document.title)
    return StatedPaper(document.number, document.issued_on, document.issuer, title)


def stated_by(row: LedgerEntry | None, names: tuple[str, ...]) -> Values:
    """Return these fields of a form as a row states them, its paper's among them."""
    paper = paper_of(row).fields
    return {name: paper[name] if name in paper else getattr(row, name, None) for name in names}
