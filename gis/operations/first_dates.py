"""The first completion date in the catalogue, where the ledger corrected one that had been typed wrongly."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import CompletionDateKind
from gis.models.ledger.visible import visible
from gis.operations import derive

# The trigger `project_first_baseline` lets nothing else through.
_CORRECT: Final = text(f"""
UPDATE project SET first_completion_date = known.new_date, first_completion_precision = known.precision
FROM completion_date known
WHERE project.id = ANY(:ids) AND known.project_id = project.id AND known.kind = '{CompletionDateKind.FIRST.value}'
  AND known.corrects_id IS NOT NULL AND known.note IS NOT NULL AND known.document_id IS NOT NULL
  AND {visible("completion_date", row="known")} AND project.first_completion_date <> known.new_date
RETURNING project.id
""")


def follow_corrections(session: Session, project_ids: Sequence[int], *, as_of: date) -> list[int]:
    """Write corrected first dates of these projects into the catalogue; return the projects that have another one now."""
    if not project_ids:
        return []
    changed = list(session.scalars(_CORRECT, {"ids": list(project_ids), "as_of": as_of}))
    derive.refresh(session, changed)
    return changed
