"""Which paper each fact of the demonstration rests on."""

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from etl.demo import paper_sorts as sorts
from etl.demo.history.place_rows import ClearanceRow, ContributionRow, DifficultyRow
from etl.demo.history.rows import (
    AcceptanceRow,
    AddendumRow,
    BudgetRow,
    CompletionRow,
    ContractRow,
    PackageRow,
    PlanRow,
    ProgressRow,
    Row,
    StepRow,
    SuspensionRow,
    VoucherRow,
)
from etl.demo.history.shelf import Shelf
from etl.demo.history.subject import Paper
from gis.domain.ledger_codes import AcceptanceKind, CompletionDateKind, ContributionKind
from gis.domain.lifecycle import ClearanceStatus, Execution, SettlementStatus, Stage, StatusAxis

_REPORTED_AFTER: Final = timedelta(days=4)
_APPROVED_AT: Final = 5
"""The compensation is approved when a fifth of the time between notice and handover is over."""

_NUMBERED: Final[Mapping[type[Row], str]] = {
    ContractRow: "contract_no",
    SuspensionRow: "decision_no",
    AcceptanceRow: "minutes_no",
}

Filing = Callable[[Any, Shelf], Paper | None]


def filed(rows: Iterable[Row], shelf: Shelf, *, is_light: bool = False) -> Iterator[Row]:
    """Yield the rows with the papers they rest on, then the papers that are new; `is_light` files minutes alone."""
    filings = _LIGHT if is_light else _FILINGS
    for row in rows:
        filing = filings.get(type(row))
        if filing is None or getattr(row, "document_id", None) is not None:
            yield row
            continue
        paper = filing(row, shelf)
        yield row if paper is None else _resting(row, paper)
    yield from shelf.rows


def _resting(row: Any, paper: Paper) -> Row:
    """Return the row with its paper, whose number is that of a contract, of minutes, of a decision to stop."""
    fresh: dict[str, object] = {"document_id": paper.id}
    name = _NUMBERED.get(type(row))
    if name is not None:
        fresh[name] = paper.number
    resting: Row = row._replace(**fresh)
    return resting


def month_report(shelf: Shelf, day: date) -> Paper | None:
    """Return the report of a month's end: one paper for works, land and difficulties of the month."""
    story = shelf.story
    last = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
    if last > story.as_of:
        return None
    number = f"{last.month:02d}-{last.year}/{sorts.MONTH.mark}"
    return shelf.paper(sorts.MONTH, min(last + _REPORTED_AFTER, story.as_of), number=number)


def _step(row: StepRow, shelf: Shelf) -> Paper | None:
    steps, day = shelf.story.subject.steps, row.effective_date
    match row.axis, row.value:
        case StatusAxis.EXECUTION, Execution.NORMAL:
            return shelf.paper(sorts.RESUMPTION, day)
        case StatusAxis.EXECUTION, _:
            return shelf.paper(sorts.PAUSE, day)
        case StatusAxis.SETTLEMENT, SettlementStatus.SUBMITTED:
            return shelf.paper(sorts.SUBMISSION, day)
        case StatusAxis.SETTLEMENT, SettlementStatus.APPROVED_WITH_DEBT:
            return shelf.paper(sorts.SETTLEMENT, steps.get(Stage.SETTLED, day))
        case StatusAxis.SETTLEMENT, _:
            return shelf.paper(sorts.CLOSING, steps.get(Stage.CLOSED, day))
        case StatusAxis.CLEARANCE, ClearanceStatus.IN_PROGRESS:
            land = shelf.story.land
            is_given = land is not None and not land.compensation_vnd
            return shelf.paper(sorts.MEETING if is_given else sorts.RECOVERY_NOTICE, day)
    return shelf.paper(sorts.LAND_HANDOVER, day)


def _completion(row: CompletionRow, shelf: Shelf) -> Paper | None:
    if row.kind == CompletionDateKind.CONTRACT_END:
        return shelf.paper(sorts.CONTRACT, row.effective_date)
    return shelf.investment


def _contract(row: ContractRow, shelf: Shelf) -> Paper | None:
    day = row.effective_date
    if shelf.main_contract_id in (None, row.id):
        shelf.main_contract_id = row.id
        return shelf.paper(sorts.CONTRACT, day, number=row.contract_no)
    sort = sorts.ADVICE if row.contract_no.endswith("TV") else sorts.FURTHER_WORKS
    return shelf.paper(sort, day, about=row.contract_no, number=row.contract_no)


def _progress(row: ProgressRow, shelf: Shelf) -> Paper | None:
    if row.effective_date == shelf.story.subject.accepted:
        return shelf.paper(sorts.FINAL_MINUTES, row.effective_date)
    return month_report(shelf, row.effective_date)


def _count(row: ClearanceRow, shelf: Shelf) -> Paper | None:
    land = shelf.story.land
    if land is not None and row.effective_date == land.done_on:
        return shelf.paper(sorts.LAND_HANDOVER, row.effective_date)
    return month_report(shelf, row.effective_date)


def _voucher(row: VoucherRow, shelf: Shelf) -> Paper | None:
    """Return the approved plan of compensation; what else is paid has the number of its voucher."""
    land = shelf.story.land
    if not row.is_compensation or land is None or land.notice_on is None or land.done_on is None:
        return None
    return shelf.paper(sorts.COMPENSATION, land.notice_on + (land.done_on - land.notice_on) / _APPROVED_AT)


def _gift(row: ContributionRow, shelf: Shelf) -> Paper | None:
    return shelf.paper(sorts.GIFTS[ContributionKind(row.kind)], row.effective_date, about=row.village)


def _plan(row: PlanRow, shelf: Shelf) -> Paper | None:
    return shelf.paper(sorts.PLAN, row.effective_date, about=row.decision_no, number=row.decision_no)


def _addendum(row: AddendumRow, shelf: Shelf) -> Paper | None:
    return shelf.paper(sorts.ADDENDUM, row.effective_date, about=row.contract_id)


def _minutes(row: AcceptanceRow, shelf: Shelf) -> Paper | None:
    sort = sorts.OF_STAGE[_ACCEPTING[AcceptanceKind(row.kind)]]
    return shelf.paper(sort, row.effective_date, number=row.minutes_no, is_sure=True)


_ACCEPTING: Final[Mapping[AcceptanceKind, Stage]] = {
    AcceptanceKind.PARTIAL: Stage.PARTIAL_ACCEPTANCE,
    AcceptanceKind.FINAL: Stage.FINAL_ACCEPTANCE,
    AcceptanceKind.HANDOVER: Stage.HANDED_OVER,
}
_LIGHT: Final[Mapping[type[Row], Filing]] = {AcceptanceRow: _minutes}
_FILINGS: Final[Mapping[type[Row], Filing]] = {
    **_LIGHT,
    StepRow: _step,
    CompletionRow: _completion,
    SuspensionRow: lambda row, shelf: shelf.paper(sorts.PAUSE, row.effective_date, number=row.decision_no),
    BudgetRow: lambda _, shelf: shelf.investment,
    PackageRow: lambda row, shelf: shelf.paper(sorts.SELECTION, row.effective_date),
    ContractRow: _contract,
    AddendumRow: _addendum,
    ProgressRow: _progress,
    PlanRow: _plan,
    VoucherRow: _voucher,
    ClearanceRow: _count,
    DifficultyRow: lambda row, shelf: month_report(shelf, row.effective_date),
    ContributionRow: _gift,
}
