"""What the staged rows would change: one line for each project and field, old value beside new."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    FromClause,
    SmallInteger,
    Text,
    and_,
    column,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from gis.models import Project
from gis.operations.intake import budgets
from gis.operations.intake.dating import NewerKept, keep_newer_values
from gis.operations.intake.merging import CLEARABLE_FIELDS, known, stated, value_of_known
from gis.operations.intake.papers import CHANGES as _DOCUMENTS
from gis.operations.intake.tables import PLAIN_FIELDS, staged_change, staged_project, staged_row

_AFTER_PLAIN = len(PLAIN_FIELDS)

_PARTIES = text("""
INSERT INTO staged_change (row_id, position, field, old, new)
SELECT staged.row_id, :position, role.role, known.names, given.names
FROM staged_row staged
JOIN (SELECT row_id, role, jsonb_agg(name ORDER BY name) AS names FROM staged_party WHERE NOT is_former
      GROUP BY row_id, role) given ON given.row_id = staged.row_id
CROSS JOIN LATERAL (SELECT given.role) role
LEFT JOIN LATERAL (
    SELECT jsonb_agg(agency.name ORDER BY agency.name) AS names FROM project_party party
    JOIN agency ON agency.id = party.agency_id
    WHERE party.project_id = staged.project_id AND party.role = given.role AND party.valid_to IS NULL) known ON true
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL
""")
_FORMER = text("""
INSERT INTO staged_change (row_id, position, field, new)
SELECT staged.row_id, :position, 'former_' || party.role, jsonb_agg(party.name ORDER BY party.name)
FROM staged_row staged JOIN staged_party party USING (row_id)
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL AND party.is_former
GROUP BY staged.row_id, party.role
""")
# Of a known party only the gaps are filled: what is known of its beginning stays.
_TERMS = text("""
INSERT INTO staged_change (row_id, position, field, new)
SELECT row_id, :position, field, CASE WHEN count(*) = 1 THEN jsonb_agg(said) -> 0 ELSE jsonb_agg(said ORDER BY said) END
FROM (
    SELECT DISTINCT staged.row_id, each.field, each.said
    FROM staged_row staged JOIN staged_term given USING (row_id)
    JOIN project_party present ON present.project_id = staged.project_id AND present.role = given.role
     AND present.valid_to IS NULL AND (given.agency_id IS NULL OR given.agency_id = present.agency_id)
    CROSS JOIN LATERAL (VALUES
        (given.role || '_since', CASE WHEN present.valid_from IS NULL THEN to_jsonb(given.since) END),
        (given.role || '_decision', CASE WHEN present.decision_no IS NULL THEN to_jsonb(given.decision_no) END)
    ) AS each(field, said)
    WHERE staged.outcome IS NULL AND each.said IS NOT NULL
) news GROUP BY row_id, field
""")
_SOURCES = text("""
INSERT INTO staged_change (row_id, position, field, old, new)
SELECT staged.row_id, :position, 'source:' || source.code, to_jsonb(known.amount_vnd), coalesce(to_jsonb(given.amount_vnd), '"unknown"')
FROM staged_row staged JOIN staged_source given USING (row_id)
JOIN capital_source source ON source.id = given.source_id
LEFT JOIN project_source known ON known.project_id = staged.project_id AND known.source_id = given.source_id
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL
""")
_UNITS = text("""
INSERT INTO staged_change (row_id, position, field, old, new)
SELECT staged.row_id, :position, 'units', known.names, given.names
FROM staged_row staged
JOIN (SELECT row_id, jsonb_agg(unit.full_name ORDER BY unit.full_name) AS names
      FROM staged_unit JOIN unit ON unit.id = staged_unit.unit_id GROUP BY row_id) given USING (row_id)
LEFT JOIN LATERAL (
    SELECT jsonb_agg(unit.full_name ORDER BY unit.full_name) AS names FROM project_stated_unit stated
    JOIN unit ON unit.id = stated.unit_id WHERE stated.project_id = staged.project_id) known ON true
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL
""")
_PLACES = text("""
INSERT INTO staged_change (row_id, position, field, old, new)
SELECT staged.row_id, :position, 'place', known.summary, jsonb_build_object(
    'type', GeometryType(given.geom), 'lon', round(ST_X(ST_Centroid(given.geom))::numeric, 6),
    'lat', round(ST_Y(ST_Centroid(given.geom))::numeric, 6), 'accuracy_class', given.accuracy_class)
FROM staged_row staged JOIN staged_place given USING (row_id)
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('type', GeometryType(place.geom), 'lon', round(ST_X(ST_Centroid(place.geom))::numeric, 6),
        'lat', round(ST_Y(ST_Centroid(place.geom))::numeric, 6), 'accuracy_class', place.accuracy_class) AS summary
    FROM project_location place WHERE place.project_id = staged.project_id AND place.replaced_at IS NULL) known ON true
WHERE staged.project_id IS NOT NULL AND staged.outcome IS NULL
""")
_OUTCOMES = text("""
UPDATE staged_row SET outcome = CASE
    WHEN project_id IS NULL THEN 'new'
    WHEN row_id IN (SELECT row_id FROM staged_change) THEN 'changed' ELSE 'same' END
WHERE outcome IS NULL
""")
_LISTED = text("""
SELECT staged.row_id, project.code, project.name, change.field, change.old, change.new
FROM staged_change change JOIN staged_row staged ON staged.row_id = change.row_id
JOIN project ON project.id = staged.project_id
WHERE staged.outcome = 'changed' ORDER BY staged.row_id, change.position, change.field LIMIT :row_limit
""")

_COUNTED = text("""
SELECT count(*) FROM staged_change change JOIN staged_row staged USING (row_id) WHERE staged.outcome = 'changed'
""")


class Change(NamedTuple):
    """One field of one project before and after."""

    row_id: int
    code: str
    name: str
    field: str
    old: Any
    new: Any


def find_changes(
    session: Session, *, as_of: date, cleared: Collection[str] = ()
) -> list[NewerKept | budgets.BudgetIssue]:
    """Fill `staged_change`, give every row its outcome (new, changed or same), return newer values that stay.

    What a person should know of the total investments that the rows state comes with them.

    A field that a row leaves open keeps its value, unless it is in `cleared`. Rows without a date count as of `as_of`.
    """
    session.execute(_plain_changes(cleared))
    for offset, statement in enumerate((_PARTIES, _FORMER, _TERMS, _SOURCES, _UNITS, _PLACES, _DOCUMENTS)):
        session.execute(statement, {"position": _AFTER_PLAIN + offset})
    session.execute(text("ANALYZE staged_change"))
    kept = keep_newer_values(session, as_of=as_of)
    told = budgets.settle(session, as_of=as_of)
    session.execute(_OUTCOMES)
    session.execute(text("ANALYZE staged_row (outcome)"))
    return [*kept, *told]


def changes(session: Session, *, limit: int | None) -> list[Change]:
    """Return the first `limit` changes in the order of the file, all of them where it is None."""
    return [Change(*row) for row in session.execute(_LISTED, {"row_limit": limit})]


def change_count(session: Session) -> int:
    """Return how many fields of known projects would change."""
    return session.scalar(_COUNTED) or 0


def outcomes(session: Session) -> dict[int, str]:
    """Return the outcome of every staged row: new, changed, same, repeated, refused or outside."""
    rows = session.execute(select(staged_row.c.row_id, staged_row.c.outcome))
    return {row.row_id: row.outcome for row in rows}


def kept_counts(session: Session, *, fields: Collection[str]) -> dict[str, int]:
    """Count, for each of the stated `fields`, the projects whose known value a row left open."""
    names = [name for name in PLAIN_FIELDS if name in fields and name in CLEARABLE_FIELDS]
    if not names:
        return {}
    counted = [
        func.count().filter(and_(stated[name].is_(None), known[name].is_not(None))).label(name)
        for name in names
    ]
    statement = select(*counted).select_from(_matched()).where(staged_row.c.outcome.in_(("changed", "same")))
    row = session.execute(statement).mappings().one()
    return {name: row[name] for name in names if row[name]}


def _plain_changes(cleared: Collection[str]) -> Any:
    compared = (
        values(
            column("position", SmallInteger),
            column("field", Text),
            column("old", JSONB),
            column("new", JSONB),
        )
        .data([_compared(position, name, cleared) for position, name in enumerate(PLAIN_FIELDS)])
        .alias("compared")
        .lateral()
    )
    # Most rows of a list that comes again say nothing new: plain comparisons find them before any JSON is made.
    differs = or_(*(known[name].is_distinct_from(value_of_known(name, cleared)) for name in PLAIN_FIELDS))
    found = (
        select(staged_project.c.row_id, *compared.c)
        .select_from(_matched().join(compared, true()))
        .where(staged_row.c.outcome.is_(None), differs, compared.c.old.is_distinct_from(compared.c.new))
    )
    return insert(staged_change).from_select(["row_id", "position", "field", "old", "new"], found)


def _compared(position: int, name: str, cleared: Collection[str]) -> tuple[Any, ...]:
    new = func.to_jsonb(value_of_known(name, cleared))
    return literal(position, SmallInteger), literal(name, Text), func.to_jsonb(known[name]), new


def _matched() -> FromClause:
    rows = staged_row.join(staged_project, staged_project.c.row_id == staged_row.c.row_id)
    return rows.join(Project.__table__, known.id == staged_row.c.project_id)
