"""The work of one recomputation of summaries, for few projects and for many: the parts in their order."""

from typing import Final

from gis.models import LEDGERS
from gis.operations.routine import Routine
from gis.operations.summaries import alerts, current, dates, money, unit_money, unit_months
from gis.operations.summaries.scope import (
    CREATED,
    DROPPED,
    LISTS,
    all_where,
    find,
    joined,
    look,
    only_many,
    statement,
    told_by,
)

# Where the projects are counted now, by their shares and by the communes that their facts name: looked up for each
# project where there are few, read whole where all are counted.
_NAMING: Final = ("project_share", "clearance_count", "contribution")
_EACH: Final = " UNION ".join(
    f"SELECT unit_id FROM {table} WHERE {table}.project_id = touched.project_id" for table in _NAMING
)
_SOME_UNITS: Final = f"""
SELECT project.id, named.unit_id, coalesce(project.sector_id, 0)
FROM summary_project touched JOIN project ON project.id = touched.project_id CROSS JOIN LATERAL ({_EACH}) named
"""
_WHOLE: Final = " UNION ".join(f"SELECT project_id, unit_id FROM {table}" for table in _NAMING)
_ALL_UNITS: Final = f"""
SELECT project_id, unit_id, coalesce(project.sector_id, 0)
FROM ({_WHOLE}) named JOIN project ON project.id = named.project_id
"""
_UNITS: Final = find("touched_unit", _SOME_UNITS, of_all=_ALL_UNITS)
# The units whose figures can change: those, the ones that counted the projects before, what follows from the
# successions, and the larger units that hold what no commune of an older set is known for.
_PAIRS: Final = find(
    "summary_pair",
    """
WITH RECURSIVE counted AS (
    SELECT unit_id, sector_id FROM touched_unit
    UNION SELECT unnest(counted_unit_ids), counted_sector_id
          FROM summary_project JOIN project_summary USING (project_id)
    UNION SELECT unnest(:named), 0::smallint
), pair AS (
    SELECT unit_id, sector_id FROM counted
    UNION
    SELECT other.id, pair.sector_id
    FROM pair CROSS JOIN LATERAL (
        SELECT new_id AS id FROM unit_succession WHERE old_id = pair.unit_id
        UNION ALL SELECT old_id FROM unit_succession WHERE new_id = pair.unit_id) other
)
SELECT unit_id, sector_id FROM pair
UNION
SELECT above.parent_id, pair.sector_id FROM pair CROSS JOIN LATERAL (
    SELECT parent_id FROM unit
    WHERE unit.id = pair.unit_id AND parent_id IS NOT NULL AND valid_to IS NOT NULL LIMIT 1) above
""",
)
# Whoever changes a project holds its row first and its communes' figures afterwards, everywhere: no two wait for each other.
_HOLD: Final = statement("""
SELECT FROM project WHERE id IN (SELECT project_id FROM summary_project) ORDER BY id FOR NO KEY UPDATE
""")
# Two changes of one commune's figures wait for each other: the second must see the facts of the first. A thousand
# locks for all communes together: one each would fill the database's table of locks where the whole country changes.
_LOCK: Final = statement("""
SELECT pg_advisory_xact_lock(hashtext('unit summary'), stripe)
FROM (SELECT DISTINCT (unit_id % 1000)::int AS stripe FROM summary_pair ORDER BY stripe) AS each
""")
# A project that is counted elsewhere now is taken out there, and brought in here, in every figure.
_MOVED: Final = statement("""
SELECT FROM summary_project touched LEFT JOIN project_summary kept USING (project_id)
LEFT JOIN (
    SELECT project_id, array_agg(DISTINCT unit_id ORDER BY unit_id) AS unit_ids, max(sector_id) AS sector_id
    FROM touched_unit GROUP BY 1) place USING (project_id)
WHERE kept.counted_unit_ids IS DISTINCT FROM coalesce(place.unit_ids, '{}') OR kept.counted_sector_id <> place.sector_id
""")
# What a load has just filled without the server having looked at it. Nothing else: whoever else looks at a table, or
# vacuums it, waits from here to the commit.
_SOURCES: Final = ",".join(("project_share", *sorted(ledger.__tablename__ for ledger in LEDGERS)))
_LOOK_AT_GROWN: Final = f"""
FOR :grown IN
    SELECT oid::regclass FROM pg_class WHERE oid = ANY('{{{_SOURCES}}}'::regclass[]) AND pg_relation_size(oid) > 0
    AND (pg_relation_size(oid) > 1.1 * relpages * current_setting('block_size')::int
         OR NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = relnamespace::regnamespace::text AND tablename = relname))
LOOP
    EXECUTE format('ANALYZE %s', :grown);
END LOOP;
"""
_WORK: Final = joined(
    _UNITS,
    _PAIRS,
    look(_LOCK),
    all_where(_MOVED),
    told_by(dates.LEDGERS, dates.STEPS),
    told_by(money.LEDGERS, money.STEPS),
    only_many("ANALYZE project_month, project_money"),
    told_by(current.COLUMN_LEDGERS, current.COLUMN_STEPS),
    current.STEPS,
    alerts.STEPS,
    told_by(unit_months.LEDGERS, unit_months.STEPS),
    told_by(unit_money.LEDGERS, unit_money.STEPS),
)
_GIVEN: Final = {"ids": "bigint[]", "named": "bigint[]", "as_of": "date", "ledgers": "text[]"}
_HELD: Final = {"redrawn": "bigint[] := '{}'", **money.VARIABLES}

FEW: Final = Routine(
    "hatang_summarise_few",
    f"""
:summary_project_project_id := :ids;
IF NOT :is_alone THEN
    {look(_HOLD).few}
END IF;
{_WORK.few}
RETURN :redrawn;
""",
    parameters=_GIVEN | {"is_alone": "boolean"},
    variables=_HELD | LISTS,
    returns="bigint[]",
    settings=("plan_cache_mode = force_generic_plan",),
)
"""Bring the summaries of these projects, and of communes with facts of no project (`named`), up to date.

Its statements look a few rows up by indexes in many tables: planning those takes five times as long as they run, and
the plan does not depend on the values. Whoever has the lock of all summaries (`is_alone`) holds no project's row: its
editor may be waiting for that lock.
"""
MANY: Final = Routine(
    "hatang_summarise_many",
    f"""
{_LOOK_AT_GROWN}
{CREATED}
IF :ids IS NULL THEN
    INSERT INTO summary_project SELECT id FROM project;
ELSE
    INSERT INTO summary_project SELECT unnest(:ids);
END IF;
ANALYZE summary_project;
{_WORK.many}
{DROPPED}
RETURN :redrawn;
""",
    parameters=_GIVEN,
    variables=_HELD | {"grown": "regclass"},
    returns="bigint[]",
    settings=(
        "plan_cache_mode = force_custom_plan",
        "work_mem = '128MB'",
        "client_min_messages = warning",
    ),
)
"""The same for thousands of projects, or all (`ids` null), in tables that the planner knows the size of."""
