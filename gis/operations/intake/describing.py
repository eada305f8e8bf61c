"""What derives from the rows of a new project, put down before it is saved: a row written twice costs each index twice.

Where it will lie is a guess by the units that its row states; `derive.refresh` writes again where it was wrong.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations import derive
from gis.operations.shares import holders

# The units of every date that shares will name, found once for all rows that state the same units: what followed these,
# and for a unit of which no predecessor is stated the smallest unit that held them all.
_DESCRIBE: Final = text(f"""
WITH RECURSIVE wanted AS (
    SELECT row_id FROM staged_row WHERE outcome = 'new'
), owner_keys AS (
    SELECT row_id, string_agg(DISTINCT agency.name_key, ' ') AS keys
    FROM wanted JOIN staged_party USING (row_id) JOIN agency ON agency.id = agency_id
    WHERE role = 'owner' GROUP BY row_id
), stated AS (
    SELECT row_id, array_agg(unit_id ORDER BY unit_id) AS unit_ids
    FROM wanted JOIN staged_unit USING (row_id) GROUP BY row_id
), said AS (
    SELECT DISTINCT unit_ids FROM stated
), followed AS (
    SELECT unit_ids, unnest(unit_ids) AS unit_id FROM said
    UNION
    SELECT unit_ids, next.new_id FROM followed JOIN unit_succession next ON next.old_id = followed.unit_id
), {holders("new_id IN (SELECT unnest(unit_ids) FROM said)")}, unit_keys AS (
    SELECT unit_ids, string_agg(DISTINCT unit.name_key, ' ') AS keys FROM (
        SELECT unit_ids, unit_id FROM followed
        UNION
        SELECT unit_ids, holder.unit_id FROM said JOIN holder ON holder.new_id = ANY(unit_ids)
        WHERE NOT EXISTS (SELECT FROM unit_succession past WHERE past.new_id = holder.new_id
                          AND past.old_id = ANY(unit_ids))
    ) named JOIN unit ON unit.id = unit_id GROUP BY unit_ids
), owner AS (
    SELECT DISTINCT ON (row_id) row_id, agency_id FROM staged_party WHERE role = 'owner' ORDER BY row_id, is_former
)
INSERT INTO staged_description (row_id, search_key, project_group, owner_id, is_located, first_year, last_year)
SELECT given.row_id, {derive.search_key("given.own_key", owner_keys="owner_keys.keys", unit_keys="unit_keys.keys")},
       {derive.group("given", ladder="sector.group_ladder")}, owner.agency_id, place.row_id IS NOT NULL,
       extract(year FROM coalesce(start_date, decision_date, first_completion_date))::smallint,
       extract(year FROM greatest(acceptance_date, coalesce(approved_completion_date, first_completion_date),
                                  first_completion_date, start_date, decision_date))::smallint
FROM wanted JOIN staged_project given USING (row_id) LEFT JOIN sector ON sector.id = given.sector_id
LEFT JOIN staged_place place USING (row_id) LEFT JOIN owner USING (row_id)
LEFT JOIN owner_keys USING (row_id) LEFT JOIN stated USING (row_id) LEFT JOIN unit_keys USING (unit_ids)
""")


def describe_new(session: Session) -> None:
    """Fill `staged_description` with the derived columns of every new project; its agencies are known by now."""
    session.execute(_DESCRIBE)
