"""Dates that lists state become rows of the ledgers, from which the dates of a project derive."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from etl.load import LoadOptions, load_projects
from gis.domain.ledger_codes import CompletionDateKind
from gis.models import Acceptance, CompletionDate, ImportBatch, ProjectMonth
from gis.operations.audit import Actor
from tests.etl.import_samples import ACTOR, AS_OF, load, project, write_csv
from tests.factories.accounts import AccountFactory

pytestmark = pytest.mark.usefixtures("territory")

HEADINGS = (
    "Mã dự án",
    "Tên dự án",
    "Ngày hoàn thành theo kế hoạch",
    "Ngày hoàn thành được gia hạn",
    "Ngày nghiệm thu",
)


def dates(session: Session, code: str) -> list[tuple[str, date, date]]:
    rows = session.scalars(
        select(CompletionDate)
        .where(CompletionDate.project_id == project(session, code).id)
        .order_by(CompletionDate.id)
    )
    return [(row.kind.value, row.effective_date, row.new_date) for row in rows]


def test_a_first_date_and_an_extension_become_rows_once(session: Session, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "a.csv", HEADINGS, ("DA-1", "Đường liên thôn 2", "30/06/2026", "31/12/2026", "")
    )
    load(session, file)
    load(session, file)
    assert dates(session, "DA-1") == [
        (CompletionDateKind.FIRST, date(2026, 6, 30), date(2026, 6, 30)),
        (CompletionDateKind.EXTENSION, AS_OF, date(2026, 12, 31)),
    ]
    assert project(session, "DA-1").approved_completion_date == date(2026, 12, 31)


def test_an_approved_date_alone_is_the_baseline(session: Session, tmp_path: Path) -> None:
    load(
        session, write_csv(tmp_path / "a.csv", HEADINGS, ("DA-1", "Đường liên thôn 2", "", "31/12/2026", ""))
    )
    assert [row[0] for row in dates(session, "DA-1")] == [CompletionDateKind.FIRST]


def test_a_moved_acceptance_corrects_the_earlier_one(session: Session, tmp_path: Path) -> None:
    for name, day in (("a", "20/03/2025"), ("b", "25/03/2025")):
        row = ("DA-1", "Đường liên thôn 2", "30/06/2025", "", day)
        load(session, write_csv(tmp_path / f"{name}.csv", HEADINGS, row))
    first, second = session.scalars(select(Acceptance).order_by(Acceptance.id))
    assert (second.corrects_id, second.counted_from) == (first.id, AS_OF)
    assert project(session, "DA-1").acceptance_date == date(2025, 3, 25)
    latest = session.scalars(select(ProjectMonth).order_by(ProjectMonth.month.desc())).first()
    assert latest is not None
    assert (latest.accepted_on, latest.schedule.value) == (date(2025, 3, 25), "early")


def test_the_rows_say_who_took_which_file_in_and_when(session: Session, tmp_path: Path) -> None:
    author = AccountFactory()
    for name, actor, extended, accepted in (
        ("a", ACTOR, "", "20/03/2025"),
        ("b", Actor(author.display_name, author.id), "31/12/2026", "25/03/2025"),
    ):
        row = ("DA-1", "Đường liên thôn 2", "30/06/2025", extended, accepted)
        listed = write_csv(tmp_path / f"{name}.csv", HEADINGS, row)
        load_projects(session, actor, listed, LoadOptions(as_of=AS_OF))
    batches = session.scalars(select(ImportBatch).order_by(ImportBatch.id)).all()
    for ledger in (CompletionDate, Acceptance):
        rows = session.scalars(select(ledger).order_by(ledger.id)).all()
        assert [(row.recorded_by, row.import_batch_id) for row in rows] == [
            (None, batches[0].id),
            (author.id, batches[1].id),
        ]
        assert [name in str(row.note) for name, row in zip(("a.csv", "b.csv"), rows, strict=True)] == [
            True,
            True,
        ]
        assert all(row.recorded_at == batch.recorded_at for row, batch in zip(rows, batches, strict=True))
