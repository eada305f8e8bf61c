"""Columns of a project that follow from its other rows: search key, years, owner of today, whether it has a place."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.names import name_key

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

# One update for all columns: every version of a row costs an entry in each index of the table.
_SAVE = text("""
UPDATE project SET is_located = fresh.is_located, owner_id = fresh.owner_id, first_year = fresh.first_year,
                   last_year = fresh.last_year, search_key = fresh.search_key
FROM (
    SELECT known.id, found.search_key,
        EXISTS (SELECT FROM project_location place
                WHERE place.project_id = known.id AND place.replaced_at IS NULL) AS is_located,
        (SELECT agency_id FROM project_party party
         WHERE party.project_id = known.id AND party.role = 'owner'
         ORDER BY party.valid_to DESC NULLS FIRST, party.valid_from DESC NULLS LAST, party.id DESC LIMIT 1) AS owner_id,
        extract(year FROM coalesce(start_date, decision_date, first_completion_date))::smallint AS first_year,
        extract(year FROM greatest(acceptance_date, approved_completion_date, first_completion_date,
                                   start_date, decision_date))::smallint AS last_year
    FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS text[])) AS found(id, search_key)
    JOIN project known ON known.id = found.id
) fresh
WHERE project.id = fresh.id
  AND (project.is_located, project.owner_id, project.first_year, project.last_year, project.search_key)
      IS DISTINCT FROM (fresh.is_located, fresh.owner_id, fresh.first_year, fresh.last_year, fresh.search_key)
""")


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Recompute the derived columns of these projects from the rows of this transaction."""
    found_ids, keys = [], []
    for row in session.execute(_SEARCHED, {"ids": list(project_ids)}):
        own = name_key(" ".join(filter(None, (row.name, row.code, row.budget_code, *row.old_codes))))
        found_ids.append(row.id)
        keys.append(" ".join(filter(None, (own, row.owner_keys, row.unit_keys))))
    if found_ids:
        session.execute(_SAVE, {"ids": found_ids, "keys": keys})
