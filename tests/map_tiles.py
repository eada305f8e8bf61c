"""Looking into vector tiles and the copies they are made of; projects scattered over a map."""

import math
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import mapbox_vector_tile
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.lifecycle import Execution
from gis.domain.tile_grid import TileAddress
from gis.models import Project
from tests.factories import ProjectFactory, ProjectLocationFactory

TODAY = date(2026, 11, 22)

Layers = dict[str, list[dict[str, Any]]]

COPIES = {
    "tile_symbol": "project_id",
    "tile_shape": "project_id",
    "tile_cell": "zoom, cell",
    "tile_cell_group": "zoom, cell, sector_id, schedule",
}


def layers_of(tile: bytes) -> Layers:
    """Return the features of each layer: `properties`, `geometry` in tile steps with y down, `id`."""
    if not tile:
        return {}
    decoded = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in decoded.items()}


def properties_of(tile: bytes, layer: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in layers_of(tile).get(layer, [])]


def tile_at(lon: float, lat: float, zoom: int) -> TileAddress:
    side = 1 << zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return TileAddress(zoom, int((lon + 180) / 360 * side), int(y * side))


def stored_copies(session: Session) -> dict[str, list[str]]:
    """Return every row of the map's copies as text, in the order of its key."""
    return {
        table: list(session.scalars(text(f"SELECT row_to_json({table})::text FROM {table} ORDER BY {key}")))
        for table, key in COPIES.items()
    }


def located(geom: str = "SRID=4326;POINT(107.5 12.0)", **values: object) -> Project:
    project = ProjectFactory(is_located=True, **values)
    ProjectLocationFactory(project_id=project.id, geom=geom)
    return project


def scattered(session: Session, count: int, seed: int = 7) -> list[Project]:
    """Make projects in three towns and around: points, lines and areas with and without budgets and dates."""
    rng = random.Random(seed)
    towns = [(107.45, 11.95), (107.46, 11.955), (107.6, 12.1)]
    made, shapes = [], []
    for number in range(count):
        town = rng.choice(towns)
        lon, lat = (round(rng.gauss(middle, 0.02 if number % 3 else 0.15), 6) for middle in town)
        shapes.append(shape_at(rng.choice(["point", "line", "area"]), lon, lat))
        made.append(
            ProjectFactory.build(
                is_located=True,
                sector_id=rng.choice([1, 2, 9, None]),
                stage=rng.choice([3, 6, 9, None]),
                budget_vnd=rng.choice([None, Decimal(rng.randrange(1, 10**11))]),
                is_key_project=rng.random() < 0.1,
                execution=rng.choice([Execution.NORMAL] * 5 + [Execution.PAUSED]),
                approved_completion_date=rng.choice(
                    [None] + [TODAY + timedelta(days=n) for n in range(-12, 12)]
                ),
                acceptance_date=rng.choice([None, None, TODAY + timedelta(days=rng.randrange(-12, 8))]),
            )
        )
    session.add_all(made)
    session.flush()
    placed = zip(made, shapes, strict=True)
    session.add_all(ProjectLocationFactory.build(project_id=row.id, geom=shape) for row, shape in placed)
    session.flush()
    return made


def shape_at(kind: str, lon: float, lat: float) -> str:
    if kind == "point":
        return f"SRID=4326;POINT({lon} {lat})"
    if kind == "line":
        return f"SRID=4326;MULTILINESTRING(({lon} {lat}, {lon + 0.002} {lat + 0.001}, {lon + 0.01} {lat}))"
    corners = f"{lon} {lat}, {lon + 0.001} {lat}, {lon + 0.001} {lat + 0.001}, {lon} {lat}"
    return f"SRID=4326;MULTIPOLYGON((({corners})))"
