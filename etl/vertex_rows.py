"""Tables with one vertex a row: the rows of a project are joined into one row with its shape."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from etl.cells import Cell, as_text, is_missing
from etl.column_map import ColumnMap
from etl.columns import Field
from etl.coordinates import Point
from etl.findings import CellError, Finding
from etl.row_kinds import RowKind, row_kind
from etl.rows import CrsOrigin, SourceRow, SourceTable, TableCrs
from etl.shapes import typed_pair
from etl.values import read_shape_kind
from etl.vertices import LEAST, ShapeKind
from gis.crs import WGS84

_COORDINATES: Final = (Field.LATITUDE, Field.LONGITUDE, Field.COORD_X, Field.COORD_Y, Field.COORD_PAIR)
_OWN_OF_VERTEX: Final = (*_COORDINATES, Field.VERTEX_ORDER, Field.VERTEX_PART, Field.SEQUENCE, Field.NOTE)
_DEGREES: Final = TableCrs(WGS84, CrsOrigin.FORMAT)
_LAST_NUMBER: Final = re.compile(r"(\d+)\D*$")


@dataclass(slots=True)
class _Group:
    """The rows of one project, and what is found in them."""

    code: str
    rows: list[SourceRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def join_vertices(
    table: SourceTable, columns: ColumnMap, *, kind: ShapeKind | None = None
) -> tuple[SourceTable, list[Finding]]:
    """Return the table with one row for each project, and findings; a table of other rows comes back as it is.

    A table lists vertices where it has coordinates and a column for their order, or where at least half of its
    projects have several rows that differ in nothing but the coordinates. A row without code and name belongs to the
    project above it. ``kind`` is what the vertices make where the table does not say; else a ring that returns to its
    start is an area, other points are a line. A project with an unusable vertex gets no shape: it would be another one.
    """
    groups = _groups(table, columns)
    if not _lists_vertices(groups, columns):
        return table, []
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    for group in groups:
        rows.append(_joined(group, columns, kind))
        findings += group.findings
    shape_count = sum(row.geometry is not None for row in rows)
    vertex_count = sum(len(group.rows) for group in groups)
    told = Finding.of("vertices_joined", vertex_count=vertex_count, shape_count=shape_count).at(
        sheet=table.sheet
    )
    crs = _DEGREES if table.crs.origin is CrsOrigin.NONE and _is_degrees(rows) else table.crs
    return dataclasses.replace(table, rows=rows, crs=crs), [told, *findings]


def _is_degrees(rows: Sequence[SourceRow]) -> bool:
    """Tell whether no number is too large for a longitude, which every number in metres is."""
    bounds = [bound for row in rows if row.geometry is not None for bound in row.geometry.bounds]
    return all(abs(bound) <= 180 for bound in bounds)


def _groups(table: SourceTable, columns: ColumnMap) -> list[_Group]:
    """Put the rows of each project together, wherever they stand; titles and totals stay by themselves."""
    if not any(known in columns.columns for known in _COORDINATES):
        return []
    by_code: dict[str, _Group] = {}
    groups: list[_Group] = []
    above: _Group | None = None
    for row in table.rows:
        code = as_text(columns.cell(row, Field.CODE))
        is_bare = not code and is_missing(columns.cell(row, Field.NAME))
        if is_bare and above is not None and _has_coordinates(row, columns):
            above.rows.append(row)
            continue
        if not code or row_kind(row, columns) is not RowKind.PROJECT:
            groups.append(_Group(code, [row]))
            continue
        above = by_code.get(code)
        if above is None:
            above = by_code[code] = _Group(code)
            groups.append(above)
        above.rows.append(row)
    return groups


def _lists_vertices(groups: Sequence[_Group], columns: ColumnMap) -> bool:
    coded = [group for group in groups if group.code]
    several = [group for group in coded if len(group.rows) > 1]
    if not several or any(row.geometry is not None for group in several for row in group.rows):
        return False
    if not all(_differs_only_in_place(group, columns) for group in several):
        return False
    return Field.VERTEX_ORDER in columns.columns or 2 * len(several) >= len(coded)


def _differs_only_in_place(group: _Group, columns: ColumnMap) -> bool:
    own = {columns.columns[known].index for known in _OWN_OF_VERTEX if known in columns.columns}
    first = group.rows[0]
    for place, cell in enumerate(first.cells):
        if place in own:
            continue
        others = {as_text(row.cells[place]) for row in group.rows[1:] if not is_missing(row.cells[place])}
        if others - {as_text(cell)} if not is_missing(cell) else len(others) > 1:
            return False
    return sum(_has_coordinates(row, columns) for row in group.rows) > 1


def _has_coordinates(row: SourceRow, columns: ColumnMap) -> bool:
    return any(not is_missing(columns.cell(row, known)) for known in _COORDINATES)


def _joined(group: _Group, columns: ColumnMap, kind: ShapeKind | None) -> SourceRow:
    first = group.rows[0]
    if not group.code or not any(_has_coordinates(row, columns) for row in group.rows):
        return first
    merged = list(first.cells)
    for place, cell in enumerate(merged):
        if is_missing(cell):
            merged[place] = next(
                (row.cells[place] for row in group.rows if not is_missing(row.cells[place])), cell
            )
    for known in _OWN_OF_VERTEX:
        if known in columns.columns and known is not Field.NOTE:
            merged[columns.columns[known].index] = None
    geometry = _shape(group, columns, _stated_kind(merged, columns, group) or kind)
    return SourceRow(first.sheet, first.number, tuple(merged), geometry)


def _stated_kind(cells: Sequence[Cell], columns: ColumnMap, group: _Group) -> ShapeKind | None:
    header = columns.columns.get(Field.SHAPE_KIND)
    if header is None or is_missing(cells[header.index]):
        return None
    try:
        return ShapeKind(read_shape_kind(cells[header.index]))
    except CellError as error:
        _note(group, error.finding(), group.rows[0], header.label, as_text(cells[header.index]))
        return None


def _note(
    group: _Group, finding: Finding, row: SourceRow, column: str | None = None, value: str | None = None
) -> None:
    group.findings.append(
        finding.at(sheet=row.sheet, row=row.number, column=column, value=value or finding.value)
    )


def _shape(group: _Group, columns: ColumnMap, kind: ShapeKind | None) -> BaseGeometry | None:
    """Return the shape in the coordinates of the file; None, and why, where it can't be drawn."""
    points: list[tuple[SourceRow, Point]] = []
    for row in group.rows:
        pair, wrong = typed_pair(row, columns)
        for finding in wrong:
            _note(group, finding, row)
        if pair is not None:
            points.append((row, pair))
    lost = len(group.rows) - len(points)
    if lost:
        unusable = Finding.of("vertices_unusable", project_code=group.code, lost=lost, count=len(group.rows))
        _note(group, unusable, group.rows[0])
        return None
    parts = [_ordered(part, columns, group) for part in _parts(points, columns)]
    kind = kind or _kind_of(parts, group)
    parts = [_open(part) if kind is ShapeKind.AREA else part for part in parts]
    short = next((part for part in parts if len(set(part)) < LEAST[kind]), None)
    if short is not None:
        too_few = Finding.of(
            "vertices_too_few", project_code=group.code, count=len(set(short)), least=LEAST[kind]
        )
        _note(group, too_few, group.rows[0])
        return None
    return _drawn(parts, kind)


def _parts(points: list[tuple[SourceRow, Point]], columns: ColumnMap) -> list[list[tuple[SourceRow, Point]]]:
    """Divide the vertices by the column of parts, else where their numbers begin again from the first."""
    if Field.VERTEX_PART in columns.columns:
        named = [(as_text(columns.cell(row, Field.VERTEX_PART)), row, point) for row, point in points]
        order = {name: place for place, (name, _, _) in reversed(list(enumerate(named)))}
        named.sort(key=lambda item: order[item[0]])
        return [
            [(row, point) for _, row, point in part] for _, part in groupby(named, key=lambda item: item[0])
        ]
    parts: list[list[tuple[SourceRow, Point]]] = [[]]
    first = _number(points[0][0], columns)
    for row, point in points:
        begins = first is not None and parts[-1] and _number(row, columns) == first
        if begins and point != parts[-1][0][1]:  # a ring that names its first vertex again only closes
            parts.append([])
        parts[-1].append((row, point))
    return parts


def _ordered(part: list[tuple[SourceRow, Point]], columns: ColumnMap, group: _Group) -> list[Point]:
    """Return the points in the order of their numbers; in that of the file where numbers are missing or twice."""
    points = [point for _, point in part]
    is_closed = len(points) > 3 and points[0] == points[-1]
    numbers = [_number(row, columns) for row, _ in part][: len(points) - is_closed]
    if any(number is None for number in numbers):
        return points
    known = [number for number in numbers if number is not None]
    if all(one < other for one, other in pairwise(known)):
        return points
    if len(set(known)) < len(known):
        _note(group, Finding.of("vertex_order_unclear", project_code=group.code), part[0][0])
        return points
    ordered = [point for _, point in sorted(zip(known, points, strict=False))]
    return [*ordered, ordered[0]] if is_closed else ordered


def _number(row: SourceRow, columns: ColumnMap) -> int | None:
    """Return the number in ``M12``, ``Đ.3``, ``5``; None where there is none."""
    found = _LAST_NUMBER.search(as_text(columns.cell(row, Field.VERTEX_ORDER)))
    return int(found[1]) if found else None


def _kind_of(parts: Sequence[Sequence[Point]], group: _Group) -> ShapeKind:
    if all(len(part) == 1 for part in parts):
        return ShapeKind.POINT
    if all(len(part) > 3 and part[0] == part[-1] for part in parts):
        return ShapeKind.AREA
    if any(len(part) > 2 for part in parts):
        count = sum(map(len, parts))
        _note(
            group, Finding.of("vertices_taken_as_line", project_code=group.code, count=count), group.rows[0]
        )
    return ShapeKind.LINE


def _open(part: list[Point]) -> list[Point]:
    return part[:-1] if len(part) > 1 and part[0] == part[-1] else part


def _drawn(parts: Sequence[Sequence[Point]], kind: ShapeKind) -> BaseGeometry:
    if kind is ShapeKind.POINT:
        points = [point for part in parts for point in part]
        return shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(points)
    if kind is ShapeKind.LINE:
        return shapely.MultiLineString(parts)
    return _area(parts)


def _area(parts: Sequence[Sequence[Point]]) -> BaseGeometry:
    """Make a ring inside another one its hole; rings that cross themselves are left for the check to tell."""
    rings = sorted((shapely.Polygon(part) for part in parts), key=lambda ring: -ring.area)
    shells: list[tuple[shapely.Polygon, list[shapely.Polygon]]] = []
    for ring in rings:
        around = next(
            (holes for shell, holes in shells if ring.is_valid and shell.is_valid and shell.contains(ring)),
            None,
        )
        if around is None:
            shells.append((ring, []))
        else:
            around.append(ring)
    return shapely.MultiPolygon(
        [shapely.Polygon(shell.exterior, [hole.exterior for hole in holes]) for shell, holes in shells]
    )
