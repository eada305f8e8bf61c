"""Wrong rows are told with what to do, keep nothing else out, and refuse the file only where all or nothing is asked."""

from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy.orm import Session

from etl.findings import FileRefusedError, Severity
from gis.models import Project
from tests.etl.import_samples import (
    add_namesake,
    codes,
    counts,
    load,
    project,
    share_units,
    stated_units,
    write_csv,
)

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = ("Mã dự án", "Tên dự án", "Xã", "Ngày lập")
GOOD = ("G-1", "Đường thôn 1", "Đắk Wer", "01/03/2024")


def write(tmp_path: Path, *rows: tuple[str, ...]) -> Path:
    return write_csv(tmp_path / "danh-muc.csv", HEADINGS, *rows)


def test_an_unknown_commune_costs_the_place_and_not_the_row(session: Session, tmp_path: Path) -> None:
    result = load(session, write(tmp_path, GOOD, ("B-1", "Đường thôn 2", "Xã Không Đâu", "01/03/2024")))
    assert result.counts == {"new": 2}
    found = next(finding for finding in result.findings if finding.code == "unit_unknown")
    assert (found.row, found.column, found.value) == (3, "Xã", "Xã Không Đâu")
    assert found.remedy()
    assert stated_units(session, "B-1") == set()
    assert share_units(session, "B-1") == set()


def test_a_commune_with_namesakes_is_not_chosen(session: Session, tmp_path: Path) -> None:
    add_namesake(session, "Kiến Thành")
    result = load(session, write(tmp_path, ("A-1", "Đường thôn 2", "Kiến Thành", "01/03/2024")))
    found = next(finding for finding in result.findings if finding.code == "unit_ambiguous")
    assert "Huyện Chư Sê" in str(found.params["candidates"])
    assert stated_units(session, "A-1") == set()


def test_the_district_tells_namesakes_apart(session: Session, tmp_path: Path) -> None:
    add_namesake(session, "Kiến Thành")
    listed = write_csv(
        tmp_path / "a.csv",
        ("Mã", "Tên dự án", "Xã", "Huyện", "Ngày lập"),
        ("A-1", "Đường", "Kiến Thành", "Đăk R’lấp", "01/03/2024"),
    )
    load(session, listed)
    assert stated_units(session, "A-1") == {"Xã Kiến Thành"}


@pytest.mark.parametrize("written", ["Đắk Wer", "Đăk Wer", "dak wer", "ĐẮC WER", "Xã Đắk Wer", "X. Đắk Wer"])
def test_every_spelling_finds_the_commune(session: Session, tmp_path: Path, written: str) -> None:
    load(session, write(tmp_path, ("A-1", "Đường", written, "01/03/2024")))
    assert stated_units(session, "A-1") == {"Xã Đắk Wer"}


def test_the_commune_is_read_out_of_the_name(session: Session, tmp_path: Path) -> None:
    name = "Nhà vệ sinh trường TH Phan Đình Phùng xã Đắk Wer"
    load(session, write(tmp_path, ("A-1", name, "", "28/09/2023")))
    assert stated_units(session, "A-1") == {"Xã Đắk Wer"}


def test_a_unit_read_out_of_the_name_yields_to_a_stated_one(session: Session, tmp_path: Path) -> None:
    name = "Đường đi xã Đắk Wer"
    load(session, write(tmp_path, ("A-1", name, "", "28/09/2023")))
    load(session, write(tmp_path, ("A-1", name, "Kiến Thành", "28/09/2023")))
    assert stated_units(session, "A-1") == {"Xã Kiến Thành"}
    assert load(session, write(tmp_path, ("A-1", name, "", "28/09/2023"))).counts == {"same": 1}


def test_the_date_of_the_papers_picks_the_unit_set(session: Session, tmp_path: Path) -> None:
    load(
        session,
        write(tmp_path, ("O-1", "Đường", "Nhân Cơ", "01/06/2025"), ("N-1", "Đường", "Nhân Cơ", "01/07/2025")),
    )
    assert stated_units(session, "O-1") == {"Xã Nhân Cơ"}
    assert stated_units(session, "N-1") == {"Xã Nhân Cơ (mới)"}


def test_a_code_twice_with_other_content_keeps_both_rows_out(session: Session, tmp_path: Path) -> None:
    result = load(session, write(tmp_path, ("A-1", "Đường 1", "", ""), GOOD, ("A-1", "Đường 2", "", "")))
    assert result.counts == {"refused": 2, "new": 1}
    told = {
        finding.row: finding.params for finding in result.findings if finding.code == "code_twice_differs"
    }
    assert told == {2: {"other_row": 4}, 4: {"other_row": 2}}
    assert {made.code for made in session.query(Project)} == {"G-1"}


def test_a_row_that_says_the_same_again_is_taken_once(session: Session, tmp_path: Path) -> None:
    result = load(session, write(tmp_path, GOOD, GOOD))
    assert result.counts == {"new": 1, "repeated": 1}
    found = next(finding for finding in result.findings if finding.code == "row_repeated")
    assert (found.row, found.params, found.severity) == (3, {"first_row": 2}, Severity.WARNING)


def test_two_rows_can_not_update_one_project(session: Session, tmp_path: Path) -> None:
    headings = ("Mã", "Mã QHNS", "Tên dự án")
    load(session, write_csv(tmp_path / "1.csv", headings, ("A-1", "7000001", "Đường")))
    rows = (("B-1", "7000001", "Đường B"), ("B-2", "7000001", "Đường C"))
    result = load(session, write_csv(tmp_path / "2.csv", headings, *rows))
    assert result.counts == {"refused": 2}
    assert codes(result, row=2) >= {"project_claimed_twice"}


def test_codes_of_two_projects_are_ambiguous(session: Session, tmp_path: Path) -> None:
    headings = ("Mã", "Mã QHNS", "Tên dự án")
    rows = (("A-1", "7000001", "Đường"), ("A-2", "7000001", "Cầu"))
    load(session, write_csv(tmp_path / "1.csv", headings, *rows))
    result = load(session, write_csv(tmp_path / "2.csv", headings, ("C-1", "7000001", "Đường")))
    assert codes(result, row=2) >= {"project_ambiguous"}
    assert load(session, write_csv(tmp_path / "1.csv", headings, *rows)).counts == {"same": 2}


def test_a_row_without_a_code_is_refused_with_the_remedy(session: Session, tmp_path: Path) -> None:
    result = load(session, write(tmp_path, GOOD, ("", "Đường thôn 2", "Đắk Wer", "01/03/2024")))
    assert result.counts == {"new": 1, "refused": 1}
    found = next(finding for finding in result.findings if finding.code == "code_missing")
    assert "--map" in found.remedy("vi")
    assert "--map" in found.remedy("en")


def test_a_list_without_codes_is_refused_whole(session: Session, tmp_path: Path) -> None:
    before = counts(session)
    with pytest.raises(FileRefusedError) as refused:
        load(session, write_csv(tmp_path / "a.csv", ("Tên công trình", "Xã"), ("Đường thôn 1", "Đắk Wer")))
    assert refused.value.finding.code == "no_code_column"
    assert counts(session) == before


def test_a_column_can_be_named_the_code(session: Session, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "a.csv", ("ma_so_rieng", "Tên công trình"), ("gt_1", "Đường thôn 1"))
    assert load(session, listed, overrides={"ma_so_rieng": "code"}).counts == {"new": 1}


def test_a_cell_that_can_not_be_read_costs_its_value_and_not_its_row(
    session: Session, tmp_path: Path
) -> None:
    result = load(session, write(tmp_path, ("A-1", "Đường", "Đắk Wer", "31/02/2024")))
    assert result.counts == {"new": 1}
    found = next(finding for finding in result.findings if finding.code == "date_impossible")
    assert (found.severity, found.row, found.column, found.value) == (
        Severity.WARNING,
        2,
        "Ngày lập",
        "31/02/2024",
    )


def test_all_or_nothing_refuses_for_one_wrong_row(session: Session, tmp_path: Path) -> None:
    before = counts(session)
    result = load(session, write(tmp_path, GOOD, ("", "Đường", "", "")), is_all_or_nothing=True)
    assert result.is_refused
    assert counts(session) == before
    result = load(session, write(tmp_path, GOOD, ("A-1", "Đường", "", "31/02/2024")), is_all_or_nothing=True)
    assert result.is_refused, "a cell that would be lost is a reason too"
    assert load(session, write(tmp_path, GOOD), is_all_or_nothing=True).saved_count == 1


def test_markup_and_formula_signs_stay_plain_text(session: Session, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x") <script>alert(1)</script> Đường'
    result = load(session, write(tmp_path, ("A-1", name, "Đắk Wer", "01/03/2024")))
    assert project(session, "A-1").name == name
    assert codes(result, row=2) >= {"text_markup", "text_formula_like"}


def test_totals_and_headings_between_rows_are_passed_over(session: Session, tmp_path: Path) -> None:
    listed = write_csv(
        tmp_path / "a.csv",
        ("STT", "Mã", "Tên công trình", "Tổng mức đầu tư (triệu đồng)"),
        ("I", "", "Giao thông", ""),
        ("1", "A-1", "Đường thôn 1", "1500"),
        ("", "", "Tổng cộng", "1500"),
    )
    result = load(session, listed)
    assert result.counts == {"skipped": 2, "new": 1}
    assert result.findings.by_severity()[Severity.ERROR] == 0


def test_formula_cells(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Danh mục")
        sheet.write_row(0, 0, ("Mã", "Tên công trình", "Tổng mức đầu tư (triệu đồng)"))
        sheet.write_row(1, 0, ("A-1", "Đường thôn 1"))
        sheet.write_formula(1, 2, "=1000+500", value=1500)
        sheet.write_row(2, 0, ("A-2", "Đường thôn 2"))
        sheet.write_formula(2, 2, "=1/0", value="#DIV/0!")
    result = load(session, path)
    assert result.counts == {"new": 2}
    assert project(session, "A-1").budget_vnd == 1_500_000_000
    assert project(session, "A-2").budget_vnd is None
    found = next(finding for finding in result.findings if finding.code == "formula_error")
    assert (found.sheet, found.row) == ("Danh mục", 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 \x00\x01\x02" + bytes(range(256)) * 8, {"file_unknown", "file_not_supported"}),
        (b"", {"file_empty"}),
        (b"\x00\xff" * 4_000, {"file_unknown"}),
    ],
)
def test_what_is_no_list_is_refused(session: Session, tmp_path: Path, content: bytes, code: set[str]) -> None:
    path = tmp_path / "danh-muc.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError) as refused:
        load(session, path)
    assert refused.value.finding.code in code


def test_two_hundred_megabytes_of_junk_are_refused_at_once(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "danh-muc.csv"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(FileRefusedError) as refused:
        load(session, path)
    assert refused.value.finding.code == "file_too_large"


def test_only_the_sheet_that_lists_projects_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        cover = book.add_worksheet("Bìa")
        cover.write_row(0, 0, ("Cột một", "Cột hai"))
        cover.write_row(1, 0, ("không", "liên quan"))
        sheet = book.add_worksheet("Danh mục")
        sheet.write_row(0, 0, ("Mã", "Tên công trình"))
        sheet.write_row(1, 0, ("A-1", "Đường thôn 1"))
    result = load(session, path)
    assert result.counts == {"new": 1}
    assert "sheet_skipped" in codes(result)


def test_units_that_are_not_loaded_keep_no_project_out(session: Session, tmp_path: Path) -> None:
    rows = (GOOD, ("F-1", "Đường", "Xã Xa Lắc", ""), ("F-2", "Trụ sở", "", ""))
    assert load(session, write(tmp_path, *rows)).counts == {"new": 3}
    assert share_units(session, "F-1") == set()


def test_only_inside_leaves_the_rest(session: Session, tmp_path: Path) -> None:
    rows = (GOOD, ("F-1", "Đường", "Xã Xa Lắc", ""), ("F-2", "Trụ sở", "", ""))
    result = load(session, write(tmp_path, *rows), is_only_inside=True)
    assert result.counts == {"new": 1, "outside": 2}
    assert codes(result) >= {"rows_left_out"}
    assert not [finding for finding in result.findings if finding.row in (3, 4)]
    assert [made.code for made in session.query(Project)] == ["G-1"]
