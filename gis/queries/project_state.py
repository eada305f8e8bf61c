"""What a project was on a day, from its ledgers: the state that lists keep for today, for any past day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from gis.domain.budget import budget_at
from gis.domain.completion import accepted_on, is_suspended, legal_date
from gis.domain.ledger import COUNTED_STATES, LedgerEntry, LedgerRow, visible
from gis.domain.ledger_codes import CompletionDateKind
from gis.domain.lifecycle import (
    ClearanceStatus,
    Execution,
    PartyRole,
    SettlementStatus,
    Stage,
    StatusAxis,
)
from gis.domain.progress import latest_report
from gis.domain.schedule import ScheduleFacts, delay_days, schedule_status
from gis.queries.ledger_entries import Entry
from gis.queries.project_details import Party
from gis.queries.project_ledgers import ProjectLedgers, facts
from gis.queries.projects import ProjectRow

Code = TypeVar("Code", bound=Enum)


def row_on(
    row: ProjectRow, ledgers: ProjectLedgers, *, as_of: date, parties: Iterable[Party] = ()
) -> ProjectRow:
    """Return the row of a project as it stood on `as_of`.

    A column keeps what the catalogue says where no row of a ledger speaks of it at all; where one does, but not yet by
    that day, it is unknown. For today this equals the columns that `gis.operations.summaries` derives. The owner is
    told by the dates of `parties`.
    """
    dates, accepted = facts(ledgers.completion_dates), facts(ledgers.acceptances)
    approving = [each for each in dates if each.kind is not CompletionDateKind.CONTRACT_END]
    due = legal_date(dates, as_of=as_of) if _is_told(approving) else row.approved_completion_date
    ended = accepted_on(accepted, as_of=as_of) if _is_told(accepted) else row.acceptance_date
    execution = _execution(row, ledgers, as_of=as_of)
    report = latest_report(facts(ledgers.reports), as_of=as_of)
    known = ScheduleFacts(
        approved_completion_date=due,
        acceptance_date=ended,
        is_suspended=execution is not Execution.NORMAL,
        physical_progress_pct=report.physical_progress_pct if report else None,
        planned_progress_pct=report.planned_progress_pct if report else None,
    )
    owner_id, owner_name = _owner(row, parties, as_of=as_of)
    return row._replace(
        owner_id=owner_id,
        owner_name=owner_name,
        budget_vnd=_budget(row, ledgers, as_of=as_of),
        approved_completion_date=due,
        acceptance_date=ended,
        execution=execution,
        schedule=schedule_status(known, as_of=as_of),
        delay_days=delay_days(known, as_of=as_of),
        stage=_coded(ledgers, StatusAxis.STAGE, Stage, Stage(row.stage) if row.stage else None, as_of=as_of),
        clearance=_coded(ledgers, StatusAxis.CLEARANCE, ClearanceStatus, row.clearance, as_of=as_of),
        settlement=_coded(ledgers, StatusAxis.SETTLEMENT, SettlementStatus, row.settlement, as_of=as_of),
    )


def latest_step(
    steps: Iterable[Entry[LedgerEntry]], axis: StatusAxis, *, as_of: date
) -> Entry[LedgerEntry] | None:
    """Return the last move of an axis known on `as_of`, or None."""
    moves = [step for step in visible(steps, as_of=as_of) if step.stated["axis"] is axis]
    return moves[-1] if moves else None


def _owner(row: ProjectRow, parties: Iterable[Party], *, as_of: date) -> tuple[int | None, str | None]:
    """Return the owner of the day by the latest term that had begun; None where only later terms are known.

    The catalogue's owner stays where no term speaks, and after the last known term has ended.
    """
    terms = [party for party in parties if party.role is PartyRole.OWNER]
    begun = [term for term in terms if term.valid_from is None or term.valid_from <= as_of]
    held = [term for term in begun if term.valid_to is None or term.valid_to >= as_of]
    if held:
        last = max(held, key=lambda term: (term.valid_from or date.min, term.agency_id == row.owner_id))
        return last.agency_id, last.name
    is_later = len(begun) < len(terms) and all(term.agency_id != row.owner_id for term in begun)
    return (None, None) if is_later else (row.owner_id, row.owner_name)


def _budget(row: ProjectRow, ledgers: ProjectLedgers, *, as_of: date) -> Decimal | None:
    """Return the total investment of the day; that of the catalogue where no decision ever counted."""
    catalogue_vnd = None if row.budget_vnd is None else int(row.budget_vnd)
    amount_vnd = budget_at(facts(ledgers.budgets), as_of=as_of, catalogue_vnd=catalogue_vnd)
    return None if amount_vnd is None else Decimal(amount_vnd)


def _execution(row: ProjectRow, ledgers: ProjectLedgers, *, as_of: date) -> Execution:
    """Return how the works go on: a suspension or a step stops them, and the step says in which way.

    The column is asked only where no row ever spoke: what it holds today may be the word of a later day.
    """
    if not _is_told(ledgers.suspensions) and not _has_axis(ledgers, StatusAxis.EXECUTION):
        return row.execution
    step = latest_step(ledgers.steps, StatusAxis.EXECUTION, as_of=as_of)
    stated = Execution(step.stated["value"]) if step else Execution.NORMAL
    if stated is Execution.NORMAL and is_suspended(facts(ledgers.suspensions), as_of=as_of):
        return Execution.PAUSED
    return stated


def _coded(
    ledgers: ProjectLedgers, axis: StatusAxis, kind: type[Code], column: Code | None, *, as_of: date
) -> Code | None:
    """Return the code of an axis on the day; that of the column where no step ever spoke of the axis."""
    step = latest_step(ledgers.steps, axis, as_of=as_of)
    if step is None:
        return None if _has_axis(ledgers, axis) else column
    value = step.stated["value"]
    return kind(int(value) if issubclass(kind, int) else value)


def _has_axis(ledgers: ProjectLedgers, axis: StatusAxis) -> bool:
    return _is_told(step for step in ledgers.steps if step.stated["axis"] is axis)


def _is_told(rows: Iterable[LedgerRow]) -> bool:
    """Return whether a row ever counted, so that it is the ledger that speaks and not the catalogue."""
    return any(row.review_state in COUNTED_STATES for row in rows)
