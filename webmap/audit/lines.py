"""Rows of the log as the page shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from gis.queries.audit_log import LogRow
from webmap.audit.action_words import action_words
from webmap.audit.value_words import HIDDEN, field_words, value_words
from webmap.formatting import MISSING
from webmap.labels import label

FIELDS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the log in words; `changes` has every field that differs, or all that a new thing began with."""

    id: int
    moment: datetime
    who: str
    roles: str
    what: str
    subject: str
    address: str
    reason: str
    document: str
    request_id: str
    has_before: bool
    is_supplement: bool
    changes: tuple[Change, ...]


def lines(rows: Sequence[LogRow], units: Mapping[int, str], late: Callable[[LogRow], bool]) -> list[Line]:
    """Return the rows in words; `late` tells which wrote a fact down after its month had been closed."""
    return [_line(row, units, is_supplement=late(row)) for row in rows]


def _line(row: LogRow, units: Mapping[int, str], *, is_supplement: bool) -> Line:
    return Line(
        id=row.id,
        moment=row.recorded_at,
        who=row.actor,
        roles=_roles(row, units),
        what=action_words(row.action),
        subject=f"{row.project_code} · {row.project_name}" if row.project_code else "",
        address=url_for("projects.show", code=row.project_code) if row.project_code else "",
        reason=row.reason or "",
        document=" · ".join(filter(None, (row.document_number, row.document_title))),
        request_id=row.request_id or "",
        has_before=bool(row.before),
        is_supplement=is_supplement,
        changes=_changes(row, units),
    )


def _roles(row: LogRow, units: Mapping[int, str]) -> str:
    """Return the roles that the person held then, each with its unit."""
    told = []
    for held in row.actor_roles or ():
        words = label(held["role"], "role")
        unit = units.get(held.get("unit_id") or 0)
        told.append(f"{words}, {unit}" if unit else words)
    return "; ".join(dict.fromkeys(told))


def _changes(row: LogRow, units: Mapping[int, str]) -> tuple[Change, ...]:
    before, after = row.before or {}, row.after or {}
    ledger = row.action.partition(".")[0]
    table = ledger if ledger != "review" else str(after.get("ledger", ""))
    changed = [
        name
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name) and name not in HIDDEN
    ]
    return tuple(
        Change(
            field_words(name),
            value_words(table, name, before, units) if before else MISSING,
            value_words(table, name, after, units) if after else MISSING,
        )
        for name in changed
    )
