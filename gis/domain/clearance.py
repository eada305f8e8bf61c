"""Land clearance from monthly counts: what is handed over, how many take part, and where the road is blocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from gis.domain.ledger import LedgerEntry, visible
from gis.domain.ratios import Number, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceCount(LedgerEntry):
    """What was counted for a project in a commune up to `effective_date`: cumulative, in m², m, households, đồng.

    None is not counted, which is not 0. No household is named.
    """

    project_id: int | None = None
    unit_id: int | None = None
    area_total_m2: Decimal | None = None
    area_handed_over_m2: Decimal | None = None
    length_total_m: Decimal | None = None
    length_handed_over_m: Decimal | None = None
    household_total_count: int | None = None
    household_noticed_count: int | None = None
    household_inventoried_count: int | None = None
    household_plan_approved_count: int | None = None
    household_publicised_count: int | None = None
    household_paid_count: int | None = None
    household_handed_over_count: int | None = None
    resettlement_total_count: int | None = None
    resettlement_done_count: int | None = None
    compensation_approved_vnd: int | None = None
    compensation_paid_vnd: int | None = None


_QUANTITIES: Final = tuple(
    sorted(
        {each.name for each in fields(ClearanceCount)}
        - {each.name for each in fields(LedgerEntry)}
        - {"project_id", "unit_id"}
    )
)


@dataclass(frozen=True, slots=True)
class ClearanceRules:
    """From which share of the area a line that is not handed over whole counts as blocked (practice, a setting)."""

    blocked_from_ratio: Decimal = Decimal("0.95")


CLEARANCE_RULES: Final = ClearanceRules()


class Handed(StrEnum):
    """What of land clearance has a part that is done: area in m², route in m, households, households resettled."""

    AREA = "area"
    HOUSEHOLDS = "households"
    LENGTH = "length"
    RESETTLEMENT = "resettlement"


PARTS: Final = {
    Handed.AREA: ("area_handed_over_m2", "area_total_m2"),
    Handed.HOUSEHOLDS: ("household_handed_over_count", "household_total_count"),
    Handed.LENGTH: ("length_handed_over_m", "length_total_m"),
    Handed.RESETTLEMENT: ("resettlement_done_count", "resettlement_total_count"),
}
"""The fields that hold part and whole of each."""


class HandedOver(NamedTuple):
    """What was handed over of the area (m²), the households and the route (m); households are the participation."""

    area: Part
    households: Part
    length: Part


class Trend(NamedTuple):
    """What more was handed over between two days, in the communes that counted on both; None where none did."""

    area_m2: Number | None
    household_count: Number | None
    length_m: Number | None


def latest_counts(counts: Iterable[ClearanceCount], *, as_of: date) -> list[ClearanceCount]:
    """Return what each project and commune last stated by `as_of`, in its last count: see `last_known`."""
    return [last for rows in by_commune(counts, as_of=as_of).values() if (last := last_known(rows))]


def by_commune(
    counts: Iterable[ClearanceCount], *, as_of: date
) -> dict[tuple[int | None, int | None], list[ClearanceCount]]:
    """Return the counts known on `as_of` by project and commune, ordered by day."""
    found: dict[tuple[int | None, int | None], list[ClearanceCount]] = {}
    for row in visible(counts, as_of=as_of):
        found.setdefault((row.project_id, row.unit_id), []).append(row)
    return found


def last_known(counts: Iterable[ClearanceCount]) -> ClearanceCount | None:
    """Return the newest of the counts, ordered by day, with each quantity that it left blank as it was last stated.

    What nobody ever counted stays None.
    """
    rows = list(counts)
    if not rows:
        return None
    stated: dict[str, Any] = {
        name: next((value for row in reversed(rows) if (value := getattr(row, name)) is not None), None)
        for name in _QUANTITIES
    }
    return replace(rows[-1], **stated)


def handed_over(counts: Iterable[ClearanceCount]) -> HandedOver:
    """Return what the counts hand over together, one count a commune; a total without its part is left out.

    Source: docs/rules.md, "Land clearance".
    """
    rows = list(counts)
    return HandedOver(
        area=_together((row.area_handed_over_m2, row.area_total_m2) for row in rows),
        households=_together((row.household_handed_over_count, row.household_total_count) for row in rows),
        length=_together((row.length_handed_over_m, row.length_total_m) for row in rows),
    )


def donated(land_given_m2: Number | None, counts: Iterable[ClearanceCount]) -> Part:
    """Return the land that people gave (m²) against all the land to be recovered."""
    known = [row.area_total_m2 for row in counts if row.area_total_m2 is not None]
    return Part(land_given_m2, sum(known) if known else None)


def is_blocked(counts: Iterable[ClearanceCount], *, rules: ClearanceRules = CLEARANCE_RULES) -> bool | None:
    """Tell whether nearly all the area is handed over but not all of the route; None where one is not counted."""
    found = handed_over(counts)
    area, length = found.area.ratio, found.length.ratio
    if area is not None and area < rules.blocked_from_ratio:
        return False
    if area is None or length is None:
        return None
    return length < 1


def trend(counts: Sequence[ClearanceCount], *, since: date, as_of: date) -> Trend:
    """Return what was handed over from `since` to `as_of`; below 0 where counts fell.

    A quantity that the last count leaves blank was not counted again, and says nothing of what more was handed over.
    """
    before = {(row.project_id, row.unit_id): row for row in latest_counts(counts, as_of=since)}
    now = by_commune(counts, as_of=as_of)
    pairs = [(before[key], rows[-1]) for key, rows in now.items() if key in before]
    return Trend(
        area_m2=_difference((old.area_handed_over_m2, new.area_handed_over_m2) for old, new in pairs),
        household_count=_difference(
            (old.household_handed_over_count, new.household_handed_over_count) for old, new in pairs
        ),
        length_m=_difference((old.length_handed_over_m, new.length_handed_over_m) for old, new in pairs),
    )


def _together(pairs: Iterable[tuple[Number | None, Number | None]]) -> Part:
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    if not known:
        return Part(None, None)
    return Part(sum(part for part, _ in known), sum(whole for _, whole in known))


def _difference(pairs: Iterable[tuple[Number | None, Number | None]]) -> Number | None:
    known = [new - old for old, new in pairs if old is not None and new is not None]
    return sum(known) if known else None
