"""Leaving in the staging tables only the facts that are news to the catalogue; an older list turns nothing back."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations.intake.papers import drop_known_documents

_BASELINE_CONFLICTS = text("""
SELECT staged.row_id, project.first_completion_date AS known, staged.first_completion_date AS stated
FROM staged_project staged JOIN staged_row USING (row_id) JOIN project ON project.id = staged_row.project_id
WHERE project.first_completion_date <> staged.first_completion_date
ORDER BY staged.row_id
""")
_LATEST_STEPS = text("""
CREATE TEMP TABLE staged_latest ON COMMIT DROP AS
SELECT step.project_id, step.axis, max(step.effective_date) AS effective_date
FROM status_step step WHERE step.project_id IN (SELECT project_id FROM staged_row)
GROUP BY step.project_id, step.axis
""")
_OUTDATED = text("""
SELECT staged.row_id, given.axis AS field, given.known, given.stated, latest.effective_date
FROM staged_project staged JOIN staged_row USING (row_id) JOIN project ON project.id = staged_row.project_id
CROSS JOIN LATERAL (VALUES
    ('stage', project.stage::text, staged.stage::text), ('execution', project.execution, staged.execution),
    ('clearance', project.clearance, staged.clearance), ('settlement', project.settlement, staged.settlement)
) AS given(axis, known, stated)
JOIN staged_latest latest ON latest.project_id = project.id AND latest.axis = given.axis
WHERE given.stated <> given.known AND coalesce(staged.recorded_date, :as_of) < latest.effective_date
ORDER BY staged.row_id, given.axis
""")
# The known value itself, not an empty one: a list that may clear values would take that for a wish.
_KEEP_KNOWN = text("""
UPDATE staged_project SET
    stage = CASE WHEN 'stage' = ANY(fields) THEN project.stage ELSE staged_project.stage END,
    execution = CASE WHEN 'execution' = ANY(fields) THEN project.execution ELSE staged_project.execution END,
    clearance = CASE WHEN 'clearance' = ANY(fields) THEN project.clearance ELSE staged_project.clearance END,
    settlement = CASE WHEN 'settlement' = ANY(fields) THEN project.settlement ELSE staged_project.settlement END
FROM (SELECT row_id, array_agg(field) AS fields
      FROM unnest(CAST(:row_ids AS bigint[]), CAST(:fields AS text[])) AS each(row_id, field) GROUP BY row_id) gone
JOIN staged_row ON staged_row.row_id = gone.row_id JOIN project ON project.id = staged_row.project_id
WHERE gone.row_id = staged_project.row_id
""")
# A role that one agency holds at a time is news when another one holds it; other roles when the agency is new to it.
_KNOWN_PARTIES = text("""
WITH known AS (
    DELETE FROM staged_party USING staged_row staged, project_party party
    WHERE staged.row_id = staged_party.row_id AND party.project_id = staged.project_id
      AND party.role = staged_party.role AND party.agency_id = staged_party.agency_id
      AND (staged_party.is_former OR party.valid_to IS NULL)
    RETURNING staged_party.row_id, staged_party.role, staged_party.agency_id, staged_party.is_former,
              staged_party.since, staged_party.decision_no
)
INSERT INTO staged_term (row_id, role, agency_id, since, decision_no)
SELECT row_id, role, agency_id, since, decision_no FROM known
WHERE NOT is_former AND num_nonnulls(since, decision_no) > 0
""")
# The end of a former owner is known where the next one's first day is, or the agency itself has ended.
_ENDS = text("""
UPDATE staged_party SET ended_on = coalesce(
    (SELECT min(next.since) - 1 FROM (
         SELECT row_id, role, since FROM staged_party WHERE NOT is_former
         UNION ALL SELECT row_id, role, since FROM staged_term) next
     WHERE next.row_id = staged.row_id AND next.role = staged_party.role),
    (SELECT min(present.valid_from) - 1 FROM project_party present
     WHERE present.project_id = staged.project_id AND present.role = staged_party.role AND present.valid_to IS NULL),
    (SELECT ended.valid_to FROM agency ended WHERE ended.id = staged_party.agency_id
       AND ended.valid_to < coalesce(given.recorded_date, CAST(:as_of AS date))))
FROM staged_row staged JOIN staged_project given USING (row_id)
WHERE staged.row_id = staged_party.row_id AND staged_party.is_former
""")
_UNDATED_FORMER = text("""
DELETE FROM staged_party WHERE is_former AND ended_on IS NULL RETURNING row_id, role, name
""")
_KNOWN_SOURCES = text("""
DELETE FROM staged_source USING staged_row staged, project_source known
WHERE staged.row_id = staged_source.row_id AND known.project_id = staged.project_id
  AND known.source_id = staged_source.source_id
  AND (staged_source.amount_vnd IS NULL OR staged_source.amount_vnd = known.amount_vnd)
""")

# Units that contain or followed a known one say nothing new; a guess says nothing where papers already spoke.
# A table of its own, since the planner can't foresee its size and would compare every project with every other.
_COVERED_UNITS = text("""
CREATE TEMP TABLE covered_unit ON COMMIT DROP AS
WITH RECURSIVE covered AS (
    SELECT stated.project_id, stated.unit_id FROM project_stated_unit stated
    WHERE stated.project_id IN (SELECT project_id FROM staged_row)
    UNION
    SELECT covered.project_id, wider.unit_id FROM covered JOIN (
        SELECT id AS from_id, parent_id AS unit_id FROM unit WHERE parent_id IS NOT NULL
        UNION ALL SELECT old_id, new_id FROM unit_succession) wider ON wider.from_id = covered.unit_id
)
SELECT project_id, unit_id FROM covered
""")
_KNOWN_UNITS = text("""
WITH verdict AS (
    SELECT staged.row_id, staged.project_id,
           bool_and(covered.unit_id IS NOT NULL) OR project.are_units_guess AS is_known
    FROM staged_row staged JOIN staged_project project USING (row_id) JOIN staged_unit USING (row_id)
    LEFT JOIN covered_unit covered
           ON covered.project_id = staged.project_id AND covered.unit_id = staged_unit.unit_id
    WHERE EXISTS (SELECT FROM project_stated_unit stated WHERE stated.project_id = staged.project_id)
    GROUP BY staged.row_id, staged.project_id, project.are_units_guess
)
DELETE FROM staged_unit USING verdict WHERE verdict.row_id = staged_unit.row_id AND verdict.is_known
""")

# A geometry that the project has or had brings nothing: whoever replaced it knew it.
_KNOWN_PLACES = text("""
DELETE FROM staged_place USING staged_row staged, project_location known
WHERE staged.row_id = staged_place.row_id AND known.project_id = staged.project_id
  AND ST_OrderingEquals(known.geom, staged_place.geom)
""")
_LESS_ACCURATE = text("""
DELETE FROM staged_place USING staged_row staged, project_location known
WHERE staged.row_id = staged_place.row_id AND known.project_id = staged.project_id AND known.replaced_at IS NULL
  AND array_position(CAST(:classes AS text[]), staged_place.accuracy_class)
      < array_position(CAST(:classes AS text[]), known.accuracy_class)
RETURNING staged_place.row_id, known.accuracy_class AS known, staged_place.accuracy_class AS stated
""")


class BaselineKept(NamedTuple):
    """A row states another first completion date than the baseline, which stays."""

    row_id: int
    known: date
    stated: date


class StatusKept(NamedTuple):
    """A row is older than the latest known step of an axis, whose value stays."""

    row_id: int
    field: str
    known: str
    stated: str
    effective_date: date


class FormerUndated(NamedTuple):
    """A row names a former holder of a role without the day its time ended; it is not kept."""

    row_id: int
    role: str
    name: str


class PlaceKept(NamedTuple):
    """A row brings a rougher geometry than the project has; the better one stays."""

    row_id: int
    known: str
    stated: str


Kept = BaselineKept | StatusKept | PlaceKept | FormerUndated


def settle(session: Session, *, as_of: date, accuracy_classes: list[str]) -> list[Kept]:
    """Drop from the staging tables what the catalogue knows or must not take; return what was not taken.

    `accuracy_classes` are ordered from roughest to best. Rows without a date of their own count as of `as_of`.
    """
    kept: list[Kept] = [BaselineKept(*row) for row in session.execute(_BASELINE_CONFLICTS)]
    kept += _keep_newer_status(session, as_of)
    units = (_COVERED_UNITS, text("ANALYZE covered_unit"), _KNOWN_UNITS, text("DROP TABLE covered_unit"))
    for statement in (_KNOWN_PARTIES, text("ANALYZE staged_term"), _KNOWN_SOURCES, *units, _KNOWN_PLACES):
        session.execute(statement)
    session.execute(_ENDS, {"as_of": as_of})
    kept += sorted(FormerUndated(*row) for row in session.execute(_UNDATED_FORMER))
    drop_known_documents(session)
    rougher = session.execute(_LESS_ACCURATE, {"classes": accuracy_classes})
    return kept + [PlaceKept(*row) for row in rougher]


def _keep_newer_status(session: Session, as_of: date) -> list[StatusKept]:
    session.execute(_LATEST_STEPS)
    outdated = [StatusKept(*row) for row in session.execute(_OUTDATED, {"as_of": as_of})]
    if outdated:
        gone = {"row_ids": [row.row_id for row in outdated], "fields": [row.field for row in outdated]}
        session.execute(_KEEP_KNOWN, gone)
    return outdated
