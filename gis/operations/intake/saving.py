"""Saving the staged rows that bring something: projects, their facts, the log, and what is derived from them."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import cast, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from gis.models import Project
from gis.operations import refresh
from gis.operations.audit import Actor
from gis.operations.intake import baselines, budgets
from gis.operations.intake.agencies import add_missing_agencies
from gis.operations.intake.dating import remember_dates
from gis.operations.intake.describing import describe_new
from gis.operations.intake.facts import append_facts
from gis.operations.intake.merging import known, value_of_known, value_of_new
from gis.operations.intake.tables import PLAIN_FIELDS, staged_description, staged_project, staged_row

_NEW_IDS = text("""
UPDATE staged_row SET project_id = project.id FROM staged_project staged JOIN project USING (code)
WHERE staged.row_id = staged_row.row_id AND staged_row.outcome = 'new'
""")
# In one order, as everybody who changes several projects takes them.
_HOLD = text("""
SELECT FROM project WHERE id IN (SELECT project_id FROM staged_row WHERE outcome = 'changed')
ORDER BY id FOR NO KEY UPDATE
""")
MANY: Final = 1_000
_FILLED: Final = (
    "project",
    "project_party",
    "project_source",
    "project_stated_unit",
    "project_location",
    "status_step",
    "document",
    "completion_date",
    "acceptance",
    "budget_decision",
)
# A rough look is enough until autovacuum takes its own.
_ROUGHLY = text("SET LOCAL default_statistics_target = 10")
_AS_EVER = text("SET LOCAL default_statistics_target TO DEFAULT")
_GROWN = text("""
SELECT relname FROM pg_class
WHERE relname = ANY(:names) AND relkind = 'r' AND relnamespace = 'public'::regnamespace
  AND reltuples < 10 * CAST(:saved_count AS bigint)
""")
_SAVED_IDS = text("SELECT project_id FROM staged_row WHERE outcome IN ('new', 'changed') ORDER BY project_id")
# Derived or kept elsewhere: no news in the log of a new project. Of its group only what the list states is.
_UNLOGGED: Final = {
    "project_group",
    "owner_id",
    "field_dates",
    "search_key",
    "first_year",
    "last_year",
    "is_located",
    "created_at",
    "updated_at",
    "version",
    "id",
}
_LOGGED: Final = ", ".join(f"project.{column.name}" for column in known if column.name not in _UNLOGGED)
_LOG = text(f"""
INSERT INTO audit_log (actor_id, actor, request_id, action, subject, subject_id, before, after, reason)
SELECT :actor_id, :actor, :request_id, CASE staged.outcome WHEN 'new' THEN 'project.create' ELSE 'project.update' END,
       'project', staged.project_id, changed.before,
       CASE staged.outcome WHEN 'new' THEN jsonb_strip_nulls(to_jsonb(logged)) ELSE changed.after END, :reason
FROM staged_row staged JOIN project ON project.id = staged.project_id
JOIN staged_project given ON given.row_id = staged.row_id
CROSS JOIN LATERAL (SELECT {_LOGGED}, given.project_group OFFSET 0) AS logged
LEFT JOIN (SELECT row_id, jsonb_object_agg(field, old) AS before, jsonb_object_agg(field, new) AS after
           FROM staged_change GROUP BY row_id) changed ON changed.row_id = staged.row_id
WHERE staged.outcome IN ('new', 'changed') ORDER BY staged.row_id
""")  # noqa: S608 - names of our own


def save(
    session: Session,
    actor: Actor,
    *,
    batch_id: int,
    as_of: date,
    reason: str,
    cleared: Collection[str] = (),
) -> list[int]:
    """Save the rows whose outcome is new or changed and return the ids of their projects.

    Every project gets one entry in the log, with `reason` (the file). Rows of other outcomes are left alone.
    """
    add_missing_agencies(session, actor, reason=reason)
    describe_new(session)
    session.execute(_insertion(batch_id))
    session.execute(_NEW_IDS)
    session.execute(_HOLD)
    session.execute(_update(batch_id, cleared))
    remember_dates(session, as_of=as_of)
    author_id = actor.account_id
    append_facts(session, as_of=as_of, author_id=author_id, batch_id=batch_id, note=reason)
    baselines.append(session, author_id=author_id, batch_id=batch_id, note=reason)
    budgets.append(session, as_of=as_of, author_id=author_id, batch_id=batch_id, note=reason)
    who = {"actor_id": actor.account_id, "actor": actor.name, "request_id": actor.request_id}
    session.execute(_LOG, who | {"reason": reason})
    project_ids = list(session.scalars(_SAVED_IDS))
    if len(project_ids) >= MANY:
        _renew_statistics(session, len(project_ids))
    refresh.after_change(session, project_ids, as_of=as_of)
    return project_ids


def _renew_statistics(session: Session, saved_count: int) -> None:
    """Let the planner know of tables that grew by more than a tenth: autovacuum comes a minute too late."""
    session.execute(_ROUGHLY)
    for name in session.scalars(_GROWN, {"names": list(_FILLED), "saved_count": saved_count}).all():
        session.execute(text(f'ANALYZE "{name}"'))
    session.execute(_AS_EVER)


def _insertion(batch_id: int) -> Any:
    described = {column.name: column for column in staged_description.c if column.name != "row_id"}
    given = {name: value_of_new(name) for name in PLAIN_FIELDS} | described
    dates = cast(staged_project.c.field_dates, JSONB)
    rows = (
        select(*given.values(), dates, literal(batch_id))
        .join_from(staged_project, staged_row, staged_row.c.row_id == staged_project.c.row_id)
        .join(staged_description, staged_description.c.row_id == staged_row.c.row_id)
    )
    wanted = rows.where(staged_row.c.outcome == "new").order_by(staged_row.c.row_id)
    return insert(Project).from_select(
        [*given, "field_dates", "import_batch_id"], wanted, include_defaults=False
    )


def _update(batch_id: int, cleared: Collection[str]) -> Any:
    changed: dict[str, Any] = {name: value_of_known(name, cleared) for name in PLAIN_FIELDS}
    changed |= {"import_batch_id": batch_id, "version": Project.version + 1, "updated_at": func.now()}
    return (
        update(Project)
        .values(changed)
        .where(
            staged_row.c.row_id == staged_project.c.row_id,
            Project.id == staged_row.c.project_id,
            staged_row.c.outcome == "changed",
        )
        .execution_options(synchronize_session=False)
    )
