"""When summaries are recomputed: after facts, after a day has passed, or all of them from the facts alone."""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.database import kept_plans
from gis.models import LEDGERS
from gis.operations.summaries import alerts, current, dates, money, unit_money, unit_months
from gis.operations.summaries.scope import FewProjects, ManyProjects, Scope, analyze, source, statement

_MANY: Final = 500
"""From how many projects on they are worked on as tables, and the planner is told how many there are."""

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
_UNITS: Final = source("touched_unit", _SOME_UNITS)
_UNITS_OF_ALL: Final = source("touched_unit", _SOME_UNITS, of_all=_ALL_UNITS)
# The units whose figures can change: those, the ones that counted the projects before, what follows from the
# successions, and the larger units that hold what no commune of an older set is known for.
_PAIRS: Final = source(
    "summary_pair",
    """
WITH RECURSIVE counted AS (
    SELECT unit_id, sector_id FROM touched_unit
    UNION SELECT unnest(counted_unit_ids), counted_sector_id
          FROM summary_project JOIN project_summary USING (project_id)
    UNION SELECT unnest(CAST(:unit_ids AS bigint[])), 0::smallint
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
_LOCK_ALL: Final = text("SELECT pg_advisory_xact_lock(hashtext('summaries'), 0)")
_LOCK_SOME: Final = text("SELECT pg_advisory_xact_lock_shared(hashtext('summaries'), 0)")
_TRY_LOCK: Final = text("SELECT pg_try_advisory_xact_lock(hashtext('summaries'), 0)")

_PROJECT_COUNT: Final = text(
    "SELECT count(*) FROM (SELECT FROM project LIMIT CAST(:most AS int) + 1) AS some"
)
_DAY: Final = text("SELECT as_of FROM summary_day WHERE id = 1")
_SET_DAY: Final = text("""
INSERT INTO summary_day (id, as_of) VALUES (1, :as_of)
ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of WHERE summary_day.as_of <> excluded.as_of
""")
_COUNTED_LATER: Final = " ".join(
    f"UNION SELECT project_id FROM {ledger.__tablename__}"
    " WHERE counted_from > :since AND counted_from <= :as_of AND project_id IS NOT NULL"
    for ledger in LEDGERS
)
# What a passing day changes without a new fact: a due date that is over, works that begin or may go on again, papers
# overdue, rows that count from a later day.
_DUE: Final = text(f"""
SELECT project_id FROM completion_date WHERE new_date >= :since AND new_date < :as_of
UNION SELECT id FROM project WHERE start_date > :since AND start_date <= :as_of
UNION SELECT project_id FROM suspension WHERE resumed_on > :since AND resumed_on <= :as_of
{_COUNTED_LATER}
UNION {alerts.LATE_SETTLEMENTS}
""")
_GIFTS_DUE: Final = text("""
SELECT unit_id FROM contribution
WHERE project_id IS NULL AND counted_from > :since AND counted_from <= :as_of
""")
# A gift of no project that was corrected to another commune is taken from the one that it named before.
_NAMED_BEFORE: Final = text("""
WITH RECURSIVE chain AS (
    SELECT unit_id, corrects_id FROM contribution WHERE project_id IS NULL AND unit_id = ANY(:unit_ids)
    UNION SELECT older.unit_id, older.corrects_id FROM chain JOIN contribution older ON older.id = chain.corrects_id
)
SELECT unnest(CAST(:unit_ids AS bigint[])) UNION SELECT unit_id FROM chain
""")
_ORPHANS: Final = text("SELECT DISTINCT unit_id FROM contribution WHERE project_id IS NULL")
_SOURCES: Final = ("project_share", *sorted(ledger.__tablename__ for ledger in LEDGERS))
"""What a load has just filled without the server having looked at it; a role that may not analyze them is let be."""
_TABLES: Final = ("unit_month", "unit_money", "project_summary", "project_month", "project_money")


def after_facts(
    session: Session,
    project_ids: Sequence[int],
    *,
    as_of: date,
    unit_ids: Sequence[int] = (),
    ledgers: Collection[str] | None = None,
) -> list[int]:
    """Bring the summaries of these projects and of their communes up to date; flushes, never commits.

    `unit_ids` are communes with facts that belong to no project, written or corrected; `ledgers` those that the facts
    stand in (None: anything may have changed), so that what tells of others is let be. Days that have passed since the
    last call are made up for; a new month begins with a rebuild. Returns the ids of the projects that maps and
    lists show otherwise now.
    """
    session.flush()
    session.execute(_LOCK_SOME)
    day = session.scalar(_DAY)
    if day is None or (as_of.year, as_of.month) > (day.year, day.month):
        return rebuild(session, as_of=as_of)
    today = max(day, as_of)
    span = {"since": day, "as_of": today}
    due = session.scalars(_DUE, span).all() if today > day else []
    gifts_due = session.scalars(_GIFTS_DUE, span).all() if today > day else []
    units = [*unit_ids, *gifts_due]
    redrawn = []
    if project_ids or units or due:
        changed = None if due or gifts_due or ledgers is None else frozenset(ledgers)
        named = session.scalars(_NAMED_BEFORE, {"unit_ids": units}).all() if units else []
        redrawn = _recompute(session, [*project_ids, *due], named, as_of=today, ledgers=changed)
    session.execute(_SET_DAY, {"as_of": today})
    return redrawn


def after_change(session: Session, project_ids: Sequence[int], *, as_of: date | None = None) -> list[int]:
    """Do the same after a change of projects themselves: their sector, place, shares; `as_of` None keeps the day."""
    day = as_of or session.scalar(_DAY)
    return after_facts(session, project_ids, as_of=day) if day is not None else []


def is_behind(session: Session, *, as_of: date, most_projects: int) -> bool:
    """Tell whether days have passed since the summaries' day, nobody else counts them, and they are soon counted."""
    day = session.scalar(_DAY)
    if day is None or day >= as_of or not session.scalar(_TRY_LOCK):
        return False
    is_new_month = (as_of.year, as_of.month) > (day.year, day.month)
    return not is_new_month or session.scalar(_PROJECT_COUNT, {"most": most_projects}) <= most_projects


def rebuild(session: Session, *, as_of: date) -> list[int]:
    """Compute every summary anew from the facts as of `as_of`; flushes, never commits. Returns as `after_facts`."""
    session.flush()
    session.execute(_LOCK_ALL)
    for table in _TABLES:
        session.execute(text(f"DELETE FROM {table}"))
    redrawn = _recompute(session, None, session.scalars(_ORPHANS).all(), as_of=as_of)
    session.execute(_SET_DAY, {"as_of": as_of})
    return redrawn


def _recompute(
    session: Session,
    ids: Sequence[int] | None,
    unit_ids: Sequence[int],
    *,
    as_of: date,
    ledgers: frozenset[str] | None = None,
) -> list[int]:
    def tells(part: frozenset[str]) -> bool:
        return ledgers is None or not part.isdisjoint(ledgers)

    scope = _scope(session, ids, as_of)
    with nullcontext() if scope.is_large else kept_plans(session):
        if not scope.is_large:
            scope.execute(_HOLD)
        scope.find("touched_unit", _UNITS_OF_ALL if ids is None else _UNITS)
        scope.find("summary_pair", _PAIRS, unit_ids=list(unit_ids))
        scope.execute(_LOCK)
        if tells(dates.LEDGERS):
            dates.refresh(scope)
        years = money.refresh(scope) if tells(money.LEDGERS) else frozenset()
        if scope.is_large:
            analyze(session, "project_month", "project_money")
        redrawn = current.refresh_columns(scope) if tells(current.COLUMN_LEDGERS) else []
        current.refresh(scope)
        alerts.refresh(session, scope, as_of=as_of)
        if tells(unit_months.LEDGERS):
            unit_months.refresh(scope)
        if tells(unit_money.LEDGERS):
            is_money_alone = ledgers is not None and ledgers <= money.LEDGERS
            unit_money.refresh(scope, years=years if is_money_alone else None)
    return redrawn


def _scope(session: Session, ids: Sequence[int] | None, as_of: date) -> Scope:
    distinct = None if ids is None else list(dict.fromkeys(ids))
    if distinct is not None and len(distinct) < _MANY:
        return FewProjects(session, distinct, as_of=as_of)
    analyze(session, *_SOURCES)
    return ManyProjects(session, distinct, as_of=as_of)
