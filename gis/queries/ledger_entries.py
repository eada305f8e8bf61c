"""Ledger rows as the rules take them, with the paper, the author and the names that pages write beside them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Column, Date, DateTime, Enum, Numeric

from gis.database import Base
from gis.domain.documents import StatedPaper, own_title
from gis.domain.field_classes import hidden_fields
from gis.domain.ledger import LedgerEntry
from gis.domain.ledger_codes import ReviewState
from gis.models.ledger.entry import LedgerEntry as LedgerModel

Fact = TypeVar("Fact", bound=LedgerEntry)
Values = dict[str, Any]


class Origin(NamedTuple):
    """Who wrote a row, when, from which file."""

    recorded_at: datetime
    author: str | None
    import_file: str | None


class Names(NamedTuple):
    """What a row's ids are called; None where it has no such id, or its paper no number."""

    unit: str | None
    responsible_unit: str | None
    agency: str | None
    source_vi: str | None
    source_en: str | None
    document_no: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[Fact]):
    """One row of a ledger: the fact as the rules take it, every column as `stated`, and where it comes from.

    `root_id` is the id of the first row of a chain of corrections, by which other rows refer to the fact.
    """

    ledger: str
    fact: Fact
    stated: Mapping[str, Any]
    origin: Origin
    names: Names
    root_id: int

    @property
    def id(self) -> int:
        """The row's key in its ledger."""
        return int(self.stated["id"])

    @property
    def effective_date(self) -> date:
        """The day of the event."""
        return self.fact.effective_date

    @property
    def counted_from(self) -> date | None:
        """The day from which questions see the row."""
        return self.fact.counted_from

    @property
    def corrects_id(self) -> int | None:
        """The row that this one takes the place of."""
        return self.fact.corrects_id

    @property
    def is_withdrawn(self) -> bool:
        """Whether the row only takes back."""
        return self.fact.is_withdrawn

    @property
    def review_state(self) -> ReviewState:
        """How far the row has been looked at."""
        return self.fact.review_state

    @property
    def document_id(self) -> int | None:
        """The paper that the row rests on."""
        return self.stated.get("document_id")


def as_released(entry: Entry[Fact]) -> Entry[Fact]:
    """Return the entry as the public reads it: without what is internal, and without who wrote it from which file."""
    hidden = hidden_fields(entry.ledger, entry.stated)
    values = {name: None if name in hidden else value for name, value in entry.stated.items()}
    is_told = any(getattr(entry.fact, name, None) is not None for name in hidden)
    fact = fact_of(type(entry.fact), values) if is_told else entry.fact
    return replace(entry, fact=fact, stated=values, origin=Origin(entry.origin.recorded_at, None, None))


def read_values(model: type[LedgerModel], row: str) -> Values:
    """Return the columns of a row that PostgreSQL wrote as JSON: money as int, other numbers as Decimal, codes as codes."""
    readers = _readers(model.__tablename__)
    found: Values = json.loads(row, parse_float=Decimal)
    return {
        name: value if value is None or name not in readers else readers[name](value)
        for name, value in found.items()
    }


def paper_fields(number: str | None, issued_on: date | None, issuer: str | None, title: str | None) -> Values:
    """Return the paper that a row rests on as files and forms name it, all None without one."""
    return StatedPaper(number, issued_on, issuer, own_title(number, title)).fields


def fact_of(kind: type[Fact], values: Values) -> Fact:
    """Return the fact that the columns state."""
    return kind(**{each.name: values[each.name] for each in fields(kind) if each.name in values})


@cache
def _readers(table: str) -> dict[str, Callable[[Any], Any]]:
    found = {column.name: _reader(column) for column in Base.metadata.tables[table].columns}
    return {name: reader for name, reader in found.items() if reader is not None}


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enum_class
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Numeric):
        return Decimal if kind.scale else int
    return None
