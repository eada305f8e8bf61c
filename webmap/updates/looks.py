"""Noting who looked at figures of a month that are not released yet; what the reader wrote is no look."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask_login import current_user

from gis.domain.ledger_codes import ReviewState
from gis.operations.restricted import RestrictedField
from gis.queries.ledger_entries import Entry
from gis.queries.open_rows import OpenRow
from webmap import looks

WAITING: Final = (ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED)


def note_open_rows(unit_id: int, rows: Iterable[OpenRow], *, more: int = 0) -> None:
    """Add a look at a unit's rows that wait to the register and commit; `more` are others' rows counted elsewhere."""
    foreign = [row.stated for row in rows if row.recorded_by != current_user.account_id]
    _note("unit", unit_id, len(foreign) + more, sum(bool(each.get("donor_name")) for each in foreign))


def note_entries(unit_id: int, project_id: int | None, waiting: Sequence[Entry[Any]]) -> None:
    """Add a look at the rows of a panel that wait to the register and commit: of a project, else of a commune."""
    foreign = [each.stated for each in waiting if each.stated["recorded_by"] != current_user.account_id]
    subject, subject_id = ("unit", unit_id) if project_id is None else ("project", project_id)
    _note(subject, subject_id, len(foreign), sum(bool(each.get("donor_name")) for each in foreign))


def note_stated(unit_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add a look at rows of a unit to the register and commit: those of others that are not released."""
    foreign = [
        each
        for each in rows
        if each.get("review_state") in WAITING and each["recorded_by"] != current_user.account_id
    ]
    _note("unit", unit_id, len(foreign), sum(bool(each.get("donor_name")) for each in foreign))


def _note(subject: str, subject_id: int, row_count: int, name_count: int) -> None:
    looks.note(RestrictedField.UNRELEASED_ROWS, subject=subject, subject_id=subject_id, row_count=row_count)
    looks.note(RestrictedField.DONOR_NAMES, subject=subject, subject_id=subject_id, row_count=name_count)
