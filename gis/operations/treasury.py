"""Keeping the Treasury's lists and how their lines stand against vouchers; a list handed in twice is kept once."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import ReconciliationState, VoucherKind
from gis.models import ImportBatch
from gis.models.ledger import TreasuryLine, TreasuryStatement
from gis.operations import audit, versions
from gis.operations.audit import Actor
from gis.operations.imports import BatchFacts, record_batch


class StatementLine(NamedTuple):
    """A line of the list and what was found for it; `position` is its row in the file."""

    position: int
    project_id: int | None
    budget_code: str
    paid_date: date
    plan_year: int | None
    kind: VoucherKind
    amount_vnd: int
    voucher_no: str | None
    voucher_id: int | None
    state: ReconciliationState


def keep_statement(
    session: Session,
    actor: Actor,
    facts: BatchFacts,
    *,
    first_day: date,
    last_day: date,
    lines: Sequence[StatementLine],
) -> int:
    """Keep a list for a period, or bring the one kept from the same file up to date; return how many lines changed.

    Lines of a known list change only in what they are matched to. Flushes, never commits.
    """
    known = _known(session, facts, first_day=first_day, last_day=last_day)
    changed = _update(session, known, lines) if known is not None else None
    if changed is None:
        changed = _insert(session, actor, facts, first_day=first_day, last_day=last_day, lines=lines)
    if changed:
        states = [line.state.value for line in lines]
        audit.record(
            session,
            actor,
            action="treasury.reconcile",
            subject="treasury",
            subject_id=known,
            after={state: states.count(state) for state in sorted(set(states))},
            reason=facts.file_name,
        )
        versions.bump(session)
    return changed


def _known(session: Session, facts: BatchFacts, *, first_day: date, last_day: date) -> int | None:
    """Return the list that was kept from the same file, days and reach: named projects, or every project."""
    is_every_project: bool = facts.reading.get("is_every_project", False)
    return session.scalars(
        select(TreasuryStatement.id)
        .join(ImportBatch, ImportBatch.id == TreasuryStatement.import_batch_id)
        .where(
            ImportBatch.file_sha256 == facts.file_sha256,
            ImportBatch.reading.contains({"is_every_project": True}) == is_every_project,
            TreasuryStatement.first_day == first_day,
            TreasuryStatement.last_day == last_day,
        )
        .order_by(TreasuryStatement.id.desc())
    ).first()


def _insert(
    session: Session,
    actor: Actor,
    facts: BatchFacts,
    *,
    first_day: date,
    last_day: date,
    lines: Sequence[StatementLine],
) -> int:
    batch_id = record_batch(session, actor, facts, counts={"lines": len(lines)}, findings=[])
    statement = TreasuryStatement(import_batch_id=batch_id, first_day=first_day, last_day=last_day)
    session.add(statement)
    session.flush()
    if lines:
        session.execute(
            insert(TreasuryLine), [{"statement_id": statement.id, **line._asdict()} for line in lines]
        )
    return len(lines)


def _update(session: Session, statement_id: int, lines: Sequence[StatementLine]) -> int | None:
    """Return how many lines are matched otherwise than before; None where the list itself was read otherwise."""
    known = {
        row.position: row
        for row in session.scalars(select(TreasuryLine).where(TreasuryLine.statement_id == statement_id))
    }
    if set(known) != {line.position for line in lines}:
        return None
    fresh = [
        {
            "id": known[line.position].id,
            "voucher_id": line.voucher_id,
            "state": line.state,
            "project_id": line.project_id,
        }
        for line in lines
        if (known[line.position].voucher_id, known[line.position].state) != (line.voucher_id, line.state)
    ]
    if fresh:
        session.execute(update(TreasuryLine), fresh)
    return len(fresh)
