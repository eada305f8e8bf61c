"""The way of a row from the officer to the public: submission, recall, acceptance, return; every step is a row of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import exists, func, null, select, update
from sqlalchemy.orm import Session, aliased

from gis.domain.breaches import Breach
from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.domain.roles import may_accept
from gis.models.ledger import LEDGERS, LedgerEntry
from gis.models.review import ReviewStep
from gis.operations import audit, ledger_effects
from gis.operations.audit import Actor

MODELS: Final = {model.__tablename__: model for model in LEDGERS}
BEFORE: Final = {
    ReviewState.SUBMITTED: ReviewState.DRAFT,
    ReviewState.ACCEPTED: ReviewState.SUBMITTED,
    ReviewState.RETURNED: ReviewState.SUBMITTED,
    ReviewState.DRAFT: ReviewState.SUBMITTED,
}
"""From which state each state is reached."""


class RowKey(NamedTuple):
    """One row of one ledger."""

    ledger: str
    id: int


def submit(session: Session, rows: Sequence[RowKey], actor: Actor, *, as_of: date) -> int:
    """Hand drafts in for review; return how many moved. See `_move` for what is refused."""
    return _move(session, rows, ReviewState.SUBMITTED, actor, as_of=as_of, remark=None)


def accept(
    session: Session, rows: Sequence[RowKey], actor: Actor, *, as_of: date, remark: str | None = None
) -> int:
    """Let submitted rows count, with everything derived from them; return how many moved.

    Raises DomainError "own_rows" with their `count` where the actor wrote some of them; then none moves.
    """
    own = [each for each in _authors(session, rows) if not may_accept(actor.account_id, recorded_by=each)]
    if own:
        raise DomainError("own_rows", field="rows", count=len(own))
    return _move(session, rows, ReviewState.ACCEPTED, actor, as_of=as_of, remark=remark)


def give_back(session: Session, rows: Sequence[RowKey], actor: Actor, *, as_of: date, remark: str) -> int:
    """Return submitted rows with a remark that says what to mend; DomainError without one."""
    if not remark.strip():
        raise DomainError("remark_missing", field="remark")
    return _move(session, rows, ReviewState.RETURNED, actor, as_of=as_of, remark=remark.strip())


def recall(session: Session, rows: Sequence[RowKey], actor: Actor, *, as_of: date, remark: str) -> int:
    """Take submitted rows that nobody judged back to drafts, with the reason; DomainError without one."""
    if not remark.strip():
        raise DomainError("remark_missing", field="remark")
    return _move(session, rows, ReviewState.DRAFT, actor, as_of=as_of, remark=remark.strip())


def _authors(session: Session, rows: Sequence[RowKey]) -> Iterator[int | None]:
    for name, ids in _by_ledger(rows).items():
        model = MODELS[name]
        yield from session.scalars(select(model.recorded_by).where(model.id.in_(ids)))


def _move(
    session: Session,
    rows: Sequence[RowKey],
    state: ReviewState,
    actor: Actor,
    *,
    as_of: date,
    remark: str | None,
) -> int:
    """Move rows one step on their way. Flushes, never commits.

    A row that is there already is left alone, so that a form sent twice moves nothing twice. Raises DomainError
    "rows_moved" where another row was rewritten or judged meanwhile; then nothing may be committed.
    """
    moved: list[RowKey] = []
    project_ids: dict[int, list[RowKey]] = {}
    unit_ids: set[int] = set()
    for name, ids in sorted(_by_ledger(rows).items()):
        for row_id, project_id, unit_id in _moved(session, MODELS[name], ids, state):
            key = RowKey(name, row_id)
            moved.append(key)
            project_ids.setdefault(project_id or 0, []).append(key)
            if unit_id is not None:
                unit_ids.add(unit_id)
    if not moved:
        return 0
    note(session, actor, moved, state, remark)
    for project_id, keys in sorted(project_ids.items()):
        subject = ("project", project_id) if project_id else ("unit", next(iter(unit_ids), None))
        _log(session, actor, keys, state, subject=subject, remark=remark)
    if state is ReviewState.ACCEPTED:
        known = [project_id for project_id in project_ids if project_id]
        ledger_effects.follow(
            session, known, as_of=as_of, ledgers=_by_ledger(moved), unit_ids=sorted(unit_ids)
        )
    return len(moved)


def _log(
    session: Session,
    actor: Actor,
    rows: Iterable[RowKey],
    state: ReviewState,
    *,
    subject: tuple[str, int | None],
    remark: str | None,
) -> None:
    kind, subject_id = subject
    audit.record(
        session,
        actor,
        action=f"review.{'recalled' if state is ReviewState.DRAFT else state.value}",
        subject=kind,
        subject_id=subject_id,
        after={"rows": {name: sorted(ids) for name, ids in _by_ledger(rows).items()}},
        reason=remark,
    )


def _moved(
    session: Session, model: type[LedgerEntry], ids: Sequence[int], state: ReviewState
) -> list[tuple[int, int | None, int | None]]:
    newer, unit_id = aliased(model), getattr(model, "unit_id", null())
    # Locked first and looked at afterwards: who rewrites a row meanwhile is waited for, and then seen.
    session.execute(select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update())
    statement = (
        update(model)
        .where(model.id.in_(ids), model.review_state == BEFORE[state])
        .where(~exists().where(newer.corrects_id == model.id))
        .values(review_state=state)
        .returning(model.id, model.project_id, unit_id)
        .execution_options(synchronize_session=False)
    )
    found = [(row[0], row[1], row[2]) for row in session.execute(statement)]
    left = set(ids) - {row[0] for row in found}
    if left:
        there = select(func.count()).where(model.id.in_(left), model.review_state == state)
        if session.scalar(there) != len(left):
            raise DomainError("rows_moved", field="rows", count=len(left))
    session.expire_all()
    return found


def note(
    session: Session,
    actor: Actor,
    rows: Iterable[RowKey],
    state: ReviewState,
    remark: str | None,
    warnings: Sequence[Breach] = (),
) -> None:
    """Write down that rows came to a state, with what was warned of and said. Flushes, never commits."""
    told = [
        {"code": str(each.code), "rule": each.rule.text, "params": _plain(each.params)} for each in warnings
    ]
    session.add_all(
        ReviewStep(
            ledger=row.ledger,
            row_id=row.id,
            state=state,
            remark=remark,
            warnings=told or None,
            recorded_by=actor.account_id,
        )
        for row in rows
    )
    session.flush()


def _by_ledger(rows: Iterable[RowKey]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.ledger not in MODELS:
            raise DomainError("row_unknown", field="rows")
        found.setdefault(row.ledger, []).append(row.id)
    return found


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
