"""Ledgers of dated facts: which rows count on a day, when corrections take the place of earlier rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar

from gis.domain.ledger_codes import ReviewState

COUNTED_STATES: Final = (ReviewState.ACCEPTED,)
"""Only what was accepted counts: in sums, on the map, for the public."""


class LedgerRow(Protocol):
    """What every row of every ledger carries, whether it comes from a table or is only being checked."""

    @property
    def id(self) -> int | None:
        """The row's key in its ledger; None while it is not written yet."""

    @property
    def effective_date(self) -> date:
        """The day of the event itself: payment, decision, report, count, minutes."""

    @property
    def counted_from(self) -> date | None:
        """The day from which questions see the row; None means from its effective date."""

    @property
    def corrects_id(self) -> int | None:
        """The row that this one takes the place of; a row has at most one correction."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether the row only takes back the one it corrects and states nothing itself."""

    @property
    def review_state(self) -> ReviewState:
        """How far the row has been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """The common part of every fact of a ledger; a fact is never changed, only corrected by a later one."""

    effective_date: date
    id: int | None = None
    counted_from: date | None = None
    corrects_id: int | None = None
    is_withdrawn: bool = False
    review_state: ReviewState = ReviewState.ACCEPTED


Row = TypeVar("Row", bound=LedgerRow)


def visible(entries: Iterable[Row], *, as_of: date) -> list[Row]:
    """Return the rows of one ledger that count on `as_of`, by effective date, then in the order written.

    A row counts when it was accepted, may be seen by then, has happened by then, states
    something, and no row that may be seen by then corrects it. A correction therefore hides its row from the
    day it is counted, even where it moves the event behind `as_of`, and even where it is itself corrected; a replaced
    version hides its row, too, for the accepted version after it. Source: docs/decisions/0010; the SQL twin
    is `gis.models.ledger.visible`.
    """
    seen = [entry for entry in entries if _is_seen(entry, as_of)]
    corrected = {entry.corrects_id for entry in seen if entry.corrects_id is not None}
    counted = [
        entry
        for entry in seen
        if entry.review_state in COUNTED_STATES
        if entry.effective_date <= as_of and not entry.is_withdrawn and entry.id not in corrected
    ]
    return sorted(counted, key=_order)


def _is_seen(entry: LedgerRow, as_of: date) -> bool:
    takes_place = entry.review_state in COUNTED_STATES or entry.review_state is ReviewState.REPLACED
    return takes_place and (entry.counted_from or entry.effective_date) <= as_of


def _order(entry: LedgerRow) -> tuple[date, bool, int]:
    """Order by day, then by key; a row that is not written yet comes after those of its day."""
    return entry.effective_date, entry.id is None, entry.id or 0
