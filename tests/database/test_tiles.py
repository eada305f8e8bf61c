"""What tiles show: every project that is meant once, whichever way clusters are counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from gis.domain.lifecycle import ScheduleStatus
from gis.domain.tile_grid import CELLS_BELOW_ZOOM, EXTENT, GRID_BITS, SINGLES_UP_TO, TileAddress
from gis.models import Project, TileSymbol
from gis.operations import tiles as copies
from gis.queries import tiles
from gis.queries.filters import BBox, ProjectFilter, conditions
from gis.queries.schedule import schedule_status
from tests.factories import ProjectShareFactory, UnitFactory
from tests.map_tiles import TODAY, Layers, layers_of, located, properties_of, scattered, shape_at, tile_at

EVERYTHING = ProjectFilter(as_of=TODAY)
FILTERS = {
    "nothing": EVERYTHING,
    "sector": replace(EVERYTHING, sectors=frozenset({2, 0})),
    "schedule": replace(EVERYTHING, schedules=frozenset({ScheduleStatus.OVERDUE, ScheduleStatus.LATE})),
    "both": replace(EVERYTHING, sectors=frozenset({1}), schedules=frozenset({ScheduleStatus.ON_TRACK})),
    "stage": replace(EVERYTHING, stages=frozenset({6}), sectors=frozenset({1, 9})),
    "money": replace(EVERYTHING, min_vnd=Decimal(10**10)),
    "words": replace(EVERYTHING, q="thôn 1%"),
    "box": replace(EVERYTHING, bbox=BBox(107.4, 11.9, 107.5, 12.0)),
    "yesterday": ProjectFilter(as_of=TODAY - timedelta(days=1)),
    "another day": replace(
        ProjectFilter(as_of=TODAY + timedelta(days=9)), schedules=frozenset({ScheduleStatus.OVERDUE})
    ),
}
ZOOMS = (0, 5, 8, 9, 10, 11, 12, 15)


@pytest.fixture
def crowd(session: Session) -> list[Project]:
    made = scattered(session, 150)
    copies.rebuild(session, as_of=TODAY)
    return made


def whole_map(session: Session, wanted: ProjectFilter, zoom: int) -> Iterator[tuple[TileAddress, Layers]]:
    """Give every tile of a zoom that holds a symbol of any project."""
    shift = GRID_BITS - zoom
    at = (TileSymbol.grid_x.op(">>")(shift), TileSymbol.grid_y.op(">>")(shift))
    for x, y in session.execute(select(*at).distinct()).all():
        address = TileAddress(zoom, x, y)
        yield (
            address,
            layers_of(tiles.tile_of_projects(session.connection(), address, wanted, grid_day=TODAY).mvt),
        )


@pytest.mark.parametrize("name", FILTERS)
def test_every_project_is_one_symbol_or_in_one_cluster(
    session: Session, crowd: list[Project], name: str
) -> None:
    wanted = FILTERS[name]
    late = schedule_status(Project, as_of=wanted.as_of).in_(("late", "overdue"))
    meant = session.execute(select(func.count(), func.count().filter(late)).where(*conditions(wanted))).one()
    for zoom in ZOOMS:
        symbols, cells = shown(session, wanted, zoom)
        late_symbols = session.scalar(select(func.count()).where(Project.id.in_(symbols), late)) or 0
        assert len(symbols) == len(set(symbols))
        assert len(symbols) + sum(cell["count"] for cell in cells) == meant[0]
        assert late_symbols + sum(cell["late"] for cell in cells) == meant[1]
        assert all(cell["count"] > 1 for cell in cells)
        assert not cells or zoom < CELLS_BELOW_ZOOM


def shown(session: Session, wanted: ProjectFilter, zoom: int) -> tuple[list[int], list[dict[str, Any]]]:
    """Return the ids of the symbols, and the clusters, of the whole map."""
    found = [layers for _, layers in whole_map(session, wanted, zoom)]
    symbols = [f["properties"]["id"] for layers in found for f in layers.get("symbols", [])]
    cells = [f["properties"] for layers in found for f in layers.get("cells", [])]
    return symbols, cells


@pytest.mark.parametrize("name", ["nothing", "sector", "schedule", "both"])
def test_the_grid_says_what_counting_says(session: Session, crowd: list[Project], name: str) -> None:
    stale = TODAY - timedelta(days=1)
    for zoom in (0, 4, 7, 9, 10, 11):
        for address, from_grid in whole_map(session, FILTERS[name], zoom):
            counted = tiles.tile_of_projects(session.connection(), address, FILTERS[name], grid_day=stale)
            assert canonical(from_grid) == canonical(layers_of(counted.mvt))


def canonical(layers: Layers) -> dict[str, list[str]]:
    return {name: sorted(map(repr, features)) for name, features in layers.items()}


def test_a_cell_with_few_projects_shows_them_all(session: Session) -> None:
    zoom = 10
    few = [located(f"SRID=4326;POINT(107.50{n} 12)") for n in range(SINGLES_UP_TO[zoom])]
    copies.refresh(session, [project.id for project in few])
    tile = tile_at(107.5, 12, zoom)
    assert len(at(session, tile)["symbols"]) == len(few)
    copies.refresh(session, [located("SRID=4326;POINT(107.5005 12)").id])
    layers = at(session, tile)
    assert [f["properties"]["count"] for f in layers["cells"]] == [len(few)]
    assert len(layers["symbols"]) == 1


def at(session: Session, tile: TileAddress, wanted: ProjectFilter = EVERYTHING) -> Layers:
    return layers_of(
        tiles.tile_of_projects(
            session.connection(), tile, wanted, grid_day=tiles.state(session.connection()).grid_day
        ).mvt
    )


def test_a_cluster_stands_amid_its_projects_and_sums_what_is_known(session: Session) -> None:
    located(is_key_project=True)  # shown by itself
    for number, budget in enumerate([None, Decimal(7_000_000_001), Decimal(3)] * 4):
        located(f"SRID=4326;POINT({107.5 + number % 2 / 100} 12)", budget_vnd=budget)
    copies.rebuild(session, as_of=TODAY)
    [cluster] = at(session, tile_at(107.505, 12, 7))["cells"]
    assert cluster["properties"] == {"count": 12, "late": 0, "budget_vnd": 28_000_000_016}
    x, _ = cluster["geometry"]["coordinates"]
    tile = tile_at(107.505, 12, 7)
    assert x == pytest.approx(((107.505 + 180) / 360 * 2**7 - tile.x) * EXTENT, abs=1)


def test_a_sum_over_no_budget_is_absent_not_zero(session: Session) -> None:
    located(is_key_project=True)  # shown by itself
    for _ in range(12):
        located(budget_vnd=None)
    copies.rebuild(session, as_of=TODAY)
    [cluster] = properties_of(
        tiles.tile_of_projects(session.connection(), tile_at(107.5, 12, 6), EVERYTHING, grid_day=TODAY).mvt,
        "cells",
    )
    assert cluster == {"count": 12, "late": 0}


def test_symbols_say_what_the_map_draws(session: Session) -> None:
    project = located(
        shape_at("area", 107.5, 12),
        name="Trường Tiểu học Nơ Trang Lơng",
        sector_id=None,
        stage=None,
        approved_completion_date=date(2026, 11, 21),
    )
    copies.refresh(session, [project.id])
    layers = at(session, tile_at(107.5, 12, 13))
    common = {"id": project.id, "sector": 0, "stage": 0, "schedule": "overdue"}
    assert [f["properties"] for f in layers["symbols"]] == [common | {"shape": "area", "name": project.name}]
    assert [f["properties"] for f in layers["shapes"]] == [common]
    assert [f["id"] for layer in ("symbols", "shapes") for f in layers[layer]] == [project.id] * 2
    assert "name" not in at(session, tile_at(107.5, 12, 11))["symbols"][0]["properties"]


@pytest.mark.parametrize("zoom", [8, 10, 11, 13, 16])
def test_a_line_is_drawn_in_every_tile_that_it_crosses(session: Session, zoom: int) -> None:
    project = located("SRID=4326;MULTILINESTRING((107.1 12, 107.9 12.02))")
    copies.refresh(session, [project.id])
    for lon in (107.11, 107.5, 107.89):
        lat = 12 + (lon - 107.1) * 0.02 / 0.8
        shapes = at(session, tile_at(lon, lat, zoom))["shapes"]
        assert [f["properties"]["id"] for f in shapes] == [project.id]


def test_archived_projects_and_those_without_a_place_are_not_on_the_map(session: Session) -> None:
    project = located()
    copies.refresh(session, [project.id])
    project.archived_at = func.now()
    session.flush()
    copies.refresh(session, [project.id])
    assert all(not at(session, tile_at(107.5, 12, zoom)) for zoom in (0, 9, 12, 16))


def test_units_filter_tiles_by_the_shares_of_projects(session: Session) -> None:
    here, there = located(), located()
    unit = UnitFactory()
    ProjectShareFactory(project_id=here.id, unit_id=unit.id)
    copies.refresh(session, [here.id, there.id])
    wanted = replace(EVERYTHING, units=frozenset({unit.id}))
    for zoom in (3, 9, 11, 14):
        symbols = at(session, tile_at(107.5, 12, zoom), wanted)["symbols"]
        assert [f["properties"]["id"] for f in symbols] == [here.id]


def test_only_filters_that_the_grid_can_not_answer_have_a_time_limit(session: Session) -> None:
    limit = text("SHOW statement_timeout")
    before = session.scalar(limit)
    tiles.tile_of_projects(session.connection(), TileAddress(0, 0, 0), FILTERS["sector"], grid_day=TODAY)
    assert session.scalar(limit) == before
    tiles.tile_of_projects(session.connection(), TileAddress(0, 0, 0), FILTERS["words"], grid_day=TODAY)
    assert session.scalar(limit) == f"{tiles.TIMEOUT_MS // 1000}s" != before
