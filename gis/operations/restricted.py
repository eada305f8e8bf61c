"""Noting who looked at what is not public."""

from enum import StrEnum

from sqlalchemy.orm import Session

from gis.models import RestrictedView
from gis.operations.audit import Actor


class RestrictedField(StrEnum):
    """What is shown to staff only."""

    UNRELEASED_ROWS = "unreleased_rows"
    ORIGINAL_FILE = "original_file"
    DONOR_NAMES = "donor_names"
    PERSONAL_EXPORT = "personal_export"


def note_look(
    session: Session,
    actor: Actor,
    field: RestrictedField,
    *,
    subject: str,
    subject_id: int | None,
    row_count: int,
) -> None:
    """Add one look to the register; only accounts look. Flushes, never commits."""
    if actor.account_id is None:
        raise ValueError("a look without an account")
    session.add(
        RestrictedView(
            account_id=actor.account_id,
            field=field,
            subject=subject,
            subject_id=subject_id,
            row_count=row_count,
            request_id=actor.request_id,
        )
    )
    session.flush()
