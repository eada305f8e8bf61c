"""Figures as they are typed: drafts that count for nothing, written once however often they are sent, never over another's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session, aliased

from gis.domain.breaches import Breach
from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.domain.months import last_day, month_of
from gis.models.ledger import LedgerEntry
from gis.models.ledger.entry import table_of
from gis.operations import ledger
from gis.operations.audit import Actor
from gis.operations.review import RowKey, note

Ledger = TypeVar("Ledger", bound=LedgerEntry)
ONE_A_MONTH: Final = frozenset({"progress_report", "clearance_count"})
"""Ledgers in which a project (and commune) has one figure a month: a second one takes the place of the first."""
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext(:ledger), hashtext(:place))")


class ConflictError(DomainError):
    """Somebody else wrote the figure since it was read; `newer` is what stands there now, nothing was written."""

    def __init__(self, newer: LedgerEntry) -> None:
        """Keep the row that stands there now."""
        super().__init__("figure_changed", field="base_id")
        self.newer = newer


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A figure as typed: the columns of the ledger, the sender's key, and the row that the sender saw.

    `base_id` None says that nothing was there. `is_dated` False says that the sender named a month and no day: its day
    is that of writing, and may be another one when the same is sent again. `warnings` are the rules that the sender was
    warned of, `remark` why the figure is right all the same.
    """

    values: Mapping[str, Any]
    entry_key: str
    base_id: int | None = None
    is_dated: bool = True
    warnings: tuple[Breach, ...] = ()
    remark: str | None = None


class Saved(NamedTuple):
    """The row that stands now, and whether this very call wrote it."""

    row: LedgerEntry
    is_new: bool


def hold_places(session: Session, figures: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Let other writers of these figures (ledger, columns) wait for the end, in one order for all: before several drafts."""
    for ledger_name, place in sorted({(name, _place(values)) for name, values in figures}):
        session.execute(_LOCK, {"ledger": ledger_name, "place": place})


def known_row(session: Session, model: type[Ledger], draft: Draft) -> Ledger | None:
    """Return the row that was written with the draft's key, None where none was; other writers here wait for the end.

    What `draft.values` does not name is not compared. Raises `ConflictError` where the key was used for other figures of
    the same day, DomainError where it is another row's.
    """
    values = draft.values
    session.execute(_LOCK, {"ledger": model.__tablename__, "place": _place(values)})
    known = session.scalars(select(model).where(model.entry_key == draft.entry_key)).first()
    if known is None:
        return None
    if not _is_of_place(known, values) or not _is_of_time(known, draft):
        raise DomainError("entry_key_taken", field="entry_key")
    undated = {name: value for name, value in values.items() if name != "effective_date"}
    if not _states(known, undated):
        raise ConflictError(_newest(session, model, known))
    return known


def save_draft(session: Session, model: type[Ledger], draft: Draft, actor: Actor, *, as_of: date) -> Saved:
    """Write a figure as a draft that counts for nothing yet; flushes, never commits.

    The same key with the same figures again is the same row. What is already there unchanged is not written again.
    Raises `ConflictError` where another row than `base_id` stands there now, or the key was used for other figures of
    the same day, and DomainError where the row waits for review, where the key is
    another row's, and for a day to come.
    """
    values = dict(draft.values)
    if values["effective_date"] > as_of:
        raise DomainError("future_date", field="effective_date", day=values["effective_date"], as_of=as_of)
    known = known_row(session, model, draft)
    if known is not None:
        return Saved(known, is_new=False)
    tip = _tip(session, model, draft, values)
    if tip is not None and _says_the_same(tip, values):
        return Saved(tip, is_new=False)
    stated = values | {"entry_key": draft.entry_key, "review_state": ReviewState.DRAFT}
    if tip is None:
        row = ledger.append(session, model, stated, actor, as_of=as_of, reason=draft.remark)
    else:
        row = ledger.correct(session, tip, stated, actor, as_of=as_of, reason=draft.remark)
    note(
        session, actor, [RowKey(model.__tablename__, row.id)], ReviewState.DRAFT, draft.remark, draft.warnings
    )
    return Saved(row, is_new=True)


def discard(
    session: Session,
    model: type[Ledger],
    row_id: int,
    actor: Actor,
    *,
    as_of: date,
    remark: str | None = None,
) -> Ledger:
    """Drop a draft or returned row, so that it waits for nobody; what it was to correct stands as it was.

    Raises `ConflictError` where it was rewritten meanwhile, DomainError where it is neither.
    """
    row = session.get(model, row_id, with_for_update=True)
    if row is None or row.review_state not in (ReviewState.DRAFT, ReviewState.RETURNED):
        raise DomainError("not_a_draft", field="base_id")
    try:
        dropped = ledger.withdraw(
            session, row, actor, as_of=as_of, reason=remark, review_state=ReviewState.REPLACED
        )
    except ledger.AlreadyCorrectedError as error:
        raise ConflictError(_newest(session, model, row)) from error
    note(session, actor, [RowKey(model.__tablename__, dropped.id)], ReviewState.REPLACED, remark)
    return dropped


def _tip(session: Session, model: type[Ledger], draft: Draft, values: Mapping[str, Any]) -> Ledger | None:
    """Return the row that the draft rewrites, None for a new fact; ConflictError where another one stands there."""
    if draft.base_id is not None:
        base = session.get(model, draft.base_id)
        if base is None or not _is_of_place(base, values):
            raise DomainError("row_unknown", field="base_id")
        tip = _newest(session, model, base)
    else:
        found = _of_month(session, model, values) if model.__tablename__ in ONE_A_MONTH else None
        if found is None:
            return None
        tip = found
    if tip.id != draft.base_id and not _is_gone(tip):
        raise ConflictError(tip)
    session.refresh(tip, with_for_update=True)  # whoever hands it in just now is waited for
    if tip.review_state is ReviewState.SUBMITTED:
        raise DomainError("row_in_review", field="base_id")
    return tip


def _newest(session: Session, model: type[Ledger], row: Ledger) -> Ledger:
    while (newer := session.scalars(select(model).where(model.corrects_id == row.id)).first()) is not None:
        row = newer
    return row


def _of_month(session: Session, model: type[Ledger], values: Mapping[str, Any]) -> Ledger | None:
    month = month_of(values["effective_date"])
    newer = aliased(model)
    statement = select(model).where(
        model.project_id == values.get("project_id"),
        model.effective_date.between(month, last_day(month)),
        ~exists().where(newer.corrects_id == model.id),
    )
    if "unit_id" in values:
        statement = statement.where(table_of(model).c.unit_id == values["unit_id"])
    return session.scalars(statement.order_by(model.effective_date.desc(), model.id.desc())).first()


def _is_gone(row: LedgerEntry) -> bool:
    return row.is_withdrawn


def _says_the_same(row: LedgerEntry, values: Mapping[str, Any]) -> bool:
    if row.is_withdrawn or row.review_state is ReviewState.RETURNED:
        return False
    return _states(row, values)


def _states(row: LedgerEntry, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _is_of_place(row: LedgerEntry, values: Mapping[str, Any]) -> bool:
    """Tell whether a row is of the same project and, where its ledger names one, of the same commune."""
    is_of_unit = "unit_id" not in values or getattr(row, "unit_id", None) == values["unit_id"]
    return is_of_unit and row.project_id == values.get("project_id")


def _is_of_time(row: LedgerEntry, draft: Draft) -> bool:
    """Tell whether a row is of the draft's day, or of its month where the sender named no day."""
    day: date = draft.values["effective_date"]
    return row.effective_date == day if draft.is_dated else month_of(row.effective_date) == month_of(day)


def _place(values: Mapping[str, Any]) -> str:
    return f"{values.get('project_id') or ''}/{values.get('unit_id') or ''}"
