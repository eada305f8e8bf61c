"""Columns of a project that follow from its other rows: search key, years, owner of today, whether it has a place."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.names import name_key

_STATE = text("""
UPDATE project SET
    is_located = EXISTS (SELECT FROM project_location place
                         WHERE place.project_id = project.id AND place.replaced_at IS NULL),
    owner_id = (SELECT agency_id FROM project_party party
                WHERE party.project_id = project.id AND party.role = 'owner'
                ORDER BY party.valid_to DESC NULLS FIRST, party.valid_from DESC NULLS LAST, party.id DESC LIMIT 1),
    first_year = extract(year FROM coalesce(start_date, decision_date, first_completion_date)),
    last_year = extract(year FROM greatest(acceptance_date, approved_completion_date, first_completion_date,
                                           start_date, decision_date))
WHERE id = ANY(:ids)
""")

_SEARCHED = text("""
SELECT project.id, project.code, project.budget_code, project.old_codes, project.name,
       (SELECT string_agg(DISTINCT agency.name_key, ' ') FROM project_party party
        JOIN agency ON agency.id = party.agency_id
        WHERE party.project_id = project.id AND party.role = 'owner') AS owner_keys,
       (SELECT string_agg(DISTINCT unit.name_key, ' ') FROM unit WHERE unit.id IN (
            SELECT unit_id FROM project_share WHERE project_share.project_id = project.id
            UNION ALL
            SELECT unit_id FROM project_stated_unit WHERE project_stated_unit.project_id = project.id)) AS unit_keys
FROM project WHERE project.id = ANY(:ids)
""")

_SAVE_KEYS = text("""
UPDATE project SET search_key = found.search_key
FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS text[])) AS found(id, search_key)
WHERE project.id = found.id AND project.search_key IS DISTINCT FROM found.search_key
""")


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Recompute the derived columns of these projects from the rows of this transaction."""
    ids = list(project_ids)
    session.execute(_STATE, {"ids": ids})
    found_ids, keys = [], []
    for row in session.execute(_SEARCHED, {"ids": ids}):
        own = name_key(" ".join(filter(None, (row.name, row.code, row.budget_code, *row.old_codes))))
        found_ids.append(row.id)
        keys.append(" ".join(filter(None, (own, row.owner_keys, row.unit_keys))))
    if found_ids:
        session.execute(_SAVE_KEYS, {"ids": found_ids, "keys": keys})
