"""The place of each row: its geometry or its coordinate columns, in the coordinate system the table turns out to have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from etl.cells import Cell, as_text, is_missing
from etl.column_map import ColumnMap
from etl.columns import Field
from etl.coordinates import CrsCandidate, Point, guess_crs, parse_coordinate
from etl.findings import CellError, Finding
from etl.geometry import check, distance_m, from_wkt, points_of, to_lonlat, warnings
from etl.plan import ParseOptions
from etl.rows import CrsOrigin, SourceRow, SourceTable
from gis.crs import MAINLAND, SUPPORTED, WGS84, WITH_ISLANDS, crs_label

_CONTRADICTION_M: Final = 200.0
_PAIR_GAP: Final = re.compile(r"\s*[;/|]\s*|\s*,\s+|(?<=\d),(?=\d+\.)|(?<=[NSEWBĐ])\s*,?\s*|(?<=\d)\s+(?=\d)")
_PAIRS: Final = ((Field.LONGITUDE, Field.LATITUDE), (Field.COORD_X, Field.COORD_Y))


@dataclass(frozen=True, slots=True)
class ShapePlan:
    """How shapes and coordinates of a table become WGS 84; None where there are none or a person has to decide."""

    geometry: CrsCandidate | None
    coordinates: CrsCandidate | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A row's shape in WGS 84 with the system it came from; no shape where the row has none or it is refused."""

    geometry: BaseGeometry | None
    source_crs: int | None
    findings: tuple[Finding, ...]


def plan_shapes(table: SourceTable, columns: ColumnMap, options: ParseOptions) -> ShapePlan:
    """Find the coordinate system of the shapes and of the coordinate columns, each by its own numbers."""
    findings: list[Finding] = []
    drawn = [
        point
        for row in table.rows
        if (shape := _drawn(row, columns)[0]) is not None
        for point in points_of(shape)
    ]
    typed = [pair for row in table.rows if (pair := typed_pair(row, columns)[0]) is not None]
    geometry = _candidate(table, drawn, options, findings) if drawn else None
    coordinates = _candidate_of_columns(table, typed, columns, options, findings) if typed else None
    return ShapePlan(geometry, coordinates, tuple(findings))


def row_shape(row: SourceRow, columns: ColumnMap, plan: ShapePlan, options: ParseOptions) -> RowShape:
    """Return the row's shape with what is wrong with it; geometry wins over coordinate columns."""
    drawn, findings = _drawn(row, columns)
    pair, more = typed_pair(row, columns)
    findings += more
    candidate = plan.geometry if drawn is not None else plan.coordinates
    shape = drawn if drawn is not None else (shapely.Point(pair) if pair is not None else None)
    if shape is None or candidate is None:
        return RowShape(None, None, tuple(findings))
    try:
        placed = check(
            to_lonlat(check(shape, max_vertices=options.max_vertices), candidate),
            max_vertices=options.max_vertices,
        )
    except CellError as error:
        return RowShape(None, None, (*findings, error.finding()))
    wrong = warnings(placed)
    if _is_abroad(wrong):
        placed = shapely.transform(placed, lambda pairs: pairs[:, ::-1])
        if _is_abroad(warnings(placed)):
            return RowShape(None, None, (*findings, *wrong))
        wrong = [Finding.of("axes_swapped")]
    if drawn is not None and pair is not None and plan.coordinates is not None:
        wrong += _contradiction(placed, plan.coordinates.lonlat(*pair))
    return RowShape(placed, candidate.epsg, (*findings, *wrong))


def _is_abroad(found: Sequence[Finding]) -> bool:
    return any(finding.code == "place_outside_country" for finding in found)


def _drawn(row: SourceRow, columns: ColumnMap) -> tuple[BaseGeometry | None, list[Finding]]:
    if row.geometry is not None:
        return row.geometry, []
    cell = columns.cell(row, Field.GEOMETRY_WKT)
    if is_missing(cell):
        return None, []
    try:
        return from_wkt(as_text(cell)), []
    except CellError as error:
        return None, [error.finding()]


def typed_pair(row: SourceRow, columns: ColumnMap) -> tuple[Point | None, list[Finding]]:
    """Return the two numbers of the coordinate columns in the order longitude or X, latitude or Y."""
    cells = _coordinate_cells(row, columns)
    if all(map(is_missing, cells)):
        return None, []
    if any(map(is_missing, cells)) or len(cells) != 2:
        return None, [Finding.of("coordinate_pair_incomplete")]
    try:
        first, second = map(parse_coordinate, cells)
    except CellError as error:
        return None, [error.finding()]
    if first.value == 0 and second.value == 0:
        return None, [Finding.of("coordinate_zero")]
    is_turned = first.is_latitude is True or second.is_latitude is False
    return ((second.value, first.value) if is_turned else (first.value, second.value)), []


def _coordinate_cells(row: SourceRow, columns: ColumnMap) -> list[Cell]:
    combined = columns.cell(row, Field.COORD_PAIR)
    if not is_missing(combined):
        # "11,95; 107,5" and "11.95, 107.5" and "11.95 107.5"
        return [part for part in _PAIR_GAP.split(as_text(combined).strip(" ()[]"), maxsplit=1) if part]
    pair = next((pair for pair in _PAIRS if all(field in columns.columns for field in pair)), ())
    return [columns.cell(row, field) for field in pair]


def _candidate(
    table: SourceTable, points: Sequence[Point], options: ParseOptions, findings: list[Finding]
) -> CrsCandidate | None:
    crs = table.crs
    if options.crs is not None:
        return _of_system(points, options.crs, crs_label(options.crs), options, findings)
    if crs.origin is CrsOrigin.NONE:
        return _by_numbers(points, options, findings)
    if crs.epsg is None:
        findings.append(Finding.of("crs_not_supported", name=crs.name or "?").at(sheet=table.sheet))
        return None
    return _of_system(points, crs.epsg, crs.name or crs_label(crs.epsg), options, findings)


def _candidate_of_columns(
    table: SourceTable,
    points: Sequence[Point],
    columns: ColumnMap,
    options: ParseOptions,
    findings: list[Finding],
) -> CrsCandidate | None:
    if options.crs is not None and not table.rows[0].geometry:
        return _of_system(points, options.crs, crs_label(options.crs), options, findings)
    quiet: list[Finding] = []
    candidate = _by_numbers(points, options, quiet)
    is_beside_geometry = any(row.geometry is not None for row in table.rows)
    if (
        not (candidate is not None and candidate.epsg == WGS84 and not candidate.is_swapped)
        and not is_beside_geometry
    ):
        findings += [finding.at(sheet=table.sheet) for finding in quiet]
    return candidate


def _of_system(
    points: Sequence[Point], epsg: int, name: str, options: ParseOptions, findings: list[Finding]
) -> CrsCandidate | None:
    """Return axis order and unit in a named system; where the numbers deny it, say what they could be."""
    if epsg not in SUPPORTED:
        findings.append(Finding.of("crs_not_supported", name=name))
        return None
    guess = guess_crs(points, area=WITH_ISLANDS, systems=[epsg])
    if guess.candidates:
        best = guess.candidates[0]
        if best.is_swapped:
            findings.append(Finding.of("axes_swapped"))
        return best
    others = guess_crs(points, area=options.area).candidates
    if epsg == WGS84 and not others:
        # Some records far away are told row by row; a whole file elsewhere is told here.
        findings.append(Finding.of("crs_unknown"))
        return None
    findings.append(Finding.of("crs_contradicts_numbers", declared=name, candidates=_listed(others)))
    return None


def _by_numbers(
    points: Sequence[Point], options: ParseOptions, findings: list[Finding]
) -> CrsCandidate | None:
    guess = guess_crs(points, area=options.area)
    if not guess.candidates and options.area != MAINLAND:
        guess = guess_crs(points, area=MAINLAND)
    decided = guess.decided
    if decided is None:
        code = "crs_choice_needed" if guess.candidates else "crs_unknown"
        params = {"candidates": _listed(guess.candidates)} if guess.candidates else {}
        findings.append(Finding.of(code, **params))
        return None
    findings.append(Finding.of("crs_guessed", system=crs_label(decided.epsg), epsg=decided.epsg))
    if decided.is_swapped:
        findings.append(Finding.of("axes_swapped"))
    return decided


def _listed(candidates: Sequence[CrsCandidate]) -> str:
    names = dict.fromkeys(f"{crs_label(candidate.epsg)} (EPSG:{candidate.epsg})" for candidate in candidates)
    return ", ".join(list(names)[:8]) or "?"


def _contradiction(placed: BaseGeometry, typed: Point) -> list[Finding]:
    distance = min(distance_m(point, typed) for point in points_of(placed))
    if placed.geom_type not in ("Point", "MultiPoint") or distance <= _CONTRADICTION_M:
        return []
    return [Finding.of("coordinates_contradict", distance_m=round(distance))]
