"""The first picture of the map: which marks become one, where names stand, which zooms windows show."""

import math
import re
from pathlib import Path

import pytest

from gis.domain.map_clusters import LAST_CLUSTER_ZOOM, RADIUS_PX, TILE_PX, Mark, cluster
from gis.domain.map_frame import GRID, degrees, frame_of
from gis.domain.map_names import Name, size_px, standing
from webmap.map.picture_sizes import steps

SCRIPTS = Path("webmap/static/js/map")
ZOOM = 10
PX = 1 / (TILE_PX * 2**ZOOM)


def mark(x_px: float, number: int, **values: int) -> Mark:
    x, y = 0.5 + x_px * PX, 0.5
    return Mark(x, y, (x, y, x, y), project_id=number, **values)


def test_marks_that_touch_become_one_in_the_middle_and_are_counted_together() -> None:
    found = cluster([mark(0, 1), mark(20, 2, late_count=1), mark(90, 3)], zoom=ZOOM)
    assert [(each.count, each.late_count, each.project_id) for each in found] == [(2, 1, None), (1, 0, 3)]
    assert found[0].x == pytest.approx(0.5 + 10 * PX)
    assert found[0].box == (mark(0, 1).x, 0.5, mark(20, 2).x, 0.5)


def test_groups_are_made_from_close_up_outwards() -> None:
    """At 11 the first two are one, in whose middle at 10 the third is near enough; from the first alone it is not."""
    three = [mark(0, 1), mark(12, 2), mark(31, 3)]
    assert [each.count for each in cluster(three, zoom=ZOOM)] == [3]
    assert [each.count for each in cluster(three, zoom=ZOOM + 1)] == [2, 1]


def test_marks_of_one_place_stay_one_at_every_zoom_and_none_is_lost() -> None:
    marks = [mark(0, number) for number in range(50)]
    for zoom in range(4, LAST_CLUSTER_ZOOM + 1):
        assert [each.count for each in cluster(marks, zoom=zoom)] == [50]


def test_the_picture_groups_as_the_live_map_is_told_to() -> None:
    sources = (SCRIPTS / "sources.js").read_text()
    assert f"CLUSTER_RADIUS_PX = {RADIUS_PX};" in sources
    assert f"CLUSTER_MAX_ZOOM = {LAST_CLUSTER_ZOOM};" in sources


def test_the_forms_of_the_picture_are_those_of_the_live_map() -> None:
    """Its outlines are those of icons.js, moved from the middle of an image of 36 px to (0, 0)."""
    script = (SCRIPTS / "icons.js").read_text()
    template = Path("webmap/templates/map/picture_svg.html").read_text()
    for name, form in (("TRIANGLE", "early"), ("DIAMOND", "overdue")):
        drawn = re.search(rf'{name} = new Path2D\("([^"]+)"\)', script)
        copied = re.search(rf'"{form}".*?<path class="map-picture__form" d="([^"]+)"', template, re.DOTALL)
        assert drawn is not None
        assert copied is not None
        assert [number - 18 for number in _numbers(drawn[1])] == pytest.approx(_numbers(copied[1]))


def _numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_sizes_by_zoom_are_those_of_the_live_map() -> None:
    script = (SCRIPTS / "style_points.js").read_text()
    assert "byZoom(8, 0.62, 10, 0.74, 12, 0.9, 14, 1)" in script
    frame = frame_of(107.4, 11.8, 107.9, 12.3)
    assert frame is not None
    marks = {step.width_px: step.sizes["mark"] for step in steps(frame)}
    assert marks[round(frame.width_px(10), 1)] == pytest.approx(0.75, abs=0.01)
    assert size_px(11) == 13.5


def test_a_name_moves_aside_for_a_mark_and_is_left_out_where_all_is_taken() -> None:
    names = [Name(1, "Kiến Đức", 100, 100)]
    free = standing(names, [], zoom=10)
    assert (free[0].right_em, free[0].down_em) == (0, 0)
    aside = standing(names, [(90, 90, 110, 110)], zoom=10)
    assert math.hypot(aside[0].right_em, aside[0].down_em) > 0
    assert standing(names, [(-900, -900, 900, 900)], zoom=10) == []


def test_names_never_cover_each_other_and_long_ones_break() -> None:
    same_place = [Name(number, "Nghĩa Thắng", 50, 50) for number in range(3)]
    assert len({(each.right_em, each.down_em) for each in standing(same_place, [], zoom=11)}) == 3
    (long,) = standing([Name(1, "Thị trấn Kiến Đức mở rộng", 0, 0)], [], zoom=11)
    assert long.lines == ["Thị trấn", "Kiến Đức mở", "rộng"]


def test_a_district_is_seen_at_three_zooms_and_stands_on_its_own_grid() -> None:
    frame = frame_of(107.35, 11.75, 107.85, 12.25)
    assert frame is not None
    assert frame.zooms == [8, 9, 10]
    assert max(frame.size) == GRID
    assert degrees(frame.west, frame.north) == pytest.approx((107.35, 12.25))
    assert frame_of(107.5, 12.0, 107.5, 12.0) is None
