"""Taking back the consent to be named as a donor."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from gis.domain.documents import FACT_PAPER
from gis.domain.ledger import COUNTED_STATES
from gis.domain.ledger_codes import ReviewState
from gis.domain.names import name_key
from gis.models import Contribution, Document
from gis.models.ledger.entry import table_of
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.operations.review import RowKey, note

_UNNAMED: Final[dict[str, Any]] = {"donor_name": None, "is_name_public": False}
_OPEN: Final = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)
_OF_ITS_ROW: Final = frozenset(
    {
        "id",
        "recorded_at",
        "recorded_by",
        "corrects_id",
        "is_withdrawn",
        "entry_key",
        "import_batch_id",
        "counted_from",
    }
)


def withdraw_consent(session: Session, actor: Actor, name: str, *, as_of: date, reason: str) -> int:
    """Correct every gift that names this person, however it is written, into one that does not; return how many.

    The public sees it at once. What waits for review keeps waiting, without the name. A paper that only facts name is
    taken for that of the consent, and the gift rests on it no more. The replaced rows keep name and paper until the
    retention takes both out of them. Flushes, never commits.
    """
    changed = 0
    for tip in _newest_rows(session):
        counted = _counted(session, tip)
        is_shown = counted is not None and not counted.is_withdrawn and _names(counted, name)
        waiting = _stated(tip) if tip.review_state in _OPEN and not tip.is_withdrawn else None
        if not is_shown and (waiting is None or not _names(tip, name)):
            continue
        if counted is not None and is_shown:
            unnamed = _unnamed(session, _stated(counted))
            tip = ledger.correct(session, tip, unnamed, actor, as_of=as_of, reason=reason)
        if waiting is not None:
            _wait_again(session, tip, waiting, actor, as_of=as_of, reason=reason)
        changed += 1
    return changed


def _newest_rows(session: Session) -> list[Contribution]:
    """Return the rows that no other one corrects."""
    newer = aliased(Contribution)
    is_corrected = select(newer.id).where(newer.corrects_id == Contribution.id).exists()
    return list(session.scalars(select(Contribution).where(~is_corrected).order_by(Contribution.id)))


def _counted(session: Session, row: Contribution | None) -> Contribution | None:
    """Return the row that counts: this one, or the nearest accepted one that it was to correct."""
    while row is not None and row.review_state not in COUNTED_STATES:
        row = None if row.corrects_id is None else session.get(Contribution, row.corrects_id)
    return row


def _names(row: Contribution, name: str) -> bool:
    return row.donor_name is not None and name_key(row.donor_name) == name_key(name)


def _wait_again(
    session: Session, base: Contribution, waiting: dict[str, Any], actor: Actor, *, as_of: date, reason: str
) -> None:
    """Write what waited for review once more behind `base`, in the state it was in, without the name."""
    unnamed = _unnamed(session, waiting)
    row = ledger.correct(session, base, unnamed, actor, as_of=as_of, reason=reason)
    note(session, actor, [RowKey(Contribution.__tablename__, row.id)], row.review_state, reason)


def _unnamed(session: Session, stated: Mapping[str, Any]) -> dict[str, Any]:
    paper = session.get(Document, stated["document_id"]) if stated["document_id"] else None
    is_consent = paper is not None and paper.kind == FACT_PAPER
    return dict(stated) | _UNNAMED | ({"document_id": None} if is_consent else {})


def _stated(row: Contribution) -> dict[str, Any]:
    columns = table_of(Contribution).columns
    return {column.key: getattr(row, column.key) for column in columns if column.key not in _OF_ITS_ROW}
