"""The first completion date in the catalogue, where the ledger corrected one that had been typed wrongly."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, text, update
from sqlalchemy.orm import Session, aliased

from gis.domain.ledger_codes import CompletionDateKind
from gis.models import CompletionDate, Project
from gis.models.ledger.visible import visible
from gis.operations import derive

_KNOWN: Final = aliased(CompletionDate, name="known")
# The trigger `project_first_baseline` lets nothing else through.
_CORRECT: Final = (
    update(Project)
    .values(first_completion_date=_KNOWN.new_date, first_completion_precision=_KNOWN.precision)
    .where(
        Project.id.in_(bindparam("ids", expanding=True)),
        _KNOWN.project_id == Project.id,
        _KNOWN.kind == CompletionDateKind.FIRST,
        _KNOWN.corrects_id.is_not(None),
        _KNOWN.note.is_not(None),
        _KNOWN.document_id.is_not(None),
        text(visible("completion_date", row="known")),
        Project.first_completion_date != _KNOWN.new_date,
    )
    .returning(Project.id)
    .execution_options(synchronize_session=False)
)


def follow_corrections(session: Session, project_ids: Sequence[int], *, as_of: date) -> list[int]:
    """Write corrected first dates of these projects into the catalogue; return the projects that have another one now."""
    if not project_ids:
        return []
    changed = list(session.scalars(_CORRECT, {"ids": list(project_ids), "as_of": as_of}))
    derive.refresh(session, changed)
    return changed
