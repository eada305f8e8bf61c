"""The figures of what a map shows, counted over the columns that each worker keeps for the filters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from gis.domain.lifecycle import ScheduleStatus
from gis.queries import units
from gis.queries.filters import BBox, ProjectFilter
from gis.queries.in_view import extent_of_places
from webmap.database import db
from webmap.facets import facet_counts
from webmap.memory import remembered

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Figures:
    """The projects of a filter: those with a place in the view, and the rest.

    `budget_vnd` is None where no project in view has a budget; stage 0 stands for an unknown one. `extent` is the
    box around the places of the filter where none of them is in view.
    """

    count: int
    budget_vnd: int | None
    without_budget_count: int
    schedules: Mapping[ScheduleStatus, int]
    stages: Mapping[int, int]
    located_count: int
    unlocated_count: int
    extent: BBox | None


def figures(wanted: ProjectFilter, *, units_on: date) -> Figures:
    """Return the figures of `wanted` inside its box, or everywhere where it has none."""
    everywhere = wanted.without("bbox")
    located = _count(everywhere, is_located=True, units_on=units_on)
    if wanted.is_located is False or _covers_all(wanted.bbox, units_on):
        wanted = everywhere
    seen = facet_counts(replace(wanted, is_located=True), units_on=units_on)
    count = 0 if wanted.is_located is False else seen.total
    return Figures(
        count=count,
        budget_vnd=seen.budget_vnd if count > seen.without_budget_count else None,
        without_budget_count=seen.without_budget_count if count else 0,
        schedules=_chosen(seen.schedules, wanted.schedules) if count else {},
        stages=_chosen(seen.stages, wanted.stages) if count else {},
        located_count=located,
        unlocated_count=_count(everywhere, is_located=False, units_on=units_on),
        extent=extent_of_places(db.session, everywhere) if located and not count else None,
    )


def territory_extent(units_on: date) -> BBox | None:
    """Return the box around the communes of a day; boundaries are read once a version of the data."""
    found = remembered(("extent", units_on), lambda: units.extent(db.session, units_on))
    return BBox(*found) if found else None


def _count(wanted: ProjectFilter, *, is_located: bool, units_on: date) -> int:
    """Return how many of these projects have a place, or wait for one."""
    if wanted.is_located is (not is_located):
        return 0
    return facet_counts(wanted, units_on=units_on).located.get(is_located, 0)


def _covers_all(box: BBox | None, units_on: date) -> bool:
    """Tell whether every place is in the box: every place touches a unit."""
    whole = territory_extent(units_on) if box else None
    if box is None or whole is None:
        return False
    is_wide = box.west <= whole.west and box.east >= whole.east
    return is_wide and box.south <= whole.south and box.north >= whole.north


def _chosen(counts: Mapping[Key, int], chosen: Collection[Key]) -> dict[Key, int]:
    """Return the counts of the chosen values, of all where none is chosen: a facet counts the others too."""
    return {key: count for key, count in counts.items() if not chosen or key in chosen}
