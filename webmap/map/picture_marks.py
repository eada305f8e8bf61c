"""The marks of the first picture in words, addresses and classes: projects, groups of projects, lines and areas."""

import math
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext

from gis.domain.lifecycle import ScheduleStatus, Stage, StageGroup, stage_group
from gis.domain.map_clusters import Mark
from gis.domain.map_frame import Frame, degrees
from gis.queries.filters import ProjectFilter
from gis.queries.reference import NO_SECTOR, NO_SECTOR_ID
from gis.queries.tile_picture import ProjectName, ShapeRow
from gis.queries.tiles import MarkRow
from webmap.facets import reference_name
from webmap.formatting import number
from webmap.labels import label
from webmap.request_filters import codes, to_query

UNKNOWN: Final = "unknown"
RING_STEPS: Final = 16
RING_RADII: Final = (15, 18, 22)
LARGE_FROM: Final = (20, 200)
"""A ring tells how many by its size, and its late part in sixteenths (static/js/map/icons.js)."""

MARGIN_DEGREES: Final = 0.0005
"""Around the box of a group, so that the list holds the projects at its edge."""

Zooms = tuple[int, ...]


class Single(NamedTuple):
    """A project's symbol: where, which of the drawn symbols, what it says, where it leads."""

    x: str
    y: str
    symbol: str
    title: str
    address: str


class Group(NamedTuple):
    """A ring with the number of projects and of late ones; `badge` is the width of their label in px."""

    x: str
    y: str
    ring: str
    letters: int
    count_text: str
    late_text: str
    badge: float
    title: str
    address: str


class Shape(NamedTuple):
    """A line or area as SVG, its state of works and colour as classes."""

    path: str
    works: str
    tone: str
    is_area: bool
    title: str
    address: str


class Symbol(NamedTuple):
    """A symbol that is drawn once and used by all projects like it."""

    id: str
    tone: str
    sector: str


class Ring(NamedTuple):
    """A ring that is drawn once; `late` is the arc of its late part, '' for none."""

    id: str
    radius: int
    late: str


class Words(NamedTuple):
    """What is told of the projects on the picture: code and name, the colouring, the sectors' names."""

    known: Mapping[int, ProjectName]
    colouring: str
    sectors: Mapping[int, tuple[str, str]]

    def tone(self, stage: int | None, schedule: str | None) -> str:
        """Return the class that colours a project."""
        if self.colouring == "schedule":
            return schedule or UNKNOWN
        return stage_group(Stage(stage)).value if stage else UNKNOWN

    def title(self, project_id: int, sector_id: int | None, stage: int | None, schedule: str | None) -> str:
        """Return the words that a pointer is told."""
        parts = [
            self.known[project_id].name,
            self.sectors.get(sector_id or NO_SECTOR_ID, ("", ""))[1],
            str(label(Stage(stage))) if stage else "",
            str(label(ScheduleStatus(schedule))) if schedule else "",
        ]
        return " · ".join(part for part in parts if part)

    def address(self, project_id: int) -> str:
        """Return the address of the project's page."""
        return url_for("projects.show", code=self.known[project_id].code)


def words(known: Mapping[int, ProjectName], colouring: str) -> Words:
    """Return the words in the reader's language."""
    sectors = {row.id: (row.code, reference_name(row)) for row in codes().sectors}
    return Words(known, colouring, sectors | {NO_SECTOR_ID: (NO_SECTOR, "")})


def place(frame: Frame, mark: Mark) -> tuple[str, str]:
    """Return where a mark stands, in percent of the land from its north-western corner."""
    x = (mark.x - frame.west) / (frame.east - frame.west)
    y = (mark.y - frame.north) / (frame.south - frame.north)
    return f"{x * 100:.2f}%", f"{y * 100:.2f}%"


def singles(
    frame: Frame, marks: Mapping[int, list[Mark]], rows: Mapping[int, MarkRow], told: Words
) -> tuple[list[Symbol], dict[Zooms, list[Single]]]:
    """Return the symbols that are needed, and the projects that stand by themselves by the zooms at which they do."""
    zooms_of: dict[int, list[int]] = {}
    marks_of: dict[int, Mark] = {}
    for zoom, each in marks.items():
        for mark in each:
            if mark.project_id is not None and mark.project_id in told.known:
                zooms_of.setdefault(mark.project_id, []).append(zoom)
                marks_of[mark.project_id] = mark
    symbols: dict[str, Symbol] = {}
    found: dict[Zooms, list[Single]] = {}
    for project_id, zooms in zooms_of.items():
        row = rows[project_id]
        tone = told.tone(row.stage, row.schedule)
        sector = told.sectors.get(row.sector_id or NO_SECTOR_ID, (NO_SECTOR, ""))[0]
        symbol = symbols.setdefault(f"{tone}-{sector}", Symbol(f"mark-{tone}-{sector}", tone, sector))
        title = told.title(project_id, row.sector_id, row.stage, row.schedule)
        single = Single(*place(frame, marks_of[project_id]), symbol.id, title, told.address(project_id))
        found.setdefault(tuple(zooms), []).append(single)
    return list(symbols.values()), found


def groups(
    frame: Frame, marks: Mapping[int, list[Mark]], wanted: ProjectFilter
) -> tuple[list[Ring], dict[Zooms, list[Group]]]:
    """Return the rings that are needed and the groups of each zoom; a group leads to the list of its place."""
    rings: dict[str, Ring] = {}
    found: dict[Zooms, list[Group]] = {}
    pairs = [pair for pair in to_query(wanted) if pair[0] not in ("bbox", "located")]
    for zoom, each in marks.items():
        for mark in each:
            if mark.count > 1:
                ring = _ring(mark)
                rings[ring.id] = ring
                found.setdefault((zoom,), []).append(_group(frame, mark, ring.id, pairs))
    return list(rings.values()), found


def _group(frame: Frame, mark: Mark, ring: str, pairs: Iterable[tuple[str, str]]) -> Group:
    count, late = number(mark.count), number(mark.late_count) if mark.late_count else ""
    title = gettext("%(n)s dự án", n=count)
    if late:
        title += ", " + gettext("%(n)s hoàn thành chậm hoặc quá hạn", n=late)
    query = urlencode([*pairs, ("bbox", _box(mark))])
    return Group(
        *place(frame, mark),
        ring,
        _step(mark),
        count,
        late,
        max(17, 9 + 6.4 * len(late)),
        title,
        f"{url_for('projects.index')}?{query}",
    )


def _box(mark: Mark) -> str:
    """Return the box of a group as `bbox` takes it."""
    west, north = degrees(*mark.box[:2])
    east, south = degrees(*mark.box[2:])
    sides = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    return ",".join(f"{side:.4f}" for side in sides)


def _step(mark: Mark) -> int:
    return sum(mark.count >= first for first in LARGE_FROM)


def ring_radius(mark: Mark) -> int:
    """Return the radius of a group's ring in px."""
    return RING_RADII[_step(mark)]


def _ring(mark: Mark) -> Ring:
    sixteenths = math.ceil(RING_STEPS * mark.late_count / mark.count)
    radius = ring_radius(mark)
    return Ring(f"ring-{_step(mark)}-{sixteenths}", radius, _arc(radius - 1.75, sixteenths))


def _arc(radius: float, sixteenths: int) -> str:
    """Return a part of a circle as SVG, clockwise from the top; the whole one as two halves."""
    if not sixteenths:
        return ""
    top = f"M0 {-radius}"
    if sixteenths == RING_STEPS:
        return f"{top}A{radius} {radius} 0 1 1 0 {radius}A{radius} {radius} 0 1 1 0 {-radius}"
    angle = 2 * math.pi * sixteenths / RING_STEPS
    x, y = radius * math.sin(angle), -radius * math.cos(angle)
    return f"{top}A{radius} {radius} 0 {int(2 * sixteenths > RING_STEPS)} 1 {x:.2f} {y:.2f}"


_WORKS = {
    StageGroup.PREPARATION: "planned",
    StageGroup.IMPLEMENTATION: "under-way",
    StageGroup.COMPLETION: "finished",
}


def shapes(rows: Iterable[ShapeRow], told: Words, zooms_of: Mapping[int, Zooms]) -> dict[Zooms, list[Shape]]:
    """Return lines and areas by the zooms at which they are drawn (`zooms_of` their first one), areas first."""
    found: dict[Zooms, list[Shape]] = {}
    for row in sorted(rows, key=lambda each: not each.is_area):
        if row.project_id not in told.known:
            continue
        shape = Shape(
            row.path,
            _WORKS[stage_group(Stage(row.stage))] if row.stage else "planned",
            told.tone(row.stage, row.schedule),
            row.is_area,
            told.title(row.project_id, None, row.stage, row.schedule),
            told.address(row.project_id),
        )
        found.setdefault(zooms_of[row.min_zoom], []).append(shape)
    return found
