"""Rows of lists as typed values, and a finding for every cell that cannot be read."""

from datetime import date
from decimal import Decimal

import pytest

from etl.cells import BrokenFormula, Cell
from etl.column_map import map_columns
from etl.columns import Field
from etl.findings import CellError, Finding
from etl.money import MoneyUnit
from etl.numbers import NumberStyle
from etl.parse import TableParser
from etl.plan import ParseOptions
from etl.project_rows import ParsedRow, ProjectRow
from etl.row_kinds import RowKind, row_kind
from etl.rows import Header, SourceRow, SourceTable, column_letter
from etl.values import read_codes, read_yes
from gis.domain.lifecycle import DatePrecision


def table(headings: list[str], *rows: list[Cell], notes: tuple[str, ...] = ()) -> SourceTable:
    headers = tuple(Header(index, text, column_letter(index)) for index, text in enumerate(headings))
    return SourceTable(
        "DS", headers, [SourceRow("DS", number, tuple(row)) for number, row in enumerate(rows, 5)], notes
    )


def parsed(source: SourceTable, options: ParseOptions | None = None) -> tuple[list[ParsedRow], list[Finding]]:
    parser = TableParser(source, map_columns(source), options)
    return list(parser.rows()), list(parser.findings)


def project(headings: list[str], row: list[Cell], options: ParseOptions | None = None) -> ProjectRow:
    source = table(["Mã", "Tên", *headings], ["A1", "Cầu", *row])
    found = parsed(source, options)[0][0]
    assert found.project is not None, [finding.message() for finding in found.findings]
    return found.project


def problems(
    headings: list[str], row: list[Cell], options: ParseOptions | None = None
) -> list[tuple[str, str | None]]:
    source = table(["Mã", "Tên", *headings], ["A1", "Cầu", *row])
    found = parsed(source, options)[0][0]
    return [(finding.code, finding.column) for finding in found.findings]


def test_a_full_row() -> None:
    row = project(
        [
            "Chủ đầu tư",
            "Địa điểm XD",
            "QĐ đầu tư (số, ngày)",
            "TMĐT (triệu đồng)",
            "Thời gian KC-HT",
            "Nhóm",
            "Tình trạng",
            "Trọng điểm",
            "Nguồn vốn",
            "Tiến độ (%)",
            "Hệ số",
        ],
        [
            "UBND xã",
            "xã Nhân Cơ",
            "12/QĐ-UBND ngày 5/3/2024",
            12500.5,
            "2024-2026",
            "C",
            "Đang thi công",
            "x",
            "NS xã; NS tỉnh",
            85,
            1.5,
        ],
    )
    assert (row.sheet, row.number, row.code, row.name) == ("DS", 5, "A1", "Cầu")
    assert row.texts[Field.OWNER] == "UBND xã"
    assert row.texts[Field.DECISION_NO] == "12/QĐ-UBND"
    assert row.dates[Field.DECISION_DATE] == (date(2024, 3, 5), DatePrecision.DAY)
    assert row.budget_vnd == 12_500_500_000
    assert row.dates[Field.START_DATE] == (date(2024, 12, 31), DatePrecision.YEAR)
    assert row.dates[Field.FIRST_COMPLETION_DATE] == (date(2026, 12, 31), DatePrecision.YEAR)
    assert row.codes == {"project_group": "C", "stage": "6"}
    assert row.flags == {Field.IS_KEY_PROJECT: True}
    assert row.capital_sources == ("NS xã", "NS tỉnh")
    assert row.physical_progress_pct == Decimal(85)
    assert row.places.place == "xã Nhân Cơ"
    assert row.places.owner == "UBND xã"
    assert row.on == date(2024, 3, 5)


def test_an_empty_row_says_nothing_and_claims_no_zero() -> None:
    row = project(["TMĐT (đồng)", "Khởi công", "Tiến độ", "Trọng điểm"], [None, "-", "chưa có", ""])
    assert row.budget_vnd is None
    assert row.physical_progress_pct is None
    assert (row.dates, row.flags, row.codes, row.on) == ({}, {}, {}, None)


def test_zero_budget_is_missing_and_told_once() -> None:
    source = table(["Mã", "Tên", "Von_ti_VND"], ["A1", "x", 0.0], ["A2", "y", 0], ["A3", "z", 72.0])
    rows, findings = parsed(source)
    assert [row.project.budget_vnd for row in rows if row.project] == [None, None, 72_000_000_000]
    assert [(finding.code, finding.params) for finding in findings] == [("zero_as_missing", {"count": 2})]


@pytest.mark.parametrize(
    ("headings", "row", "code", "column"),
    [
        (["TMĐT (triệu đồng)"], ["1.234"], "number_ambiguous", "TMĐT (triệu đồng)"),
        (["TMĐT (triệu đồng)"], ["năm tỷ"], "number_unreadable", "TMĐT (triệu đồng)"),
        (["TMĐT"], [500], "money_unit_missing", "TMĐT"),
        (["TMĐT (đồng)"], [BrokenFormula("")], "formula_without_value", "TMĐT (đồng)"),
        (["TMĐT (đồng)"], [BrokenFormula("#REF!")], "formula_error", "TMĐT (đồng)"),
        (["TMĐT (đồng)"], ["#REF!"], "formula_error", "TMĐT (đồng)"),
        (["Khởi công"], ["31/02/2025"], "date_impossible", "Khởi công"),
        (["Khởi công"], ["2023-2025"], "date_is_period", "Khởi công"),
        (["Tiến độ"], [0.85], "percent_ambiguous", "Tiến độ"),
        (["Tiến độ"], ["130%"], "percent_out_of_range", "Tiến độ"),
        (["Vĩ độ", "Kinh độ"], ["abc", 107.5], "coordinate_unreadable", None),
        (["WKT"], ["POINT(1"], "geometry_unreadable", None),
        (["WKT"], ["POLYGON((107 12,108 13,108 12,107 13,107 12))"], "geometry_invalid", None),
    ],
)
def test_cells_that_keep_their_row_out(
    headings: list[str], row: list[Cell], code: str, column: str | None
) -> None:
    rows, _ = parsed(table(["Mã", "Tên", *headings], ["A1", "Cầu", *row], ["A2", "Cống", *[None] * len(row)]))
    if code == "percent_ambiguous":
        rows, _ = parsed(table(["Mã", "Tên", *headings], ["A1", "Cầu", *row], ["A2", "x", 85]))
    assert [(finding.code, finding.row, finding.column) for finding in rows[0].findings] == [
        (code, 5, column)
    ]
    assert rows[0].project is None
    assert rows[1].project is not None


def test_lenient_reading_costs_the_value_only() -> None:
    source = table(["Mã", "Tên", "Khởi công"], ["A1", "Cầu", "210"])
    rows, _ = parsed(source, ParseOptions(is_lenient=True))
    assert rows[0].project is not None
    assert [(finding.code, finding.severity.value) for finding in rows[0].findings] == [
        ("date_unreadable", "warning")
    ]


@pytest.mark.parametrize(
    ("headings", "row", "expected"),
    [
        (["Ghi chú"], ["<script>x</script>"], [("text_markup", "Ghi chú")]),
        (["Ghi chú"], ["=1+1"], [("text_formula_like", "Ghi chú")]),
        (["Ghi chú"], ["@cmd"], [("text_formula_like", "Ghi chú")]),
        (["Ghi chú"], ["- đã xong; a < b"], []),
        (["TMĐT (đồng)"], [100.5], [("money_rounded", "TMĐT (đồng)")]),
        (["Khởi công", "Hoàn thành"], ["2026", "2025"], [("dates_reversed", "Hoàn thành")]),
        (["Nhóm"], ["D"], [("value_not_in_list", "Nhóm")]),
        (["Vĩ độ", "Kinh độ"], [12.0, None], [("coordinate_pair_incomplete", None)]),
        (["Vĩ độ", "Kinh độ"], [0, 0], [("coordinate_zero", None)]),
    ],
)
def test_what_is_told_without_keeping_the_row_out(
    headings: list[str], row: list[Cell], expected: list[tuple[str, str | None]]
) -> None:
    assert problems(headings, row) == expected
    assert project(headings, row).name == "Cầu"


def test_missing_name_and_repeated_code() -> None:
    rows, _ = parsed(table(["Mã", "Tên"], ["A1", "x"], ["A1", "y"], ["A2", None]))
    assert [[finding.code for finding in row.findings] for row in rows] == [
        [],
        ["code_twice"],
        ["name_missing"],
    ]
    assert rows[1].findings[0].params == {"first_row": 5}
    rows, _ = parsed(table(["Mã", "Tên"], ["A1", "x"], ["A1", "y"]), ParseOptions(may_repeat_codes=True))
    assert all(row.project for row in rows)


def test_no_name_column_is_told() -> None:
    assert "no_name_column" in [finding.code for finding in parsed(table(["Mã", "Hệ số"], ["A1", 1]))[1]]


def test_style_from_the_other_cells_the_total_or_the_user() -> None:
    heading = ["Mã", "Tên", "TMĐT (triệu đồng)"]
    by_cells, _ = parsed(table(heading, ["A1", "x", "1.234"], ["A2", "y", "12,5"]))
    assert by_cells[0].project is not None
    assert by_cells[0].project.budget_vnd == 1_234_000_000
    by_total, _ = parsed(
        table(heading, ["A1", "x", "1.500"], ["A2", "y", "2.500"], [None, "Tổng cộng", 4000])
    )
    assert [row.project.budget_vnd for row in by_total if row.project] == [1_500_000_000, 2_500_000_000]
    by_user, _ = parsed(table(heading, ["A1", "x", "1.234"]), ParseOptions(number_style=NumberStyle.ENGLISH))
    assert by_user[0].project is not None
    assert by_user[0].project.budget_vnd == 1_234_000
    mixed, findings = parsed(table(heading, ["A1", "x", "12,5"], ["A2", "y", "12.5"], ["A3", "z", "1.234"]))
    assert [row.project is not None for row in mixed] == [True, True, False]
    assert [finding.code for finding in findings] == ["number_style_mixed"]


def test_unit_of_money_from_the_notes_the_size_or_the_user() -> None:
    heading = ["Mã", "Tên", "TMĐT"]
    noted, _ = parsed(table(heading, ["A1", "x", 500], notes=("DANH MỤC", "Đơn vị: tỷ đồng")))
    assert noted[0].project is not None
    assert noted[0].project.budget_vnd == 500_000_000_000
    large, findings = parsed(table(heading, ["A1", "x", "1.500.000.000"]))
    assert large[0].project is not None
    assert large[0].project.budget_vnd == 1_500_000_000
    assert [finding.code for finding in findings] == ["money_unit_assumed"]
    told, _ = parsed(table(heading, ["A1", "x", 500]), ParseOptions(money_unit=MoneyUnit.MILLION))
    assert told[0].project is not None
    assert told[0].project.budget_vnd == 500_000_000
    in_cell, findings = parsed(table(heading, ["A1", "x", "1,5 tỷ"]))
    assert in_cell[0].project is not None
    assert findings == []


def test_totals_and_sections_are_no_projects() -> None:
    source = table(
        ["STT", "Danh mục dự án", "Chủ đầu tư", "TMĐT (đồng)"],
        ["I", "Lĩnh vực giao thông", None, 500],
        [1, "Cầu", "UBND", 100],
        [None, "Hạ tầng", None, None],
        [2, "Tổng kho xăng", None, 400],
        [None, "Tổng cộng", None, 1000],
        ["Tổng số", None, None, 1000],
        ["II", "Cầu có chủ", "UBND", 1],
    )
    columns = map_columns(source)
    assert [row_kind(row, columns) for row in source.rows] == [
        RowKind.SECTION,
        RowKind.PROJECT,
        RowKind.SECTION,
        RowKind.PROJECT,
        RowKind.TOTAL,
        RowKind.TOTAL,
        RowKind.PROJECT,
    ]
    codes = [finding.code for row in parsed(source)[0] if row.project is None for finding in row.findings]
    assert codes.count("row_is_section") == 2
    assert codes.count("row_is_total") == 2


@pytest.mark.parametrize(
    ("text", "field", "codes"),
    [
        ("Đang thi công", Field.STATUS, {"stage": "6"}),
        ("đang xây dựng", Field.STATUS, {"stage": "6"}),
        ("Đình chỉ", Field.STATUS, {"execution": "stopped"}),
        ("Đã quyết toán còn công nợ", Field.STATUS, {"stage": "10", "settlement": "approved_with_debt"}),
        ("6", Field.STAGE, {"stage": "6"}),
        ("Nhóm C", Field.PROJECT_GROUP, {"project_group": "C"}),
        ("Cải tạo, nâng cấp", Field.PROJECT_TYPE, {"project_type": "rehabilitation"}),
        ("Cơ bản hoàn thành", Field.CLEARANCE, {"clearance": "mostly_done"}),
    ],
)
def test_words_of_status(text: str, field: Field, codes: dict[str, str]) -> None:
    assert read_codes(text, field) == codes


def test_unknown_words_name_the_choices() -> None:
    with pytest.raises(CellError) as caught:
        read_codes("Lơ lửng", Field.SETTLEMENT)
    assert "Đã tất toán" in str(caught.value.params["choices"])
    with pytest.raises(CellError):
        read_yes("có lẽ", Field.IS_KEY_PROJECT)
    assert [read_yes(cell, Field.IS_KEY_PROJECT) for cell in (True, "x", "Không", "✓", 0)] == [
        True,
        True,
        False,
        True,
        False,
    ]
