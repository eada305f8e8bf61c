"""Boundaries on the map: neighbours keep their shared edges, each date has its units, names stand inside."""

from datetime import date
from itertools import pairwise

import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.tile_grid import UNIT_BANDS, UNITS_READY_UP_TO_ZOOM, TileAddress
from gis.domain.units import BoundaryKind, UnitLevel
from gis.models import Unit
from gis.models.unit_tile import DRAWN, encoded, parameters
from gis.operations import unit_ready, unit_tiles
from gis.queries.unit_tiles import tile_of_units
from tests.factories import NewUnitFactory, OldUnitFactory, UnitFactory, square
from tests.map_tiles import layers_of, properties_of, tile_at

OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)


def wavy(west: float, east: float, south: float = 12.0, north: float = 12.2) -> str:
    """Return an area whose sides wind, so that there is something to generalise; neighbours share a side exactly."""

    def side(lon: float) -> list[tuple[float, float]]:
        lats = [south + (north - south) * step / 200 for step in range(201)]
        return [(lon + 0.004 * ((step * 37) % 11 - 5) / 5, lat) for step, lat in enumerate(lats)]

    ring = side(west) + side(east)[::-1]
    corners = ", ".join(f"{lon:.7f} {lat:.7f}" for lon, lat in [*ring, ring[0]])
    return f"SRID=4326;MULTIPOLYGON((({corners})))"


@pytest.fixture
def neighbours(session: Session) -> list[Unit]:
    province = UnitFactory(level=UnitLevel.PROVINCE, kind="province", name="Đắk Thử")
    district = UnitFactory(level=UnitLevel.DISTRICT, kind="district", parent_id=province.id, name="Huyện Thử")
    sides = (107.0, 107.2, 107.4, 107.6)
    made = [OldUnitFactory(geom=wavy(west, east), parent_id=district.id) for west, east in pairwise(sides)]
    made.append(NewUnitFactory(geom=wavy(sides[0], sides[-1]), parent_id=province.id))
    unit_tiles.rebuild(session)
    return made


def areas_of(session: Session, band: int, day: date) -> list[shapely.Geometry]:
    drawn = text("""SELECT ST_AsBinary(geom) FROM tile_unit
                    WHERE band = :band AND NOT is_outline AND :day BETWEEN shown_from AND shown_to ORDER BY unit_id""")
    return [shapely.from_wkb(bytes(row)) for row in session.scalars(drawn, {"band": band, "day": day})]


@pytest.mark.parametrize("band", UNIT_BANDS)
@pytest.mark.usefixtures("neighbours")
def test_neighbours_share_their_edges_at_every_zoom(session: Session, band: int) -> None:
    areas = areas_of(session, band, OLD_DAY)
    assert len(areas) == 3
    assert shapely.coverage_is_valid(areas)
    assert all(shapely.is_valid(areas))


@pytest.mark.usefixtures("neighbours")
def test_smaller_maps_have_fewer_vertices(session: Session) -> None:
    sizes = [sum(shapely.get_num_coordinates(areas_of(session, band, OLD_DAY))) for band in UNIT_BANDS]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1] / 20


@pytest.mark.parametrize("zoom", [5, 8, 10, 13])
def test_each_day_has_its_units_with_outlines_and_names(
    session: Session, neighbours: list[Unit], zoom: int
) -> None:
    *old, new = (unit.id for unit in neighbours)
    where = tile_at(107.31, 12.1, zoom)
    found = {
        day: {
            unit["id"]
            for unit in properties_of(tile_of_units(session.connection(), where, units_on=day).mvt, "units")
        }
        for day in (OLD_DAY, NEW_DAY)
    }
    assert found[NEW_DAY] == {new}
    assert found[OLD_DAY] <= set(old)
    assert found[OLD_DAY]


@pytest.mark.usefixtures("neighbours")
def test_a_district_is_outlined_as_long_as_its_communes_exist(session: Session) -> None:
    where = tile_at(107.31, 12.1, 8)
    outlines = {
        day: {
            outline["name"]: outline["level"]
            for outline in properties_of(
                tile_of_units(session.connection(), where, units_on=day).mvt, "outlines"
            )
        }
        for day in (OLD_DAY, NEW_DAY)
    }
    assert outlines[OLD_DAY] == {"Huyện Thử": "district", "Đắk Thử": "province"}
    assert outlines[NEW_DAY] == {"Đắk Thử": "province"}


def test_small_maps_name_provinces_and_larger_ones_communes(session: Session, neighbours: list[Unit]) -> None:
    def names(zoom: int) -> set[str]:
        tile = tile_of_units(session.connection(), tile_at(107.31, 12.1, zoom), units_on=NEW_DAY)
        return {label["name"] for label in properties_of(tile.mvt, "unit_labels")}

    assert (names(6), names(9)) == ({"Đắk Thử"}, {neighbours[-1].name})


def test_every_name_is_in_one_tile_and_inside_its_unit(session: Session) -> None:
    corners = "107 12, 107.3 12, 107.3 12.3, 107.2 12.3, 107.2 12.1, 107.1 12.1, 107.1 12.3, 107 12.3, 107 12"
    horseshoe = NewUnitFactory(geom=f"SRID=4326;MULTIPOLYGON((({corners})))")
    unit_tiles.rebuild(session)
    inside = text("""SELECT count(*), bool_and(ST_Contains(geom, ST_SetSRID(ST_MakePoint(
                         (label_x / 2^30 - 0.5) * 40075016.685578488, (0.5 - label_y / 2^30) * 40075016.685578488), 3857)))
                     FROM tile_unit""")
    assert session.execute(inside).one() == (len(UNIT_BANDS), True)
    west, north = tile_at(107, 12.3, 11), tile_at(107.3, 12, 11)
    labels = [
        label["id"]
        for x in range(west.x, north.x + 1)
        for y in range(west.y, north.y + 1)
        for label in properties_of(
            tile_of_units(session.connection(), TileAddress(11, x, y), units_on=NEW_DAY).mvt, "unit_labels"
        )
    ]
    assert labels == [horseshoe.id]


def test_schematic_boundaries_say_so(session: Session) -> None:
    NewUnitFactory(geom=square(107.0, 12.0), boundary_kind=BoundaryKind.SCHEMATIC)
    NewUnitFactory(geom=square(107.1, 12.0), boundary_kind=BoundaryKind.PUBLIC)
    unit_tiles.rebuild(session)
    tile = tile_of_units(session.connection(), tile_at(107.1, 12.05, 9), units_on=NEW_DAY)
    assert {unit["schematic"] for unit in properties_of(tile.mvt, "units")} == {True, False}


def test_an_edge_of_schematic_neighbours_is_drawn_once(session: Session) -> None:
    """Three squares in a row, the last one known: two are dashed, their common edge is one line and not two."""
    for place, kind in enumerate((BoundaryKind.SCHEMATIC, BoundaryKind.SCHEMATIC, BoundaryKind.PUBLIC)):
        NewUnitFactory(geom=square(107.0 + place / 10, 12.0), boundary_kind=kind)
    unit_tiles.rebuild(session)
    tile = tile_of_units(session.connection(), tile_at(107.1, 12.05, 9), units_on=NEW_DAY)
    layers = layers_of(tile.mvt)
    (edges,) = layers["edges"]
    dashed = [
        shapely.geometry.shape(unit["geometry"]).boundary
        for unit in layers["units"]
        if unit["properties"]["schematic"]
    ]
    drawn = shapely.geometry.shape(edges["geometry"])
    assert drawn.length == pytest.approx(shapely.union_all(dashed).length)
    assert drawn.length < sum(each.length for each in dashed) - 1


def test_known_boundaries_have_no_dashed_edges(session: Session) -> None:
    NewUnitFactory(geom=square(107.0, 12.0), boundary_kind=BoundaryKind.PUBLIC)
    unit_tiles.rebuild(session)
    tile = tile_of_units(session.connection(), tile_at(107.05, 12.05, 9), units_on=NEW_DAY)
    assert "edges" not in layers_of(tile.mvt)


def test_neighbours_that_overlap_are_drawn_all_the_same(session: Session) -> None:
    province = UnitFactory(level=UnitLevel.PROVINCE)
    for west in (107.0, 107.05):
        NewUnitFactory(geom=square(west, 12.0), parent_id=province.id)
    unit_tiles.rebuild(session)
    layers = layers_of(tile_of_units(session.connection(), tile_at(107.05, 12.05, 9), units_on=NEW_DAY).mvt)
    assert (len(layers["units"]), len(layers["outlines"])) == (2, 1)


def test_a_unit_without_a_boundary_is_not_drawn(session: Session) -> None:
    UnitFactory(geom=None)
    unit_tiles.rebuild(session)
    assert tile_of_units(session.connection(), TileAddress(0, 0, 0), units_on=NEW_DAY).mvt == b""


def test_edges_that_files_draw_differently_become_one(session: Session) -> None:
    """A corner that only one neighbour has, a hair's breadth of nothing between two, a strip that two claim."""
    south, west_north, east_north = (
        "107 12, 107.2 12, 107.2 12.1, 107 12.1, 107 12",
        "107 12.1, 107.1 12.1, 107.1 12.2, 107 12.2, 107 12.1",
        "107.10005 12.1, 107.2 12.0999, 107.2 12.2, 107.10005 12.2, 107.10005 12.1",
    )
    for ring in (south, west_north, east_north):
        NewUnitFactory(geom=f"SRID=4326;MULTIPOLYGON((({ring})))")
    unit_tiles.rebuild(session)
    for band in UNIT_BANDS:
        areas = areas_of(session, band, NEW_DAY)
        assert shapely.coverage_is_valid(areas)
        whole = shapely.union_all(areas)
        assert isinstance(whole, shapely.Polygon), "one piece"
        assert not whole.interiors, "nothing shows between neighbours"


def test_a_commune_that_lies_in_another_is_drawn_on_top(session: Session) -> None:
    NewUnitFactory(geom=square(107.0, 12.0, 0.3))
    inner = NewUnitFactory(geom=square(107.1, 12.1, 0.05))
    unit_tiles.rebuild(session)
    drawn = session.scalars(text("SELECT unit_id FROM tile_unit WHERE ST_Area(geom) > 0 AND band = 10")).all()
    assert drawn[-1] == inner.id
    assert len(drawn) == 2


def test_finished_tiles_are_what_would_be_made_anew(session: Session, neighbours: list[Unit]) -> None:
    for day in (OLD_DAY, NEW_DAY):
        for zoom in (0, 4, UNITS_READY_UP_TO_ZOOM):
            where = tile_at(107.31, 12.1, zoom)
            values = parameters(where, units_on=day)
            made = session.connection().exec_driver_sql(f"{DRAWN} SELECT {encoded(zoom)}", values).scalar()
            assert made
            assert tile_of_units(session.connection(), where, units_on=day).mvt == bytes(made)


def test_small_scales_leave_out_crowds_of_communes(
    session: Session, neighbours: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_ready, "MOST_AREAS", 2)
    unit_tiles.rebuild(session)

    def layers(zoom: int, day: date) -> set[str]:
        return set(
            layers_of(tile_of_units(session.connection(), tile_at(107.3, 12.1, zoom), units_on=day).mvt)
        )

    assert layers(5, OLD_DAY) == {"outlines", "unit_labels"}
    assert "units" in layers(5, NEW_DAY), "one commune"
    assert "units" in layers(UNITS_READY_UP_TO_ZOOM + 1, OLD_DAY)


def test_copies_are_made_where_none_are_there(session: Session, neighbours: list[Unit]) -> None:
    where = tile_at(107.31, 12.1, 6)
    before = tile_of_units(session.connection(), where, units_on=NEW_DAY)
    session.execute(text(f"DELETE FROM tile_unit_ready WHERE zoom = {UNITS_READY_UP_TO_ZOOM}"))
    unit_tiles.ensure(session)
    after = tile_of_units(session.connection(), where, units_on=NEW_DAY)
    assert after.mvt == before.mvt
    unit_tiles.ensure(session)
    assert tile_of_units(session.connection(), where, units_on=NEW_DAY).state == after.state
