"""Headings to fields: known ones, likely ones, and the user's word."""

import pytest

from etl.cells import Cell
from etl.column_map import map_columns, parse_overrides
from etl.columns import Field, field_names, heading_key, recognise
from etl.findings import CellError, Severity
from etl.rows import Header, SourceRow, SourceTable, column_letter


def table(headings: list[str], *rows: list[Cell]) -> SourceTable:
    headers = tuple(Header(index, text, column_letter(index)) for index, text in enumerate(headings))
    return SourceTable(
        "DS", headers, [SourceRow("DS", number, tuple(row)) for number, row in enumerate(rows, 2)]
    )


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Tên dự án", Field.NAME),
        ("TEN CONG TRINH", Field.NAME),
        ("Danh mục dự án", Field.NAME),
        ("Mã dự án", Field.CODE),
        ("Mã QHNS", Field.BUDGET_CODE),
        ("Tổng mức đầu tư (triệu đồng)", Field.BUDGET_VND),
        ("TMĐT, tỷ đồng", Field.BUDGET_VND),
        ("Tổng mức đầu tư / Tổng số", Field.BUDGET_VND),
        ("QĐ đầu tư / TMĐT / Tổng số", Field.BUDGET_VND),
        ("QĐ đầu tư / Số, ngày", Field.DECISION),
        ("Nhà thầu / Tên", Field.CONTRACTOR),
        ("Chủ đầu tư", Field.OWNER),
        ("Chủ đầu tư cũ", Field.OLD_OWNER),
        ("Thời gian KC-HT", Field.PERIOD),
        ("Địa điểm XD", Field.PLACE),
        ("Tiến độ (%)", Field.PHYSICAL_PROGRESS_PCT),
        ("code", Field.CODE),
        ("name", Field.NAME),
        ("bid_solicitor", Field.OWNER),
        ("date_create", Field.RECORDED_DATE),
        ("Name", Field.NAME),
        ("Status", Field.STATUS),
        ("Xa_Phuong", Field.COMMUNE),
        ("Huyen", Field.DISTRICT),
        ("Tinh", Field.PROVINCE),
        ("Chu_DT", Field.OWNER),
        ("Von_ti_VND", Field.BUDGET_VND),
        ("Khoi_Cong", Field.START_DATE),
        ("Lat", Field.LATITUDE),
        ("Long", Field.LONGITUDE),
        ("X(m)", Field.COORD_X),
        ("projectName", Field.NAME),
        ("publicAuthority.name", Field.OWNER),
        ("budget.amount.amount", Field.BUDGET_VND),
    ],
)
def test_headings_as_they_come(heading: str, field: Field) -> None:
    match = recognise(heading)
    assert match is not None
    assert (match.field, match.is_exact) == (field, True)


@pytest.mark.parametrize(
    "heading",
    ["khlcnt", "CSuat_MW", "Kế hoạch năm 2025 / Tổng số", "Vốn / Tên gì đó lạ", "", "Nhà thầu / Số"],
)
def test_headings_of_others(heading: str) -> None:
    assert recognise(heading) is None


def test_a_slip_in_a_heading_is_a_guess() -> None:
    match = recognise("Tổng mức đầu tưu")
    assert match is not None
    assert (match.field, match.is_exact) == (Field.BUDGET_VND, False)
    columns = map_columns(table(["Tên dự án", "Tổng mức đầu tưu"]))
    assert [finding.code for finding in columns.findings] == ["column_guessed"]


def test_every_field_has_names_and_no_heading_means_two_fields() -> None:
    names = field_names()
    assert set(names) == set(Field)
    keys = [key for entry in names.values() for key in entry.heading_keys]
    assert len(keys) == len(set(keys))
    assert all(entry.label_vi and entry.label_en for entry in names.values())


def test_unknown_columns_are_listed_and_kept() -> None:
    columns = map_columns(table(["Mã", "Tên", "Hệ số K"], ["A1", "Đường", 3]))
    assert {field: header.text for field, header in columns.columns.items()} == {
        Field.CODE: "Mã",
        Field.NAME: "Tên",
    }
    assert [header.text for header in columns.unknown] == ["Hệ số K"]
    assert [(finding.code, finding.severity) for finding in columns.findings] == [
        ("column_unknown", Severity.INFO)
    ]


def test_the_user_has_the_last_word() -> None:
    source = table(["Số hiệu", "Tên", "Hạng mục", "Ghi chú"], ["A1", "Đường", "Cầu", "x"])
    columns = map_columns(source, {"so hieu": "code", "C": "name", "Ghi chú": "-"})
    assert {field: header.text for field, header in columns.columns.items()} == {
        Field.CODE: "Số hiệu",
        Field.NAME: "Hạng mục",
    }
    assert [header.text for header in columns.unknown] == ["Tên"]


def test_wrong_overrides_say_what_there_is() -> None:
    columns = map_columns(table(["Mã", "Tên"]), {"Màu": "name", "Mã": "colour"})
    found = {finding.code: finding for finding in columns.findings}
    assert found["map_column_missing"].params["columns"] == "Mã, Tên"
    assert "code" in str(found["map_field_unknown"].params["fields"])


def test_overrides_are_pairs() -> None:
    assert parse_overrides(["Tên công trình=name", "A=B=code", " X = - "]) == {
        "Tên công trình": "name",
        "A=B": "code",
        "X": "-",
    }
    for wrong in ("name", "=name", "Tên="):
        with pytest.raises(CellError) as caught:
            parse_overrides([wrong])
        assert caught.value.code == "map_malformed"


def test_of_two_columns_the_better_heading_wins_and_the_other_is_told() -> None:
    columns = map_columns(table(["Tên", "Tên dự án"], ["a", "b"]))
    assert columns.columns[Field.NAME].text == "Tên dự án"
    assert [(finding.code, finding.column) for finding in columns.findings] == [("column_twice", "Tên")]


def test_codes_are_the_column_that_tells_rows_apart() -> None:
    columns = map_columns(table(["ma", "ten", "map_id"], ["HB01", "a", "gt_1"], ["HB01", "b", "gt_2"]))
    assert columns.columns[Field.CODE].text == "map_id"


def test_letters_and_keys() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert heading_key("(triệu đồng)") == "trieu dong"
    assert Header(1, "", "B").label == "B"
