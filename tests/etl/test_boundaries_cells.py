from itertools import combinations

import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from etl.boundaries.cells import cells_within, free_cells

SQUARE = shapely.box(107.0, 12.0, 107.4, 12.4)
Place = tuple[float, float]
# Label points have six decimals; several may stand at one place.
near = st.tuples(st.integers(106_900_000, 107_500_000), st.integers(11_900_000, 12_500_000)).map(
    lambda millionths: (millionths[0] / 1e6, millionths[1] / 1e6)
)


@given(st.lists(near, min_size=1, max_size=12))
@example([(107.0, 12.0), (107.0, 12.000001)])
def test_cells_fill_the_area_without_overlap(points: list[Place]) -> None:
    cells = cells_within(dict(enumerate(points)), SQUARE)
    total = sum(cell.area for cell in cells.values())
    assert abs(total - SQUARE.area) < 1e-5 * SQUARE.area
    assert abs(shapely.union_all(list(cells.values())).area - total) < 1e-5 * SQUARE.area
    assert all(cell.is_valid for cell in cells.values())


def test_neighbours_share_their_edge() -> None:
    cells = cells_within({"a": (107.1, 12.2), "b": (107.3, 12.2), "c": (107.2, 12.35)}, SQUARE)
    for one, other in combinations(cells.values(), 2):
        assert shapely.intersection(one, other).length > 0.05
        assert shapely.intersection(one, other).area == 0


def test_label_points_at_one_place_still_give_each_a_cell() -> None:
    cells = cells_within(dict.fromkeys("abcdef", (107.2, 12.2)), SQUARE)
    assert len(cells) == 6
    assert all(cell.area > 0 for cell in cells.values())


def test_a_label_point_outside_the_area_is_moved_into_it() -> None:
    cells = cells_within({"in": (107.3, 12.2), "out": (106.5, 12.2)}, SQUARE)
    assert cells["out"].distance(shapely.Point(107.0, 12.2)) < 1e-6
    assert cells["out"].area > 0


def test_free_cells_end_where_the_boxes_of_the_places_end() -> None:
    points = {"a": (107.05, 12.05), "b": (107.15, 12.05)}
    boxes = {"a": (107.0, 12.0, 107.1, 12.1), "b": (107.1, 12.0, 107.2, 12.1)}
    cells = free_cells(points, boxes)
    assert shapely.union_all(list(cells.values())).bounds == (107.0, 12.0, 107.2, 12.1)
    assert shapely.intersection(cells["a"], cells["b"]).length > 0.09


def test_label_points_around_push_the_outer_edge_back() -> None:
    points, boxes = {"a": (107.05, 12.05)}, {"a": (107.0, 12.0, 107.2, 12.1)}
    alone = free_cells(points, boxes)["a"]
    beside = free_cells(points, boxes, neighbours=[(107.15, 12.05)])["a"]
    assert alone.bounds[2] == 107.2
    assert beside.bounds[2] == 107.1
