"""Agencies that a list names and the catalogue lacks: added once each, with an entry in the log."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations.audit import Actor

_ADD = text("""
WITH wanted AS (
    SELECT DISTINCT ON (party.name_key) party.name_key, party.name
    FROM staged_party party JOIN staged_row staged USING (row_id)
    WHERE party.agency_id IS NULL AND staged.outcome IN ('new', 'changed')
    ORDER BY party.name_key, party.row_id
), added AS (
    INSERT INTO agency (name, name_key) SELECT name, name_key FROM wanted ORDER BY name_key RETURNING id, name, name_key
), logged AS (
    INSERT INTO audit_log (actor_id, actor, request_id, action, subject, subject_id, after, reason)
    SELECT :actor_id, :actor, :request_id, 'agency.create', 'agency', id, jsonb_build_object('name', name), :reason
    FROM added
)
UPDATE staged_party SET agency_id = added.id FROM added
WHERE added.name_key = staged_party.name_key AND staged_party.agency_id IS NULL
""")


def add_missing_agencies(session: Session, actor: Actor, *, reason: str) -> None:
    """Add each agency that a row to be saved names and the catalogue lacks, and tie the staged parties to it."""
    session.execute(
        _ADD,
        {
            "actor_id": actor.account_id,
            "actor": actor.name,
            "request_id": actor.request_id,
            "reason": reason,
        },
    )
