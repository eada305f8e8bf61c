"""How many projects each value of each filter would leave: every facet ignores its own choice, honours all others."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.domain.alerts import AlertCode
from gis.domain.lifecycle import ScheduleStatus
from gis.models import Project
from gis.queries.columns import ALERT_NUMBERS, UNKNOWN_PART, UNKNOWN_VND, Ints, Links, Mask, ProjectColumns
from gis.queries.disbursed import HUNDREDTHS, hundredths_of
from gis.queries.filters import ProjectFilter, conditions
from gis.queries.schedule import SCHEDULE_NUMBERS

_SPLIT_VND = 10**9
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
DISBURSED_STEPS: Final = (30, 50, 80, 100)
"""Percents of this year's plan that a reader asks for projects below."""
DISBURSED: Final = "disbursed"
"""The name under which both bounds of the disbursed part narrow."""
LATE_STATUSES: Final = frozenset({ScheduleStatus.LATE, ScheduleStatus.OVERDUE})
_LATE: Final = frozenset(SCHEDULE_NUMBERS.index(status) for status in LATE_STATUSES)

Narrowed = Mapping[str, Mask]
"""Which rows each part of a filter leaves."""


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


class InCommunes(NamedTuple):
    """Which rows of the columns lie in any commune of a day, as far as is known, and which units these communes are."""

    day: date
    rows: Mask
    unit_ids: frozenset[int]


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
    left = {
        name: _all_but(narrowed, size, name) for name in ("", "units", "commune_known", DISBURSED, *_FACETS)
    }
    whole, is_late = left[""], _among(columns.schedule, _LATE)
    budgets = columns.budget_vnd[whole]
    known = budgets[budgets != UNKNOWN_VND]
    return FacetCounts(
        total=int(whole.sum()),
        budget_vnd=int((known // _SPLIT_VND).sum()) * _SPLIT_VND + int((known % _SPLIT_VND).sum()),
        without_budget_count=len(budgets) - len(known),
        sectors=_by_number(columns.sector[left["sectors"]]),
        stages=_by_number(columns.stage[left["stages"]]),
        schedules={
            SCHEDULE_NUMBERS[number]: count
            for number, count in _by_number(columns.schedule[left["schedules"]]).items()
        },
        alerts={
            ALERT_NUMBERS[number]: count for number, count in _by_link(columns.alerts, left["alerts"]).items()
        },
        units=_by_link(units or columns.units, left["units"]),
        years=_by_year(columns, left["years"]),
        owners=_by_link(columns.owners, left["owners"]),
        sources=_by_link(columns.sources, left["sources"]),
        located={
            is_located: count
            for is_located in (True, False)
            if (count := int((columns.is_located[left["is_located"]] == is_located).sum()))
        },
        disbursed_below=_below(columns, left[DISBURSED]),
        late_below=_below(columns, is_late & _all_but(narrowed, size, "schedules", DISBURSED)),
        communes_known=_by_truth(inside.rows[left["commune_known"]]) if inside else {},
    )


def rows_left(columns: ProjectColumns, narrowed: Narrowed) -> Mask:
    """Return which rows all parts of a filter leave."""
    return _all_but(narrowed, len(columns.ids))


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


def in_communes(columns: ProjectColumns, day: date, commune_ids: Iterable[int]) -> InCommunes:
    """Return which projects lie in any of the communes of `day`, by a share or by their papers."""
    known = frozenset(commune_ids)
    return InCommunes(day, _in_units(columns, known), known)


def _in_units(columns: ProjectColumns, unit_ids: Collection[int]) -> Mask:
    """Return which projects lie in any of these very units; what lies in units below them is left out."""
    links = columns.units
    rows = np.zeros(len(columns.ids), dtype=np.bool_)
    is_wanted = np.isin(links.ids, list(unit_ids))
    rows[links.rows[is_wanted[links.places]] if len(links.ids) else []] = True
    return rows


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


def narrow(
    session: Session, columns: ProjectColumns, wanted: ProjectFilter, *, inside: InCommunes | None = None
) -> Narrowed:
    """Return, for each field of the filter that narrows, which rows it leaves.

    Words, the box and units that others lie in are asked of the database, everything else of the columns.
    """
    masks = {name: build(columns, wanted) for name, build in _FACETS.items() if _narrows(wanted, name)}
    if inside is not None and _narrows(wanted, "units") and wanted.units <= inside.unit_ids:
        masks["units"] = _in_units(columns, wanted.units)
    elif _narrows(wanted, "units"):
        masks["units"] = _asked(session, columns, ProjectFilter(as_of=wanted.as_of, units=wanted.units))
    if wanted.commune_known is not None:
        is_known, day = wanted.commune_known
        if inside is not None and inside.day == day:
            masks["commune_known"] = inside.rows == is_known
        else:
            alone = ProjectFilter(as_of=wanted.as_of, commune_known=wanted.commune_known)
            masks["commune_known"] = _asked(session, columns, alone)
    if wanted.q or wanted.bbox is not None:
        asked = ProjectFilter(as_of=wanted.as_of, q=wanted.q, bbox=wanted.bbox)
        masks["asked"] = _asked(session, columns, asked)
    if wanted.min_vnd is not None:
        masks["min_vnd"] = columns.budget_vnd >= max(int(wanted.min_vnd), 0)
    if wanted.max_vnd is not None:
        masks["max_vnd"] = (columns.budget_vnd <= int(wanted.max_vnd)) & (columns.budget_vnd != UNKNOWN_VND)
    if wanted.disbursed_min is not None or wanted.disbursed_max is not None:
        masks[DISBURSED] = _disbursed(columns, wanted)
    return masks


def _disbursed(columns: ProjectColumns, wanted: ProjectFilter) -> Mask:
    mask = columns.disbursed >= hundredths_of(wanted.disbursed_min or Decimal(0))
    if wanted.disbursed_max is not None:
        mask &= columns.disbursed < hundredths_of(wanted.disbursed_max)
    return mask


def _below(columns: ProjectColumns, mask: Mask) -> dict[int, int]:
    """Count by each of `DISBURSED_STEPS`; projects without a plan are in none."""
    parts = columns.disbursed[mask]
    parts = parts[parts != UNKNOWN_PART]
    return {step: int((parts < step * HUNDREDTHS).sum()) for step in DISBURSED_STEPS}


def _narrows(wanted: ProjectFilter, name: str) -> bool:
    return getattr(wanted, name) not in (None, frozenset())


def _asked(session: Session, columns: ProjectColumns, part: ProjectFilter) -> Mask:
    """Let the database say which projects a part of the filter leaves."""
    ids = session.scalar(select(func.array_agg(Project.id)).where(*conditions(part)))
    return columns.rows_of(np.asarray(ids or [], dtype=np.int64))


def _all_but(masks: Mapping[str, Mask], size: int, *ignored: str) -> Mask:
    left = np.ones(size, dtype=np.bool_)
    for name, mask in masks.items():
        if name not in ignored:
            left &= mask
    return left


def _among(column: Ints, numbers: frozenset[int]) -> Mask:
    return np.isin(column, list(numbers))


def _linked(links: Links, size: int, ids: frozenset[int]) -> Mask:
    mask = np.zeros(size, dtype=np.bool_)
    mask[links.rows[np.isin(links.ids, list(ids))[links.places]]] = True
    return mask


def _in_years(columns: ProjectColumns, years: frozenset[int]) -> Mask:
    mask = np.zeros(len(columns.ids), dtype=np.bool_)
    for year in years:
        mask |= (columns.first_year <= year) & (columns.last_year >= year) & (columns.first_year > 0)
    return mask


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


_FACETS: Mapping[str, Callable[[ProjectColumns, ProjectFilter], Mask]] = {
    "sectors": lambda columns, wanted: _among(columns.sector, wanted.sectors),
    "stages": lambda columns, wanted: _among(columns.stage, wanted.stages),
    "schedules": lambda columns, wanted: _among(
        columns.schedule, frozenset(SCHEDULE_NUMBERS.index(status) for status in wanted.schedules)
    ),
    "alerts": lambda columns, wanted: _linked(
        columns.alerts, len(columns.ids), frozenset(ALERT_NUMBERS.index(code) for code in wanted.alerts)
    ),
    "years": lambda columns, wanted: _in_years(columns, wanted.years),
    "owners": lambda columns, wanted: _linked(columns.owners, len(columns.ids), wanted.owners),
    "sources": lambda columns, wanted: _linked(columns.sources, len(columns.ids), wanted.sources),
    "is_located": lambda columns, wanted: columns.is_located == wanted.is_located,
}
