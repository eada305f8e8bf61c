"""The papers that facts rest on: known ones found again and completed, new ones appended; for forms and files alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    and_,
    any_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from gis.domain.documents import NO_PLACE, KnownPaper, PaperShelf, Place, StatedPaper, gaps
from gis.models import Document
from gis.models.ledger.released import known_paper_columns
from gis.operations import audit
from gis.operations.audit import Actor

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('document'), :turn)")
_TURNS: Final = 64
"""Places share so many locks, for a file names more of them than the server has room for."""
_UNWRITTEN: Final = 2**62
"""Keys from here on are of papers that have no row yet; any known one comes before them."""
_ADD: Final = text("""
INSERT INTO document (project_id, unit_id, kind, number, title, issued_on, issuer)
SELECT each.project_id, each.unit_id, each.kind, each.number, each.title, each.issued_on, each.issuer
FROM jsonb_array_elements(CAST(:papers AS jsonb)) WITH ORDINALITY AS given(paper, place),
     jsonb_to_record(given.paper)
         AS each(project_id bigint, unit_id bigint, kind text, number text, title text, issued_on date, issuer text)
ORDER BY given.place
RETURNING id
""")


class PaperOfFact(NamedTuple):
    """A paper that a fact names by number or title; `kind` and `default_title` are those of a new one.

    `present_id` is the paper that the fact rests on already.
    """

    place: Place
    stated: StatedPaper
    kind: str
    default_title: str
    present_id: int | None = None


def ensure_papers(
    session: Session, papers: Sequence[PaperOfFact], actor: Actor, *, is_batch: bool = False
) -> list[int]:
    """Return the id of each paper, in order: a known one with its gaps filled, or a new one. Flushes, never commits.

    Others who name papers of the same places wait for the end, and each paper that is new or completed has its entry in
    the log. The facts are drafts, so a paper that everybody reads stays as it is; with `is_batch` they count at once and
    complete that one too, and the caller's own entries stand for these.
    """
    places = sorted({each.place for each in papers}, key=str)
    _wait_for(session, places)
    shelf = PaperShelf(_known(session, places))
    fresh: dict[int, PaperOfFact] = {}
    filled: dict[int, KnownPaper] = {}
    meant: list[int] = []
    for paper in papers:
        known = shelf.find(paper.place, paper.stated, present_id=paper.present_id)
        if known is None:
            known = _new(paper, _UNWRITTEN + len(fresh))
            fresh[known.id] = paper
            shelf.add(known)
        elif (is_batch or not known.is_released) and (missing := gaps(known, paper.stated)):
            shelf.fill(known, missing)
            filled.setdefault(known.id, known)
        meant.append(known.id)
    added = dict(zip(fresh, _added(session, shelf, fresh), strict=True))
    completed = sorted(each for each in filled if each < _UNWRITTEN)
    for row_id in completed:
        _fill(session, filled[row_id], shelf)
    if not is_batch:
        for number, row_id in [*added.items(), *zip(completed, completed, strict=True)]:
            _log(session, actor, shelf, number, row_id)
    return [added.get(each, each) for each in meant]


def _wait_for(session: Session, places: Sequence[Place]) -> None:
    for turn in sorted({(each.project_id or each.unit_id or 0) % _TURNS for each in places}):
        session.execute(_LOCK, {"turn": turn})


def _known(session: Session, places: Sequence[Place]) -> list[KnownPaper]:
    projects = [each.project_id for each in places if each.project_id is not None]
    units = [each.unit_id for each in places if each.unit_id is not None]
    if not places:
        return []
    held: list[ColumnElement[bool]] = [
        Document.project_id == any_(literal(projects, ARRAY(BigInteger))),
        Document.unit_id == any_(literal(units, ARRAY(BigInteger))),
    ]
    if NO_PLACE in places:
        held.append(and_(Document.project_id.is_(None), Document.unit_id.is_(None)))
    statement = select(*known_paper_columns()).where(or_(*held))
    return [KnownPaper._make(row) for row in session.execute(statement)]


def _new(paper: PaperOfFact, key: int) -> KnownPaper:
    stated = paper.stated
    title = stated.title or paper.default_title
    return KnownPaper(key, *paper.place, stated.number, title, stated.issued_on, stated.issuer, paper.kind)


def _added(session: Session, shelf: PaperShelf, fresh: Mapping[int, PaperOfFact]) -> list[int]:
    if not fresh:
        return []
    rows = [_row(shelf, key) for key in fresh]
    listed = json.dumps(rows, ensure_ascii=False, default=str)
    return sorted(session.scalars(_ADD, {"papers": listed}))


def _fill(session: Session, known: KnownPaper, shelf: PaperShelf) -> None:
    """Write what was said in place of gaps, unless a list that waits for nobody has just filled them."""
    said = _row(shelf, known.id)
    values: dict[str, Any] = {
        name: func.coalesce(getattr(Document, name), said[name])
        for name in ("issued_on", "issuer")
        if said[name] != getattr(known, name)
    }
    if said["title"] != known.title:
        values["title"] = case((Document.title == known.title, said["title"]), else_=Document.title)
    statement = update(Document).where(Document.id == known.id).values(values)
    session.execute(statement.execution_options(synchronize_session=False))


def _row(shelf: PaperShelf, key: int) -> dict[str, Any]:
    paper = shelf.get(key)
    said = {} if paper is None else paper._asdict()
    return {name: value for name, value in said.items() if name not in ("id", "is_released")}


def _log(session: Session, actor: Actor, shelf: PaperShelf, key: int, row_id: int) -> None:
    # A title may name a donor, and the log never does; it is the document's own.
    said = {name: value for name, value in _row(shelf, key).items() if value is not None}
    del said["title"], said["kind"]
    project_id, unit_id = said.pop("project_id", None), said.pop("unit_id", None)
    audit.record(
        session,
        actor,
        action="document.add" if key >= _UNWRITTEN else "document.complete",
        subject="unit" if project_id is None else "project",
        subject_id=unit_id if project_id is None else project_id,
        after={name: str(value) for name, value in said.items()},
        document_id=row_id,
    )
