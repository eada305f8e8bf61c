"""How many projects each value of each filter would leave: every facet ignores its own choice, honours all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus
from gis.queries.columns import ALERT_NUMBERS, UNKNOWN_PART, UNKNOWN_VND, Ints, Links, Mask, ProjectColumns
from gis.queries.disbursed import HUNDREDTHS
from gis.queries.narrowing import DISBURSED, MASKS, InCommunes, Narrowed, all_but, rows_left
from gis.queries.schedule import SCHEDULE_NUMBERS

Code = TypeVar("Code")

_SPLIT_VND = 10**9
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
DISBURSED_STEPS: Final = (30, 50, 80, 100)
"""Percents of this year's plan that a reader asks for projects below."""
LATE_STATUSES: Final = frozenset({ScheduleStatus.LATE, ScheduleStatus.OVERDUE})
_LATE: Final = frozenset(SCHEDULE_NUMBERS.index(status) for status in LATE_STATUSES)


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """What a filter leaves (`total`, the sum of known budgets) and the count for each value of each facet.

    Keys are ids, numbers, years; 0 stands for projects without a sector or stage. Values without a project are
    absent. A project counts once for each of its units and sources.
    """

    total: int
    budget_vnd: int
    without_budget_count: int
    sectors: Mapping[int, int]
    stages: Mapping[int, int]
    schedules: Mapping[ScheduleStatus, int]
    alerts: Mapping[AlertCode, int]
    units: Mapping[int, int]
    years: Mapping[int, int]
    owners: Mapping[int, int]
    sources: Mapping[int, int]
    located: Mapping[bool, int]
    disbursed_below: Mapping[int, int]
    """By the percent of this year's plan below which a project's payments stay; each in every larger one too."""
    late_below: Mapping[int, int]
    """Late and overdue ones by the same, whatever statuses and parts are chosen."""
    communes_known: Mapping[bool, int]
    """By whether a commune of the day is known; empty where no day was given."""


def count_facets(
    columns: ProjectColumns,
    narrowed: Narrowed,
    *,
    units: Links | None = None,
    inside: InCommunes | None = None,
) -> FacetCounts:
    """Count over `columns` what a filter leaves, by what `narrow` found for it.

    `units` are the larger units that are counted instead of those of the columns: see `links_of_larger_units`.
    `inside` gives the day whose communes are known or not: see `in_communes`.
    """
    size = len(columns.ids)
    left = {name: all_but(narrowed, size, name) for name in ("", "units", "commune_known", DISBURSED, *MASKS)}
    whole, is_late = left[""], np.isin(columns.schedule, list(_LATE))
    budgets = columns.budget_vnd[whole]
    known = budgets[budgets != UNKNOWN_VND]
    return FacetCounts(
        total=int(whole.sum()),
        budget_vnd=int((known // _SPLIT_VND).sum()) * _SPLIT_VND + int((known % _SPLIT_VND).sum()),
        without_budget_count=len(budgets) - len(known),
        sectors=_by_number(columns.sector[left["sectors"]]),
        stages=_by_number(columns.stage[left["stages"]]),
        schedules=_named(SCHEDULE_NUMBERS, _by_number(columns.schedule[left["schedules"]])),
        alerts=_named(ALERT_NUMBERS, _by_link(columns.alerts, left["alerts"])),
        units=_by_link(units or columns.units, left["units"]),
        years=_by_year(columns, left["years"]),
        owners=_by_link(columns.owners, left["owners"]),
        sources=_by_link(columns.sources, left["sources"]),
        located=_by_truth(columns.is_located[left["is_located"]]),
        disbursed_below=_below(columns, left[DISBURSED]),
        late_below=_below(columns, is_late & all_but(narrowed, size, "schedules", DISBURSED)),
        communes_known=_by_truth(inside.rows[left["commune_known"]]) if inside else {},
    )


def oldest_alerts(
    columns: ProjectColumns, narrowed: Narrowed, *, limit: int, offset: int = 0
) -> dict[AlertCode, list[int]]:
    """Return for each alert the ids of a page of its projects, those first whose alert goes back longest."""
    links = columns.alerts
    is_left = rows_left(columns, narrowed)[links.rows]
    found = {}
    for place, number in enumerate(links.ids):
        rows = links.rows[is_left & (links.places == place)][offset : offset + limit]
        found[ALERT_NUMBERS[number]] = [int(project_id) for project_id in columns.ids[rows]]
    return found


def links_of_larger_units(columns: ProjectColumns, homes: Mapping[int, int]) -> Links:
    """Return the pairs of projects and larger units by the map from units to them; each pair once."""
    links = columns.units
    home = np.array([homes.get(int(unit_id), 0) for unit_id in links.ids], dtype=np.int64)
    inside = home[links.places] > 0 if len(home) else np.zeros(0, dtype=np.bool_)
    home_ids, places = np.unique(home[links.places[inside]] if len(home) else home, return_inverse=True)
    width = max(len(home_ids), 1)
    pairs = np.sort(links.rows[inside].astype(np.int64) * width + places)
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    return Links((pairs // width).astype(np.int32), (pairs % width).astype(np.int32), home_ids)


def _below(columns: ProjectColumns, mask: Mask) -> dict[int, int]:
    """Count by each of `DISBURSED_STEPS`; projects without a plan are in none."""
    parts = columns.disbursed[mask]
    parts = parts[parts != UNKNOWN_PART]
    return {step: int((parts < step * HUNDREDTHS).sum()) for step in DISBURSED_STEPS}


def _named(names: Sequence[Code], counts: Mapping[int, int]) -> dict[Code, int]:
    return {names[number]: count for number, count in counts.items()}


def _by_number(values: Ints) -> dict[int, int]:
    counts = np.bincount(values) if len(values) else np.zeros(0, dtype=np.int64)
    return {int(number): int(counts[number]) for number in np.flatnonzero(counts)}


def _by_truth(values: Mask) -> dict[bool, int]:
    true = int(values.sum())
    return {value: count for value, count in ((True, true), (False, len(values) - true)) if count}


def _by_link(links: Links, mask: Mask) -> dict[int, int]:
    counts = np.bincount(links.places[mask[links.rows]], minlength=len(links.ids))
    return {int(links.ids[place]): int(counts[place]) for place in np.flatnonzero(counts)}


def _by_year(columns: ProjectColumns, mask: Mask) -> dict[int, int]:
    """Count a project in each year from its first to its last."""
    first, last = columns.first_year[mask], columns.last_year[mask]
    has_span = (first > 0) & (last >= first)
    starts = np.clip(first[has_span], _FIRST_YEAR, _LAST_YEAR) - _FIRST_YEAR
    ends = np.clip(last[has_span], _FIRST_YEAR - 1, _LAST_YEAR) - _FIRST_YEAR + 1
    size = _LAST_YEAR - _FIRST_YEAR + 2
    counts = np.cumsum(np.bincount(starts, minlength=size) - np.bincount(ends, minlength=size))
    return {_FIRST_YEAR + int(place): int(counts[place]) for place in np.flatnonzero(counts)}
