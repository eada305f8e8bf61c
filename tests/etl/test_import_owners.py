"""Owners of before and of today: no end is written down that no paper tells."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from etl.columns import Field
from gis.models import Agency, ProjectParty
from tests.etl.import_samples import codes, load, write_csv
from tests.factories import AgencyFactory

pytestmark = pytest.mark.usefixtures("territory")

HANDED_OVER = ("Mã", "Tên dự án", "Chủ đầu tư cũ", "Chủ đầu tư", "Ngày lập", "Ngày nhận bàn giao chủ đầu tư")


def owners(session: Session) -> dict[str, tuple[date | None, date | None]]:
    rows = session.query(Agency.name, ProjectParty.valid_from, ProjectParty.valid_to)
    return {
        name: (first, last)
        for name, first, last in rows.join(ProjectParty, ProjectParty.agency_id == Agency.id)
    }


def test_a_former_owner_ends_the_day_before_the_next_one_begins(session: Session, tmp_path: Path) -> None:
    row = ("A", "Đường", "Ban QLDA huyện", "UBND xã Nhân Cơ", "01/08/2025", "01/07/2025")
    listed = write_csv(tmp_path / "1.csv", HANDED_OVER, row)
    load(session, listed)
    assert owners(session) == {
        "Ban QLDA huyện": (None, date(2025, 6, 30)),
        "UBND xã Nhân Cơ": (date(2025, 7, 1), None),
    }
    assert load(session, listed).counts == {"same": 1}


def test_no_end_is_invented_for_a_former_owner(session: Session, tmp_path: Path) -> None:
    row = ("A", "Đường", "Ban QLDA huyện", "UBND xã Nhân Cơ", "01/08/2025", "")
    listed = write_csv(tmp_path / "1.csv", HANDED_OVER, row)
    result = load(session, listed)
    assert owners(session) == {"UBND xã Nhân Cơ": (None, None)}
    (told,) = [item for item in result.findings if item.code == "former_owner_undated"]
    assert (told.row, told.column, told.value) == (2, "Chủ đầu tư cũ", "Ban QLDA huyện")
    assert "owner_since" in told.remedy()
    assert "former_owner_undated" in codes(load(session, listed))
    without = write_csv(tmp_path / "2.csv", HANDED_OVER[:5], row[:5])
    again = load(session, without, constants={Field.OWNER_SINCE: "01/07/2025"})
    assert {change.field: change.new for change in again.changes} == {
        "former_owner": ["Ban QLDA huyện"],
        "owner_since": "2025-07-01",
    }
    assert owners(session)["Ban QLDA huyện"] == (None, date(2025, 6, 30))
    assert owners(session)["UBND xã Nhân Cơ"] == (date(2025, 7, 1), None)
    assert load(session, without, constants={Field.OWNER_SINCE: "01/07/2025"}).counts == {"same": 1}


def test_the_day_of_handing_over_counts_more_than_that_of_the_list(session: Session, tmp_path: Path) -> None:
    before = ("A", "Đường", "", "Ban QLDA huyện", "01/06/2025", "")
    after = ("A", "Đường", "Ban QLDA huyện", "UBND xã Nhân Cơ", "01/09/2025", "01/07/2025")
    load(session, write_csv(tmp_path / "1.csv", HANDED_OVER, before))
    load(session, write_csv(tmp_path / "2.csv", HANDED_OVER, after))
    assert owners(session) == {
        "Ban QLDA huyện": (None, date(2025, 6, 30)),
        "UBND xã Nhân Cơ": (date(2025, 7, 1), None),
    }


def test_every_role_takes_days_and_decisions(session: Session, tmp_path: Path) -> None:
    """Of a known party the gaps are filled and the rest stays; several agencies have one day, or each its own."""
    headings = ("Mã", "Tên dự án", "Ban QLDA", "Ban QLDA từ ngày", "Ban QLDA theo văn bản số", "Nhà thầu", "Nhà thầu từ ngày", "contractor_decision")  # fmt: skip
    bare = ("A", "Đường", "Ban QLDA khu vực 1", "", "", "Công ty An; Công ty Bình", "", "")
    full = (*bare[:3], "01/08/2025", "12/QĐ-UBND", bare[5], "01/09/2025; –", "05/HĐ; 06/HĐ")

    def terms() -> dict[str, tuple[date | None, str | None]]:
        rows = session.query(Agency.name, ProjectParty.valid_from, ProjectParty.decision_no)
        return {
            row[0]: (row[1], row[2]) for row in rows.join(ProjectParty, ProjectParty.agency_id == Agency.id)
        }

    load(session, write_csv(tmp_path / "1.csv", headings, bare))
    assert set(terms().values()) == {(None, None)}
    listed = write_csv(tmp_path / "2.csv", headings, full)
    assert {change.field: change.new for change in load(session, listed).changes} == {
        "pmu_since": "2025-08-01",
        "pmu_decision": "12/QĐ-UBND",
        "contractor_since": "2025-09-01",
        "contractor_decision": ["05/HĐ", "06/HĐ"],
    }
    assert terms() == {
        "Ban QLDA khu vực 1": (date(2025, 8, 1), "12/QĐ-UBND"),
        "Công ty An": (date(2025, 9, 1), "05/HĐ"),
        "Công ty Bình": (None, "06/HĐ"),
    }
    assert load(session, listed).counts == {"same": 1}
    later = (
        *full[:2],
        "Ban QLDA khu vực 2",
        "01/10/2025",
        "",
        bare[5],
        "01/01/2024; 01/02/2024; 01/03/2024",
        "",
    )
    result = load(session, write_csv(tmp_path / "3.csv", headings, later))
    assert "terms_do_not_fit" in codes(result, row=2)
    assert owners(session)["Ban QLDA khu vực 1"] == (date(2025, 8, 1), date(2025, 9, 30))
    assert terms()["Ban QLDA khu vực 2"] == (date(2025, 10, 1), None)
    assert terms()["Công ty An"] == (date(2025, 9, 1), "05/HĐ")


def test_an_agency_that_has_ended_was_owner_until_then(session: Session, tmp_path: Path) -> None:
    AgencyFactory(name="Phòng Kinh tế và Hạ tầng huyện", valid_to=date(2025, 6, 30))
    row = ("A", "Đường", "Phòng Kinh tế và Hạ tầng huyện", "UBND xã Nhân Cơ", "01/08/2025", "")
    load(session, write_csv(tmp_path / "1.csv", HANDED_OVER, row))
    assert owners(session)["Phòng Kinh tế và Hạ tầng huyện"] == (None, date(2025, 6, 30))


def test_nobody_takes_over_on_a_day_to_come(session: Session, tmp_path: Path) -> None:
    row = ("A", "Đường", "Ban QLDA huyện", "UBND xã Nhân Cơ", "01/08/2025", "01/12/2026")
    result = load(session, write_csv(tmp_path / "1.csv", HANDED_OVER, row))
    assert {"date_in_future", "former_owner_undated"} <= codes(result, row=2)
