"""The dates of a project as ledgers: completion dates, suspensions, acceptance, and what holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ExtensionCause
from gis.domain.lifecycle import Execution
from gis.domain.spans import ONE_DAY, Span, clipped

SUBJECTIVE_CAUSES: Final = frozenset(
    {ExtensionCause.CAPACITY, ExtensionCause.LATE_PAPERS, ExtensionCause.CONTRACTOR, ExtensionCause.OTHER}
)
"""Causes that move the legal date but never the scoring date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionDate(LedgerEntry):
    """A completion date set by a decision of `effective_date`.

    An extension names its cause, whether that is objective, and the unit whose duty caused it where that is another
    one. `cure_document_no` is the council's paper that cures the days before a late decision.
    """

    kind: CompletionDateKind
    new_date: date
    cause: ExtensionCause | None = None
    is_objective: bool | None = None
    responsible_unit_id: int | None = None
    decision_no: str | None = None
    cure_document_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(LedgerEntry):
    """Works stopped by decision from `effective_date` to the day before `resumed_on`; open where that is None."""

    resumed_on: date | None = None
    decision_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(LedgerEntry):
    """Minutes of `effective_date` that accept a part, the completed works, or their handover for use."""

    kind: AcceptanceKind = AcceptanceKind.FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionStep(LedgerEntry):
    """From `effective_date` on the works go on, pause, stop or are cancelled; a higher level than the owner may say so."""

    execution: Execution
    is_by_higher_level: bool = False
    decision_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleHistory:
    """Every dated fact that the schedule of one project rests on; `unit_id` is the unit it is judged for."""

    dates: tuple[CompletionDate, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    execution_steps: tuple[ExecutionStep, ...] = ()
    start_date: date | None = None
    unit_id: int | None = None


def first_date(dates: Iterable[CompletionDate], *, as_of: date) -> date | None:
    """Return D0, the completion date of the first investment decision known on `as_of`, or None."""
    for row in visible(dates, as_of=as_of):
        if row.kind is CompletionDateKind.FIRST:
            return row.new_date
    return None


def extensions(dates: Iterable[CompletionDate], *, as_of: date) -> list[CompletionDate]:
    """Return the extensions decided by `as_of`, in the order of their decisions."""
    return [row for row in visible(dates, as_of=as_of) if row.kind is CompletionDateKind.EXTENSION]


def legal_date(dates: Iterable[CompletionDate], *, as_of: date) -> date | None:
    """Return Deff, the completion date approved last by a decision up to `as_of`, or None.

    The end of a contract is kept and shown but approves nothing. Source: docs/rules.md, "Completion dates".
    """
    approved = [
        row.new_date for row in visible(dates, as_of=as_of) if row.kind is not CompletionDateKind.CONTRACT_END
    ]
    return approved[-1] if approved else None


def accepted_on(
    acceptances: Iterable[Acceptance], *, as_of: date, kind: AcceptanceKind = AcceptanceKind.FINAL
) -> date | None:
    """Return A, the day of the first minutes of the kind known on `as_of`, or None."""
    days = [row.effective_date for row in visible(acceptances, as_of=as_of) if row.kind is kind]
    return days[0] if days else None


def suspended_spans(suspensions: Iterable[Suspension], *, as_of: date, last: date) -> list[Span]:
    """Return the days up to `last` on which decisions known on `as_of` suspend the works."""
    rows = visible(suspensions, as_of=as_of)
    until = [row.resumed_on - ONE_DAY if row.resumed_on else last for row in rows]
    return clipped((Span(row.effective_date, end) for row, end in zip(rows, until, strict=True)), last=last)


def is_suspended(suspensions: Iterable[Suspension], *, as_of: date) -> bool:
    """Tell whether a decision known on `as_of` suspends the works on that day."""
    return any(span.last == as_of for span in suspended_spans(suspensions, as_of=as_of, last=as_of))


def is_stopped(steps: Iterable[ExecutionStep], *, as_of: date) -> bool:
    """Tell whether the last step known on `as_of` pauses, stops or cancels the works."""
    rows = visible(steps, as_of=as_of)
    return bool(rows) and rows[-1].execution is not Execution.NORMAL


def cancelled_from_above(steps: Iterable[ExecutionStep], *, as_of: date) -> ExecutionStep | None:
    """Return the step by which a higher level cancelled the project and which still stands on `as_of`, or None.

    Such a project leaves the population of the on-time score; what its owner cancels does not. Source: docs/rules.md,
    "On-time points".
    """
    rows = visible(steps, as_of=as_of)
    if rows and rows[-1].execution is Execution.CANCELLED and rows[-1].is_by_higher_level:
        return rows[-1]
    return None


def is_objective(extension: CompletionDate, *, unit_id: int | None = None) -> bool:
    """Tell whether the extension moves the scoring date of `unit_id`.

    It does where the duty was another unit's, and where it was judged objective for a cause that can be.
    """
    if is_others_duty(extension, unit_id=unit_id):
        return True
    return extension.is_objective is True and extension.cause not in SUBJECTIVE_CAUSES


def is_others_duty(extension: CompletionDate, *, unit_id: int | None = None) -> bool:
    """Tell whether a unit other than `unit_id` answers for the extension; `unit_id` None is the owner's."""
    return extension.responsible_unit_id is not None and extension.responsible_unit_id != unit_id
