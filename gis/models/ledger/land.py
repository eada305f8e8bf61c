"""What land clearance counted up to a day, measure by measure, as SQL: the twin of `gis.domain.clearance_succession`."""

from collections.abc import Iterable
from typing import Final

from gis.domain.clearance import PARTS, Handed

SUMMED: Final = (Handed.AREA, Handed.LENGTH, Handed.HOUSEHOLDS)
"""The measures that summaries keep."""


def last_counted(*measures: Handed, row: str) -> str:
    """Return aggregates over counts named `row`: part and whole of the measures as last stated, and the day of each.

    `<measure>_on` is null where only one of the two was ever stated: such a measure is not counted.
    """
    return ", ".join(text for of in measures for text in _aggregates(of, row))


def standing(*measures: Handed, row: str, is_own: str) -> dict[str, str]:
    """Return aggregates by field: what a commune counted of the measures and none of its successors since; else null.

    They are taken over what the commune (where `is_own` holds) and its successors counted, each as `row`.
    """
    return {
        name: f"CASE WHEN {_stands(of, row, is_own)} THEN {own(name, row, is_own)} END"
        for of in measures
        for name in PARTS[of]
    }


def own(name: str, row: str, is_own: str) -> str:
    """Return the aggregate of a column of the only `row` for which `is_own` holds."""
    return f"max({row}.{name}) FILTER (WHERE {is_own})"


def _stands(of: Handed, row: str, is_own: str) -> str:
    day = own(f"{of.value}_on", row, is_own)
    later = f"max({row}.{of.value}_on) FILTER (WHERE NOT {is_own})"
    return f"{day} IS NOT NULL AND ({later} >= {day}) IS NOT TRUE"


def last_stated(name: str, row: str, *, where: str) -> str:
    """Return the aggregate of a field of the newest of the counts named `row` for which the condition holds."""
    return f"(array_agg({row}.{name} ORDER BY {row}.effective_date DESC, {row}.id DESC) FILTER (WHERE {where}))[1]"


def is_stated(of: Handed, row: str) -> str:
    """Return the SQL condition under which a count named `row` states the part or the whole of a measure."""
    return f"num_nonnulls({', '.join(f'{row}.{name}' for name in PARTS[of])}) > 0"


def _aggregates(of: Handed, row: str) -> Iterable[str]:
    for name in PARTS[of]:
        yield f"{last_stated(name, row, where=f'{row}.{name} IS NOT NULL')} AS {name}"
    is_whole = " AND ".join(f"bool_or({row}.{name} IS NOT NULL)" for name in PARTS[of])
    day = f"max({row}.effective_date) FILTER (WHERE {is_stated(of, row)})"
    yield f"CASE WHEN {is_whole} THEN {day} END AS {of.value}_on"
