"""Receipts of what was saved, and the keys by which a device knows that a form of its own has arrived."""

import uuid
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from flask import flash

from gis.models import StoredFile
from gis.models.ledger import LedgerEntry
from gis.operations.review import RowKey

PREFIXES: Final[Mapping[str, str]] = {
    "progress_report": "TĐ",
    "voucher": "CT",
    "clearance_count": "MB",
    "contribution": "ĐG",
    "completion_date": "GH",
    "stored_file": "TL",
}
"""What the numbers of receipts begin with."""
RECEIVED: Final = "received"
"""The kind of message that no reader sees: the next page names the key, and the device forgets what it kept."""


def fresh_key() -> str:
    """Return a key for a record that is about to be written."""
    return str(uuid.uuid4())


def is_key(text: str) -> bool:
    """Tell whether a text is a key as senders make them."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def receipt_no(row: LedgerEntry | StoredFile) -> str:
    """Return the number of the receipt for a row."""
    return _number(row.__tablename__, row.id)


def receipt_nos(rows: Iterable[RowKey]) -> str:
    """Return the numbers of the receipts for rows, those in succession as the first and the last: TĐ12–TĐ15, CT3."""
    found = []
    for (ledger, _), run in groupby(
        enumerate(sorted(set(rows))), lambda each: (each[1].ledger, each[1].id - each[0])
    ):
        ids = [row.id for _, row in run]
        numbers = [_number(ledger, row_id) for row_id in (ids[0], ids[-1])]
        found.append("–".join(dict.fromkeys(numbers)))
    return ", ".join(found)


def note_received(form: Mapping[str, str]) -> None:
    """Let the next page tell the device that the form with this key has arrived."""
    key = (form.get("entry_key") or "").strip()
    if is_key(key):
        flash(key, RECEIVED)


def _number(table: str, row_id: int) -> str:
    return f"{PREFIXES.get(table, '')}{row_id}"
