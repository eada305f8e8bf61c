"""Which row of a ledger a row of a file means: by its own key, by the row's number, else by what identifies such a fact."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from etl.ledgers.catalogue import LedgerSheet
from etl.ledgers.rows import Numbered
from gis.domain.names import name_key

SYSTEM_KEY: Final = re.compile(r"#\d+|\d+/.*|project/.*|[a-z]+/\d+/.*")
_FIRST: Final = "first"


def natural_key(sheet: LedgerSheet, project_id: int | None, values: Mapping[str, Any]) -> str:
    """Return the key of a fact: its project and the fields that tell it from others of its ledger.

    There is one first completion date for a project, whatever the rest of the row says.
    """
    parts = []
    for names in sheet.key_fields:
        value = values.get(names[0])
        if value is None and len(names) > 1:
            value = values.get(names[1])
        parts.append(_part(value))
    if sheet.name == "completion_date" and parts[0] == _FIRST:
        parts = [_FIRST]
    return "/".join((str(project_id or 0), *parts))


def scoped_key(project_id: int | None, text: str) -> str:
    """Return a key that a sender gave, made the sender's own by the project: two communes may both count from 1."""
    return f"{project_id or 0}:{text}"


def shown_key(project_id: int | None, row_id: int, stored: str | None) -> str:
    """Return the key as files show it: the sender's own without its project, or the number of a row that has none."""
    if stored is None:
        return f"#{row_id}"
    return stored.removeprefix(scoped_key(project_id, ""))


def _part(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text_key(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Numbered):
        return value.key
    return str(value)


@lru_cache(maxsize=65_536)
def _text_key(text: str) -> str:
    return name_key(text) or text.strip()
