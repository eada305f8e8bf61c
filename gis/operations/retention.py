"""Removing personal data whose time is over: only what the settings name, never a fact, never a row before its time."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.documents import FACT_PAPER
from gis.domain.log_chain import LEAST_KEPT
from gis.domain.personal import Retention
from gis.models.ledger import LEDGERS, Contribution
from gis.operations.audit import Actor, record

_UNTITLED: Final = "Giấy đồng ý nêu tên (đã rút)"
"""The title of a paper of a consent that was withdrawn, where it has no number."""
REMOVED_LOG: Final = "audit_log.retain"
_COUNTED: Final = {
    "look_up_months": ("DELETE FROM restricted_view WHERE recorded_at < :before",),
    "session_days": ("DELETE FROM account_session WHERE coalesce(ended_at, expires_at) < :before",),
    "sign_in_days": (
        "UPDATE account SET failed_count = 0, locked_until = NULL WHERE locked_until < :before",
    ),
    "invitation_days": (
        "DELETE FROM invitation WHERE expires_at < :before",
        "DELETE FROM recovery_code WHERE least(used_at, replaced_at) < :before",
    ),
}
# A gift and its corrections are one tree: where the newest accepted row has no name, no older or dropped one needs it.
_PAST = """
WITH RECURSIVE tree (root_id, id) AS (
    SELECT id, id FROM contribution WHERE corrects_id IS NULL
    UNION ALL SELECT tree.root_id, newer.id FROM tree JOIN contribution newer ON newer.corrects_id = tree.id
), newest AS (
    SELECT DISTINCT ON (tree.root_id) tree.root_id, tree.id, recorded_at, is_withdrawn OR donor_name IS NULL AS is_unnamed
    FROM tree JOIN contribution USING (id) WHERE review_state = 'accepted' ORDER BY tree.root_id, tree.id DESC
), past AS (
    SELECT contribution.id, tree.root_id, document_id FROM contribution JOIN tree USING (id) JOIN newest USING (root_id)
    WHERE donor_name IS NOT NULL AND newest.is_unnamed AND newest.recorded_at < :before
      AND (contribution.id <= newest.id OR review_state IN ('returned', 'replaced'))
), consent AS (
    SELECT DISTINCT past.root_id, document.id FROM past JOIN document ON document.id = past.document_id
    WHERE document.kind = :fact_paper
)
"""
_NAMES: Final = f"""{_PAST}
UPDATE contribution SET donor_name = NULL, is_name_public = false FROM past WHERE contribution.id = past.id
"""
# The paper of the consent has the name in its title, and nothing rests on it any more; one of others' facts stays.
_TITLES: Final = f"""{_PAST}
UPDATE document SET title = coalesce(number, :untitled) WHERE id IN (SELECT id FROM consent)
  AND NOT EXISTS (SELECT FROM contribution other JOIN tree USING (id) WHERE other.document_id = document.id
                  AND tree.root_id NOT IN (SELECT consent.root_id FROM consent WHERE consent.id = document.id))
""" + "".join(
    f"  AND NOT EXISTS (SELECT FROM {model.__tablename__} other WHERE other.document_id = document.id)\n"
    for model in LEDGERS
    if model is not Contribution
)
_CONSENTS: Final = f"""{_PAST}
UPDATE contribution SET document_id = NULL FROM tree JOIN consent USING (root_id)
WHERE contribution.id = tree.id AND contribution.document_id = consent.id
"""
_LOG_SPANS = text("""
SELECT range_agg(int8range(entry.id, entry.id, '[]'))::text, count(*), max(entry.recorded_at)
FROM audit_link link JOIN audit_batch batch ON batch.id = link.batch_id, unnest(batch.log_ids) AS span
JOIN audit_log entry ON entry.id >= lower(span) AND entry.id < upper(span)
WHERE link.chained_at < :before AND entry.action <> :removal
""")
_REMOVE_LOG = text("DELETE FROM audit_log WHERE id <@ CAST(:ids AS int8multirange)")


def retain(session: Session, actor: Actor, retention: Retention, *, now: datetime) -> dict[str, int]:
    """Remove what is past its time and return how many rows for each setting; one row of the log tells it.

    Works as the tables' owner only. Flushes, never commits.
    """
    counts = {
        name: sum(_changed(session, statement, before) for statement in statements)
        for name, statements in _COUNTED.items()
        if (before := retention.before(name, now)) is not None
    }
    if (before := retention.before("withdrawn_name_days", now)) is not None:
        counts["withdrawn_name_days"] = _unname(session, before)
    if (before := retention.before("log_months", now)) is not None:
        counts["log_months"] = _remove_log(session, actor, before=min(before, now - LEAST_KEPT))
    removed = {name: count for name, count in counts.items() if count}
    if removed:
        record(session, actor, action="personal.retain", subject="retention", subject_id=None, after=removed)
    return counts


def _unname(session: Session, before: datetime) -> int:
    """Take names out of rows that need them no more, and the papers of the consents with them."""
    past = {"before": before, "fact_paper": FACT_PAPER}
    session.execute(text(_TITLES), past | {"untitled": _UNTITLED})
    _past_guards(session, "contribution", _CONSENTS, past)
    return _past_guards(session, "contribution", _NAMES, past)


def _changed(session: Session, statement: str, before: datetime) -> int:
    return _rows(session.execute(text(statement), {"before": before}))


def _remove_log(session: Session, actor: Actor, *, before: datetime) -> int:
    """Remove old rows of the log; their hashes stay in the chain, and a row that says so stays for ever."""
    ids, count, newest = session.execute(_LOG_SPANS, {"before": before, "removal": REMOVED_LOG}).one()
    if not count:
        return 0
    removed = _past_guards(session, "audit_log", str(_REMOVE_LOG), {"ids": ids})
    after = {"log_ids": ids, "count": count, "newest": newest.isoformat(), "before": before.isoformat()}
    record(session, actor, action=REMOVED_LOG, subject="audit_log", subject_id=None, after=after)
    return removed


def _past_guards(session: Session, table: str, statement: str, params: dict[str, Any]) -> int:
    """Do what the guards of a table refuse to everybody, the owner included, until they are taken off."""
    session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    count = _rows(session.execute(text(statement), params))
    session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    return count


def _rows(done: Any) -> int:
    return int(done.rowcount)
