"""Taking a list in: every row told what became of it, the same file twice changes nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from etl.findings import Findings
from etl.standing_lists.judging import Outcome
from etl.standing_lists.papers import ListPapers
from etl.standing_lists.prices import take_conversion, take_price
from etl.standing_lists.reading import ListRow, read_list
from etl.standing_lists.residents import take_residents
from etl.standing_lists.settling import Desk
from etl.standing_lists.sheet import Column, ListKind
from etl.standing_lists.targets import take_target
from gis.operations.audit import Actor
from gis.operations.imports import wait_for_turn


class ListResult(NamedTuple):
    """What a file led to, or would lead to: the outcome of each row by its number, and what was told."""

    outcomes: Mapping[tuple[str | None, int], Outcome]
    findings: Findings

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came to this."""
        return sum(each is outcome for each in self.outcomes.values())


def take_list(
    session: Session, actor: Actor, path: Path, kind: ListKind, *, as_of: date, is_trial: bool = False
) -> ListResult:
    """Take the rows of a list in as of today; of a trial nothing stays. Flushes, never commits.

    A row that is wrong stays out and never stops the others. What is recorded stays as it is: another amount needs a
    validity of its own, or a row that says that it corrects. Raises FileRefusedError where the file is no such list.
    """
    rows, findings = read_list(path, kind)
    if not is_trial:
        wait_for_turn(session)
    desk = Desk(session, actor, ListPapers(session, actor, kind))
    take = _taker(kind, desk, as_of)
    with session.begin_nested() as trial:
        outcomes = {(row.sheet, row.number): _taken(row, take) for row in rows}
        desk.tell_gifts()
        if is_trial:
            trial.rollback()
    for row in rows:
        findings.extend(row.findings)
    return ListResult(outcomes, findings)


Taker = Callable[[ListRow], Outcome | None]


def _taker(kind: ListKind, desk: Desk, as_of: date) -> Taker:
    if kind is ListKind.RESIDENTS:
        return partial(take_residents, desk.session, desk.actor, as_of=as_of)
    if kind is ListKind.TARGETS:
        return partial(take_target, desk.session, desk.actor)
    return partial(_PRICED[kind], desk)


def _taken(row: ListRow, take: Taker) -> Outcome:
    if not row.is_wrong:
        _check_span(row)
    outcome = None if row.is_wrong else take(row)
    return Outcome.REFUSED if outcome is None or row.is_wrong else outcome


def _check_span(row: ListRow) -> None:
    last = row.values.get(Column.VALID_TO)
    if last is not None and last < row.day:
        row.tell("list_ends_first", Column.VALID_TO)


_PRICED: Final[Mapping[ListKind, Callable[[Desk, ListRow], Outcome | None]]] = {
    ListKind.PRICES: take_price,
    ListKind.CONVERSIONS: take_conversion,
}
