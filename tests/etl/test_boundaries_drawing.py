from pathlib import Path

import pytest
import shapely

from etl.boundaries.drawing import Drawn, draw
from etl.boundaries.matching import best_outlines
from etl.boundaries.official_list import OfficialList
from etl.boundaries.sources import find_boundary_files
from etl.boundaries.territory import Territory, choose_territory
from gis.domain.units import BoundaryKind, UnitKey, UnitLevel
from tests.etl.boundary_samples import (
    NEW_SHAPES,
    PLACES,
    A,
    B,
    C,
    D,
    E,
    W,
    X,
    Y,
    Z,
    feature,
    sample_list,
    write_collection,
    write_folder,
)

KINDS = dict[UnitKey, BoundaryKind]


@pytest.fixture
def listed() -> OfficialList:
    return sample_list()


@pytest.fixture
def territory(listed: OfficialList) -> Territory:
    return choose_territory(listed, level=UnitLevel.DISTRICT, code="901")


def drawn_from(territory: Territory, listed: OfficialList, folder: Path | None) -> dict[UnitKey, Drawn]:
    files = find_boundary_files(folder, {}) if folder else []
    return draw(territory, listed, best_outlines(territory, listed, files))


def union_of(drawn: dict[UnitKey, Drawn], *keys: UnitKey) -> shapely.Geometry:
    return shapely.union_all([drawn[key].shape for key in keys])


def assert_parted(drawn: dict[UnitKey, Drawn], keys: list[UnitKey]) -> None:
    """No two of them overlap."""
    total = sum(drawn[key].shape.area for key in keys)
    assert union_of(drawn, *keys).area == pytest.approx(total, rel=1e-6)


def test_files_of_both_sets_are_taken_as_they_are(territory, listed, tmp_path: Path) -> None:
    drawn = drawn_from(territory, listed, write_folder(tmp_path))
    assert {piece.kind for piece in drawn.values()} == {BoundaryKind.PUBLIC}
    assert drawn[X].shape.equals(shapely.geometry.shape(NEW_SHAPES[X]))


def test_without_files_both_sets_are_sketched_and_cover_the_same_ground(territory, listed) -> None:
    drawn = drawn_from(territory, listed, None)
    assert set(drawn) == {A, B, C, D, E, X, Y, Z, W}
    assert {piece.kind for piece in drawn.values()} == {BoundaryKind.SCHEMATIC}
    assert_parted(drawn, [A, B, C, D, E])
    assert_parted(drawn, [X, Y, Z, W])
    old, new = union_of(drawn, A, B, C, D, E), union_of(drawn, X, Y, Z, W)
    assert old.symmetric_difference(new).area < 1e-6 * old.area
    assert union_of(drawn, A, B).equals(drawn[X].shape)


def test_old_communes_are_sketched_inside_the_new_ones_that_are_known(territory, listed, tmp_path) -> None:
    write_collection(tmp_path / "communes_2025.geojson", [feature(key) for key in NEW_SHAPES])
    drawn = drawn_from(territory, listed, tmp_path)
    kinds = {key: drawn[key].kind for key in PLACES}
    assert kinds == dict.fromkeys([A, B, D, E], BoundaryKind.SCHEMATIC) | {C: BoundaryKind.DERIVED}
    assert drawn[C].shape.equals(drawn[Y].shape), "the only predecessor has the same boundary"
    assert union_of(drawn, A, B).symmetric_difference(drawn[X].shape).area < 1e-8
    assert_parted(drawn, [A, B, C, D, E])


def test_new_communes_are_put_together_from_the_old_ones_that_are_known(territory, listed, tmp_path) -> None:
    write_collection(tmp_path / "communes_2023.geojson", [feature(key) for key in PLACES])
    drawn = drawn_from(territory, listed, tmp_path)
    assert drawn[X].kind is BoundaryKind.DERIVED
    assert drawn[X].shape.equals(shapely.geometry.shape(NEW_SHAPES[X]))
    assert drawn[W].kind is BoundaryKind.SCHEMATIC, "nobody knows where the divided commune was cut"
    assert_parted(drawn, [X, Y, Z, W])


def test_sketches_leave_known_neighbours_alone(territory, listed, tmp_path) -> None:
    known = [feature(key, valid_to="2025-06-30") for key in (A, D)]
    write_collection(tmp_path / "communes_some.geojson", known)
    drawn = drawn_from(territory, listed, tmp_path)
    assert drawn[A].kind is BoundaryKind.PUBLIC
    assert drawn[B].kind is BoundaryKind.SCHEMATIC
    assert_parted(drawn, [A, B, C, D, E])


def test_kept_boundaries_stand_before_files(territory, listed, tmp_path) -> None:
    outlines = best_outlines(territory, listed, find_boundary_files(write_folder(tmp_path), {}))
    own = Drawn(shapely.MultiPolygon([shapely.box(107, 12, 107.2, 12.11)]), BoundaryKind.AUTHORITY, "own")
    assert draw(territory, listed, outlines, kept={X: own})[X] == own
