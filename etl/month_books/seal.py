"""What a workbook says of itself in hidden cells, sealed so that nobody writes it but the program."""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

VERSION: Final = 1
"""The form of the workbook; one of another form is refused."""
_SUM_BYTES: Final = 12
_LONGEST: Final = 8_000
_MARK: Final = "hatang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which workbook it is: for whom, for which unit and month (`yyyy-mm`), how many rows each ledger got.

    `language` is the one that numbers typed as text are read in; empty in workbooks that do not tell it.
    """

    book_id: str
    unit_id: int
    month: str
    account_id: int
    made_on: str
    rows: Mapping[str, int]
    version: int = VERSION
    language: str = ""


class RowMark(NamedTuple):
    """What a row was made from: its place, project, the row that a change rests on, the one it shows, its locked cells.

    `base_id` and `shown_id` differ where the newest row took a figure back and an older one is shown.
    """

    slot: int
    project_id: int | None
    base_id: int | None
    shown_id: int | None
    locked: tuple[str, ...]


class Seal:
    """Writes and checks marks with the key of an installation."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"month book\0" + key.encode()).digest()

    def head(self, head: Head) -> str:
        """Return the text for a workbook's hidden heading."""
        packed = zlib.compress(json.dumps(asdict(head), sort_keys=True).encode())
        body = base64.urlsafe_b64encode(packed).decode()
        return f"{_MARK}|{body}|{self._sum('head', body)}"

    def read_head(self, text: str) -> Head | None:
        """Return what a hidden heading says; None where the program did not write it so."""
        parts = text.split("|")
        if len(text) > _LONGEST or len(parts) != 3 or not self._holds(parts[2], "head", parts[1]):
            return None
        found: dict[str, Any] = json.loads(zlib.decompress(base64.urlsafe_b64decode(parts[1])))
        return Head(**found)

    def row(self, book_id: str, ledger: str, mark: RowMark) -> str:
        """Return the text for a row's hidden cell."""
        numbers = (mark.slot, mark.project_id or 0, mark.base_id or 0, mark.shown_id or 0)
        body = ".".join([*map(str, numbers), *mark.locked])
        return f"{body}|{self._sum(book_id, ledger, body)}"

    def read_row(self, book_id: str, ledger: str, text: str) -> RowMark | None:
        """Return what a row's hidden cell says; None where it is not this workbook's, or was changed."""
        body, _, told = text.rpartition("|")
        if len(text) > _LONGEST or not self._holds(told, book_id, ledger, body):
            return None
        slot, project_id, base_id, shown_id, *locked = body.split(".")
        return RowMark(
            int(slot), int(project_id) or None, int(base_id) or None, int(shown_id) or None, tuple(locked)
        )

    def _sum(self, *parts: str) -> str:
        made = hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).digest()[:_SUM_BYTES]
        return base64.urlsafe_b64encode(made).decode()

    def _holds(self, told: str, *parts: str) -> bool:
        return hmac.compare_digest(told.encode(), self._sum(*parts).encode())


def digest(text: str) -> str:
    """Return a short sum by which a locked cell is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]
