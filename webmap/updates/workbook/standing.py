"""How a row of a workbook stands to the ledger: what it showed when it was made, what stands there now, and whose that is."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from etl.month_books.layout import MONTH_LEDGER
from etl.month_books.seal import RowMark
from gis.domain.months import month_of
from gis.operations.drafts import ONE_A_MONTH
from gis.queries.ledger_entries import Entry, Values
from webmap.updates.asked import Asked

_KEY: Final = "xlsx"


@dataclass(frozen=True, slots=True)
class Standing:
    """The ledger as seen from a row.

    `shown` is what the workbook showed, `newest` the version that stands there now, None where there is none; `is_known`
    tells that nobody but this workbook wrote since it was made, `dropped` is what it wrote where that was dropped; `own_fields`
    are those that this row of the workbook ever changed.
    """

    shown: Mapping[str, Any]
    newest: Entry[Any] | None
    is_known: bool
    dropped: Mapping[str, Any] | None = None
    own_fields: frozenset[str] = frozenset()

    @property
    def stated(self) -> Mapping[str, Any]:
        """What stands there now, by column; empty where nothing does."""
        return {} if self.newest is None or self.newest.is_withdrawn else self.newest.stated

    @property
    def base_id(self) -> int | None:
        """The row that a change takes the place of."""
        return self.newest.id if self.newest is not None else None


def slot_prefix(book_id: str, ledger: str, slot: int) -> str:
    """Return what the keys of everything begin with that a row of a workbook ever wrote."""
    return f"{_KEY}:{book_id}:{ledger}:{slot}:"


def book_prefix(book_id: str, ledger: str) -> str:
    """Return the same for all rows of a sheet."""
    return f"{_KEY}:{book_id}:{ledger}:"


def entry_key(prefix: str, base_id: int | None, values: Values) -> str:
    """Return the key for figures of a row: the same figures on the same ground are the same key."""
    told = {name: str(getattr(value, "value", value)) for name, value in values.items() if value is not None}
    text = json.dumps([base_id, told], sort_keys=True, ensure_ascii=False)
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:20]


def standing(
    ledger: str, mark: RowMark, entries: Sequence[Entry[Any]], *, asked: Asked, prefix: str, day: Any
) -> Standing:
    """Return how a row stands; `entries` are all versions of the ledger's rows of the project, `day` that of the row."""
    by_id = {entry.id: entry for entry in entries}
    newer = {entry.corrects_id: entry for entry in entries if entry.corrects_id is not None}
    written = [entry for entry in entries if _is_own(entry, prefix)]
    shown = by_id.get(mark.shown_id or 0)
    origin = written[-1] if written else by_id.get(mark.base_id or 0)
    if origin is None and ledger in ONE_A_MONTH:
        month = asked.month if ledger == MONTH_LEDGER or day is None else month_of(day)
        origin = _of_month(entries, newer, month)
    newest = origin
    while newest is not None and newest.id in newer:
        newest = newer[newest.id]
    return Standing(
        shown=shown.stated if shown is not None else {},
        newest=newest,
        is_known=newest is None or newest.id == mark.base_id or _is_own(newest, prefix),
        dropped=written[-1].stated if written and newest is not None and newest.is_withdrawn else None,
        own_fields=_changed(written, by_id) if _stands(newest, prefix) else frozenset(),
    )


def _stands(newest: Entry[Any] | None, prefix: str) -> bool:
    return newest is not None and _is_own(newest, prefix) and not newest.is_withdrawn


def _changed(written: Sequence[Entry[Any]], by_id: Mapping[int, Entry[Any]]) -> frozenset[str]:
    """Return the fields that some of these versions changed."""
    found: set[str] = set()
    for entry in written:
        older = by_id.get(entry.corrects_id or 0)
        before = older.stated if older is not None and not older.is_withdrawn else {}
        found |= {name for name, value in entry.stated.items() if value != before.get(name)}
    return frozenset(found)


def _of_month(entries: Sequence[Entry[Any]], newer: Mapping[int, Any], month: Any) -> Entry[Any] | None:
    found = [each for each in entries if each.id not in newer and month_of(each.effective_date) == month]
    return found[-1] if found else None


def _is_own(entry: Entry[Any], prefix: str) -> bool:
    return str(entry.stated.get("entry_key") or "").startswith(prefix)
