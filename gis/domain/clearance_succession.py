"""Land clearance across a reorganisation: what a commune's successor counts takes the place of what it counted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from gis.domain.clearance import PARTS, ClearanceCount, Handed, by_commune, last_known

_MEASURES: Final = (
    PARTS[Handed.AREA],
    PARTS[Handed.LENGTH],
    (
        *PARTS[Handed.HOUSEHOLDS],
        "household_noticed_count",
        "household_inventoried_count",
        "household_plan_approved_count",
        "household_publicised_count",
        "household_paid_count",
    ),
    PARTS[Handed.RESETTLEMENT],
    ("compensation_paid_vnd", "compensation_approved_vnd"),
)
"""What is counted together: its part, its whole, and the steps between them."""


class _Counted(NamedTuple):
    """When a commune last stated anything of a measure, and whether both part and whole of it are known."""

    day: date | None
    is_whole: bool


def standing_counts(
    counts: Iterable[ClearanceCount], *, successors: Mapping[int, Collection[int]], as_of: date
) -> list[ClearanceCount]:
    """Return what stands on `as_of`, one count a project and commune, without what successors have counted since.

    `successors` names all later communes of a commune, near and far. A measure (area, length, households,
    resettlement, money) is None where one of them counted it for the same project on the same day or later, or the land
    would be added up twice; what a successor leaves blank is not counted there and replaces nothing. A commune of which
    no measure is left is left out. Source: docs/rules.md, "Land clearance"; SQL twin: `gis.models.ledger.land`.
    """
    books = by_commune(counts, as_of=as_of)
    found = {key: [_counted(rows, names) for names in _MEASURES] for key, rows in books.items()}
    left = []
    for (project_id, unit_id), rows in books.items():
        later = [
            found[project_id, other]
            for other in (successors.get(unit_id, ()) if unit_id is not None else ())
            if other != unit_id and (project_id, other) in found
        ]
        row = _without_replaced(rows, found[project_id, unit_id], later)
        if row is not None:
            left.append(row)
    return left


def _without_replaced(
    rows: Sequence[ClearanceCount], own: Sequence[_Counted], later: Sequence[Sequence[_Counted]]
) -> ClearanceCount | None:
    replaced = [any(_replaces(other[place], each) for other in later) for place, each in enumerate(own)]
    is_left = any(each.day and not is_gone for each, is_gone in zip(own, replaced, strict=True))
    last = last_known(rows)
    if last is None or (later and not is_left):
        return None
    blank: dict[str, Any] = {
        name: None for names, is_gone in zip(_MEASURES, replaced, strict=True) if is_gone for name in names
    }
    return replace(last, **blank)


def _replaces(later: _Counted, own: _Counted) -> bool:
    if later.day is None or own.day is None or later.day < own.day:
        return False
    return later.is_whole or not own.is_whole


def _counted(rows: Sequence[ClearanceCount], names: Sequence[str]) -> _Counted:
    """Look at a measure by the days of its part and whole; by those of its steps only where nobody stated either."""
    stated = _days(rows, names[:2]) or _days(rows, names[2:])
    is_whole = all(any(getattr(row, name) is not None for row in rows) for name in names[:2])
    return _Counted(max(stated, default=None), is_whole)


def _days(rows: Sequence[ClearanceCount], names: Sequence[str]) -> list[date]:
    return [row.effective_date for row in rows if any(getattr(row, name) is not None for name in names)]
