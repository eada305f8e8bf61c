"""What a row does to a price list: a new row, one adopted, ended, corrected or taken back, or nothing new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from etl.standing_lists.judging import Outcome
from etl.standing_lists.papers import ListPapers
from etl.standing_lists.reading import ListRow
from etl.standing_lists.sheet import Column
from gis.domain.ledger_codes import ReviewState
from gis.models.ledger.price_lists import Listed
from gis.operations import standing_lists
from gis.operations.audit import Actor
from gis.operations.price_lists import Step, replace
from gis.queries.valued_gifts import ListChange, gifts_valued_otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a row says: the columns it is known by, its amount, and where both stand."""

    model: type[Listed]
    identity: Mapping[str, Any]
    name: str
    amount: Decimal
    column: Column


@dataclass(slots=True)
class Desk:
    """Where the rows of one file are settled; changes are kept until the gifts that rest on them are counted."""

    session: Session
    actor: Actor
    papers: ListPapers
    changes: list[tuple[ListRow, ListChange]] = field(default_factory=list)

    def tell_gifts(self) -> None:
        """Tell, at each changed row, how many gifts keep the value of what it said before."""
        counts = gifts_valued_otherwise(self.session, [change for _, change in self.changes])
        for (row, _), count in zip(self.changes, counts, strict=True):
            if count:
                row.tell("list_gifts_keep_value", Column.SOURCE, count=count)


def settle(desk: Desk, row: ListRow, said: Statement, versions: Sequence[Listed]) -> Outcome | None:
    """Settle a row against every version of the one it names, oldest first; None, with a finding, where it stays out.

    What is recorded is only corrected or taken back by a row that says so.
    """
    is_correction, is_withdrawal = row.marks(Column.CORRECTS), row.marks(Column.WITHDRAWN)
    if is_correction and is_withdrawal:
        row.tell("list_two_marks", Column.CORRECTS)
        return None
    if not versions:
        if is_correction or is_withdrawal:
            row.tell("list_nothing_recorded", Column.CORRECTS if is_correction else Column.WITHDRAWN)
            return None
        return _add(desk, row, said)
    if is_withdrawal:
        return _withdraw(desk, row, versions)
    return _correct(desk, row, said, versions) if is_correction else _repeat(desk, row, said, versions)


def _add(desk: Desk, row: ListRow, said: Statement) -> Outcome:
    made = said.model(
        **said.identity,
        **{said.name: said.amount},
        valid_to=row.values.get(Column.VALID_TO),
        review_state=ReviewState.ACCEPTED if row.marks(Column.ADOPTED) else ReviewState.SUBMITTED,
        **_source(desk, row),
    )
    standing_lists.add(desk.session, desk.actor, made)
    return Outcome.NEW


def _withdraw(desk: Desk, row: ListRow, versions: Sequence[Listed]) -> Outcome:
    known = versions[-1]
    if known.is_withdrawn:
        return Outcome.UNCHANGED
    changes: dict[str, Any] = {"is_withdrawn": True}
    if row.values[Column.SOURCE] != known.source:
        changes |= _source(desk, row)
    _write(desk, row, versions, Step.WITHDRAW, changes)
    return Outcome.WITHDRAWN


def _correct(desk: Desk, row: ListRow, said: Statement, versions: Sequence[Listed]) -> Outcome:
    known = versions[-1]
    if _was_said(versions[:-1], row, said):
        row.tell("list_superseded", said.column)
        return Outcome.UNCHANGED
    stated: dict[str, Any] = {said.name: said.amount, "is_withdrawn": False} | _source(desk, row)
    if row.marks(Column.ADOPTED):
        stated["review_state"] = ReviewState.ACCEPTED
    if Column.VALID_TO in row.values:
        stated["valid_to"] = row.values[Column.VALID_TO]
    if stated["document_id"] is None and stated["source"] == known.source:
        del stated["document_id"]
    changes = {name: value for name, value in stated.items() if getattr(known, name) != value}
    if not changes:
        return Outcome.UNCHANGED
    _write(desk, row, versions, Step.CORRECT, changes)
    return Outcome.CORRECTED


def _repeat(desk: Desk, row: ListRow, said: Statement, versions: Sequence[Listed]) -> Outcome | None:
    """Settle a row without a mark: the same again, a proposal adopted, an open end, or something else, which is told."""
    known, last = versions[-1], row.values.get(Column.VALID_TO)
    is_ending = last is not None and last != known.valid_to
    if known.is_withdrawn:
        row.tell("list_taken_back", said.column)
        return Outcome.UNCHANGED
    is_other_amount = getattr(known, said.name) != said.amount
    if is_other_amount or (is_ending and known.valid_to is not None):
        return _contradict(row, said, versions, is_other_amount=is_other_amount)
    changes: dict[str, Any] = {"valid_to": last} if is_ending else {}
    is_adopting = known.review_state is ReviewState.SUBMITTED and row.marks(Column.ADOPTED)
    if is_adopting:
        changes |= {"review_state": ReviewState.ACCEPTED} | _source(desk, row)
    elif known.source != row.values[Column.SOURCE]:
        row.tell("list_source_kept", Column.SOURCE, source=known.source)
    if not changes:
        return Outcome.UNCHANGED
    _write(desk, row, versions, Step.ADOPT if is_adopting else Step.END, changes)
    return Outcome.REPLACED if is_adopting else Outcome.ENDED


def _contradict(
    row: ListRow, said: Statement, versions: Sequence[Listed], *, is_other_amount: bool
) -> Outcome | None:
    """Tell that something else is recorded; what was corrected since is no news."""
    if _was_said(versions[:-1], row, said):
        row.tell("list_superseded", said.column)
        return Outcome.UNCHANGED
    if is_other_amount:
        row.tell("list_known_otherwise", said.column, day=f"{row.day:%d/%m/%Y}")
    else:
        row.tell("list_ended_before", Column.VALID_TO, day=f"{versions[-1].valid_to:%d/%m/%Y}")
    return None


def _was_said(versions: Sequence[Listed], row: ListRow, said: Statement) -> bool:
    last = row.values.get(Column.VALID_TO)
    return any(
        getattr(version, said.name) == said.amount
        and version.source == row.values[Column.SOURCE]
        and last in (None, version.valid_to)
        for version in versions
        if not version.is_withdrawn
    )


def _source(desk: Desk, row: ListRow) -> dict[str, Any]:
    """Return the source of a row and its paper; a source without a number of a paper stays words."""
    document_id = desk.papers.id_of(row)
    if document_id is None and row.marks(Column.ADOPTED):
        row.tell("list_source_without_number", Column.SOURCE)
    return {"source": row.values[Column.SOURCE], "document_id": document_id}


def _write(desk: Desk, row: ListRow, versions: Sequence[Listed], step: Step, changes: dict[str, Any]) -> None:
    known = versions[-1]
    made = replace(desk.session, desk.actor, known, step, changes)
    holds_on = not made.is_withdrawn and not {"price_vnd", "factor_ratio"} & changes.keys()
    if holds_on and made.valid_to == known.valid_to:
        return
    still = (made.valid_from, made.valid_to) if holds_on else None
    desk.changes.append((row, ListChange(tuple(versions), still)))
