"""What a list brings into the catalogue, and what it must not touch there."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from etl.columns import Field
from etl.load import LoadOptions, load_projects
from gis.domain.lifecycle import DatePrecision, Execution
from gis.models import Agency, AuditLog, BudgetDecision, ImportBatch, ProjectParty, StatusStep
from gis.operations.audit import Actor
from tests.etl.import_samples import (
    AS_OF,
    codes,
    counts,
    load,
    project,
    share_units,
    stated_units,
    write_csv,
)
from tests.factories.accounts import AccountFactory

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Xã",
    "Chủ đầu tư",
    "Tổng mức đầu tư (triệu đồng)",
    "Ngày lập",
    "Tình trạng",
    "Ngày hoàn thành",
    "Nguồn vốn",
    "Mã QHNS",
)
ROAD = (
    "DA-1",
    "Đường liên thôn 2",
    "Đắk Wer",
    "Ban QLDA huyện Đắk R'Lấp",
    "4500",
    "01/03/2024",
    "Đang thi công",
    "Quý II/2025",
    "NS tỉnh; NS huyện: 1,5 tỷ",
    "7654321",
)


def changed(row: tuple[str, ...], **values: str) -> tuple[str, ...]:
    """Return the row with other cells, named by `HEADINGS` without accents."""
    places = {
        "name": 1,
        "commune": 2,
        "owner": 3,
        "budget": 4,
        "recorded": 5,
        "status": 6,
        "completion": 7,
        "code": 0,
    }
    cells = list(row)
    for name, value in values.items():
        cells[places[name]] = value
    return tuple(cells)


@pytest.fixture
def road(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "danh-muc.csv", HEADINGS, ROAD)


def test_a_row_becomes_a_project_with_its_facts(session: Session, road: Path) -> None:
    result = load(session, road)
    assert result.counts == {"new": 1}
    made = project(session, "DA-1")
    assert made.name == "Đường liên thôn 2"
    assert made.budget_vnd == Decimal(4_500_000_000)
    assert made.budget_code == "7654321"
    assert made.stage == 6
    assert made.execution is Execution.NORMAL
    assert made.first_completion_date == made.approved_completion_date == date(2025, 6, 30)
    assert made.first_completion_precision is DatePrecision.QUARTER
    assert made.sector_id == 1, "guessed from the name"
    assert made.owner_id is not None
    assert made.is_located is False
    assert (made.first_year, made.last_year) == (2025, 2025)
    sources = dict(session.execute(text("SELECT source_id, amount_vnd FROM project_source")).all())
    assert sources == {3: None, 6: Decimal(1_500_000_000)}
    step = session.query(StatusStep).one()
    assert (step.value, step.effective_date) == ("6", date(2024, 3, 1))


def test_a_source_stays_where_its_sum_can_not_be_taken(session: Session, tmp_path: Path) -> None:
    told = "NS tỉnh: 1000; NSTW: 1.500 triệu; NS xã 1,5 tỷ; Không đâu: 5"
    listed = write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án", "Nguồn vốn"), ("A", "Đường", told))
    result = load(session, listed)
    assert result.counts == {"new": 1}
    found = {
        item.code: (item.column, item.value) for item in result.findings if item.field == "capital_sources"
    }
    assert found == {
        "source_unit_missing": ("Nguồn vốn", "NS tỉnh: 1000"),
        "source_sum_unclear": ("Nguồn vốn", "NSTW: 1.500 triệu"),
        "value_not_in_list": ("Nguồn vốn", "Không đâu: 5"),
    }
    amounts = session.execute(text("SELECT amount_vnd FROM project_source ORDER BY amount_vnd NULLS LAST"))
    assert amounts.scalars().all() == [Decimal(1_500_000_000), None, None]


def test_it_lies_in_the_old_commune_and_in_its_successor(session: Session, road: Path) -> None:
    load(session, road)
    assert stated_units(session, "DA-1") == {"Xã Đắk Wer"}
    assert share_units(session, "DA-1") == {"Xã Đắk Wer", "Xã Nhân Cơ (mới)"}
    assert "dak wer" in project(session, "DA-1").search_key
    assert "ban qlda huyen dak rlap" in project(session, "DA-1").search_key


def test_the_file_is_remembered_and_kept(session: Session, road: Path, imports_folder: Path) -> None:
    result = load(session, road)
    batch = session.query(ImportBatch).one()
    assert batch.file_sha256 == result.facts.sha256
    assert batch.counts == {"new": 1}
    assert batch.reading["tables"][0]["columns"]["budget_vnd"] == "Tổng mức đầu tư (triệu đồng)"
    assert {finding["code"] for finding in batch.findings} >= {"agency_new", "sector_guessed"}
    assert (imports_folder / result.facts.sha256).read_bytes() == road.read_bytes()
    entry = session.query(AuditLog).filter_by(action="project.create").one()
    assert entry.subject_id == project(session, "DA-1").id
    assert entry.reason == "danh-muc.csv"
    assert entry.after is not None
    assert entry.after["budget_vnd"] == 4_500_000_000


def test_the_same_file_twice_changes_nothing(session: Session, road: Path) -> None:
    load(session, road)
    before = counts(session)
    again = load(session, road)
    assert again.counts == {"same": 1}
    assert again.saved_count == 0
    assert again.changes == []
    assert counts(session) == before


def test_a_later_list_appends_facts_and_logs_both_sides(session: Session, tmp_path: Path, road: Path) -> None:
    load(session, road)
    later = changed(ROAD, budget="5000", recorded="01/09/2025", status="Hoàn thành", owner="UBND xã Nhân Cơ")
    author = AccountFactory()
    listed = write_csv(tmp_path / "2.csv", HEADINGS, later)
    result = load_projects(session, Actor(author.display_name, author.id), listed, LoadOptions(as_of=AS_OF))
    assert result.counts == {"changed": 1}
    assert {change.field: (change.old, change.new) for change in result.changes} == {
        "stage": (6, 8),
        "budget_vnd": (4_500_000_000, 5_000_000_000),
        "owner": (["Ban QLDA huyện Đắk R'Lấp"], ["UBND xã Nhân Cơ"]),
    }
    steps = session.query(StatusStep).order_by(StatusStep.id).all()
    assert [(step.value, step.effective_date) for step in steps] == [
        ("6", date(2024, 3, 1)),
        ("8", date(2025, 9, 1)),
    ]
    batches = session.scalars(select(ImportBatch.id).order_by(ImportBatch.id)).all()
    origins = list(zip((None, author.id), batches, strict=True))
    assert [(step.recorded_by, step.import_batch_id) for step in steps] == origins
    sums = session.query(BudgetDecision).order_by(BudgetDecision.id).all()
    assert [(each.recorded_by, each.import_batch_id) for each in sums] == origins
    parties = session.query(ProjectParty).order_by(ProjectParty.id).all()
    assert [(party.valid_from, party.valid_to) for party in parties] == [
        (None, date(2025, 8, 31)),
        (date(2025, 9, 1), None),
    ]
    assert project(session, "DA-1").owner_id == parties[1].agency_id
    assert project(session, "DA-1").version == 2
    entry = session.query(AuditLog).filter_by(action="project.update").one()
    assert entry.before is not None
    assert entry.before["budget_vnd"] == 4_500_000_000


def test_an_older_list_turns_no_status_back(session: Session, tmp_path: Path, road: Path) -> None:
    load(
        session,
        write_csv(tmp_path / "new.csv", HEADINGS, changed(ROAD, recorded="01/09/2025", status="Hoàn thành")),
    )
    result = load(session, road)
    assert "status_kept" in codes(result, row=2)
    assert project(session, "DA-1").stage == 8
    assert session.query(StatusStep).count() == 1


def test_the_first_completion_date_never_changes(session: Session, tmp_path: Path, road: Path) -> None:
    load(session, road)
    later = write_csv(tmp_path / "2.csv", HEADINGS, changed(ROAD, completion="31/12/2026"))
    result = load(session, later)
    assert "baseline_kept" in codes(result, row=2)
    assert result.counts == {"same": 1}
    assert project(session, "DA-1").first_completion_date == date(2025, 6, 30)
    extended = load(session, later, overrides={"Ngày hoàn thành": "approved_completion_date"})
    assert extended.counts == {"changed": 1}
    assert project(session, "DA-1").approved_completion_date == date(2026, 12, 31)
    assert project(session, "DA-1").first_completion_date == date(2025, 6, 30)


def test_empty_cells_keep_what_is_known(session: Session, tmp_path: Path, road: Path) -> None:
    load(session, road)
    sparse = write_csv(tmp_path / "2.csv", HEADINGS, ("DA-1", "Đường liên thôn 2", *[""] * 8))
    result = load(session, sparse)
    assert result.counts == {"same": 1}
    kept = {
        finding.field: finding.params["count"] for finding in result.findings if finding.code == "values_kept"
    }
    assert kept["budget_vnd"] == 1
    assert project(session, "DA-1").budget_vnd is not None
    cleared = load(session, sparse, is_clearing_empty=True)
    assert cleared.counts == {"changed": 1}
    emptied = project(session, "DA-1")
    assert emptied.budget_vnd is None
    assert emptied.first_completion_date == date(2025, 6, 30)
    assert emptied.execution is Execution.NORMAL


def test_a_treasury_code_finds_the_project_and_the_other_code_is_kept(
    session: Session, tmp_path: Path, road: Path
) -> None:
    load(session, road)
    result = load(
        session, write_csv(tmp_path / "2.csv", HEADINGS, changed(ROAD, code="KB-99", budget="4600"))
    )
    assert result.counts == {"changed": 1}
    found = project(session, "DA-1")
    assert found.old_codes == ["KB-99"]
    assert found.budget_vnd == Decimal(4_600_000_000)
    assert load(
        session, write_csv(tmp_path / "3.csv", ("Mã dự án", "Tên dự án"), ("KB-99", found.name))
    ).counts == {"same": 1}


def test_a_new_code_takes_over_where_the_list_names_the_old_one(
    session: Session, tmp_path: Path, road: Path
) -> None:
    load(session, road)
    listed = write_csv(
        tmp_path / "2.csv", ("Mã dự án", "Mã cũ", "Tên dự án"), ("LD-1", "DA-1", "Đường liên thôn 2")
    )
    assert load(session, listed).counts == {"changed": 1}
    assert project(session, "LD-1").old_codes == ["DA-1"]
    assert load(session, listed).counts == {"same": 1}


def test_an_archived_project_is_not_brought_back(session: Session, road: Path) -> None:
    load(session, road)
    project(session, "DA-1").archived_at = text("now()")  # type: ignore[assignment]
    session.flush()
    result = load(session, road)
    assert result.counts == {"refused": 1}
    assert "project_archived" in codes(result, row=2)


def test_a_statement_of_the_successor_says_nothing_new(session: Session, tmp_path: Path, road: Path) -> None:
    load(session, road)
    listed = changed(ROAD, commune="Nhân Cơ", recorded="01/09/2026", owner="UBND xã Nhân Cơ")
    result = load(session, write_csv(tmp_path / "2.csv", HEADINGS, listed))
    assert [change.field for change in result.changes] == ["owner"]
    assert stated_units(session, "DA-1") == {"Xã Đắk Wer"}


def test_a_corrected_commune_replaces_the_stated_one(session: Session, tmp_path: Path, road: Path) -> None:
    load(session, road)
    result = load(session, write_csv(tmp_path / "2.csv", HEADINGS, changed(ROAD, commune="TT. Kiến Đức")))
    assert [(change.field, change.new) for change in result.changes] == [("units", ["Thị trấn Kiến Đức"])]
    assert stated_units(session, "DA-1") == {"Thị trấn Kiến Đức"}
    assert share_units(session, "DA-1") == {"Thị trấn Kiến Đức", "Xã Kiến Đức (mới)"}


def test_a_guessed_sector_yields_to_a_stated_one_and_never_replaces_it(
    session: Session, tmp_path: Path, road: Path
) -> None:
    load(session, road)
    stated = write_csv(
        tmp_path / "2.csv", ("Mã", "Tên dự án", "Lĩnh vực"), ("DA-1", "Đường liên thôn 2", "Thủy lợi")
    )
    assert load(session, stated).counts == {"changed": 1}
    assert project(session, "DA-1").sector_id == 6
    assert load(session, road).counts == {"same": 1}


def test_agencies_are_one_by_key_and_alike_ones_are_only_told(session: Session, tmp_path: Path) -> None:
    headings = ("Mã", "Tên dự án", "Chủ đầu tư")
    listed = write_csv(
        tmp_path / "1.csv",
        headings,
        ("A", "Đường 1", "Phòng Giáo dục và Đào tạo huyện Đắk R'Lấp"),
        ("B", "Đường 2", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN ĐĂK R’LẤP"),
        ("C", "Đường 3", "Phòng GD&ĐT huyện Đắk R'Lấp"),
        ("D", "Đường 4", "Phòng Giáo dục và Đào tạo huyện Đắk R'Lâp"),
        ("E", "Đường 5", "Phòng Giáo dục và Đào tao huyện Đắk Rlấpp"),
    )
    result = load(session, listed)
    assert "agency_by_alias" in codes(result, row=4)
    assert "agency_suggested" in codes(result, row=6)
    owners = {code: project(session, code).owner_id for code in "ABCDE"}
    assert len({owners[code] for code in "ABCD"}) == 1
    assert owners["E"] != owners["A"]
    assert session.query(Agency).filter(Agency.name_key.like("phong giao duc va dao%rlap%")).count() == 2


def test_constants_stand_in_for_columns_that_are_missing(session: Session, tmp_path: Path) -> None:
    listed = write_csv(tmp_path / "1.csv", ("Mã", "Tên dự án"), ("A", "Đập dâng"))
    load(
        session,
        listed,
        constants={Field.COMMUNE: "Đắk Wer", Field.RECORDED_DATE: "02/02/2024", Field.SECTOR: "Năng lượng"},
    )
    assert stated_units(session, "A") == {"Xã Đắk Wer"}
    assert project(session, "A").sector_id == 2


def test_what_the_catalogue_does_not_hold_yet_is_told(session: Session, tmp_path: Path) -> None:
    listed = write_csv(
        tmp_path / "1.csv", ("Mã", "Tên dự án", "Tiến độ (%)", "Ghi chú"), ("A", "Đường", "45%", "vướng")
    )
    told = [finding.column for finding in load(session, listed).findings if finding.code == "column_not_kept"]
    assert told == ["Tiến độ (%)", "Ghi chú"]


def test_flags_and_the_decision_of_a_group_are_taken(session: Session, tmp_path: Path) -> None:
    headings = ("Mã", "Tên dự án", "Nhóm dự án", "Số quyết định phân nhóm", "Chưa nhận bàn giao")
    load(session, write_csv(tmp_path / "1.csv", headings, ("A", "Đường", "B", "7/QĐ-UBND", "x")))
    taken = project(session, "A")
    assert (taken.project_group, taken.group_decision_no, taken.is_awaiting_takeover) == (
        "B",
        "7/QĐ-UBND",
        True,
    )
    again = load(session, write_csv(tmp_path / "2.csv", headings, ("A", "Đường", "B", "", "Không")))
    assert {change.field: change.new for change in again.changes} == {"is_awaiting_takeover": False}
    assert project(session, "A").group_decision_no == "7/QĐ-UBND"
