"""How the rows of the log are chained, and how a walk along the chain finds what was changed afterwards.

Every row has the SHA-256 of its own text; every statement's rows have the SHA-256 of their hashes in the order of
their ids; and every link is the SHA-256 of the link before it, its own particulars and the hash of its rows. The
database writes them (migration 0011); this is the same in Python, so that a changed function there hides nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

LEAST_KEPT = timedelta(days=365)
"""How old a row of the log is at least when it may be removed by the retention settings."""

Span = tuple[int, int]
"""Ids from the first up to and without the second."""


class Breach(StrEnum):
    """What a walk finds."""

    ROW_CHANGED = "row_changed"
    ROW_MISSING = "row_missing"
    ROW_INSERTED = "row_inserted"
    ROWS_REWRITTEN = "rows_rewritten"
    LINK_MISSING = "link_missing"
    LINK_CHANGED = "link_changed"
    BATCH_UNCHAINED = "batch_unchained"
    NOTED_ABSENT = "noted_absent"


class Finding(NamedTuple):
    """One breach: ids `first` to `last` of rows, or positions of links, with the link in which they stand."""

    breach: Breach
    first: int
    last: int
    position: int | None = None
    chained_at: datetime | None = None


class Link(NamedTuple):
    """A link as the database keeps it: the moment also as the text that was hashed."""

    position: int
    batch_id: int
    chained_at: datetime
    chained_text: str
    hash: bytes
    log_ids: str | None
    rows_hash: bytes | None


class Row(NamedTuple):
    """A row of the log: its key, its fields as text in the order in which they are hashed, its stored hash."""

    id: int
    parts: Sequence[str | None]
    row_hash: bytes


class Removal(NamedTuple):
    """Rows that were removed after their time, as the log itself tells."""

    spans: tuple[Span, ...]
    recorded_at: datetime


def row_hash(parts: Sequence[str | None]) -> bytes:
    """Return the hash of a row's fields: each is "length in bytes:text", a missing one "-"."""
    text = ",".join("-" if part is None else f"{len(part.encode())}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).digest()


def link_hash(before: bytes, link: Link) -> bytes:
    """Return the hash of a link that hangs on `before`, the hash of the one before it (empty for the first)."""
    own = f"{link.position},{link.batch_id},{link.log_ids},{link.chained_text}"
    return hashlib.sha256(before + own.encode() + (link.rows_hash or b"")).digest()


def spans(text: str | None) -> tuple[Span, ...]:
    """Return the spans of a multirange as PostgreSQL writes it: "{[1,3),[5,6)}"."""
    if not text or text == "{}":
        return ()
    ends = text.strip("{}[)").split("),[")
    return tuple((int(first), int(after)) for first, after in (each.split(",") for each in ends))


@dataclass(slots=True)
class Walk:
    """A walk along the chain from the link behind `head`; `findings` fill while it goes on."""

    removals: Sequence[Removal] = ()
    head: bytes = b""
    position: int = 0
    link_count: int = 0
    row_count: int = 0
    findings: list[Finding] = field(default_factory=list)
    _hasher: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def follow(self, links: Iterable[tuple[Link, Iterable[Row]]]) -> None:
        """Pass every link with its rows, the oldest first."""
        for link, rows in links:
            self._pass(link, rows)

    def _pass(self, link: Link, rows: Iterable[Row]) -> None:
        if link.position != self.position + 1:
            self._found(Breach.LINK_MISSING, self.position + 1, link.position - 1, link)
        elif link.log_ids is None or link_hash(self.head, link) != link.hash:
            self._found(Breach.LINK_CHANGED, link.position, link.position, link)
        missing = self._read(link, rows)
        gone = [span for span in missing if not self._was_removed(span, link)]
        for first, after in gone:
            self._found(Breach.ROW_MISSING, first, after - 1, link)
        if not missing and self._hasher.digest() != link.rows_hash and link.log_ids is not None:
            every = spans(link.log_ids)
            self._found(Breach.ROWS_REWRITTEN, every[0][0], every[-1][1] - 1, link)
        self.head, self.position = link.hash, link.position
        self.link_count += 1

    def _read(self, link: Link, rows: Iterable[Row]) -> list[Span]:
        """Check each row by its own hash and return the spans of ids that the link names and nobody finds."""
        self._hasher = hashlib.sha256()
        missing: list[Span] = []
        expected = _Expected(spans(link.log_ids))
        for row in rows:
            self.row_count += 1
            missing += expected.up_to(row.id)
            if row_hash(row.parts) != row.row_hash:
                self._found(Breach.ROW_CHANGED, row.id, row.id, link)
            self._hasher.update(row.row_hash)
        return missing + expected.rest()

    def _was_removed(self, span: Span, link: Link) -> bool:
        """Tell whether the log says that these rows were removed, not before their time."""
        return any(
            link.chained_at + LEAST_KEPT <= removal.recorded_at
            and any(first <= span[0] and span[1] <= after for first, after in removal.spans)
            for removal in self.removals
        )

    def _found(self, breach: Breach, first: int, last: int, link: Link) -> None:
        self.findings.append(Finding(breach, first, last, link.position, link.chained_at))


class _Expected:
    """The ids that a link names, taken off one by one."""

    def __init__(self, named: tuple[Span, ...]) -> None:
        self._spans = list(reversed(named))

    def up_to(self, row_id: int) -> list[Span]:
        """Take off `row_id` and return the spans before it, which are missing."""
        skipped: list[Span] = []
        while self._spans and self._spans[-1][1] <= row_id:
            skipped.append(self._spans.pop())
        if self._spans:
            first, after = self._spans.pop()
            if first < row_id:
                skipped.append((first, row_id))
            if row_id + 1 < after:
                self._spans.append((max(first, row_id + 1), after))
        return skipped

    def rest(self) -> list[Span]:
        """Return the spans that no row took off."""
        return list(reversed(self._spans))
