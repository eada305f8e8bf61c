"""Since when, and by which decision, the agencies of a row have their roles: one rule for every role."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from etl.cells import Cell, as_text
from etl.columns import Field
from etl.party_columns import PARTIES
from etl.row_dates import past_date

Read = Callable[[Field, Callable[[Cell], Any]], Any]
Value = TypeVar("Value")

PARTY_FIELDS: Final = tuple(map(Field, PARTIES))
"""The agencies that hold a role now; each has a field for its first day and one for its decision."""
_SIGNS: Final = re.compile(r"\s*[;\n]\s*")
_EMPTY: Final = frozenset({"", "-", "–", "?"})


def since_field(party: Field) -> Field:
    """Return the field for the day on which the agencies of a field began."""
    return Field(f"{party.value}_since")


def decision_field(party: Field) -> Field:
    """Return the field for the decision by which the agencies of a field have their role."""
    return Field(f"{party.value}_decision")


class Terms(NamedTuple):
    """The days and decisions beside the agencies of one role: one for all of them, or one for each in their order."""

    days: tuple[date | None, ...] = ()
    decisions: tuple[str | None, ...] = ()


def parties_with_terms(stated: Container[Field]) -> tuple[Field, ...]:
    """Return the agencies beside which a table that has the fields `stated` can tell days or decisions."""
    return tuple(
        party for party in PARTY_FIELDS if since_field(party) in stated or decision_field(party) in stated
    )


def row_terms(read: Read, parties: Iterable[Field], *, today: date | None) -> dict[Field, Terms]:
    """Return what a row states beside each of these agencies; nobody begins on a day to come."""
    found = {}
    for party in parties:
        days = read(since_field(party), partial(_days, today=today)) or ()
        decisions = read(decision_field(party), _decisions) or ()
        if days or decisions:
            found[party] = Terms(days, decisions)
    return found


def spread(values: tuple[Value | None, ...], count: int) -> tuple[Value | None, ...] | None:
    """Return a value for each of `count` agencies; None where several values don't fit their number."""
    if len(values) <= 1:
        return (values or (None,)) * count
    return values if len(values) == count else None


def _days(cell: Cell, *, today: date | None) -> tuple[date | None, ...]:
    if not isinstance(cell, str):
        return (past_date(cell, today=today).day,)
    return tuple(
        None if part in _EMPTY else past_date(part, today=today).day for part in _SIGNS.split(cell.strip())
    )


def _decisions(cell: Cell) -> tuple[str | None, ...]:
    return tuple(None if part in _EMPTY else part for part in _SIGNS.split(as_text(cell)))
