"""Which list is newer decides: what an older one says of a field leaves the newer value alone, and is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.dates import date_of_figures
from etl.load import LoadResult
from gis.models import AuditLog, ImportBatch, ProjectParty
from tests.etl.import_samples import (
    codes,
    counts,
    load,
    point,
    project,
    stated_units,
    write_csv,
    write_geojson,
)

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Tổng mức đầu tư (đồng)",
    "Chủ đầu tư",
    "Xã",
    "Nguồn vốn",
    "Số liệu đến ngày",
)
NEWER = (
    "DA-1",
    "Đường liên thôn 2",
    "5.000.000.000",
    "UBND xã Nhân Cơ",
    "Đắk Wer",
    "NS tỉnh: 3 tỷ",
    "30/06/2026",
)
OLDER = (
    "DA-1",
    "Đường thôn 2",
    "4.500.000.000",
    "Ban QLDA huyện",
    "Kiến Thành",
    "NS tỉnh: 2 tỷ",
    "31/12/2025",
)


def taken(session: Session, folder: Path, row: tuple[str, ...], **options: Any) -> LoadResult:
    return load(session, write_csv(folder / f"{len(list(folder.iterdir()))}.csv", HEADINGS, row), **options)


def kept(result: LoadResult) -> dict[str | None, tuple[object, object]]:
    return {
        item.field: (item.params["known"], item.params["stated"])
        for item in result.findings
        if item.code == "newer_kept"
    }


def test_an_older_list_changes_nothing_that_a_newer_one_said(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, NEWER)
    before = counts(session)
    result = taken(session, tmp_path, OLDER)
    assert result.counts == {"same": 1}
    assert result.changes == []
    assert kept(result) == {
        "name": ("Đường liên thôn 2", "Đường thôn 2"),
        "budget_vnd": ("5.000.000.000 đồng", "4.500.000.000 đồng"),
        "owner": ("UBND xã Nhân Cơ", "Ban QLDA huyện"),
        "units": ("Xã Đắk Wer", "Xã Kiến Thành"),
        "source:province": ("3.000.000.000 đồng", "2.000.000.000 đồng"),
    }
    assert counts(session) == before
    found = project(session, "DA-1")
    assert (found.name, found.budget_vnd) == ("Đường liên thôn 2", Decimal(5_000_000_000))
    assert stated_units(session, "DA-1") == {"Xã Đắk Wer"}


def test_the_finding_says_row_field_both_values_both_dates_and_the_way_out(
    session: Session, tmp_path: Path
) -> None:
    taken(session, tmp_path, NEWER)
    result = taken(session, tmp_path, (*NEWER[:2], OLDER[2], *NEWER[3:6], OLDER[6]))
    (told,) = [item for item in result.findings if item.code == "newer_kept"]
    assert (told.row, told.column, told.field) == (2, "Tổng mức đầu tư (đồng)", "budget_vnd")
    assert told.message() == (
        "“Tổng mức đầu tư”: dòng ghi 4.500.000.000 đồng (số liệu ngày 31/12/2025), "
        "nhưng danh mục đã có 5.000.000.000 đồng của ngày 30/06/2026; giữ giá trị mới hơn."
    )
    assert told.message("en").startswith(
        "“Approved budget”: the row says 4.500.000.000 đồng (as of 31/12/2025)"
    )
    assert "--dated" in told.remedy()


def test_an_older_list_fills_what_no_newer_one_said(session: Session, tmp_path: Path) -> None:
    sparse = (*NEWER[:2], "", "", "", "", NEWER[6])
    taken(session, tmp_path, sparse)
    result = taken(session, tmp_path, (NEWER[0], NEWER[1], *OLDER[2:]))
    assert kept(result) == {}
    assert {change.field for change in result.changes} == {"budget_vnd", "owner", "units", "source:province"}
    assert project(session, "DA-1").field_dates["budget_vnd"] == "2025-12-31"
    assert project(session, "DA-1").field_dates["name"] == "2026-06-30"


def test_a_list_between_two_others_meets_each_field_at_its_own_date(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, OLDER)
    taken(session, tmp_path, (NEWER[0], NEWER[1], *[""] * 4, NEWER[6]))
    between = ("DA-1", "Đường thôn 3", "4.700.000.000", *OLDER[3:6], "31/03/2026")
    result = taken(session, tmp_path, between)
    assert list(kept(result)) == ["name"]
    assert [(change.field, change.new) for change in result.changes] == [("budget_vnd", 4_700_000_000)]


def test_a_newer_list_that_says_the_same_confirms_it(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, OLDER)
    before = counts(session)
    assert taken(session, tmp_path, (*OLDER[:6], "30/06/2026")).counts == {"same": 1}
    assert counts(session) == before, "no batch, no log entry, no new version for a mere confirmation"
    result = taken(session, tmp_path, (*NEWER[:6], "31/03/2026"))
    assert result.counts == {"same": 1}
    assert len(kept(result)) == 5


def test_lists_of_one_day_may_correct_each_other(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, NEWER)
    result = taken(session, tmp_path, (*OLDER[:6], NEWER[6]))
    assert kept(result) == {}
    assert project(session, "DA-1").budget_vnd == Decimal(4_500_000_000)


def test_a_list_without_dates_counts_from_the_day_of_the_import(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, (*NEWER[:6], ""))
    assert set(project(session, "DA-1").field_dates.values()) == {"2026-11-22"}
    assert len(kept(taken(session, tmp_path, OLDER))) == 5
    assert taken(session, tmp_path, (*OLDER[:6], ""), as_of=date(2026, 11, 23)).counts == {"changed": 1}


def test_a_date_of_the_whole_list_is_that_of_rows_without_one(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, (*NEWER[:6], ""), dated=date(2026, 6, 30))
    assert set(project(session, "DA-1").field_dates.values()) == {"2026-06-30"}
    assert len(kept(taken(session, tmp_path, (*OLDER[:6], ""), dated=date(2025, 12, 31)))) == 5
    batch = session.query(ImportBatch).one()
    assert batch.reading["dated"] == "2026-06-30"


def test_the_lines_above_the_table_may_date_it(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, NEWER)
    listed = tmp_path / "report.csv"
    lines = (
        "DANH MỤC DỰ ÁN,,,",
        "(Số liệu tính đến hết ngày 31/12/2025),,,",
        "Mã,Tên dự án,Tổng mức đầu tư (đồng),Ghi chú",
    )
    listed.write_text(
        "\n".join((*lines, "DA-1,Đường liên thôn 2,4500000000,", "DA-2,Cầu,1000000000,")), encoding="utf-8"
    )
    result = load(session, listed)
    assert "list_dated" in codes(result)
    assert kept(result) == {"budget_vnd": ("5.000.000.000 đồng", "4.500.000.000 đồng")}
    assert project(session, "DA-2").field_dates["budget_vnd"] == "2025-12-31"


def test_empty_cells_of_an_older_list_clear_no_newer_value(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, NEWER)
    result = taken(session, tmp_path, (*NEWER[:2], "", *NEWER[3:6], OLDER[6]), is_clearing_empty=True)
    assert kept(result) == {"budget_vnd": ("5.000.000.000 đồng", "–")}
    assert project(session, "DA-1").budget_vnd == Decimal(5_000_000_000)


def test_an_owner_in_office_since_a_day_stays_for_older_lists(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, OLDER)
    taken(session, tmp_path, (*OLDER[:3], NEWER[3], *OLDER[4:6], "01/03/2026"))
    assert list(kept(taken(session, tmp_path, (*OLDER[:6], "01/02/2026")))) == ["owner"]
    spans = session.query(ProjectParty.valid_from, ProjectParty.valid_to).order_by(ProjectParty.id).all()
    assert [tuple(span) for span in spans] == [(None, date(2026, 2, 28)), (date(2026, 3, 1), None)]


def test_a_place_drawn_by_hand_stays_for_lists_of_before(session: Session, tmp_path: Path) -> None:
    def placed(lon: float, day: str) -> LoadResult:
        row = {"code": "DA-1", "name": "Cầu", "recorded_date": day}
        return load(session, write_geojson(tmp_path / f"{lon}.geojson", [(row, point(lon, 11.95))]))

    placed(107.45, "2026-06-30")
    assert list(kept(placed(107.46, "2025-12-31"))) == ["place"]
    session.execute(text("INSERT INTO account (login, display_name, password_hash) VALUES ('a', 'A', 'x')"))
    session.execute(text("UPDATE project_location SET replaced_at = clock_timestamp()"))
    session.execute(
        text(
            "INSERT INTO project_location (project_id, geom, accuracy_class, recorded_by, recorded_at) "
            "SELECT project.id, ST_SetSRID(ST_Point(107.47, 11.95), 4326), 'digitised', account.id, '2026-09-30T20:00Z' "
            "FROM project, account"
        )
    )
    assert list(kept(placed(107.48, "2026-09-30"))) == ["place"], "drawn on 01/10 in Vietnam"
    assert placed(107.49, "2026-10-01").counts == {"changed": 1}


def test_a_trial_remembers_nothing(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, OLDER)
    taken(session, tmp_path, (*OLDER[:6], "30/06/2026"), is_trial=True)
    assert project(session, "DA-1").field_dates["name"] == "2025-12-31"


def test_dates_of_fields_are_no_news_in_the_log(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, NEWER)
    entry = session.query(AuditLog).filter_by(action="project.create").one()
    assert entry.after is not None
    assert "field_dates" not in entry.after


@pytest.mark.parametrize(
    ("written", "day"),
    [("23/11/2026", None), ("22/11/2026", "2026-11-22"), ("Quý IV/2026", "2026-11-22"), ("2027", None)],
)
def test_figures_of_days_to_come_are_refused(
    session: Session, tmp_path: Path, written: str, day: str | None
) -> None:
    result = taken(session, tmp_path, (*NEWER[:6], written))
    assert ("date_in_future" in codes(result, row=2)) == (day is None)
    assert project(session, "DA-1").field_dates["name"] == "2026-11-22"


def test_all_or_nothing_takes_no_file_with_a_day_to_come(session: Session, tmp_path: Path) -> None:
    result = taken(session, tmp_path, (*NEWER[:6], "01/01/2062"), is_all_or_nothing=True)
    assert result.is_refused
    (told,) = [item for item in result.findings if item.code == "date_in_future"]
    assert (told.row, told.column) == (2, "Số liệu đến ngày")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("(Số liệu đến ngày 30/6/2026)", date(2026, 6, 30)),
        ("Tính đến hết ngày 31.12.2025 của UBND huyện", date(2025, 12, 31)),
        ("Lũy kế từ khởi công đến 31-01-2026", date(2026, 1, 31)),
        ("Kèm theo Báo cáo số 12/BC-UBND ngày 05/07/2026", None),
        ("Đơn vị tính: triệu đồng", None),
        ("Số liệu đến ngày 31/02/2026", None),
    ],
)
def test_the_day_of_the_figures_in_a_line(line: str, day: date | None) -> None:
    assert date_of_figures([line]) == day
