"""Which projects each part of a filter leaves, by columns in memory; see docs/decisions/0007."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gis.models import Project
from gis.queries.columns import ALERT_NUMBERS, UNKNOWN_VND, Ints, Links, Mask, ProjectColumns
from gis.queries.disbursed import hundredths_of
from gis.queries.filters import ProjectFilter, conditions
from gis.queries.schedule import SCHEDULE_NUMBERS

DISBURSED: Final = "disbursed"
"""The name under which both bounds of the disbursed part narrow."""
Narrowed = Mapping[str, Mask]
"""Which rows each part of a filter leaves."""


class InCommunes(NamedTuple):
    """Which rows of the columns lie in any commune of a day, as far as is known, and which units these communes are."""

    day: date
    rows: Mask
    unit_ids: frozenset[int]


def narrow(
    session: Session, columns: ProjectColumns, wanted: ProjectFilter, *, inside: InCommunes | None = None
) -> Narrowed:
    """Return, for each field of the filter that narrows, which rows it leaves.

    Words, the box and units that others lie in are asked of the database, everything else of the columns.
    """
    masks = {name: build(columns, wanted) for name, build in MASKS.items() if _narrows(wanted, name)}
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


def rows_left(columns: ProjectColumns, narrowed: Narrowed) -> Mask:
    """Return which rows all parts of a filter leave."""
    return all_but(narrowed, len(columns.ids))


def all_but(masks: Mapping[str, Mask], size: int, *ignored: str) -> Mask:
    """Return which rows the parts of a filter leave, those called `ignored` let be."""
    left = np.ones(size, dtype=np.bool_)
    for name, mask in masks.items():
        if name not in ignored:
            left &= mask
    return left


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


def _disbursed(columns: ProjectColumns, wanted: ProjectFilter) -> Mask:
    mask = columns.disbursed >= hundredths_of(wanted.disbursed_min or Decimal(0))
    if wanted.disbursed_max is not None:
        mask &= columns.disbursed < hundredths_of(wanted.disbursed_max)
    return mask


def _narrows(wanted: ProjectFilter, name: str) -> bool:
    return getattr(wanted, name) not in (None, frozenset())


def _asked(session: Session, columns: ProjectColumns, part: ProjectFilter) -> Mask:
    """Let the database say which projects a part of the filter leaves."""
    ids = session.scalar(select(func.array_agg(Project.id)).where(*conditions(part)))
    return columns.rows_of(np.asarray(ids or [], dtype=np.int64))


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


MASKS: Final[Mapping[str, Callable[[ProjectColumns, ProjectFilter], Mask]]] = {
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
"""The fields that a facet counts, with what finds their rows in the columns."""
