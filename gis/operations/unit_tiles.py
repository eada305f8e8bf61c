"""Drawing copies of the boundaries: each unit set generalised as one coverage, so that neighbours keep their edges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from gis.crs import WEB_MERCATOR
from gis.domain.tile_grid import GRID_BITS, UNIT_BANDS, WORLD_M
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import TileState

OUTLINED = (UnitLevel.DISTRICT.value, UnitLevel.PROVINCE.value)
LABEL_TOLERANCE_M = 100
PIXEL_M_AT_ZOOM_0 = WORLD_M / 512
TOLERANCE_PX = 1.6
"""Corners smaller than the square of this are left out; more would be seen, less makes tiles over 100 kB."""

_UNITS = text(f"""
SELECT id, parent_id, level, valid_from, valid_to, ST_AsBinary(ST_Transform(geom, {WEB_MERCATOR})) AS geom
FROM unit ORDER BY id
""")

_CLEAR = text("DELETE FROM tile_unit")

_INSERT = text(f"""
INSERT INTO tile_unit (band, shown_from, unit_id, shown_to, is_outline, code, name, kind, level, is_schematic,
                       label_x, label_y, geom)
SELECT :band, :shown_from, id, :shown_to, :is_outline, code, name, kind, level,
       coalesce(boundary_kind = '{BoundaryKind.SCHEMATIC.value}', false), :label_x, :label_y,
       ST_GeomFromWKB(:geom, {WEB_MERCATOR})
FROM unit WHERE id = :unit_id
""")


@dataclass(frozen=True, slots=True)
class _Unit:
    id: int
    parent_id: int | None
    level: str
    valid_from: date
    valid_to: date
    geom: shapely.Geometry | None


@dataclass(frozen=True, slots=True)
class _UnitSet:
    """The communes that exist from a day to a day, both included."""

    first_day: date
    last_day: date
    communes: tuple[_Unit, ...]


def rebuild(session: Session) -> None:
    """Draw every boundary anew; call after units or boundaries have changed, in the same transaction.

    Communes become areas, their districts and provinces the outline of the communes drawn.
    """
    units = {unit.id: unit for unit in _read(session)}
    session.execute(_CLEAR)
    for unit_set in _unit_sets(units.values()):
        if unit_set.communes:
            _draw(session, unit_set, units)
    session.execute(
        update(TileState).where(TileState.id == 1).values(units_version=TileState.units_version + 1)
    )


def ensure(session: Session) -> None:
    """Draw the boundaries where an update of the program emptied the copies or wants other zooms."""
    bands = set(session.scalars(text("SELECT DISTINCT band FROM tile_unit")))
    if bands != set(UNIT_BANDS):
        rebuild(session)


def _read(session: Session) -> Iterator[_Unit]:
    for row in session.execute(_UNITS):
        geom = None if row.geom is None else _clean(shapely.from_wkb(bytes(row.geom)))
        yield _Unit(
            id=row.id,
            parent_id=row.parent_id,
            level=row.level,
            valid_from=row.valid_from or date.min,
            valid_to=row.valid_to or date.max,
            geom=geom,
        )


def _clean(geom: shapely.Geometry) -> shapely.Geometry:
    """Return the geometry without what has no area; PostGIS admits rings that lie on themselves."""
    if shapely.is_valid(geom):
        return geom
    return shapely.make_valid(geom, method="structure", keep_collapsed=False)


def _unit_sets(units: Any) -> Iterator[_UnitSet]:
    """Give the sets of communes with a boundary, from one day on which any of them begins or ends to the next."""
    drawn = [unit for unit in units if unit.level == UnitLevel.COMMUNE and unit.geom is not None]
    starts = {unit.valid_from for unit in drawn}
    starts |= {unit.valid_to + timedelta(days=1) for unit in drawn if unit.valid_to < date.max}
    days = sorted(starts | {date.min})
    ends = [day - timedelta(days=1) for day in days[1:]] + [date.max]
    for first_day, last_day in zip(days, ends, strict=True):
        alive = tuple(unit for unit in drawn if unit.valid_from <= first_day <= unit.valid_to)
        yield _UnitSet(first_day, last_day, alive)


def _draw(session: Session, unit_set: _UnitSet, units: dict[int, _Unit]) -> None:
    """Write one unit set at every band, each generalised from the finer one before."""
    areas = [unit.geom for unit in unit_set.communes]
    ids = [unit.id for unit in unit_set.communes]
    labels = _labels(ids, areas) | _labels(*_outlines(unit_set, units, areas))
    for band in reversed(UNIT_BANDS):
        if band != UNIT_BANDS[-1]:
            tolerance_m = TOLERANCE_PX * PIXEL_M_AT_ZOOM_0 / (1 << band)
            areas = list(shapely.coverage_simplify(np.array(areas), tolerance_m))
        above, outlines = _outlines(unit_set, units, areas)
        turned = shapely.orient_polygons(areas, exterior_cw=True)  # as vector tiles want it
        drawn = [(unit, geom, False) for unit, geom in zip(ids, turned, strict=True)]
        drawn += [(unit, geom, True) for unit, geom in zip(above, shapely.boundary(outlines), strict=True)]
        shown = {"band": band, "shown_from": unit_set.first_day, "shown_to": unit_set.last_day}
        rows = [
            {**shown, **labels[unit], "unit_id": unit, "is_outline": is_outline, "geom": shapely.to_wkb(geom)}
            for unit, geom, is_outline in drawn
        ]
        session.execute(_INSERT, rows)


def _labels(ids: Sequence[int], areas: Sequence[Any]) -> dict[int, dict[str, int]]:
    """Return where on the map's grid each name goes: farthest from the edges of its area."""
    circles = shapely.maximum_inscribed_circle(np.array(areas, dtype=object), LABEL_TOLERANCE_M)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0)) / WORLD_M
    columns = np.floor((centres[:, 0] + 0.5) * (1 << GRID_BITS)).astype(int)
    rows = np.floor((0.5 - centres[:, 1]) * (1 << GRID_BITS)).astype(int)
    return {
        unit: {"label_x": int(x), "label_y": int(y)} for unit, x, y in zip(ids, columns, rows, strict=True)
    }


def _outlines(
    unit_set: _UnitSet, units: dict[int, _Unit], areas: Sequence[Any]
) -> tuple[list[int], list[Any]]:
    """Return districts and provinces: the communes drawn in each, put together."""
    groups: dict[int, list[Any]] = {}
    for unit, area in zip(unit_set.communes, areas, strict=True):
        for above in _ancestors(unit, units):
            groups.setdefault(above.id, []).append(area)
    return list(groups), [_merged(parts) for parts in groups.values()]


def _ancestors(unit: _Unit, units: dict[int, _Unit]) -> Iterator[_Unit]:
    """Give the districts and provinces that a unit lies in."""
    above = unit.parent_id
    while above is not None:
        if units[above].level in OUTLINED:
            yield units[above]
        above = units[above].parent_id


def _merged(areas: Sequence[Any]) -> Any:
    try:
        return shapely.coverage_union_all(areas)
    except GEOSException:  # neighbours that overlap a little are no coverage
        return shapely.union_all(areas)
