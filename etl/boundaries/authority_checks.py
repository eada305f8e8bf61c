"""What is checked of an authority's boundaries before they are taken: each shape, then the set that they make."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from etl.boundaries import checks
from etl.boundaries.authority_files import LIMITS, GivenOutline
from etl.boundaries.cells import polygons
from etl.findings import CellError, Finding, Findings
from etl.geometry import check
from gis.domain.units import BoundaryKind, UnitLevel
from gis.queries.boundaries import BoundaryRow

_FAR_KM: Final = 2.0
_AREA_TOLERANCE: Final = 0.01
_MOST_NAMES: Final = 8


class Accepted(NamedTuple):
    """A feature with its checked shape."""

    item: GivenOutline
    shape: MultiPolygon


class SetChecks:
    """The checks of one unit set; `units` are all units of its day with the boundaries in use."""

    def __init__(
        self, units: Sequence[BoundaryRow], findings: Findings, *, repair: bool, tolerance_m2: float
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._findings, self._repair, self._least_m2 = findings, repair, tolerance_m2

    def run(self, matched: Iterable[tuple[BoundaryRow, GivenOutline]], *, day: date) -> dict[int, Accepted]:
        """Return the shapes without errors by unit id; everything noticed goes to the findings."""
        accepted = {
            unit.id: Accepted(item, shape)
            for unit, item in matched
            if (shape := self._checked(unit, item)) is not None
        }
        if accepted:
            self._absent(accepted, day)
            self._sizes(accepted)
            self._parents(accepted)
            self._neighbours(accepted)
        return accepted

    def _checked(self, unit: BoundaryRow, item: GivenOutline) -> MultiPolygon | None:
        """Return the shape as a valid multipolygon, None where an error was found."""
        shape, name = item.outline.shape, unit.full_name
        if not isinstance(shape, shapely.Polygon | MultiPolygon):
            self._findings.add(item.finding("boundary_not_area", unit=name, geometry=shape.geom_type))
            return None
        try:
            sound: BaseGeometry = check(shape, max_vertices=LIMITS.max_vertices)
        except CellError as error:
            where = {"unit": name, "reason": "?", "reason_en": "?", "place": "?", **error.params}
            if not self._repair:
                self._findings.add(item.finding("boundary_invalid", **where))
                return None
            sound = polygons(shapely.make_valid(shape, method="structure"))
            change = round(checks.area_m2(sound) - checks.area_m2(shape))
            self._findings.add(item.finding("boundary_repaired", change_m2=change, **where))
        return self._near(unit, item, polygons(sound))

    def _near(self, unit: BoundaryRow, item: GivenOutline, shape: MultiPolygon) -> MultiPolygon | None:
        """Refuse a shape that lies elsewhere than the boundary in use: a wrong zone shifts by kilometres."""
        if unit.wkb is None:
            return shape
        distance = checks.distance_km(shape, shapely.from_wkb(unit.wkb))
        if distance <= _FAR_KM:
            return shape
        self._findings.add(
            item.finding("boundary_far_away", unit=unit.full_name, distance_km=round(distance, 1))
        )
        return None

    def _absent(self, accepted: Mapping[int, Accepted], day: date) -> None:
        levels = {self._units[unit_id].level for unit_id in accepted}
        absent = [
            unit.full_name
            for unit in self._units.values()
            if unit.level in levels and unit.level is UnitLevel.COMMUNE and unit.id not in accepted
        ]
        if absent:
            names = ", ".join(absent[:_MOST_NAMES]) + (" …" if len(absent) > _MOST_NAMES else "")
            finding = Finding.of("units_absent", count=len(absent), names=names, day=f"{day:%d/%m/%Y}")
            self._findings.add(finding)

    def _sizes(self, accepted: Mapping[int, Accepted]) -> None:
        for unit_id, (item, shape) in accepted.items():
            unit = self._units[unit_id]
            official = item.outline.official_area_km2 or unit.official_area_km2
            if not official:
                continue
            area_km2 = checks.area_m2(shape) / 1e6
            difference = area_km2 / float(official) - 1
            if abs(difference) > _AREA_TOLERANCE:
                self._findings.add(
                    item.finding(
                        "boundary_area_differs",
                        unit=unit.full_name,
                        area_km2=round(area_km2, 2),
                        official_km2=float(official),
                        difference_pct=round(100 * difference, 1),
                    )
                )

    def _parents(self, accepted: Mapping[int, Accepted]) -> None:
        for unit_id, (item, shape) in accepted.items():
            unit = self._units[unit_id]
            parent = self._units.get(unit.parent_id) if unit.parent_id else None
            above = self._shape_above(parent, accepted) if parent else None
            if parent is None or above is None:
                continue
            outside = checks.outside_m2(shape, above)
            if outside >= self._least_m2:
                self._findings.add(
                    item.finding(
                        "boundary_outside_parent",
                        unit=unit.full_name,
                        parent=parent.full_name,
                        area_m2=round(outside),
                    )
                )

    def _shape_above(self, parent: BoundaryRow, accepted: Mapping[int, Accepted]) -> BaseGeometry | None:
        """Return the boundary to stay within: the file's own, or the one in use.

        None for a sketch, and for one that is only the sum of the communes that the file replaces.
        """
        if parent.id in accepted:
            return accepted[parent.id].shape
        below = {unit.id for unit in self._units.values() if unit.parent_id == parent.id}
        is_sum = parent.kind is BoundaryKind.DERIVED and below <= set(accepted)
        if parent.wkb is None or parent.kind is BoundaryKind.SCHEMATIC or is_sum:
            return None
        return shapely.from_wkb(parent.wkb)

    def _neighbours(self, accepted: Mapping[int, Accepted]) -> None:
        shapes = self._result(accepted)
        changed = {unit_id for unit_id in accepted if unit_id in shapes}
        for overlap in checks.overlaps(shapes, changed, least_m2=self._least_m2):
            finding = accepted[overlap.first].item.finding(
                "boundary_overlap",
                unit=self._units[overlap.first].full_name,
                other=self._units[overlap.second].full_name,
                area_m2=round(overlap.area_m2),
                place=overlap.place,
            )
            self._findings.add(finding)
        for gap in checks.gaps(shapes, least_m2=self._least_m2):
            if changed & set(gap.unit_ids):
                names = ", ".join(self._units[unit_id].full_name for unit_id in gap.unit_ids)
                area_m2, count = round(gap.area_m2), gap.piece_count
                finding = Finding.of(
                    "boundary_gap", names=names, area_m2=area_m2, count=count, place=gap.place
                )
                self._findings.add(finding)

    def _result(self, accepted: Mapping[int, Accepted]) -> dict[int, MultiPolygon]:
        """Return the communes as they will be: the new shapes and, of the others, those that are no sketch."""
        kept = {
            unit.id: polygons(shapely.from_wkb(unit.wkb))
            for unit in self._units.values()
            if unit.level is UnitLevel.COMMUNE and unit.wkb and unit.kind is not BoundaryKind.SCHEMATIC
        }
        new = {
            unit_id: taken.shape
            for unit_id, taken in accepted.items()
            if self._units[unit_id].level is UnitLevel.COMMUNE
        }
        return kept | new
