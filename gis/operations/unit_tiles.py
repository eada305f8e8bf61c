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
from gis.domain.units import UnitLevel
from gis.models import TileState

OUTLINED = (UnitLevel.DISTRICT.value, UnitLevel.PROVINCE.value)
LABEL_TOLERANCE_M = 100
PIXEL_M_AT_ZOOM_0 = WORLD_M / 512

_UNITS = text(f"""
SELECT id, parent_id, level, valid_from, valid_to, ST_AsBinary(ST_Transform(geom, {WEB_MERCATOR})) AS geom
FROM unit ORDER BY id
""")

_CLEAR = text("DELETE FROM tile_unit")

_INSERT = text(f"""
INSERT INTO tile_unit (unit_id, band, shown_from, shown_to, is_outline, label_x, label_y, geom)
VALUES (:unit_id, :band, :shown_from, :shown_to, :is_outline, :label_x, :label_y,
        ST_GeomFromWKB(:geom, {WEB_MERCATOR}))
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

    Communes become areas, their districts and provinces the outline of the communes drawn. Units above the
    communes that have none with a boundary are drawn by their own.
    """
    units = {unit.id: unit for unit in _read(session)}
    session.execute(_CLEAR)
    for unit_set in _unit_sets(units.values()):
        for band in UNIT_BANDS:
            rows = list(_rows(unit_set, units, band))
            if rows:
                session.execute(_INSERT, rows)
    session.execute(
        update(TileState).where(TileState.id == 1).values(units_version=TileState.units_version + 1)
    )


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


def _rows(unit_set: _UnitSet, units: dict[int, _Unit], band: int) -> Iterator[dict[str, Any]]:
    """Give the rows of one unit set at one band: communes, then the outlines of what holds them."""
    tolerance_m = 0 if band == UNIT_BANDS[-1] else PIXEL_M_AT_ZOOM_0 / (1 << band)
    areas = _generalised([unit.geom for unit in unit_set.communes], tolerance_m)
    shown = {"band": band, "shown_from": unit_set.first_day, "shown_to": unit_set.last_day}
    for unit, area in zip(unit_set.communes, areas, strict=True):
        yield {**shown, "unit_id": unit.id, "is_outline": False, "geom": shapely.to_wkb(area)} | _label(area)
    groups: dict[int, list[shapely.Geometry]] = {}
    for unit, area in zip(unit_set.communes, areas, strict=True):
        for above in _ancestors(unit, units):
            groups.setdefault(above.id, []).append(area)
    for unit_id, area in [*_merged(groups), *_without_communes(unit_set, units, groups, tolerance_m)]:
        line = shapely.to_wkb(shapely.boundary(area))
        yield {**shown, "unit_id": unit_id, "is_outline": True, "geom": line} | _label(area)


def _generalised(areas: Sequence[Any], tolerance_m: float) -> Sequence[Any]:
    """Return the areas with fewer vertices; edges that two of them share stay shared."""
    if not areas or tolerance_m == 0:
        return areas
    return list(shapely.coverage_simplify(np.array(areas), tolerance_m))


def _ancestors(unit: _Unit, units: dict[int, _Unit]) -> Iterator[_Unit]:
    """Give the districts and provinces that a unit lies in."""
    above = unit.parent_id
    while above is not None:
        if units[above].level in OUTLINED:
            yield units[above]
        above = units[above].parent_id


def _merged(groups: dict[int, list[shapely.Geometry]]) -> Iterator[tuple[int, shapely.Geometry]]:
    for unit_id, areas in groups.items():
        try:
            yield unit_id, shapely.coverage_union_all(areas)
        except GEOSException:  # neighbours that overlap a little are no coverage
            yield unit_id, shapely.union_all(areas)


def _without_communes(
    unit_set: _UnitSet, units: dict[int, _Unit], groups: dict[int, Any], tolerance_m: float
) -> Iterator[tuple[int, shapely.Geometry]]:
    """Give districts and provinces whose communes are not drawn, by their own boundary."""
    for unit in units.values():
        is_shown = unit.valid_from <= unit_set.first_day <= unit.valid_to
        if unit.level in OUTLINED and unit.geom is not None and is_shown and unit.id not in groups:
            yield unit.id, shapely.simplify(unit.geom, tolerance_m)


def _label(area: Any) -> dict[str, int]:
    """Return the position on the map's grid that is farthest from the edges, where a name fits best."""
    circle = shapely.maximum_inscribed_circle(area, LABEL_TOLERANCE_M)
    x_m, y_m = shapely.get_coordinates(circle)[0]
    return {
        "label_x": int((x_m / WORLD_M + 0.5) * (1 << GRID_BITS)),
        "label_y": int((0.5 - y_m / WORLD_M) * (1 << GRID_BITS)),
    }
