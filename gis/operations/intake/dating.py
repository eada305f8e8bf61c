"""The date of each stated value: an older list leaves newer values alone, and what is saved remembers its date."""

import json
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.local_time import TIME_ZONE
from gis.operations.intake.record import ProjectRecord
from gis.operations.intake.tables import PLAIN_FIELDS

# Codes only grow, the axes have dated steps of their own, and the first completion date never changes.
_UNDATED: Final = frozenset(
    {
        "code",
        "old_codes",
        "stage",
        "execution",
        "clearance",
        "settlement",
        "first_completion_date",
        "first_completion_precision",
    }
)
DATED_FIELDS: Final = tuple(name for name in PLAIN_FIELDS if name not in _UNDATED)
_VALUES: Final = attrgetter(*DATED_FIELDS)
SINGLE_ROLES: Final = ("owner", "pmu", "managing_unit")
_SOURCES: Final = "capital_sources"
_ALL: Final = (*DATED_FIELDS, *SINGLE_ROLES, _SOURCES, "units", "place")

# A party in office and a place drawn by hand carry their own day; the later one counts.
_OUTDATED = text(f"""
WITH newest AS (
    SELECT change.row_id, change.field, greatest(
        CAST(project.field_dates ->> split.name AS date),
        (SELECT max(valid_from) FROM project_party party WHERE party.project_id = project.id
           AND party.role = change.field AND party.valid_to IS NULL AND split.name = ANY(:single_roles)),
        (SELECT CAST(place.recorded_at AT TIME ZONE '{TIME_ZONE.key}' AS date) FROM project_location place
         WHERE split.name = 'place' AND place.project_id = project.id AND place.replaced_at IS NULL
           AND place.recorded_by IS NOT NULL)) AS known_date, given.recorded_date AS stated_date
    FROM staged_change change JOIN staged_row staged USING (row_id) JOIN staged_project given USING (row_id)
    JOIN project ON project.id = staged.project_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN change.field LIKE 'source:%' THEN 'capital_sources' ELSE change.field END AS name) split
    WHERE given.recorded_date < CAST(:as_of AS date) AND split.name = ANY(:dated)
)
DELETE FROM staged_change change USING newest
WHERE newest.row_id = change.row_id AND newest.field = change.field AND newest.stated_date < newest.known_date
RETURNING change.row_id, change.field, change.old, change.new, newest.known_date, newest.stated_date
""")  # noqa: S608 - names of our own
# The known value itself, not an empty one: a list that may clear values would take that for a wish.
_KEPT_COLUMNS: Final = ", ".join(
    f"{name} = CASE WHEN '{name}' = ANY(gone.fields) THEN project.{name} ELSE given.{name} END"
    for name in DATED_FIELDS
)
_KEEP_KNOWN = text(
    f"""UPDATE staged_project given SET {_KEPT_COLUMNS}
    FROM (SELECT row_id, array_agg(field) AS fields
          FROM unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS each(row_id, field) GROUP BY row_id) gone
    JOIN staged_row USING (row_id) JOIN project ON project.id = staged_row.project_id
    WHERE gone.row_id = given.row_id"""  # noqa: S608 - names of this module
)
_OTHER_TABLES = (
    text("""DELETE FROM staged_party party USING unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS gone(row_id, field)
        WHERE party.row_id = gone.row_id AND party.role = gone.field AND NOT party.is_former"""),
    text("""DELETE FROM staged_source given USING unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS gone(row_id, field),
        capital_source source WHERE given.row_id = gone.row_id AND gone.field = 'source:' || source.code AND given.source_id = source.id"""),
    text("""DELETE FROM staged_unit given USING unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS gone(row_id, field)
        WHERE given.row_id = gone.row_id AND gone.field = 'units'"""),
    text("""DELETE FROM staged_place given USING unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS gone(row_id, field)
        WHERE given.row_id = gone.row_id AND gone.field = 'place'"""),
)
# A list with a date confirms all that it states; one without dates only what it changes, on the day of the import.
_REMEMBER = text("""
UPDATE project SET field_dates = project.field_dates || newer.dates FROM (
    SELECT project.id, jsonb_object_agg(said.field, said.day) AS dates FROM (
        SELECT staged.project_id, each.key AS field, each.value AS day
        FROM staged_row staged JOIN staged_project given USING (row_id) JOIN project ON project.id = staged.project_id
        CROSS JOIN LATERAL jsonb_each_text(CAST(given.field_dates AS jsonb)) each
        WHERE staged.outcome IN ('changed', 'same') AND given.recorded_date IS NOT NULL
          AND NOT project.field_dates @> CAST(given.field_dates AS jsonb)
        UNION
        SELECT staged.project_id, CASE WHEN change.field LIKE 'source:%' THEN 'capital_sources' ELSE change.field END,
               CAST(coalesce(given.recorded_date, CAST(:as_of AS date)) AS text)
        FROM staged_change change JOIN staged_row staged USING (row_id) JOIN staged_project given USING (row_id)
        WHERE staged.outcome = 'changed'
    ) said JOIN project ON project.id = said.project_id
    WHERE said.field = ANY(:dated) AND said.day > coalesce(project.field_dates ->> said.field, '')
    GROUP BY project.id
) newer WHERE newer.id = project.id
""")


class NewerKept(NamedTuple):
    """A row is older than what the catalogue knows of a field; `known` stays. Values as in the log, dates of both."""

    row_id: int
    field: str
    known: Any
    stated: Any
    known_date: date
    stated_date: date


def dates_of(record: ProjectRecord, as_of: date) -> str:
    """Return as JSON the date of each field that a record states: its own date, else the day of the import."""
    fields = [name for name, value in zip(DATED_FIELDS, _VALUES(record), strict=True) if value is not None]
    if record.is_sector_guess:
        fields.remove("sector_id")
    fields += [
        party.role.value for party in record.parties if not party.is_former and party.role in SINGLE_ROLES
    ]
    fields += [_SOURCES] if record.sources else []
    fields += ["units"] if record.unit_ids and not record.are_units_guess else []
    fields += ["place"] if record.place is not None else []
    return _json(tuple(fields), record.recorded_date or as_of)


@lru_cache(maxsize=1_024)
def _json(fields: tuple[str, ...], day: date) -> str:
    return json.dumps(dict.fromkeys(fields, day.isoformat()))


def keep_newer_values(session: Session, *, as_of: date) -> list[NewerKept]:
    """Take out of the staged changes what would put an older value over a newer one; return what stays instead."""
    names = {"as_of": as_of, "dated": list(_ALL), "single_roles": list(SINGLE_ROLES)}
    kept = sorted(NewerKept(*row) for row in session.execute(_OUTDATED, names))
    if kept:
        gone = {"row_ids": [row.row_id for row in kept], "fields": [row.field for row in kept]}
        session.execute(_KEEP_KNOWN, gone)
        for statement in _OTHER_TABLES:
            session.execute(statement, gone)
    return kept


def remember_dates(session: Session, *, as_of: date) -> None:
    """Keep for each field of the known projects the date of what was last stated; nothing else changes with it."""
    session.execute(_REMEMBER, {"as_of": as_of, "dated": list(_ALL)})
