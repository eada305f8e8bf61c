"""What the first picture reads of the map's copies: the same marks as the tiles, bounded, units in their own shape."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ScheduleStatus
from gis.domain.map_frame import GRID, frame_of
from gis.domain.tile_grid import TileAddress
from gis.models import Project
from gis.operations import tiles as copies
from gis.operations import unit_tiles
from gis.queries import tile_picture, tiles
from gis.queries.filters import ProjectFilter
from tests.factories import NewUnitFactory, square
from tests.map_tiles import TODAY, layers_of, scattered

FRAME = frame_of(107.0, 11.5, 108.1, 12.6)
EVERYTHING = ProjectFilter(as_of=TODAY)
FILTERS = {
    "nothing": EVERYTHING,
    "sector": replace(EVERYTHING, sectors=frozenset({2, 0})),
    "late": replace(EVERYTHING, schedules=frozenset({ScheduleStatus.OVERDUE, ScheduleStatus.LATE})),
}
ZOOMS = (7, 9, 10, 11)


@pytest.fixture
def crowd(session: Session) -> list[Project]:
    projects = scattered(session, 160)
    copies.rebuild(session, as_of=TODAY)
    return projects


Counts = Counter[tuple[int | None, int, int]]


def in_tiles(session: Session, wanted: ProjectFilter, zoom: int) -> Counts:
    """Count id, projects and late ones of all marks that the tiles of the frame hold."""
    assert FRAME is not None
    side, found = 1 << zoom, Counts()
    for x in range(int(FRAME.west * side), int(FRAME.east * side) + 1):
        for y in range(int(FRAME.north * side), int(FRAME.south * side) + 1):
            tile = tiles.tile_of_projects(
                session.connection(), TileAddress(zoom, x, y), wanted, grid_day=TODAY
            )
            layers = layers_of(tile.mvt)
            for symbol in layers.get("symbols", []):
                is_late = symbol["properties"]["schedule"] in ("late", "overdue")
                found[symbol["properties"]["id"], 1, int(is_late)] += 1
            for cell in layers.get("cells", []):
                found[None, cell["properties"]["count"], cell["properties"]["late"]] += 1
    return found


def counted(marks: list[tiles.MarkRow]) -> Counts:
    return Counts((mark.project_id, mark.project_count, mark.late_count) for mark in marks)


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("name", FILTERS)
def test_the_grid_gives_the_marks_of_the_tiles(session: Session, name: str) -> None:
    assert FRAME is not None
    for zoom in ZOOMS:
        marks = tile_picture.grid_marks(session.connection(), FRAME, FILTERS[name], zoom=zoom)
        assert counted(marks) == in_tiles(session, FILTERS[name], zoom)
        assert marks


def test_few_projects_by_themselves_give_the_marks_of_the_tiles(
    session: Session, crowd: list[Project]
) -> None:
    chosen = [project.id for project in crowd if project.sector_id == 2]
    wanted = replace(EVERYTHING, sectors=frozenset({2}))
    symbols = tile_picture.symbols_of(session.connection(), chosen, as_of=TODAY)
    for zoom in (*ZOOMS, 12):
        assert counted(tile_picture.marks_at(symbols, zoom)) == in_tiles(session, wanted, zoom)


def test_lines_lie_on_the_frame_in_whole_units(session: Session, crowd: list[Project]) -> None:
    assert FRAME is not None
    ids = [project.id for project in crowd]
    shapes = tile_picture.shapes_of(session.connection(), FRAME, ids, zoom=11, as_of=TODAY)
    assert {shape.is_area for shape in shapes} == {True, False}
    assert not any("." in shape.path for shape in shapes)
    starts = [tuple(map(int, re.findall(r"-?\d+", shape.path)[:2])) for shape in shapes]
    assert sum(0 <= x <= GRID and 0 <= y <= GRID for x, y in starts) > 0.8 * len(starts)


def test_units_of_the_day_are_drawn_with_each_schematic_edge_once(session: Session) -> None:
    units = [NewUnitFactory(geom=square(107.4 + shift, 11.9)) for shift in (0, 0.1)]
    unit_tiles.rebuild(session)
    frame = frame_of(107.4, 11.9, 107.6, 12.0)
    assert frame is not None
    day = date(2026, 1, 1)
    shown = tile_picture.units_shown(session.connection(), frame, units_on=day, zoom=11)
    assert {unit.id for unit in shown if not unit.is_outline} == {unit.id for unit in units}
    assert tile_picture.units_shown(session.connection(), frame, units_on=date(2024, 1, 1), zoom=11) == []
    edges = tile_picture.schematic_edges(session.connection(), frame, units_on=day, zoom=11)
    assert bool(edges) is any(unit.is_schematic for unit in shown)
