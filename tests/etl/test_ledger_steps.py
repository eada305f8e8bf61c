"""Moves of the status axes from a workbook: what they need, what they turn back, and what follows from them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from etl.findings import Finding, Severity
from etl.ledgers.load import LedgerResult
from gis.models import Project, Unit
from tests.etl.ledger_samples import PROJECT, codes_of, count, load, make_projects, write_ledgers

REFUSED, WARNED = Severity.ERROR, Severity.WARNING
ACCEPTED = PROJECT | {
    "Loại biên bản": "Nghiệm thu hoàn thành",
    "Ngày biên bản": date(2026, 5, 4),
    "Số biên bản": "12/BB",
}


@pytest.fixture
def project(session: Session, territory: dict[str, Unit]) -> Project:
    return make_projects()["DA-1"]


def moved(value: object, day: date, *, axis: str = "Giai đoạn", paper: str | None = "7/QĐ") -> dict[str, Any]:
    """Return a row that moves an axis."""
    stated = {"Loại trạng thái": axis, "Trạng thái mới": value, "Ngày chuyển trạng thái": day}
    return PROJECT | stated | {"Số văn bản kèm theo": paper}


BUILDING = moved("Đang thi công", date(2025, 2, 20))


def take(session: Session, tmp_path: Path, **ledgers: list[dict[str, Any]]) -> LedgerResult:
    return load(session, write_ledgers(tmp_path / "so.xlsx", **ledgers))


def only(result: LedgerResult) -> Finding:
    assert len(result.findings) == 1, codes_of(result)
    return next(iter(result.findings))


def columns(session: Session, project: Project) -> tuple[Any, ...]:
    session.refresh(project)
    return project.stage, project.execution, project.clearance, project.settlement


@pytest.mark.parametrize(
    ("row", "code", "severity", "column", "quoted"),
    [
        (moved("Bàn giao đưa vào sử dụng", date(2026, 6, 1)), "step_without_earlier_step", REFUSED, "Trạng thái mới", "58/2024/QH15"),
        (moved("Quyết toán", date(2026, 6, 1)), "step_without_earlier_step", REFUSED, "Trạng thái mới", "“Nghiệm thu hoàn thành”"),
        (moved("Tất toán tài khoản", date(2026, 6, 1)), "step_without_earlier_step", REFUSED, "Trạng thái mới", "“Quyết toán”"),
        (moved("Tạm dừng", date(2026, 6, 1)), "step_unknown_value", REFUSED, "Trạng thái mới", "“Tạm dừng” không phải là một trạng thái của “Giai đoạn”"),
        (moved(6, date(2026, 6, 1), axis="Thực hiện"), "step_unknown_value", REFUSED, "Trạng thái mới", "“Đang thi công”"),
        (moved("Đang thi công", date(2026, 11, 23)), "future_date", REFUSED, "Ngày chuyển trạng thái", "22/11/2026"),
        (moved("Xong", date(2026, 6, 1)), "value_not_in_list", REFUSED, "Trạng thái mới", "“Xong” không có trong danh mục"),
        (moved("Đang thi công", date(2026, 6, 1), paper=None), "step_without_document", WARNED, "Số văn bản kèm theo", "“Giai đoạn” chuyển sang “Đang thi công”"),
        (moved("Đang thi công", date(2025, 1, 2)), "before_project", WARNED, "Ngày chuyển trạng thái", "05/01/2025"),
    ],
)  # fmt: skip
def test_moves_are_held_against_the_rules(
    session: Session,
    project: Project,
    tmp_path: Path,
    row: dict[str, Any],
    code: str,
    severity: Severity,
    column: str,
    quoted: str,
) -> None:
    good = BUILDING | {"Mã dự án": "DA-2"}
    found = only(take(session, tmp_path, status_step=[row, good]))
    assert (found.code, found.severity, found.sheet, found.row, found.column) == (
        code,
        severity,
        "Trạng thái",
        2,
        column,
    )
    assert quoted in found.message()
    assert found.remedy()
    assert found.remedy("en")
    assert count(session, "status_step") == (1 if severity is REFUSED else 2)


def test_findings_speak_english_too(session: Session, project: Project, tmp_path: Path) -> None:
    found = only(
        take(
            session,
            tmp_path,
            status_step=[moved("Bàn giao", date(2026, 6, 1)) | {"Trạng thái mới": "Handed over for use"}],
        )
    )
    assert "“Handed over for use” without “Final acceptance”" in found.message("en")


def test_the_minutes_of_the_file_let_a_project_move_on(
    session: Session, project: Project, tmp_path: Path
) -> None:
    rows = [
        moved("Kết thúc, tất toán tài khoản", date(2026, 9, 30)),
        moved("Quyết toán", date(2026, 8, 1)),
        moved("Bàn giao đưa vào sử dụng", date(2026, 5, 4)),
    ]
    result = take(session, tmp_path, status_step=rows, acceptance=[ACCEPTED])
    assert (result.counts, codes_of(result)) == ({"new": 4}, [])
    assert columns(session, project)[0] == 12
    late = ACCEPTED | {"Mã dự án": "DA-2", "Ngày biên bản": date(2026, 5, 5)}
    early = moved("Bàn giao đưa vào sử dụng", date(2026, 5, 4)) | {"Mã dự án": "DA-2"}
    assert codes_of(take(session, tmp_path, status_step=[early], acceptance=[late])) == [
        "step_without_earlier_step"
    ]


def test_a_refused_step_carries_no_later_one(session: Session, project: Project, tmp_path: Path) -> None:
    rows = [moved("Quyết toán", date(2026, 8, 1)), moved("Tất toán tài khoản", date(2026, 9, 30))]
    assert codes_of(take(session, tmp_path, status_step=rows)) == ["step_without_earlier_step"] * 2
    take(session, tmp_path, status_step=[moved("Nghiệm thu hoàn thành", date(2026, 5, 4)), rows[0]])
    assert take(session, tmp_path, status_step=[rows[1]]).counts == {"new": 1}


def test_a_stage_that_goes_back_is_warned_of(session: Session, project: Project, tmp_path: Path) -> None:
    take(session, tmp_path, status_step=[moved("Nghiệm thu từng phần", date(2026, 3, 1))])
    found = only(take(session, tmp_path, status_step=[moved("Đang thi công", date(2026, 4, 1))]))
    assert (found.code, found.severity) == ("step_goes_back", WARNED)
    assert "“Đang thi công” đứng trước “Nghiệm thu từng phần”" in found.message()
    before = take(session, tmp_path, status_step=[moved("Đã ký hợp đồng", date(2026, 2, 1))])
    assert (before.counts, codes_of(before)) == ({"new": 1}, [])
    assert columns(session, project)[0] == 6


def test_columns_and_months_follow(session: Session, project: Project, tmp_path: Path) -> None:
    rows = [
        BUILDING,
        moved("Tạm dừng", date(2025, 9, 10), axis="Tình trạng thực hiện"),
        moved("Bình thường", date(2025, 12, 1), axis="Tình trạng thực hiện", paper=None),
        moved("Dừng thực hiện", date(2026, 10, 5), axis="Tình trạng thực hiện"),
        moved("Đang GPMB", date(2025, 2, 20), axis="GPMB", paper=None),
        moved("Chưa trình quyết toán", date(2025, 2, 20), axis="Quyết toán", paper=None),
    ]
    path = write_ledgers(tmp_path / "so.xlsx", status_step=rows)
    result = load(session, path)
    assert (result.counts, codes_of(result)) == ({"new": 6}, [])
    assert columns(session, project) == (6, "stopped", "in_progress", "not_submitted")
    months = session.execute(
        text("SELECT month, is_suspended FROM project_month WHERE project_id = :id ORDER BY month"),
        {"id": project.id},
    )
    stopped = {row.month: row.is_suspended for row in months}
    wanted = {date(2025, 9, 1): True, date(2025, 12, 1): False, date(2026, 10, 1): True}
    assert {month: stopped[month] for month in wanted} == wanted
    again = load(session, path)
    assert (again.counts, again.saved_count, count(session, "status_step")) == ({"same": 6}, 0, 6)


def test_a_wrong_step_is_corrected(session: Session, project: Project, tmp_path: Path) -> None:
    take(session, tmp_path, status_step=[BUILDING, moved("Nghiệm thu từng phần", date(2026, 3, 1))])
    result = take(session, tmp_path, status_step=[moved("Đang thi công", date(2026, 3, 1), paper=None)])
    assert (result.counts, codes_of(result)) == ({"changed": 1}, [])
    assert [(line.field, line.old, line.new) for line in result.changes] == [("value", "7", "6")]
    rows = session.execute(text("SELECT value, corrects_id, document_id FROM status_step ORDER BY id")).all()
    assert [row.value for row in rows] == ["6", "7", "6"]
    assert rows[2].corrects_id is not None
    assert rows[2].document_id == rows[1].document_id
    assert columns(session, project)[0] == 6


def test_a_step_that_is_taken_back_leaves_the_one_before_it(
    session: Session, project: Project, tmp_path: Path
) -> None:
    later = moved("Nghiệm thu từng phần", date(2026, 3, 1))
    take(session, tmp_path, status_step=[BUILDING, later])
    assert take(session, tmp_path, status_step=[later | {"Hủy dòng": "x"}]).counts == {"withdrawn": 1}
    assert columns(session, project)[0] == 6
    take(session, tmp_path, status_step=[BUILDING | {"Hủy dòng": "x"}])
    assert columns(session, project)[0] is None


def test_two_moves_of_an_axis_on_one_day_need_keys(
    session: Session, project: Project, tmp_path: Path
) -> None:
    accepted = moved("Nghiệm thu hoàn thành", date(2026, 5, 4))
    used = moved("Bàn giao đưa vào sử dụng", date(2026, 5, 4))
    assert codes_of(take(session, tmp_path, status_step=[accepted, used])) == ["ledger_key_twice"] * 2
    keyed = [accepted | {"Mã dòng": "A"}, used | {"Mã dòng": "B"}]
    assert take(session, tmp_path, status_step=keyed).counts == {"new": 2}
    assert columns(session, project)[0] == 9


def test_a_csv_of_steps_is_read(session: Session, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "buoc.csv"
    path.write_text(
        "Project code,Kind of status,New status,Day of the move,Document number\n"
        "DA-1,Stage,Under construction,20/02/2025,3/TB\n",
        encoding="utf-8",
    )
    result = load(session, path, ledger="status_step")
    assert (result.counts, codes_of(result)) == ({"new": 1}, [])
    assert columns(session, project)[0] == 6
