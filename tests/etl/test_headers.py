"""Headings below titles, over several rows, merged, and above a row of column numbers."""

from etl.headers import Grid, find_heading

TITLES = [
    ["UBND XÃ NHÂN CƠ", None, None, None],
    ["DANH MỤC DỰ ÁN ĐẦU TƯ CÔNG NĂM 2026", None, None, None],
    [None, None, None, "Đơn vị tính: triệu đồng"],
    [None, None, None, None],
]


def test_heading_below_title_lines() -> None:
    grid: Grid = [*TITLES, ["STT", "Tên công trình", "Chủ đầu tư", "TMĐT"], [1, "Đường A", "UBND xã", 500]]
    heading = find_heading(grid)
    assert heading is not None
    assert [header.text for header in heading.headers] == ["STT", "Tên công trình", "Chủ đầu tư", "TMĐT"]
    assert (heading.first_row, heading.data_row, heading.recognised_count) == (4, 5, 4)
    assert "Đơn vị tính: triệu đồng" in heading.notes


TWO_LINES: Grid = [
    ["TT", "Danh mục dự án", "Quyết định đầu tư", None, "Thời gian", None, "Ghi chú"],
    [None, None, "Số, ngày", "TMĐT", "Khởi công", "Hoàn thành", None],
    [1, 2, 3, 4, 5, 6, 7],
    [1, "Đường A", "12/QĐ-UBND", 500, "2024", "2026", None],
]
TWO_LINE_TEXTS = [
    "TT",
    "Danh mục dự án",
    "Quyết định đầu tư / Số, ngày",
    "Quyết định đầu tư / TMĐT",
    "Thời gian / Khởi công",
    "Thời gian / Hoàn thành",
    "Ghi chú",
]


def test_two_lines_without_merge_marks_as_in_csv() -> None:
    heading = find_heading(TWO_LINES)
    assert heading is not None
    assert [header.text for header in heading.headers] == TWO_LINE_TEXTS
    assert heading.data_row == 3


def test_two_lines_with_merged_cells() -> None:
    merges = [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((0, 4), (0, 5)), ((0, 6), (1, 6))]
    heading = find_heading(TWO_LINES, merges)
    assert heading is not None
    assert [header.text for header in heading.headers] == TWO_LINE_TEXTS
    assert heading.data_row == 3


def test_group_line_above_the_known_headings() -> None:
    grid: Grid = [
        ["Tên dự án", "Tọa độ", None, "Ghi chú"],
        [None, "X", "Y", None],
        ["Cầu", 1327259, 391997, None],
    ]
    heading = find_heading(grid)
    assert heading is not None
    assert [header.text for header in heading.headers] == ["Tên dự án", "Tọa độ / X", "Tọa độ / Y", "Ghi chú"]
    assert heading.data_row == 2


def test_a_row_of_texts_below_the_heading_is_data() -> None:
    grid: Grid = [
        ["Mã", "Tên dự án", "Xã", None],
        ["A1", "Trường TH Ngô Gia Tự", "Đắk Ru", "x"],
        ["A2", "Cầu", "Đắk Sin", None],
    ]
    heading = find_heading(grid)
    assert heading is not None
    assert heading.data_row == 1


def test_row_of_column_letters_is_passed_over() -> None:
    grid: Grid = [["STT", "Tên dự án", "TMĐT", "Ghi chú"], ["A", "B", "1", "2=1+1"], [1, "Cầu", 5, None]]
    heading = find_heading(grid)
    assert heading is not None
    assert heading.data_row == 2


def test_heading_in_tcvn3() -> None:
    grid: Grid = [["Tªn dù ¸n", "Chñ ®Çu t­"], ["§­êng liªn x·", "UBND x·"]]
    heading = find_heading(grid)
    assert heading is not None
    assert [header.text for header in heading.headers] == ["Tên dự án", "Chủ đầu tư"]


def test_unknown_headings_fall_back_to_the_first_row_of_texts() -> None:
    heading = find_heading([["alpha", "beta"], ["x", 1]])
    assert heading is not None
    assert (heading.first_row, heading.recognised_count) == (0, 0)


def test_nothing_that_looks_like_a_heading() -> None:
    assert find_heading([]) is None
    assert find_heading([[1, 2], [3, 4]]) is None
    assert find_heading([["một dòng chữ"]]) is None
