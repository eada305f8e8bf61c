"""When summaries are recomputed: after facts, after a day has passed, or all of them from the facts alone."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.models import LEDGERS
from gis.operations.routine import IS_NOT_AHEAD, SEES_ALL, Routine
from gis.operations.summaries import alerts
from gis.operations.summaries.work import FEW, MANY

MANY_PROJECTS: Final = 500
"""From how many projects on they are worked on as tables, and the planner is told how many there are."""
_LOCK: Final = "hashtext('summaries'), 0"
_TRY_LOCK: Final = text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")
_PROJECT_COUNT: Final = text(
    "SELECT count(*) FROM (SELECT FROM project LIMIT CAST(:most AS int) + 1) AS counted"
)
_DAY: Final = text("SELECT as_of FROM summary_day WHERE id = 1")
_SET_DAY: Final = """
INSERT INTO summary_day (id, as_of) VALUES (1, :as_of)
ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of WHERE summary_day.as_of <> excluded.as_of
"""
_COUNTED_LATER: Final = " ".join(
    f"UNION SELECT project_id FROM {ledger.__tablename__}"
    " WHERE counted_from > :since AND counted_from <= :as_of AND project_id IS NOT NULL"
    for ledger in LEDGERS
)
# What a passing day changes without a new fact: a due date that is over, works that begin or may go on again, papers
# overdue, rows that count from a later day.
_DUE: Final = f"""
SELECT project_id FROM completion_date WHERE new_date >= :since AND new_date < :as_of
UNION SELECT id FROM project WHERE start_date > :since AND start_date <= :as_of
UNION SELECT project_id FROM suspension WHERE resumed_on > :since AND resumed_on <= :as_of
{_COUNTED_LATER}
UNION {alerts.LATE_SETTLEMENTS}
"""
_GIFTS_DUE: Final = """
SELECT unit_id FROM contribution
WHERE project_id IS NULL AND counted_from > :since AND counted_from <= :as_of
"""
# A gift of no project that was corrected to another commune is taken from the one that it named before.
_NAMED_BEFORE: Final = """
WITH RECURSIVE chain AS (
    SELECT unit_id, corrects_id FROM contribution WHERE project_id IS NULL AND unit_id = ANY(:named)
    UNION SELECT older.unit_id, older.corrects_id FROM chain JOIN contribution older ON older.id = chain.corrects_id
)
SELECT unnest(:named) UNION SELECT unit_id FROM chain
"""
_TABLES: Final = ("unit_month", "unit_money", "project_summary", "project_month", "project_money")
_EMPTIED: Final = "".join(f"DELETE FROM {table};\n" for table in _TABLES)
_GIVING: Final = "ARRAY(SELECT DISTINCT unit_id FROM contribution WHERE project_id IS NULL)"

# Whoever begins a month has the lock alone from the start: two who shared it first would wait for each other, and what
# a third adds meanwhile would be emptied without being counted again.
_KEPT_DAY: Final = "(SELECT kept.as_of FROM summary_day kept WHERE id = 1)"
_BEGINS_MONTH: Final = (
    ":since IS NULL OR date_trunc('month', :as_of::timestamp) > date_trunc('month', :since::timestamp)"
)

_ALL: Final = Routine(
    "hatang_summarise_all",
    f"""
PERFORM pg_advisory_xact_lock({_LOCK});
{_EMPTIED}
:redrawn := {MANY.name}(NULL, {_GIVING}, :as_of, NULL);
{_SET_DAY};
RETURN :redrawn;
""",
    parameters={"as_of": "date"},
    variables={"redrawn": "bigint[]"},
    returns="bigint[]",
)
_SOME: Final = Routine(
    "hatang_summarise",
    f"""
{SEES_ALL}
{IS_NOT_AHEAD}
:since := {_KEPT_DAY};
IF {_BEGINS_MONTH} THEN
    PERFORM pg_advisory_xact_lock({_LOCK});
ELSE
    PERFORM pg_advisory_xact_lock_shared({_LOCK});
END IF;
:since := {_KEPT_DAY};
:as_of := coalesce(:as_of, :since);
IF :as_of IS NULL THEN
    RETURN :redrawn;
ELSIF {_BEGINS_MONTH} THEN
    :found := ARRAY(SELECT id FROM project LIMIT {MANY_PROJECTS});
    IF cardinality(:found) >= {MANY_PROJECTS} THEN
        RETURN {_ALL.name}(:as_of);
    END IF;
    {_EMPTIED}
    :redrawn := {FEW.name}(:found, {_GIVING}, :as_of, NULL, true);
    {_SET_DAY};
    RETURN :redrawn;
ELSIF :as_of > :since THEN
    :due := ARRAY({_DUE});
    :gifts_due := ARRAY({_GIFTS_DUE});
    IF :due <> '{{}}' OR :gifts_due <> '{{}}' THEN
        :ledgers := NULL;
    END IF;
END IF;
:as_of := greatest(:since, :as_of);
:found := ARRAY(SELECT DISTINCT unnest(:ids || :due));
:named := :unit_ids || :gifts_due;
IF :named <> '{{}}' THEN
    :named := ARRAY({_NAMED_BEFORE});
END IF;
IF cardinality(:found) >= {MANY_PROJECTS} THEN
    :redrawn := {MANY.name}(:found, :named, :as_of, :ledgers);
ELSIF :found <> '{{}}' OR :named <> '{{}}' THEN
    :redrawn := {FEW.name}(:found, :named, :as_of, :ledgers, false);
END IF;
{_SET_DAY};
RETURN :redrawn;
""",
    parameters={"ids": "bigint[]", "unit_ids": "bigint[]", "as_of": "date", "ledgers": "text[]"},
    variables={
        "since": "date",
        "found": "bigint[]",
        "named": "bigint[]",
        "due": "bigint[] := '{}'",
        "gifts_due": "bigint[] := '{}'",
        "redrawn": "bigint[] := '{}'",
    },
    returns="bigint[]",
    is_open=True,
)
ROUTINES: Final = (FEW, MANY, _ALL, _SOME)


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
    return _summarise(session, project_ids, as_of=as_of, unit_ids=unit_ids, ledgers=ledgers)


def after_change(session: Session, project_ids: Sequence[int], *, as_of: date | None = None) -> list[int]:
    """Do the same after a change of projects themselves: their sector, place, shares; `as_of` None keeps the day."""
    return _summarise(session, project_ids, as_of=as_of)


def is_behind(session: Session, *, as_of: date, most_projects: int) -> bool:
    """Tell whether days have passed over the summaries' day, and no more than `most_projects` are counted anew for it."""
    day = session.scalar(_DAY)
    if day is None or day >= as_of:
        return False
    is_new_month = (as_of.year, as_of.month) > (day.year, day.month)
    return not is_new_month or session.scalar(_PROJECT_COUNT, {"most": most_projects}) <= most_projects


def try_alone(session: Session) -> bool:
    """Take the lock of all summaries, which lasts to the commit; False where somebody else is at work on them."""
    return bool(session.scalar(_TRY_LOCK))


def rebuild(session: Session, *, as_of: date) -> list[int]:
    """Compute every summary anew from the facts as of `as_of`; flushes, never commits. Returns as `after_facts`.

    Only the tables' owner may: the web's role lets days pass, and never goes back.
    """
    session.flush()
    return list(session.execute(_ALL.call, {"as_of": as_of}).scalar_one())


def _summarise(
    session: Session,
    project_ids: Sequence[int],
    *,
    as_of: date | None,
    unit_ids: Sequence[int] = (),
    ledgers: Collection[str] | None = None,
) -> list[int]:
    session.flush()
    given = {
        "ids": list(project_ids),
        "unit_ids": list(unit_ids),
        "as_of": as_of,
        "ledgers": None if ledgers is None else sorted(ledgers),
    }
    return list(session.execute(_SOME.call, given).scalar_one())
