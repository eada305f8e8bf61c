"""Writing facts: one row from a form or many from a file; corrections and withdrawals are rows too, nothing is updated."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError
from gis.domain.ledger import COUNTED_STATES
from gis.domain.ledger_codes import ReviewState
from gis.models.ledger import LedgerEntry
from gis.models.ledger.entry import table_of
from gis.operations import audit, ledger_effects
from gis.operations.audit import Actor

Ledger = TypeVar("Ledger", bound=LedgerEntry)
_HEAD = frozenset(
    {"id", "recorded_at", "recorded_by", "corrects_id", "is_withdrawn", "entry_key", "import_batch_id"}
)


class AlreadyCorrectedError(DomainError):
    """Somebody else corrected the row in the meantime; `value` is the id of the newer row."""


def append(
    session: Session,
    ledger: type[Ledger],
    values: Mapping[str, Any],
    actor: Actor,
    *,
    as_of: date,
    reason: str | None = None,
) -> Ledger:
    """Add one fact with the log's entry and everything derived from it; return the row. Flushes, never commits.

    `values` are the columns of the ledger, money in whole đồng. An `entry_key` that is known already returns the
    known row and writes nothing, so that a form sent twice is one fact.
    """
    key = values.get("entry_key")
    if key is not None:
        known = session.scalars(select(ledger).where(ledger.entry_key == key)).first()
        if known is not None:
            return known
    row = _made(ledger, values, recorded_by=actor.account_id)
    return _written(session, row, actor, action="append", before=None, as_of=as_of, reason=reason)


def correct(
    session: Session,
    row: Ledger,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    as_of: date,
    counted_from: date | None = None,
    reason: str | None = None,
) -> Ledger:
    """Replace a fact by a newer row with these values changed and return the newer one; the old row stays.

    `counted_from` leaves the answers about earlier days as they were; null mends them too. Raises
    `AlreadyCorrectedError` where the row has been replaced before.
    """
    kept = {
        name: value for name, value in _stated(row).items() if name not in ("counted_from", "review_state")
    }
    fresh = kept | dict(values)
    if counted_from is None and fresh["effective_date"] > row.effective_date:
        counted_from = row.effective_date  # hide the old row from its own day on
    newer = _made(
        type(row), fresh, counted_from=counted_from, recorded_by=actor.account_id, corrects_id=row.id
    )
    return _replace(session, row, newer, actor, action="correct", as_of=as_of, reason=reason)


def withdraw(
    session: Session,
    row: Ledger,
    actor: Actor,
    *,
    as_of: date,
    counted_from: date | None = None,
    reason: str | None = None,
    review_state: ReviewState = ReviewState.ACCEPTED,
) -> Ledger:
    """Take a fact back by a newer row that only says so, and return that row; see `correct`.

    A row that drops a draft (`review_state` REPLACED) repeats nothing of it but what a row can't be without: it says what
    stood before the draft.
    """
    said = _stated(row) if review_state in COUNTED_STATES else _before_draft(session, row)
    kept = {name: value for name, value in said.items() if name not in ("counted_from", "review_state")}
    newer = _made(
        type(row),
        kept,
        counted_from=counted_from,
        recorded_by=actor.account_id,
        corrects_id=row.id,
        is_withdrawn=True,
        review_state=review_state,
    )
    return _replace(session, row, newer, actor, action="withdraw", as_of=as_of, reason=reason)


def _before_draft(session: Session, row: LedgerEntry) -> dict[str, Any]:
    """Return the columns of the counted row that a draft was to correct; where there is none, those a row must have."""
    older: LedgerEntry | None = row
    while older is not None and older.corrects_id is not None:
        older = session.get(type(row), older.corrects_id)
        if older is not None and older.review_state in COUNTED_STATES:
            return _stated(older)
    columns = table_of(type(row)).columns
    return {
        name: value
        for name, value in _stated(row).items()
        if name == "project_id" or not columns[name].nullable
    }


def _replace(
    session: Session,
    row: Ledger,
    newer: Ledger,
    actor: Actor,
    *,
    action: str,
    as_of: date,
    reason: str | None,
) -> Ledger:
    session.refresh(row, with_for_update=True)
    ledger = type(row)
    replaced_by = session.scalars(select(ledger.id).where(ledger.corrects_id == row.id)).first()
    if replaced_by is not None:
        raise AlreadyCorrectedError("already_corrected", field="id", value=replaced_by)
    return _written(session, newer, actor, action=action, before=_stated(row), as_of=as_of, reason=reason)


def _written(
    session: Session,
    row: Ledger,
    actor: Actor,
    *,
    action: str,
    before: dict[str, Any] | None,
    as_of: date,
    reason: str | None,
) -> Ledger:
    session.add(row)
    session.flush()
    after = _stated(row) | {"id": row.id, "corrects_id": row.corrects_id}
    subject, subject_id = _place(row)
    audit.record(
        session,
        actor,
        action=f"{type(row).__tablename__}.{action}",
        subject=subject,
        subject_id=subject_id,
        before=None if before is None else _as_json(before),
        after=_as_json(after),
        reason=reason,
        document_id=row.document_id,
    )
    if row.review_state not in COUNTED_STATES:
        return row  # nothing is derived from what waits
    project_ids: Sequence[int] = [] if row.project_id is None else [row.project_id]
    ledger_effects.follow(
        session,
        project_ids,
        unit_ids=units_named(row),
        ledgers=[row.__tablename__],
        as_of=as_of,
    )
    return row


def _place(row: LedgerEntry) -> tuple[str, int]:
    """Return the log's subject and its id: the project, else the commune in whose scope the row lies, else the row."""
    if row.project_id is not None:
        return "project", row.project_id
    units = units_named(row)
    return ("unit", units[0]) if units else (type(row).__tablename__, row.id)


def units_named(row: LedgerEntry) -> list[int]:
    """Return the communes that a row itself names, whose figures it changes."""
    unit_id = getattr(row, "unit_id", None)
    return [] if unit_id is None else [unit_id]


def _made(ledger: type[Ledger], values: Mapping[str, Any], **head: Any) -> Ledger:
    make: Callable[..., Ledger] = ledger
    return make(**values, **head)


def _stated(row: LedgerEntry) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key)
        for column in table_of(type(row)).columns
        if column.key not in _HEAD
    }


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in values.items() if value is not None}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
