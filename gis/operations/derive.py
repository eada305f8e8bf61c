"""Columns of a project that follow from its other rows: search key, years, owner, group, whether it has a place."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.domain.groups import GroupThreshold, derive_group
from gis.domain.names import name_key
from gis.models import GroupThresholdRow
from gis.models.reference import threshold_of

CHUNK: Final = 20_000

# Set by set, never project by project: whatever the planner knows of tables that were just filled, this stays a few
# joins.
_SEARCHED = text("""
WITH wanted AS (SELECT unnest(CAST(:ids AS bigint[])) AS project_id),
owner AS (
    SELECT project_id, string_agg(DISTINCT agency.name_key, ' ') AS keys
    FROM wanted JOIN project_party USING (project_id) JOIN agency ON agency.id = agency_id
    WHERE role = 'owner' GROUP BY project_id
), named AS (
    SELECT project_id, unit_id FROM wanted JOIN project_share USING (project_id)
    UNION
    SELECT project_id, unit_id FROM wanted JOIN project_stated_unit USING (project_id)
), unit_keys AS (
    SELECT project_id, string_agg(DISTINCT unit.name_key, ' ') AS keys
    FROM named JOIN unit ON unit.id = unit_id GROUP BY project_id
)
SELECT project.id, project.code, project.budget_code, project.old_codes, project.name,
       project.project_group, project.budget_vnd, project.decision_date, sector.group_ladder,
       owner.keys AS owner_keys, unit_keys.keys AS unit_keys
FROM wanted JOIN project ON project.id = wanted.project_id
LEFT JOIN sector ON sector.id = project.sector_id
LEFT JOIN owner USING (project_id) LEFT JOIN unit_keys USING (project_id)
""")

# One update for all columns: every version of a row costs an entry in each index of the table.
_SAVE = text("""
WITH found AS (
    SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS text[]), CAST(:groups AS text[]))
        AS each(project_id, search_key, project_group)
), placed AS (
    SELECT DISTINCT project_id FROM found JOIN project_location USING (project_id) WHERE replaced_at IS NULL
), owner AS (
    SELECT DISTINCT ON (project_id) project_id, agency_id FROM found JOIN project_party USING (project_id)
    WHERE role = 'owner'
    ORDER BY project_id, valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST, id DESC
), fresh AS (
    SELECT known.id, found.search_key, placed.project_id IS NOT NULL AS is_located, owner.agency_id AS owner_id,
           coalesce(known.project_group, found.project_group) AS project_group,
           extract(year FROM coalesce(start_date, decision_date, first_completion_date))::smallint AS first_year,
           extract(year FROM greatest(acceptance_date, approved_completion_date, first_completion_date,
                                      start_date, decision_date))::smallint AS last_year
    FROM found JOIN project known ON known.id = found.project_id
    LEFT JOIN placed USING (project_id) LEFT JOIN owner USING (project_id)
)
UPDATE project SET is_located = fresh.is_located, owner_id = fresh.owner_id, first_year = fresh.first_year,
                   last_year = fresh.last_year, search_key = fresh.search_key, project_group = fresh.project_group
FROM fresh
WHERE project.id = fresh.id
  AND (project.is_located, project.owner_id, project.first_year, project.last_year, project.search_key,
       project.project_group)
      IS DISTINCT FROM (fresh.is_located, fresh.owner_id, fresh.first_year, fresh.last_year, fresh.search_key,
                        fresh.project_group)
""")


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Recompute the derived columns of these projects from the rows of this transaction."""
    waiting = iter(project_ids)
    while chunk := list(islice(waiting, CHUNK)):
        rows = session.execute(_SEARCHED, {"ids": chunk}).all()
        if rows:
            session.execute(_SAVE, described(session, rows))


def described(session: Session, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the ids of rows that state what a project's rows do, with their search keys and groups."""
    thresholds = [threshold_of(row) for row in session.scalars(select(GroupThresholdRow))]
    return {
        "ids": [row[0] for row in rows],
        "keys": [_search_key(row) for row in rows],
        "groups": [_group(row, thresholds) for row in rows],
    }


def _search_key(row: Any) -> str:
    own = _own_key(" ".join(filter(None, (row.name, row.code, row.budget_code, *row.old_codes))))
    return " ".join(filter(None, (own, row.owner_keys, row.unit_keys)))


@lru_cache(
    maxsize=1 << 16
)  # a list asks for its new projects twice: before and after it knows where they lie
def _own_key(words: str) -> str:
    return name_key(words)


def _group(row: Any, thresholds: Sequence[GroupThreshold]) -> str | None:
    """Return the group that follows from the budget; a group that papers state stays."""
    if row.project_group or row.budget_vnd is None or row.decision_date is None or row.group_ladder is None:
        return None
    group = derive_group(
        budget_vnd=int(row.budget_vnd), ladder=row.group_ladder, on=row.decision_date, thresholds=thresholds
    )
    return group.value if group else None
