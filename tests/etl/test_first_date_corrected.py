"""A first completion date that was typed wrongly: corrected with reason and paper, the old row stays, else refused."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from etl.ledgers.load import LedgerResult
from etl.ledgers.rows import Outcome
from gis.domain.completion import first_date
from gis.models import Project
from gis.models.ledger import CompletionDate
from gis.operations import ledger
from gis.queries.project_ledgers import facts, project_ledgers
from tests.etl.ledger_samples import ACTOR, AS_OF, PROJECT, codes_of, load, write_ledgers
from tests.factories import ProjectFactory

TYPED = PROJECT | {
    "Loại mốc": "Quyết định đầu tiên",
    "Ngày quyết định": date(2025, 1, 5),
    "Ngày hoàn thành được duyệt": date(2025, 6, 3),
    "Số quyết định": "12/QĐ-UBND",
}
RIGHT = TYPED | {"Ngày hoàn thành được duyệt": date(2025, 6, 30)}
EXPLAINED = RIGHT | {"Ghi chú": "Gõ thiếu số 0", "Số văn bản kèm theo": "12/QĐ-UBND"}
CORRECTED_FROM = date(2025, 3, 1)


@pytest.fixture
def project(session: Session, tmp_path: Path) -> Project:
    project = ProjectFactory(
        code="DA-1",
        decision_date=date(2025, 1, 5),
        start_date=date(2025, 2, 1),
        first_completion_date=date(2025, 6, 3),
        approved_completion_date=None,
        acceptance_date=None,
    )
    load(session, write_ledgers(tmp_path / "typed.xlsx", completion_date=[TYPED]))
    return project


def outcomes(result: LedgerResult) -> list[str]:
    return list(result.row_outcomes.values())


def first_on(session: Session, project: Project, day: date) -> date | None:
    return first_date(facts(project_ledgers(session, project.id).completion_dates), as_of=day)


@pytest.mark.parametrize("left_out", ["Ghi chú", "Số văn bản kèm theo"])
def test_without_reason_or_paper_the_first_date_stays(
    session: Session, tmp_path: Path, project: Project, left_out: str
) -> None:
    row = {name: value for name, value in EXPLAINED.items() if name != left_out}
    result = load(session, write_ledgers(tmp_path / "right.xlsx", completion_date=[row]))
    assert codes_of(result) == ["first_date_changed"]
    assert first_on(session, project, date(2025, 12, 31)) == date(2025, 6, 3)


def test_a_correction_replaces_it_and_keeps_the_old_row(
    session: Session, tmp_path: Path, project: Project
) -> None:
    path = write_ledgers(tmp_path / "right.xlsx", completion_date=[EXPLAINED])
    result = load(session, path)
    assert outcomes(result) == [Outcome.CHANGED]
    assert "first_date_corrected" in codes_of(result)
    typed, right = session.scalars(select(CompletionDate).order_by(CompletionDate.id)).all()
    assert (typed.new_date, right.new_date, right.corrects_id) == (
        date(2025, 6, 3),
        date(2025, 6, 30),
        typed.id,
    )
    assert right.note == "Gõ thiếu số 0"
    assert right.document_id is not None
    session.refresh(project)
    assert project.first_completion_date == date(2025, 6, 30)
    assert outcomes(load(session, path)) == [Outcome.SAME]


def test_answers_of_before_stay_where_the_correction_is_dated(
    session: Session, tmp_path: Path, project: Project
) -> None:
    row = EXPLAINED | {"Tính từ ngày": CORRECTED_FROM}
    load(session, write_ledgers(tmp_path / "right.xlsx", completion_date=[row]))
    assert first_on(session, project, date(2025, 2, 28)) == date(2025, 6, 3)
    assert first_on(session, project, CORRECTED_FROM) == date(2025, 6, 30)


def test_the_catalogue_takes_no_date_that_no_correction_states(
    session: Session, tmp_path: Path, project: Project
) -> None:
    load(session, write_ledgers(tmp_path / "right.xlsx", completion_date=[EXPLAINED]))
    with pytest.raises(IntegrityError, match="never changes"):
        session.execute(
            text("UPDATE project SET first_completion_date = '2025-07-31' WHERE id = :id"), {"id": project.id}
        )


WITHDRAWN = TYPED | {"Hủy dòng": "x"}
ANOTHER = EXPLAINED | {"Mã dòng": "moc-2"}


def test_the_first_date_is_not_withdrawn(session: Session, tmp_path: Path, project: Project) -> None:
    result = load(session, write_ledgers(tmp_path / "gone.xlsx", completion_date=[WITHDRAWN]))
    assert (codes_of(result), outcomes(result)) == (["first_date_withdrawn"], [Outcome.REFUSED])
    load(session, write_ledgers(tmp_path / "right.xlsx", completion_date=[EXPLAINED]))
    result = load(
        session, write_ledgers(tmp_path / "gone.xlsx", completion_date=[EXPLAINED | {"Hủy dòng": "x"}])
    )
    assert codes_of(result) == ["first_date_withdrawn"]
    assert first_on(session, project, date(2025, 12, 31)) == date(2025, 6, 30)


def test_another_key_brings_no_other_first_date(session: Session, tmp_path: Path, project: Project) -> None:
    both = write_ledgers(tmp_path / "both.xlsx", completion_date=[WITHDRAWN, ANOTHER])
    assert sorted(codes_of(load(session, both))) == ["first_date_changed", "first_date_withdrawn"]
    typed = session.scalars(select(CompletionDate)).one()
    ledger.withdraw(session, typed, ACTOR, as_of=AS_OF)  # as it was possible before
    result = load(session, write_ledgers(tmp_path / "another.xlsx", completion_date=[ANOTHER]))
    assert (codes_of(result), outcomes(result)) == (["first_date_changed"], [Outcome.REFUSED])
    again = load(session, write_ledgers(tmp_path / "right.xlsx", completion_date=[EXPLAINED]))
    assert outcomes(again) == [Outcome.CHANGED], "its own row brings the right date, with reason and paper"
    assert first_on(session, project, date(2025, 12, 31)) == date(2025, 6, 30)
