"""Deterministic projects over the communes of a database: 40 % points, 50 % lines, 10 % areas, dense in towns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from gis.domain.names import name_key

CHUNK = 50_000
VERTICES = (20, 60)
STEP_DEGREES = 0.0006
SITE_CORNERS = 8
METRES_PER_DEGREE = 111_320
OWNERS = 2_000
KINDS = (
    "Đường giao thông",
    "Trường học",
    "Trạm y tế",
    "Kênh mương",
    "Lưới điện",
    "Nhà văn hóa",
    "Cầu dân sinh",
)

PROJECT_COLUMNS = (
    "id, code, name, search_key, sector_id, project_group, stage, execution, is_key_project, budget_vnd, "
    "decision_date, start_date, first_completion_date, approved_completion_date, acceptance_date, owner_id, "
    "first_year, last_year, is_located, is_demo"
)


SHARES = text("""
INSERT INTO project_share (project_id, unit_id, sector_id, share_ratio, basis)
SELECT id, unit_id, coalesce(sector_id, 0), 1, 'point'
FROM unnest(CAST(:ids AS bigint[]), CAST(:unit_ids AS bigint[])) AS home(id, unit_id) JOIN project USING (id)
""")


@dataclass(frozen=True, slots=True)
class Communes:
    """Where projects may lie: ids, names, how many of all go there, towns to gather around, spread in degrees."""

    ids: NDArray[np.int64]
    names: list[str]
    weights: NDArray[np.float64]
    towns: NDArray[np.float64]
    spreads: NDArray[np.float64]


def fill(connection: Connection, *, projects: int, as_of: date, seed: int = 1) -> None:
    """Add so many projects with places and shares; the same arguments give the same rows. Does not commit."""
    rng = np.random.default_rng(seed)
    places = _communes(connection, rng)
    connection.execute(
        text(
            "INSERT INTO agency (name, name_key) SELECT 'Ban QLDA ' || n, 'ban qlda ' || n FROM generate_series(1, :n) n"
        ),
        {"n": OWNERS},
    )
    first_owner = connection.scalar(text("SELECT max(id) - :n + 1 FROM agency"), {"n": OWNERS})
    for first in range(0, projects, CHUNK):
        count = min(CHUNK, projects - first)
        home = rng.choice(len(places.ids), size=count, p=places.weights)
        ids = np.arange(first + 1, first + count + 1)
        _copy(
            connection, f"project ({PROJECT_COLUMNS})", _projects(rng, ids, home, places, as_of, first_owner)
        )
        geoms = _geometries(rng, home, places)
        _copy(
            connection,
            "project_location (project_id, geom, accuracy_class)",
            ((int(id_), geom, "digitised") for id_, geom in zip(ids, geoms, strict=True)),
        )
        units = places.ids[home]
        connection.execute(SHARES, {"ids": ids.tolist(), "unit_ids": units.tolist()})
    connection.execute(text("SELECT setval(pg_get_serial_sequence('project', 'id'), :n)"), {"n": projects})


def _communes(connection: Connection, rng: np.random.Generator) -> Communes:
    """Read the communes; small ones are towns and take more projects for their size."""
    rows = connection.execute(
        text("""SELECT id, name, ST_Area(geom::geography) AS area_m2, ST_XMin(geom) AS west, ST_YMin(geom) AS south,
                ST_XMax(geom) AS east, ST_YMax(geom) AS north
                FROM unit WHERE level = 'commune' AND geom IS NOT NULL AND valid_to IS NULL ORDER BY code""")
    ).all()
    area_m2 = np.array([row.area_m2 for row in rows])
    weights = np.sqrt(area_m2)
    low = np.array([(row.west, row.south) for row in rows])
    high = np.array([(row.east, row.north) for row in rows])
    towns = low[:, None, :] + (high - low)[:, None, :] * rng.uniform(0.25, 0.75, (len(rows), 3, 2))
    return Communes(
        ids=np.array([row.id for row in rows]),
        names=[row.name for row in rows],
        weights=weights / weights.sum(),
        towns=towns,
        spreads=np.sqrt(area_m2) / METRES_PER_DEGREE * 0.12,
    )


def _positions(rng: np.random.Generator, home: NDArray[np.int64], places: Communes) -> NDArray[np.float64]:
    """Return a position for each project, in a bell around one of the three towns of its commune."""
    town = places.towns[home, rng.integers(0, 3, len(home))]
    spread: NDArray[np.float64] = rng.normal(0, 1, (len(home), 2)) * places.spreads[home][:, None]
    result: NDArray[np.float64] = np.round(town + spread, 6)
    return result


def _geometries(rng: np.random.Generator, home: NDArray[np.int64], places: Communes) -> list[str]:
    """Return EWKB in hex: points, roads that wind, sites with corners."""
    at = _positions(rng, home, places)
    kind = rng.choice(3, size=len(home), p=(0.4, 0.5, 0.1))
    geoms = np.empty(len(home), dtype=object)
    geoms[kind == 0] = shapely.points(at[kind == 0])
    geoms[kind == 1] = _lines(rng, at[kind == 1])
    geoms[kind == 2] = _sites(rng, at[kind == 2])
    found: list[str] = list(shapely.to_wkb(shapely.set_srid(geoms, 4326), hex=True, include_srid=True))
    return found


def _lines(rng: np.random.Generator, start: NDArray[np.float64]) -> NDArray[np.object_]:
    sizes = rng.integers(VERTICES[0], VERTICES[1] + 1, len(start))
    heading = rng.uniform(0, 2 * np.pi, (len(start), 1)) + np.cumsum(
        rng.normal(0, 0.25, (len(start), VERTICES[1])), axis=1
    )
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=2) * STEP_DEGREES
    paths = np.round(start[:, None, :] + np.cumsum(steps, axis=1), 6)
    kept = np.arange(VERTICES[1])[None, :] < sizes[:, None]
    owner = np.repeat(np.arange(len(start)), sizes)
    lines = shapely.linestrings(paths[kept], indices=owner)
    multi: NDArray[np.object_] = shapely.multilinestrings(lines, indices=np.arange(len(lines)))
    return multi


def _sites(rng: np.random.Generator, centre: NDArray[np.float64]) -> NDArray[np.object_]:
    angle = np.linspace(0, 2 * np.pi, SITE_CORNERS, endpoint=False)
    radius = rng.uniform(0.0003, 0.0012, (len(centre), SITE_CORNERS))
    ring = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=2) + centre[:, None, :]
    closed = np.round(np.concatenate([ring, ring[:, :1]], axis=1), 6)
    multi: NDArray[np.object_] = shapely.multipolygons(
        shapely.polygons(closed), indices=np.arange(len(centre))
    )
    return multi


def _projects(
    rng: np.random.Generator,
    ids: NDArray[np.int64],
    home: NDArray[np.int64],
    places: Communes,
    as_of: date,
    first_owner: int,
) -> Iterator[tuple[object, ...]]:
    count = len(ids)
    sector = rng.choice([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12], count)
    stage = rng.integers(1, 13, count)
    budget = np.round(np.exp(rng.normal(22.5, 1.1, count)) / 1e6).astype(np.int64) * 1_000_000
    due_in = rng.integers(-900, 900, count)
    slack = rng.integers(-120, 200, count)
    is_key, is_paused, has_no_date = (rng.random(count) < share for share in (0.01, 0.03, 0.03))
    kind = rng.integers(0, len(KINDS), count)
    owner = rng.integers(first_owner, first_owner + OWNERS, count)
    for i, id_ in enumerate(ids.tolist()):
        due = None if has_no_date[i] else as_of + timedelta(days=int(due_in[i]))
        accepted = due + timedelta(days=int(slack[i])) if due and stage[i] >= 8 else None
        begun = as_of + timedelta(days=int(due_in[i]) - 600)
        place = places.names[home[i]]
        name = f"{KINDS[kind[i]]} số {id_}, xã {place}"
        yield (
            id_, f"DA-{id_:07}", name, name_key(f"{name} DA-{id_:07}"), int(sector[i]), "C", int(stage[i]),
            "paused" if is_paused[i] else "normal", bool(is_key[i]), int(budget[i]), begun, begun, due, due, accepted,
            int(owner[i]), begun.year, (accepted or due or begun).year, True, True,
        )  # fmt: skip


def _copy(connection: Connection, target: str, rows: Iterator[tuple[object, ...]]) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    with raw.cursor().copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
