"""Taking ledgers in on PostGIS: new rows, the same again, corrections, withdrawals, references, keys, papers."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from etl.ledgers.report import ledger_words
from etl.ledgers.rows import Change
from gis.models import AuditLog, Project, Unit
from gis.models.ledger import (
    Voucher,
)
from gis.models.ledger.visible import visible
from tests.etl.ledger_samples import (
    ACTOR,
    PLAN,
    PROJECT,
    VOUCHER,
    codes_of,
    count,
    load,
    make_projects,
    write_ledgers,
)


@pytest.fixture
def projects(session: Session, territory: dict[str, Unit]) -> dict[str, Project]:
    return make_projects()


def counted(session: Session, as_of: date) -> list[int]:
    """Return the amounts of the vouchers that count on a day."""
    statement = text(f"SELECT amount_vnd FROM voucher WHERE {visible('voucher', row='voucher')} ORDER BY id")
    return [int(amount) for amount in session.scalars(statement, {"as_of": as_of})]


def test_rows_become_facts_once(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    path = write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=[VOUCHER])
    result = load(session, path)
    assert (result.counts, codes_of(result), result.saved_count) == ({"new": 2}, [], 2)
    voucher = session.scalars(select(Voucher)).one()
    assert (int(voucher.amount_vnd), voucher.plan_year, voucher.is_carried_over) == (
        1_500_000_000,
        2025,
        False,
    )
    assert voucher.project_id == projects["DA-1"].id
    assert voucher.import_batch_id is not None
    logged = session.scalars(select(AuditLog).where(AuditLog.action == "ledger.import")).one()
    assert (logged.subject_id, logged.actor, logged.reason) == (projects["DA-1"].id, ACTOR.name, "so.xlsx")
    assert logged.after is not None
    assert logged.after["ledgers"] == {"capital_plan": {"new": 1}, "voucher": {"new": 1}}
    again = load(session, path)
    assert (again.counts, again.saved_count) == ({"same": 2}, 0)
    assert (count(session, "voucher"), count(session, "import_batch")) == (1, 1)


def test_facts_reach_the_summaries(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    load(session, write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=[VOUCHER]))
    paid = session.scalar(
        text("SELECT paid_total_vnd FROM project_summary WHERE project_id = :id"), {"id": projects["DA-1"].id}
    )
    assert int(paid) == 1_500_000_000


def test_a_trial_writes_nothing(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    path = write_ledgers(tmp_path / "so.xlsx", capital_plan=[PLAN], voucher=[VOUCHER])
    result = load(session, path, is_trial=True)
    assert (result.counts, result.saved_count) == ({"new": 2}, 0)
    assert (count(session, "voucher"), count(session, "import_batch"), count(session, "audit_log")) == (
        0,
        0,
        0,
    )


def test_a_changed_row_is_a_correction(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=[VOUCHER]))
    wrong = session.scalars(select(Voucher)).one()
    path = write_ledgers(tmp_path / "b.xlsx", voucher=[VOUCHER | {"Số tiền (đồng)": 1_400_000_000}])
    result = load(session, path)
    assert result.counts == {"changed": 1}
    assert [(line.field, int(line.old), line.new) for line in result.changes] == [
        ("amount_vnd", 1_500_000_000, 1_400_000_000)
    ]
    told = [Change("DA-1", "contribution", 2, "price_item_id", 4, None)]
    told += [Change("DA-1", "completion_date", 2, "precision", "day", "month")]
    words = ledger_words(session, "vi", told)
    assert [line[2:] for line in words.lines(told)] == [
        ("Theo bảng giá", "đơn giá số 4", "–"),
        ("Độ chính xác của ngày", "ngày", "tháng"),
    ], "what has no column is told in words too"
    newer = session.scalars(select(Voucher).where(Voucher.corrects_id == wrong.id)).one()
    assert (int(newer.amount_vnd), newer.counted_from, newer.voucher_no) == (1_400_000_000, None, "CT-01")
    assert counted(session, date(2025, 3, 10)) == [1_400_000_000]
    assert load(session, path).counts == {"same": 1}
    # The older file says what was mended since: it stays mended.
    stale = load(session, tmp_path / "a.xlsx")
    assert stale.counts == {"same": 1, "superseded": 1}
    assert codes_of(stale) == ["ledger_row_superseded"]
    assert count(session, "voucher") == 2


def test_a_correction_may_count_from_a_later_day(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=[VOUCHER]))
    mended = VOUCHER | {"Số tiền (đồng)": 1_400_000_000, "Tính từ ngày": date(2025, 6, 1)}
    load(session, write_ledgers(tmp_path / "b.xlsx", voucher=[mended]))
    assert counted(session, date(2025, 5, 31)) == [1_500_000_000]
    assert counted(session, date(2025, 6, 1)) == [1_400_000_000]
    load(
        session,
        write_ledgers(tmp_path / "c.xlsx", voucher=[VOUCHER | {"Số tiền (đồng)": 1_300_000_000}]),
        dated=date(2025, 9, 1),
    )
    assert counted(session, date(2025, 8, 31)) == [1_400_000_000]
    assert counted(session, date(2025, 9, 1)) == [1_300_000_000]


def test_a_fact_moved_to_a_later_day_leaves_its_old_day(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    row = VOUCHER | {"Mã dòng": "A1"}
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=[row]))
    load(session, write_ledgers(tmp_path / "b.xlsx", voucher=[row | {"Ngày thanh toán": date(2025, 12, 5)}]))
    assert counted(session, date(2025, 11, 1)) == []
    assert counted(session, date(2025, 12, 5)) == [1_500_000_000]


def test_an_x_takes_a_row_back(session: Session, projects: dict[str, Project], tmp_path: Path) -> None:
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=[VOUCHER]))
    path = write_ledgers(tmp_path / "b.xlsx", voucher=[VOUCHER | {"Hủy dòng": "x"}])
    taken = load(session, path)
    assert (taken.counts, codes_of(taken)) == ({"withdrawn": 1}, [])
    assert counted(session, date(2026, 1, 1)) == []
    assert load(session, path).counts == {"same": 1}
    back = VOUCHER | {"Số tiền (đồng)": 900_000_000}
    assert load(session, write_ledgers(tmp_path / "c.xlsx", voucher=[back])).counts == {"changed": 1}
    assert counted(session, date(2026, 1, 1)) == [900_000_000]
    nothing = PROJECT | VOUCHER | {"Số chứng từ": "CT-99", "Hủy dòng": "x"}
    result = load(session, write_ledgers(tmp_path / "d.xlsx", voucher=[nothing]))
    assert codes_of(result) == ["ledger_nothing_to_withdraw"]


def test_an_empty_cell_keeps_what_is_known(
    session: Session, projects: dict[str, Project], tmp_path: Path
) -> None:
    row = VOUCHER | {"Ghi chú": "đợt 1", "Nguồn vốn": "NS tỉnh"}
    load(session, write_ledgers(tmp_path / "a.xlsx", capital_plan=[PLAN], voucher=[row]))
    path = write_ledgers(tmp_path / "b.xlsx", voucher=[row | {"Ghi chú": None, "Số tiền (đồng)": 1}])
    load(session, path)
    newer = session.scalars(select(Voucher).where(Voucher.corrects_id.is_not(None))).one()
    assert newer.note == "đợt 1"
    assert load(session, path, is_clearing_empty=True).counts == {"changed": 1}
    assert session.scalars(select(Voucher.note).order_by(Voucher.id.desc())).first() is None
