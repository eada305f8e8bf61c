"""Completion dates and acceptance that a list states, appended to the ledgers from which a project's dates derive."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.models.ledger.visible import visible

# The first date that anybody states is the baseline; its decision is that of the project, as far as it is known.
_FIRST: Final = text("""
INSERT INTO completion_date (project_id, effective_date, kind, new_date, precision, decision_no, recorded_by, import_batch_id, note)
SELECT project.id, least(decision_date, start_date, first_date, saved.effective_date), 'first', first_date,
       CASE WHEN first_completion_date IS NULL THEN 'day' ELSE coalesce(first_completion_precision, 'day') END,
       decision_no, CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved JOIN project ON project.id = saved.project_id
CROSS JOIN LATERAL (VALUES (coalesce(first_completion_date, approved_completion_date))) AS given(first_date)
WHERE first_date IS NOT NULL AND NOT EXISTS (
    SELECT FROM completion_date known WHERE known.project_id = project.id AND known.kind = 'first')
""")
# Another date than the one approved so far is an extension whose decision the list does not name.
_EXTENSION: Final = text(f"""
INSERT INTO completion_date (project_id, effective_date, kind, new_date, recorded_by, import_batch_id, note)
SELECT project.id, saved.effective_date, 'extension', approved_completion_date, CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved JOIN project ON project.id = saved.project_id
CROSS JOIN LATERAL (
    SELECT new_date FROM completion_date known
    WHERE known.project_id = project.id AND known.kind <> 'contract_end'
      AND {visible("completion_date", row="known", as_of="saved.effective_date")}
    ORDER BY effective_date DESC, id DESC LIMIT 1) latest
WHERE approved_completion_date <> latest.new_date
""")
_ACCEPTANCE: Final = text(f"""
INSERT INTO acceptance (project_id, effective_date, counted_from, kind, corrects_id, recorded_by, import_batch_id, note)
SELECT project.id, acceptance_date, CASE WHEN known.id IS NOT NULL THEN saved.effective_date END, 'final', known.id,
       CAST(:author_id AS bigint), :batch_id, :note
FROM saved_row saved JOIN project ON project.id = saved.project_id
LEFT JOIN LATERAL (
    SELECT id, effective_date FROM acceptance known
    WHERE known.project_id = project.id AND known.kind = 'final'
      AND {visible("acceptance", row="known", as_of="saved.effective_date")}
    ORDER BY effective_date, id LIMIT 1) known ON true
WHERE acceptance_date IS NOT NULL AND acceptance_date IS DISTINCT FROM known.effective_date
""")


def append(session: Session, *, author_id: int | None, batch_id: int, note: str) -> None:
    """Append the dates of the projects in `saved_row` that the ledgers do not hold yet.

    `note` names the file, `author_id` the account that takes it in; None where a program does.
    """
    for statement in (_FIRST, _EXTENSION, _ACCEPTANCE):
        session.execute(statement, {"author_id": author_id, "batch_id": batch_id, "note": note})
