"""Tiles over HTTP: content, caching, compression, refusals."""

import gzip
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.models import Project
from gis.operations import tiles, unit_tiles
from gis.operations.refresh import after_change
from tests.factories import NewUnitFactory, OldUnitFactory, square
from tests.map_tiles import located, properties_of, tile_at
from webmap.clock import now, today
from webmap.database import NOTHING_WRITTEN, db
from webmap.tiles.caching import MEDIA_TYPE

ZOOM = 13


def address(layer: str = "projects", zoom: int = ZOOM, **query: str) -> str:
    tile = tile_at(107.5, 12, zoom)
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/tiles/{layer}/{tile.zoom}/{tile.x}/{tile.y}.mvt?{pairs}"


@pytest.fixture
def project(session: Session) -> Project:
    project = located(name="Đường vào bon Bu Dấp", sector_id=1)
    after_change(session, [project.id])
    return project


def names(tile: bytes) -> list[str]:
    return [symbol["name"] for symbol in properties_of(tile, "symbols")]


def test_a_tile_shows_the_projects_that_the_filter_means(client: FlaskClient, project: Project) -> None:
    tile = client.get(address())
    assert (tile.status_code, tile.content_type, names(tile.data)) == (200, MEDIA_TYPE, [project.name])
    assert names(client.get(address(sector="roads_transport", q="bu dap")).data) == [project.name]
    assert client.get(address(sector="energy")).data == b""


def test_a_changed_project_shows_at_once_and_an_unchanged_tile_is_not_sent_again(
    client: FlaskClient, session: Session, project: Project
) -> None:
    first = client.get(address())
    held = {"If-None-Match": first.headers["ETag"]}
    again = client.get(address(), headers=held)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    project = session.get_one(Project, project.id)
    project.name = "Đường vào bon Bu Dấp, giai đoạn 2"
    after_change(session, [project.id])
    changed = client.get(address(), headers=held)
    assert (changed.status_code, names(changed.data)) == (200, ["Đường vào bon Bu Dấp, giai đoạn 2"])


def test_validators_differ_by_filter_layer_day_and_tile(
    client: FlaskClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [
        address(),
        address(sector="energy"),
        address(zoom=14),
        address("units"),
        address("units", units_on="2020-01-01"),
    ]
    etags = [client.get(place).headers["ETag"] for place in addresses]
    later = now() + timedelta(days=1)
    monkeypatch.setattr("webmap.clock.now", lambda: later)
    etags += [client.get(place).headers["ETag"] for place in addresses[:1]]
    assert len(set(etags)) == len(etags)


def test_an_address_with_the_present_version_may_be_kept_until_midnight(
    client: FlaskClient, project: Project
) -> None:
    version = tiles_version(client)
    kept = client.get(address(v=version)).headers["Cache-Control"]
    assert kept.startswith("public, max-age=")
    assert kept.endswith(", immutable")
    assert 0 <= int(kept.split("=")[1].split(",")[0]) <= 24 * 3600
    for other in (address(), address(v=str(int(version) - 1)), address(v="x")):
        assert client.get(other).headers["Cache-Control"] == "public, no-cache"


def tiles_version(client: FlaskClient) -> str:
    with client.application.app_context():
        return str(db.session.scalar(text("SELECT version FROM data_version")))


def test_boundaries_keep_their_validator_when_projects_change(client: FlaskClient, session: Session) -> None:
    NewUnitFactory(geom=square(107.4, 11.9, 0.2))
    unit_tiles.rebuild(session)
    before = client.get(address("units")).headers["ETag"]
    after_change(session, [located().id])
    assert client.get(address("units")).headers["ETag"] == before
    unit_tiles.rebuild(session)
    assert client.get(address("units")).headers["ETag"] != before


def test_units_are_those_of_the_day_that_is_asked_for(client: FlaskClient, session: Session) -> None:
    old = OldUnitFactory(geom=square(107.4, 11.9, 0.2), name="Đắk Wer")
    new = NewUnitFactory(geom=square(107.4, 11.9, 0.2), name="Nhân Cơ")
    unit_tiles.rebuild(session)
    found = {
        day: [unit["id"] for unit in properties_of(client.get(address("units", units_on=day)).data, "units")]
        for day in ("2025-06-30", "01/07/2025", "")
    }
    assert found == {"2025-06-30": [old.id], "01/07/2025": [new.id], "": [new.id]}


def test_a_big_tile_is_compressed_for_whoever_understands_it(client: FlaskClient, session: Session) -> None:
    after_change(session, [located(f"SRID=4326;POINT(107.5 12.000{n})").id for n in range(9)])
    plain, packed = client.get(address()), client.get(address(), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert {answer.headers["Vary"] for answer in (plain, packed)} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/projects/3/8/1.mvt",
        "/tiles/projects/3/1/8.mvt",
        "/tiles/projects/19/1/1.mvt",
        "/tiles/projects/99999999999999999999/1/1.mvt",
        "/tiles/projects/-1/0/0.mvt",
        "/tiles/projects/3/1/1.png",
        "/tiles/units/3/8/1.mvt",
        "/tiles/nothing/3/1/1.mvt",
        "/tiles/nothing.json",
    ],
)
def test_what_is_no_tile_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "query",
    [
        {"sector": "nonsense"},
        {"stage": "13"},
        {"bbox": "1,2,3"},
        {"year": "soon"},
        {"unit": "-1"},
        {"min_vnd": "much"},
        {"q": "%00"},
        {"schedule": "late%27;DROP TABLE project"},
    ],
)
@pytest.mark.parametrize("path", [address(), "/tiles/projects.json?"])
def test_a_filter_that_makes_no_sense_is_refused(
    client: FlaskClient, path: str, query: dict[str, str]
) -> None:
    answer = client.get(path + "&".join(f"{name}={value}" for name, value in query.items()))
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("day", ["2025-13-01", "2025-01-01v=5"])
def test_units_of_a_day_that_is_none_are_refused(client: FlaskClient, day: str) -> None:
    assert client.get(f"{address('units')}units_on={day}").status_code == 400


def test_the_description_leads_to_the_tiles_of_the_same_filter(client: FlaskClient, project: Project) -> None:
    described = client.get("/tiles/projects.json?sector=roads_transport").get_json()
    assert (described["tilejson"], described["maxzoom"]) == ("3.0.0", 16)
    assert [layer["id"] for layer in described["vector_layers"]] == ["cells", "symbols", "shapes"]
    tile = tile_at(107.5, 12, ZOOM)
    [template] = described["tiles"]
    assert names(client.get(template.format(z=ZOOM, x=tile.x, y=tile.y)).data) == [project.name]
    units = client.get("/tiles/units.json").get_json()
    assert [layer["id"] for layer in units["vector_layers"]] == ["units", "unit_labels", "outlines"]


@pytest.mark.parametrize(
    ("layer", "query"), [("projects", {}), ("projects", {"schedule": "late"}), ("units", {})]
)
@pytest.mark.usefixtures("project")
def test_a_tile_and_its_304_take_one_statement(
    client: FlaskClient, sent: list[str], layer: str, query: dict[str, str], today_is_counted: None
) -> None:
    place = address(layer, zoom=9, **query)
    held = {"If-None-Match": client.get(place).headers["ETag"]}
    for headers, status in ({}, 200), (held, 304):
        sent.clear()
        assert client.get(place, headers=headers).status_code == status
        assert ["mvt" in query.lower() for query in sent] == [status == 200]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what the driver itself is asked, beside and below SQLAlchemy."""
    found: list[str] = []
    execute = psycopg.Cursor.execute

    def note(cursor: psycopg.Cursor, query: str, *args: Any, **options: Any) -> psycopg.Cursor:
        if "SAVEPOINT" not in query and query != NOTHING_WRITTEN.text:
            found.append(query)
        return execute(cursor, query, *args, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", note)
    return found


@pytest.fixture
def today_is_counted(session: Session) -> None:
    tiles.rebuild(session, as_of=today())


def test_the_first_tile_of_a_new_day_has_its_statuses(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        located(approved_completion_date=today())
    tiles.rebuild(session, as_of=today())
    assert [cell["late"] for cell in properties_of(client.get(address(zoom=8)).data, "cells")] == [0]
    later = now() + timedelta(days=1)
    monkeypatch.setattr("webmap.clock.now", lambda: later)
    assert [cell["late"] for cell in properties_of(client.get(address(zoom=8)).data, "cells")] == [19]
    assert session.scalar(text("SELECT as_of FROM tile_state")) == today()


def test_while_somebody_else_moves_the_day_on_tiles_count_for_themselves(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        located(approved_completion_date=date(2020, 1, 1))
    tiles.rebuild(session, as_of=date(2019, 1, 1))
    monkeypatch.setattr(tiles, "advance", lambda session, *, as_of: False)
    for query in ({}, {"schedule": "overdue"}, {"q": "duong"}):
        assert [
            cell["late"] for cell in properties_of(client.get(address(zoom=8, **query)).data, "cells")
        ] == [19]


@pytest.mark.parametrize("query", [{}, {"schedule": "overdue"}], ids=["door", "filter"])
def test_a_tile_is_read_anew_where_the_database_was_restarted(
    make_app: Callable[..., Flask], session: Session, query: dict[str, str]
) -> None:
    app = make_app()
    client = app.test_client()
    assert client.get(address(**query)).status_code == 200
    with app.app_context():
        pool = db.get_engine("reading")
        with pool.connect() as connection:
            pid = connection.scalar(text("SELECT pg_backend_pid()"))
    session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    assert client.get(address(**query)).status_code == 200
