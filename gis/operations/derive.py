"""Columns of a project that follow from its other rows: search key, years, owner, group, whether it has a place."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from gis.domain.lifecycle import ProjectGroup
from gis.operations.name_keys import NAME_KEY
from gis.operations.routine import Routine

CHUNK: Final = 20_000


def search_key(own_key: str, *, owner_keys: str, unit_keys: str) -> str:
    """Return SQL for the words by which a project is found: its names and codes, its owners', its units'."""
    return f"concat_ws(' ', nullif({own_key}, ''), nullif({owner_keys}, ''), nullif({unit_keys}, ''))"


def own_key(row: str) -> str:
    """Return SQL for the words that a project's own columns give: the twin of `gis.operations.intake.staging.own_key`."""
    return f"{NAME_KEY}(concat_ws(' ', {row}.name, {row}.code, {row}.budget_code, array_to_string({row}.old_codes, ' ')))"


def group(row: str, *, ladder: str) -> str:
    """Return SQL for the group that papers state, else what follows: the twin of `gis.domain.groups.derive_group`."""
    return f"""coalesce({row}.project_group, (
        SELECT CASE WHEN {row}.budget_vnd >= national_from_vnd THEN '{ProjectGroup.NATIONAL.value}'
                    WHEN {row}.budget_vnd >= a_from_vnd THEN '{ProjectGroup.A.value}'
                    WHEN {row}.budget_vnd >= b_from_vnd THEN '{ProjectGroup.B.value}'
                    ELSE '{ProjectGroup.C.value}' END
        FROM group_threshold law
        WHERE {row}.budget_vnd IS NOT NULL AND law.ladder = {ladder} AND law.valid_from <= {row}.decision_date
          AND (law.valid_to IS NULL OR law.valid_to >= {row}.decision_date)
        ORDER BY law.valid_from LIMIT 1))"""


# Set by set, never project by project: whatever the planner knows of tables that were just filled, this stays a few
# joins. One update for all columns: every version of a row costs an entry in each index of the table.
_DESCRIBED: Final = f"""
WITH wanted AS (SELECT DISTINCT unnest(:ids) AS project_id),
owner_keys AS (
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
), placed AS (
    SELECT DISTINCT project_id FROM wanted JOIN project_location USING (project_id) WHERE replaced_at IS NULL
), owner AS (
    SELECT DISTINCT ON (project_id) project_id, agency_id FROM wanted JOIN project_party USING (project_id)
    WHERE role = 'owner'
    ORDER BY project_id, valid_to DESC NULLS FIRST, valid_from DESC NULLS LAST, id DESC
), fresh AS (
    SELECT known.id, placed.project_id IS NOT NULL AS is_located, owner.agency_id AS owner_id,
           {group("known", ladder="sector.group_ladder")} AS project_group,
           extract(year FROM coalesce(start_date, decision_date, first_completion_date))::smallint AS first_year,
           extract(year FROM greatest(acceptance_date, approved_completion_date, first_completion_date,
                                      start_date, decision_date))::smallint AS last_year,
           {search_key(own_key("known"), owner_keys="owner_keys.keys", unit_keys="unit_keys.keys")} AS search_key
    FROM wanted JOIN project known ON known.id = wanted.project_id LEFT JOIN sector ON sector.id = known.sector_id
    LEFT JOIN placed USING (project_id) LEFT JOIN owner USING (project_id)
    LEFT JOIN owner_keys USING (project_id) LEFT JOIN unit_keys USING (project_id)
)
UPDATE project SET is_located = fresh.is_located, owner_id = fresh.owner_id, first_year = fresh.first_year,
                   last_year = fresh.last_year, search_key = fresh.search_key, project_group = fresh.project_group
FROM fresh
WHERE project.id = fresh.id
  AND (project.is_located, project.owner_id, project.first_year, project.last_year, project.search_key,
       project.project_group)
      IS DISTINCT FROM (fresh.is_located, fresh.owner_id, fresh.first_year, fresh.last_year, fresh.search_key,
                        fresh.project_group)
"""
# Where projects are many, the plan has to know how many: it is made anew each time.
_DESCRIBE: Final = Routine(
    "hatang_describe",
    f"""
IF cardinality(:ids) <= 100 THEN
{_DESCRIBED};
ELSE
EXECUTE $sql${_DESCRIBED.replace(":ids", "$1")}$sql$ USING :ids;
END IF;
""",
    parameters={"ids": "bigint[]"},
    settings=("plan_cache_mode = force_generic_plan",),
    is_open=True,
)
ROUTINES: Final = (_DESCRIBE,)


def refresh(session: Session, project_ids: Sequence[int]) -> None:
    """Recompute the derived columns of these projects from the rows of this transaction."""
    session.flush()
    for start in range(0, len(project_ids), CHUNK):
        session.execute(_DESCRIBE.call, {"ids": list(project_ids[start : start + CHUNK])})
