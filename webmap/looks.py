"""Noting that the reader saw what is not public; the page that shows it asks for it."""

from gis.operations.restricted import RestrictedField, note_look
from webmap.accounts.people import current_actor
from webmap.database import db


def note(field: RestrictedField, *, subject: str, subject_id: int | None, row_count: int = 1) -> None:
    """Add the look to the register and commit; nothing was seen where no row was."""
    if row_count:
        note_look(
            db.session, current_actor(), field, subject=subject, subject_id=subject_id, row_count=row_count
        )
        db.session.commit()
