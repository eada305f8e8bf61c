"""The facts that come with saved rows, appended: status steps, parties, sources, stated units, places."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.operations.intake import papers
from gis.operations.intake.dating import SINGLE_ROLES

# Rows to save, with the day on which their changes take effect.
_SAVED = text("""
CREATE TEMP TABLE saved_row ON COMMIT DROP AS
SELECT row_id, staged_row.project_id, outcome, coalesce(recorded_date, CAST(:as_of AS date)) AS effective_date,
       stage, execution, clearance, settlement
FROM staged_row JOIN staged_project USING (row_id) WHERE outcome IN ('new', 'changed')
""")
_STEPS = text("""
INSERT INTO status_step (project_id, axis, value, effective_date, recorded_by, import_batch_id, note)
SELECT saved.project_id, given.axis, given.value, saved.effective_date, CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved CROSS JOIN LATERAL (VALUES
    ('stage', saved.stage::text), ('execution', saved.execution),
    ('clearance', saved.clearance), ('settlement', saved.settlement)) AS given(axis, value)
WHERE given.value IS NOT NULL AND (saved.outcome = 'new' OR EXISTS (
    SELECT FROM staged_change change WHERE change.row_id = saved.row_id AND change.field = given.axis))
""")
_END_PARTIES = text("""
UPDATE project_party SET valid_to = greatest(valid_from,
    coalesce(given.since, saved.effective_date) - 1)
FROM saved_row saved JOIN staged_party given ON given.row_id = saved.row_id AND NOT given.is_former
WHERE project_party.project_id = saved.project_id AND project_party.role = given.role
  AND project_party.valid_to IS NULL AND given.role = ANY(:single_roles)
""")
_FILL_PARTIES = text("""
UPDATE project_party SET valid_from = coalesce(project_party.valid_from, given.since),
    decision_no = coalesce(project_party.decision_no, given.decision_no)
FROM saved_row saved JOIN staged_term given USING (row_id)
WHERE project_party.project_id = saved.project_id AND project_party.role = given.role
  AND project_party.valid_to IS NULL AND (given.agency_id IS NULL OR given.agency_id = project_party.agency_id)
  AND (project_party.valid_from IS NULL AND given.since IS NOT NULL
       OR project_party.decision_no IS NULL AND given.decision_no IS NOT NULL)
""")
_BEGIN_PARTIES = text("""
INSERT INTO project_party (project_id, agency_id, role, valid_from, valid_to, decision_no)
SELECT DISTINCT saved.project_id, given.agency_id, given.role,
       CASE WHEN NOT given.is_former THEN coalesce(given.since,
           CASE WHEN EXISTS (SELECT FROM project_party known WHERE known.project_id = saved.project_id
                             AND known.role = given.role) THEN saved.effective_date END) END, given.ended_on, given.decision_no
FROM saved_row saved JOIN staged_party given ON given.row_id = saved.row_id
""")
_SOURCES = """
INSERT INTO project_source (project_id, source_id, amount_vnd)
SELECT saved.project_id, given.source_id, max(given.amount_vnd) FROM saved_row saved JOIN staged_source given USING (row_id)
WHERE saved.outcome = '{outcome}' GROUP BY saved.project_id, given.source_id
"""
_FIRST_SOURCES = text(_SOURCES.format(outcome="new"))
_FURTHER_SOURCES = text(f"""{_SOURCES.format(outcome="changed")}
ON CONFLICT (project_id, source_id) DO UPDATE SET amount_vnd = coalesce(excluded.amount_vnd, project_source.amount_vnd)
""")
_CLEAR_UNITS = text("""
DELETE FROM project_stated_unit USING saved_row saved
WHERE saved.project_id = project_stated_unit.project_id AND saved.outcome = 'changed'
  AND saved.row_id IN (SELECT row_id FROM staged_unit)
""")
_UNITS = text("""
INSERT INTO project_stated_unit (project_id, unit_id, source)
SELECT saved.project_id, given.unit_id, coalesce(given.source, :note) FROM saved_row saved JOIN staged_unit given USING (row_id)
""")
_END_PLACES = text("""
UPDATE project_location SET replaced_at = clock_timestamp() FROM saved_row saved
WHERE saved.project_id = project_location.project_id AND project_location.replaced_at IS NULL
  AND saved.outcome = 'changed' AND saved.row_id IN (SELECT row_id FROM staged_place)
""")
_PLACES = text("""
INSERT INTO project_location (project_id, geom, accuracy_class, source_crs, source_note, import_batch_id, length_m, area_m2)
SELECT saved.project_id, given.geom, given.accuracy_class, given.source_crs, :note, :batch_id,
       CASE WHEN ST_Dimension(given.geom) = 1 THEN round(ST_Length(given.geom::geography)::numeric, 2) END,
       CASE WHEN ST_Dimension(given.geom) = 2 THEN round(ST_Area(given.geom::geography)::numeric, 2) END
FROM saved_row saved JOIN staged_place given USING (row_id) ORDER BY saved.row_id
""")
_IN_ORDER = (
    _SAVED,
    _STEPS,
    _FILL_PARTIES,
    _END_PARTIES,
    _BEGIN_PARTIES,
    _FIRST_SOURCES,
    _FURTHER_SOURCES,
    _CLEAR_UNITS,
    _UNITS,
    _END_PLACES,
    _PLACES,
    papers.FILL,
    papers.APPEND,
)


def append_facts(session: Session, *, as_of: date, author_id: int | None, batch_id: int, note: str) -> None:
    """Append the facts of every row to be saved; `note` names the file they came from, `author_id` the account.

    A new holder of a single role ends the one before on the day before it begins.
    """
    given = {
        "as_of": as_of,
        "author_id": author_id,
        "batch_id": batch_id,
        "note": note,
        "single_roles": list(SINGLE_ROLES),
        "untitled": papers.TITLES,
    }
    for statement in _IN_ORDER:
        session.execute(statement, {name: given[name] for name in statement.compile().params})
