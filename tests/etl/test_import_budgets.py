"""Lists and workbooks that state a total investment: from which day it holds, what stays, what is told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.load import LoadResult
from gis.domain.budget import UNKNOWN_DAY
from gis.models import BudgetDecision
from tests.etl import ledger_samples
from tests.etl.import_samples import AS_OF, codes, load, project, write_csv
from tests.etl.ledger_samples import PROJECT, write_ledgers
from tests.factories.ledgers import BudgetDecisionFactory, VoucherFactory

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Xã",
    "Tổng mức đầu tư (đồng)",
    "Số quyết định",
    "Ngày quyết định",
    "Số liệu đến ngày",
)
DECIDED = {"amount": 100_000_000, "number": "12/QĐ-UBND", "day": "01/03/2024", "dated": "30/06/2024"}
BY_SHEET = {"Tổng mức đầu tư được duyệt (đồng)": 120_000_000, "Loại quyết định": "Điều chỉnh"}


def take(session: Session, folder: Path, **changed: Any) -> LoadResult:
    said = DECIDED | changed
    row = ("DA-1", "Đường thôn 1", "Nhân Cơ", *(said[name] for name in ("amount", "number", "day", "dated")))
    return load(session, write_csv(folder / f"{len(list(folder.iterdir()))}.csv", HEADINGS, row))


def decisions(session: Session) -> list[tuple[date, int, str | None, str]]:
    rows = session.scalars(select(BudgetDecision).order_by(BudgetDecision.id))
    return [(row.effective_date, int(row.amount_vnd), row.decision_no, row.kind.value) for row in rows]


FIRST = (date(2024, 3, 1), 100_000_000, "12/QĐ-UBND", "first")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, FIRST),
        ({"day": "", "number": ""}, (UNKNOWN_DAY, 100_000_000, None, "first")),
        ({"day": "01/03/2027"}, (UNKNOWN_DAY, 100_000_000, "12/QĐ-UBND", "first")),
    ],
)
def test_a_new_project_brings_its_first_decision(
    session: Session, tmp_path: Path, changed: dict[str, str], expected: tuple[Any, ...]
) -> None:
    result = take(session, tmp_path, **changed)
    assert decisions(session) == [expected]
    assert ("decision_to_come" in codes(result)) == (changed.get("day") == "01/03/2027")
    assert take(session, tmp_path, **changed).counts == {"same": 1}
    assert len(decisions(session)) == 1


@pytest.mark.parametrize(
    ("changed", "expected", "told"),
    [
        (
            {"number": "45/QĐ-UBND", "day": "20/05/2025", "dated": "30/06/2025"},
            (date(2025, 5, 20), 125_000_000, "45/QĐ-UBND", "adjustment"),
            set(),
        ),
        (
            {"number": "", "day": "", "dated": "30/06/2025"},
            (date(2025, 6, 30), 125_000_000, None, "adjustment"),
            set(),
        ),
        ({"dated": "30/06/2025"}, (date(2025, 6, 30), 125_000_000, None, "adjustment"), {"stated_budget_twice"}),
        ({"number": "12 / qd-ubnd", "dated": "30/06/2025"}, (date(2025, 6, 30), 125_000_000, None, "adjustment"), {"stated_budget_twice"}),
        ({"number": "12/QĐ-UBND", "day": "", "dated": ""}, (AS_OF, 125_000_000, None, "adjustment"), {"stated_budget_twice"}),
    ],
)  # fmt: skip
def test_another_sum_is_an_adjustment_that_leaves_earlier_days_alone(
    session: Session, tmp_path: Path, changed: dict[str, str], expected: tuple[Any, ...], told: set[str]
) -> None:
    take(session, tmp_path)
    result = take(session, tmp_path, amount=125_000_000, **changed)
    assert decisions(session) == [FIRST, expected]
    assert codes(result) >= told
    assert ("stated_budget_twice" in codes(result)) == bool(told)
    assert project(session, "DA-1").budget_vnd == 125_000_000
    assert take(session, tmp_path, amount=125_000_000, **changed).counts == {"same": 1}
    assert len(decisions(session)) == 2


def test_the_sum_of_an_older_decision_stays_out_and_is_told(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path)
    newer = {"amount": 125_000_000, "number": "45/QĐ-UBND", "day": "20/05/2025"}
    take(session, tmp_path, **newer, dated="30/06/2025")
    for said in ({}, {"amount": 110_000_000, "number": "30/QĐ-UBND", "day": "01/09/2024"}):
        result = take(session, tmp_path, **said, dated="30/06/2026")
        assert "stated_budget_older" in codes(result)
        assert not [change for change in result.changes if change.field == "budget_vnd"]
        assert project(session, "DA-1").budget_vnd == 125_000_000
    assert len(decisions(session)) == 2


def test_a_list_below_what_was_paid_is_told_and_one_that_empties_takes_back(
    session: Session, tmp_path: Path
) -> None:
    take(session, tmp_path)
    found = project(session, "DA-1")
    VoucherFactory(
        project_id=found.id, effective_date=date(2024, 6, 1), plan_year=2024, amount_vnd=90_000_000
    )
    take(session, tmp_path, amount=101_000_000, dated="30/06/2025")
    result = take(session, tmp_path, amount=80_000_000, dated="31/12/2025")
    assert "stated_budget_below_paid" in codes(result)
    assert project(session, "DA-1").budget_vnd == 80_000_000
    row = ("DA-1", "Đường thôn 1", "Nhân Cơ", "", "", "", "31/01/2026")
    load(session, write_csv(tmp_path / "empty.csv", HEADINGS, row), is_clearing_empty=True)
    assert project(session, "DA-1").budget_vnd is None
    taken_back = session.scalars(select(BudgetDecision).where(BudgetDecision.is_withdrawn)).all()
    assert {row.counted_from for row in taken_back} == {date(2026, 1, 31)}


@pytest.fixture
def decided(session: Session) -> None:
    """Add a project with its first decision and a payment of 2 đồng."""
    found = ledger_samples.make_projects()["DA-1"]
    BudgetDecisionFactory(
        project_id=found.id, effective_date=FIRST[0], amount_vnd=FIRST[1], decision_no=FIRST[2]
    )
    VoucherFactory(project_id=found.id, effective_date=date(2024, 6, 1), plan_year=2024, amount_vnd=2)


def by_sheet(session: Session, folder: Path, *rows: dict[str, Any]) -> Any:
    stated = [PROJECT | BY_SHEET | row for row in rows]
    path = write_ledgers(folder / f"{len(list(folder.iterdir()))}.xlsx", budget_decision=stated)
    return ledger_samples.load(session, path)


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(
    ("row", "code", "is_taken"),
    [
        ({"Ngày quyết định": date(2025, 5, 20), "Số quyết định": "45/QĐ"}, None, True),
        ({"Ngày quyết định": date(2025, 5, 20)}, "budget_without_decision", True),
        ({"Ngày quyết định": date(2026, 11, 23), "Số quyết định": "45/QĐ"}, "future_date", False),
        ({"Ngày quyết định": date(2025, 5, 20), "Số quyết định": "45/QĐ", "Tổng mức đầu tư được duyệt (đồng)": 0}, "budget_not_positive", False),
        ({"Ngày quyết định": date(2025, 5, 20), "Số quyết định": "45/QĐ", "Tổng mức đầu tư được duyệt (đồng)": 1}, "budget_below_paid", True),
        ({"Ngày quyết định": date(2024, 3, 1), "Số quyết định": "12/QĐ-UBND"}, "budget_decision_twice", True),
    ],
)  # fmt: skip
def test_a_workbook_brings_decisions(
    session: Session, tmp_path: Path, row: dict[str, Any], code: str | None, is_taken: bool
) -> None:
    result = by_sheet(session, tmp_path, row)
    assert ledger_samples.codes_of(result) == ([code] if code else [])
    assert len(decisions(session)) == 1 + is_taken
    if code is None:
        assert project(session, "DA-1").budget_vnd == 120_000_000
        assert by_sheet(session, tmp_path, row).counts == {"same": 1}


@pytest.mark.usefixtures("decided")
def test_two_sums_of_one_decision_in_a_workbook_are_both_kept_out(session: Session, tmp_path: Path) -> None:
    stated = {"Ngày quyết định": date(2025, 5, 20), "Số quyết định": "45/QĐ"}
    result = by_sheet(session, tmp_path, stated, stated | {"Tổng mức đầu tư được duyệt (đồng)": 130_000_000})
    assert ledger_samples.codes_of(result) == ["ledger_key_twice"] * 2
    assert len(decisions(session)) == 1
