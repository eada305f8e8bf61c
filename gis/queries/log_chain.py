"""Reading the chain of the log: its links in order with their rows, without holding more than one row."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.log_chain import Breach, Finding, Link, Removal, Row, Walk, spans

REMOVAL_ACTION: Final = "audit_log.retain"
ROWS_AT_ONCE: Final = 2_000
_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
_LINKS = text(f"""
SELECT link.position, link.batch_id, link.chained_at, {_MOMENT.format("link.chained_at")}, link.hash,
       batch.log_ids::text, batch.rows_hash,
       entry.id, entry.row_hash, entry.id::text, {_MOMENT.format("entry.recorded_at")}, entry.actor_id::text, entry.actor,
       entry.actor_roles::text, entry.action, entry.subject, entry.subject_id::text, entry.before::text,
       entry.after::text, entry.reason, entry.document_id::text, entry.request_id
FROM audit_link link
LEFT JOIN audit_batch batch ON batch.id = link.batch_id
LEFT JOIN LATERAL (
    SELECT audit_log.* FROM unnest(batch.log_ids) AS span
    JOIN audit_log ON audit_log.id >= lower(span) AND audit_log.id < upper(span)
) entry ON true
WHERE link.position >= :first
ORDER BY link.position, entry.id
""")  # noqa: S608 - only our own words
_FIRST_SINCE = text("SELECT min(position) FROM audit_link WHERE chained_at >= :since")
_BEFORE = text("SELECT position, hash FROM audit_link WHERE position < :first ORDER BY position DESC LIMIT 1")
_REMOVALS = text(
    "SELECT recorded_at, after->>'log_ids' AS log_ids FROM audit_log WHERE action = :action ORDER BY id"
)
_OUTSIDE = text("""
SELECT id FROM audit_log
WHERE NOT id <@ (SELECT coalesce(range_agg(span), '{}') FROM audit_batch, unnest(log_ids) AS span)
ORDER BY id LIMIT 1000
""")
_UNCHAINED = text("""
SELECT id, log_ids::text AS log_ids FROM audit_batch batch
WHERE NOT EXISTS (SELECT FROM audit_link WHERE batch_id = batch.id) ORDER BY id LIMIT 1000
""")
_HEAD = text("SELECT position, hash, chained_at FROM audit_link ORDER BY position DESC LIMIT 1")
_IS_KNOWN = text(
    "SELECT EXISTS (SELECT FROM audit_link WHERE position > 0 AND starts_with(encode(hash, 'hex'), :noted))"
)


class Head(NamedTuple):
    """The newest link: its position, its hash, when it was made."""

    position: int
    hash: bytes
    chained_at: datetime


def chain_head(session: Session) -> Head | None:
    """Return the newest link, None where nothing was ever logged."""
    found = session.execute(_HEAD).one_or_none()
    return None if found is None else Head(*found)


def verified(session: Session, *, since: datetime | None = None, noted: str | None = None) -> Walk:
    """Walk along the chain, from the first link made at or after `since`, and return what was found.

    `noted` is the beginning in hex of a hash that was written down earlier: one of the links has to have it. Where the
    walk starts late, the link before it is trusted.
    """
    first = 1 if since is None else session.scalar(_FIRST_SINCE, {"since": since}) or _after_last(session)
    before = session.execute(_BEFORE, {"first": first}).one_or_none()
    walk = Walk(removals=_removals(session))
    if before is not None and first > 1:
        walk.position, walk.head = before
    walk.follow(_links(session, first))
    walk.findings += _outside(session)
    if noted is not None and not session.scalar(_IS_KNOWN, {"noted": noted}):
        walk.findings.append(Finding(Breach.NOTED_ABSENT, walk.position, walk.position))
    return walk


def _after_last(session: Session) -> int:
    head = chain_head(session)
    return 1 if head is None else head.position + 1


def _removals(session: Session) -> list[Removal]:
    rows = session.execute(_REMOVALS, {"action": REMOVAL_ACTION})
    return [Removal(spans(row.log_ids), row.recorded_at) for row in rows]


def _links(session: Session, first: int) -> Iterator[tuple[Link, Iterable[Row]]]:
    streamed = session.execute(
        _LINKS, {"first": first}, execution_options={"stream_results": True, "yield_per": ROWS_AT_ONCE}
    )
    for _position, rows in groupby(streamed, key=lambda row: row[0]):
        head = next(rows)
        yield Link(*head[:7]), _rows(head, rows)  # noqa: B031 - each group is read before the next


def _rows(head: Any, others: Iterable[Any]) -> Iterator[Row]:
    for row in chain((head,), others):
        if row[7] is not None:
            yield Row(row[7], row[9:], row[8])


def _outside(session: Session) -> list[Finding]:
    """Return the rows that no statement's batch names, and the batches that hang on no link."""
    inserted = [Finding(Breach.ROW_INSERTED, row_id, row_id) for row_id in session.scalars(_OUTSIDE)]
    unchained = [
        Finding(Breach.BATCH_UNCHAINED, named[0][0], named[-1][1] - 1)
        for row in session.execute(_UNCHAINED)
        if (named := spans(row.log_ids))
    ]
    return inserted + unchained
