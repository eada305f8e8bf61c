"""What derives from the rows of a new project, put down before it is saved: a row written twice costs each index twice.

Where it will lie is a guess by the units that its row states; `derive.refresh` writes again where it was wrong.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations import derive

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
), above AS (
    SELECT new_id, old_id, old_id AS unit_id, 0 AS height FROM unit_succession
    WHERE new_id IN (SELECT unnest(unit_ids) FROM said)
    UNION ALL
    SELECT new_id, old_id, unit.parent_id, height + 1
    FROM above JOIN unit ON unit.id = above.unit_id WHERE unit.parent_id IS NOT NULL
), holder AS (
    SELECT DISTINCT ON (new_id) new_id, unit_id
    FROM above GROUP BY new_id, unit_id
    HAVING count(*) = (SELECT count(DISTINCT old_id) FROM above every WHERE every.new_id = above.new_id)
    ORDER BY new_id, max(height)
), unit_keys AS (
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
SELECT given.row_id, {derive.search_key("given", owner_keys="owner_keys.keys", unit_keys="unit_keys.keys")},
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
