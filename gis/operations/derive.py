"""Columns of a project that follow from its other rows: search key, years, owner, group, whether it has a place."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis.domain.groups import derive_group
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
       owner.keys AS owner_keys, unit_keys.keys AS unit_keys
FROM wanted JOIN project ON project.id = wanted.project_id
LEFT JOIN owner USING (project_id) LEFT JOIN unit_keys USING (project_id)
""")

# One update for all columns: every version of a row costs an entry in each index of the table.
_SAVE = text("""
WITH found AS (
    SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:keys AS text[])) AS each(project_id, search_key)
), placed AS (
    SELECT DISTINCT project_id FROM found JOIN project_location USING (project_id) WHERE replaced_at IS NULL
), owner AS (
    SELECT DISTINCT ON (project_id) project_id, agency_id FROM found JOIN project_party USING (project_id)
    WHERE role = 'owner'
    ORDER BY project_id, valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST, id DESC
), fresh AS (
    SELECT known.id, found.search_key, placed.project_id IS NOT NULL AS is_located, owner.agency_id AS owner_id,
           extract(year FROM coalesce(start_date, decision_date, first_completion_date))::smallint AS first_year,
           extract(year FROM greatest(acceptance_date, approved_completion_date, first_completion_date,
                                      start_date, decision_date))::smallint AS last_year
    FROM found JOIN project known ON known.id = found.project_id
    LEFT JOIN placed USING (project_id) LEFT JOIN owner USING (project_id)
)
UPDATE project SET is_located = fresh.is_located, owner_id = fresh.owner_id, first_year = fresh.first_year,
                   last_year = fresh.last_year, search_key = fresh.search_key
FROM fresh
WHERE project.id = fresh.id
  AND (project.is_located, project.owner_id, project.first_year, project.last_year, project.search_key)
      IS DISTINCT FROM (fresh.is_located, fresh.owner_id, fresh.first_year, fresh.last_year, fresh.search_key)
""")


# A group that papers state stays; one that only follows from the budget is filled in here.
_WITHOUT_GROUP = text("""
SELECT project.id, project.budget_vnd, project.decision_date, sector.group_ladder
FROM project JOIN sector ON sector.id = project.sector_id
WHERE project.id = ANY(:ids) AND project_group IS NULL AND budget_vnd IS NOT NULL AND decision_date IS NOT NULL
""")
_SAVE_GROUPS = text("""
UPDATE project SET project_group = found.project_group
FROM unnest(CAST(:ids AS bigint[]), CAST(:groups AS text[])) AS found(id, project_group)
WHERE project.id = found.id
""")


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Recompute the derived columns of these projects from the rows of this transaction."""
    waiting = iter(project_ids)
    while chunk := list(islice(waiting, CHUNK)):
        _refresh(session, chunk)
        _derive_groups(session, chunk)


def _derive_groups(session: Session, ids: list[int]) -> None:
    open_rows = session.execute(_WITHOUT_GROUP, {"ids": ids}).all()
    if not open_rows:
        return
    thresholds = [threshold_of(row) for row in session.scalars(select(GroupThresholdRow))]
    groups = {
        row.id: derive_group(
            budget_vnd=int(row.budget_vnd),
            ladder=row.group_ladder,
            on=row.decision_date,
            thresholds=thresholds,
        )
        for row in open_rows
    }
    known = {project_id: group.value for project_id, group in groups.items() if group is not None}
    if known:
        session.execute(_SAVE_GROUPS, {"ids": list(known), "groups": list(known.values())})


def _refresh(session: Session, ids: list[int]) -> None:
    found_ids, keys = [], []
    for row in session.execute(_SEARCHED, {"ids": ids}):
        own = name_key(" ".join(filter(None, (row.name, row.code, row.budget_code, *row.old_codes))))
        found_ids.append(row.id)
        keys.append(" ".join(filter(None, (own, row.owner_keys, row.unit_keys))))
    if found_ids:
        session.execute(_SAVE, {"ids": found_ids, "keys": keys})
