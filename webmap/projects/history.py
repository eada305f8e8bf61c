"""The history of a project: every row of its ledgers and the audit log as one list, newest first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gis.domain.budget import UNKNOWN_DAY
from gis.domain.ledger import COUNTED_STATES
from gis.domain.ledger_codes import ReviewState
from gis.domain.lifecycle import StatusAxis
from gis.domain.local_time import local_day
from gis.domain.months import Closing, is_supplement
from gis.queries.ledger_entries import Entry as LedgerRow
from gis.queries.project_details import LogEntry
from gis.queries.project_papers import Paper
from webmap.projects import history_fields, log_words
from webmap.projects.history_titles import title


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: the day it counts from, what, by which document, recorded by whom and when.

    `anchor` is the entry's own, `corrects` and `corrected_by` those of the rows that it replaces and that replace it.
    """

    day: date
    is_day_known: bool = True
    title: str
    anchor: str = ""
    document: str = ""
    note: str = ""
    author: str = ""
    import_file: str = ""
    recorded_at: datetime | None = None
    axis: StatusAxis | None = None
    state: ReviewState | None = None
    corrects: str = ""
    corrected_by: str = ""
    is_withdrawal: bool = False
    is_supplement: bool = False
    changes: tuple[Change, ...] = ()


def history(
    rows: Iterable[LedgerRow[Any]],
    log: Iterable[LogEntry],
    papers: Mapping[int, Paper],
    *,
    as_of: date,
    has_drafts: bool,
    closings: Sequence[Closing] = (),
    unit_ids: Collection[int] = (),
) -> list[Entry]:
    """Return all rows that may be seen on `as_of` and the log up to it as one list, newest first.

    Rows that do not count, all but accepted ones, are left out without `has_drafts`. `closings` of the units with all
    above them tell what was written after its month had been closed.
    """
    every = {(row.ledger, row.id): row for row in rows}
    seen = [
        row
        for row in every.values()
        if (row.counted_from or row.effective_date) <= as_of
        and (has_drafts or row.review_state in COUNTED_STATES)
    ]
    by_id = {(row.ledger, row.id): row for row in seen}
    newer = {
        (row.ledger, corrected): row
        for row in seen
        if row.review_state in COUNTED_STATES and (corrected := _before(row, every)) is not None
    }
    entries = [
        _of_row(
            row,
            old=by_id.get((row.ledger, (row.corrects_id if has_drafts else _before(row, every)) or 0)),
            new=newer.get((row.ledger, row.id)),
            papers=papers,
            is_supplement=is_supplement(row.effective_date, row.origin.recorded_at, closings, unit_ids),
        )
        for row in seen
    ]
    entries += [entry for entry in map(_of_log, log) if entry.day <= as_of]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _before(row: LedgerRow[Any], every: Mapping[tuple[str, int], LedgerRow[Any]]) -> int | None:
    """Return the counted row that this one takes the place of, past versions that were never accepted."""
    older = row.corrects_id
    while older is not None:
        found = every.get((row.ledger, older))
        if found is None or found.review_state in COUNTED_STATES:
            return older
        older = found.corrects_id
    return None


def anchor_of(row: LedgerRow[Any]) -> str:
    """Return where on the page a row stands in the history."""
    return f"entry-{row.ledger}-{row.id}"


def _of_row(
    row: LedgerRow[Any],
    *,
    old: LedgerRow[Any] | None,
    new: LedgerRow[Any] | None,
    papers: Mapping[int, Paper],
    is_supplement: bool,
) -> Entry:
    changed = history_fields.changes(old, row) if old is not None and not row.is_withdrawn else ()
    return Entry(
        day=row.effective_date,
        is_day_known=row.effective_date != UNKNOWN_DAY,
        title=title(row),
        anchor=anchor_of(row),
        document=_paper(row, papers),
        note=row.stated.get("note") or "",
        author=row.origin.author or "",
        import_file=row.origin.import_file or "",
        recorded_at=row.origin.recorded_at,
        axis=row.stated.get("axis"),
        state=row.review_state if row.review_state is not ReviewState.ACCEPTED else None,
        corrects=anchor_of(old) if old is not None else "",
        corrected_by=anchor_of(new) if new is not None else "",
        is_withdrawal=row.is_withdrawn,
        is_supplement=is_supplement,
        changes=tuple(Change(*each) for each in changed),
    )


def _paper(row: LedgerRow[Any], papers: Mapping[int, Paper]) -> str:
    """Return the numbers and the title of the papers that a row rests on, each once."""
    paper = papers.get(row.document_id or 0)
    parts = (history_fields.own_number(row), *((paper.number, paper.title) if paper else ()))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _of_log(entry: LogEntry) -> Entry:
    return Entry(
        day=local_day(entry.recorded_at),
        title=log_words.action(entry.action),
        note=entry.reason or "",
        author=entry.actor,
        recorded_at=entry.recorded_at,
        changes=tuple(Change(*each) for each in log_words.changes(entry)),
    )
