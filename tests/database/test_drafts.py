"""Figures on their way: written once, never over another's, counted only when accepted."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gis.domain.errors import DomainError
from gis.domain.ledger_codes import ReviewState
from gis.models import AuditLog, ProgressReport, Project, Voucher
from gis.models.review import ReviewStep
from gis.operations.audit import Actor
from gis.operations.drafts import ConflictError, Draft, discard, save_draft
from gis.operations.review import RowKey, accept, give_back, recall, submit
from tests.factories import ProjectFactory
from tests.factories.accounts import AccountFactory
from tests.factories.ledgers import ProgressReportFactory

TODAY = date(2026, 11, 5)
MONTH_END = date(2026, 10, 31)
ACTOR = Actor("Cán bộ")


@pytest.fixture
def project(session: Session) -> Project:
    return ProjectFactory()


def draft(project: Project, percent: int, key: str, *, base_id: int | None = None, **more: object) -> Draft:
    values = {
        "project_id": project.id,
        "effective_date": MONTH_END,
        "physical_progress_pct": Decimal(percent),
        **more,
    }
    return Draft(values=values, entry_key=key, base_id=base_id)


def saved(session: Session, wanted: Draft) -> ProgressReport:
    row = save_draft(session, ProgressReport, wanted, ACTOR, as_of=TODAY).row
    assert isinstance(row, ProgressReport)
    return row


def key(row: ProgressReport) -> RowKey:
    return RowKey("progress_report", row.id)


def counted_pct(session: Session, project: Project) -> Decimal | None:
    session.expire_all()
    return session.scalar(select(Project.physical_progress_pct).where(Project.id == project.id))


def test_the_same_key_is_one_row(session: Session, project: Project) -> None:
    first = save_draft(session, ProgressReport, draft(project, 40, "a"), ACTOR, as_of=TODAY)
    again = save_draft(session, ProgressReport, draft(project, 40, "a"), ACTOR, as_of=TODAY)
    assert (first.is_new, again.is_new, again.row.id) == (True, False, first.row.id)
    assert session.scalar(select(func.count()).select_from(ProgressReport)) == 1
    assert session.scalar(select(func.count()).select_from(ReviewStep)) == 1


def test_a_key_of_another_project_is_refused(session: Session, project: Project) -> None:
    saved(session, draft(project, 40, "a"))
    with pytest.raises(DomainError, match="entry_key_taken"):
        saved(session, draft(ProjectFactory(), 40, "a"))


def test_a_draft_counts_for_nothing_until_it_is_accepted(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    assert counted_pct(session, project) is None
    assert submit(session, [key(row)], ACTOR, as_of=TODAY) == 1
    assert counted_pct(session, project) is None
    assert accept(session, [key(row)], ACTOR, as_of=TODAY) == 1
    assert counted_pct(session, project) == 40


def test_steps_and_log_tell_the_way(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    submit(session, [key(row)], ACTOR, as_of=TODAY)
    give_back(session, [key(row)], ACTOR, as_of=TODAY, remark="Thiếu biên bản")
    steps = session.execute(select(ReviewStep.state, ReviewStep.remark).order_by(ReviewStep.id)).all()
    assert [tuple(step) for step in steps] == [
        (ReviewState.DRAFT, None),
        (ReviewState.SUBMITTED, None),
        (ReviewState.RETURNED, "Thiếu biên bản"),
    ]
    actions = session.scalars(
        select(AuditLog.action).where(AuditLog.subject_id == project.id).order_by(AuditLog.id)
    ).all()
    assert actions == ["progress_report.append", "review.submitted", "review.returned"]


def test_nobody_accepts_an_own_row(session: Session, project: Project) -> None:
    author, other = (Actor(each.display_name, each.id) for each in (AccountFactory(), AccountFactory()))
    own = save_draft(session, ProgressReport, draft(project, 40, "a"), author, as_of=TODAY).row
    foreign = saved(session, draft(ProjectFactory(), 40, "b"))
    submit(session, [key(own), key(foreign)], ACTOR, as_of=TODAY)
    with pytest.raises(DomainError, match="own_rows") as caught:
        accept(session, [key(own), key(foreign)], author, as_of=TODAY)
    assert caught.value.params["count"] == 1
    session.expire_all()
    assert {own.review_state, foreign.review_state} == {ReviewState.SUBMITTED}
    assert accept(session, [key(own), key(foreign)], other, as_of=TODAY) == 2


def test_a_submitted_row_is_taken_back_until_it_is_judged(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    submit(session, [key(row)], ACTOR, as_of=TODAY)
    with pytest.raises(DomainError, match="remark_missing"):
        recall(session, [key(row)], ACTOR, as_of=TODAY, remark=" ")
    assert recall(session, [key(row)], ACTOR, as_of=TODAY, remark=" Gõ nhầm ") == 1
    session.expire_all()
    assert row.review_state is ReviewState.DRAFT
    step = session.scalars(select(ReviewStep).order_by(ReviewStep.id.desc())).first()
    assert (step.state, step.remark) == (ReviewState.DRAFT, "Gõ nhầm")
    log = session.scalars(select(AuditLog).order_by(AuditLog.id.desc())).first()
    assert (log.action, log.reason) == ("review.recalled", "Gõ nhầm")
    submit(session, [key(row)], ACTOR, as_of=TODAY)
    accept(session, [key(row)], ACTOR, as_of=TODAY)
    with pytest.raises(DomainError, match="rows_moved"):
        recall(session, [key(row)], ACTOR, as_of=TODAY, remark="Muộn")


def test_each_version_stands_on_the_one_that_was_seen(session: Session, project: Project) -> None:
    first = saved(session, draft(project, 40, "a"))
    second = saved(session, draft(project, 45, "b", base_id=first.id))
    assert second.corrects_id == first.id
    with pytest.raises(ConflictError) as caught:
        saved(session, draft(project, 50, "c", base_id=first.id))
    assert caught.value.newer.id == second.id


def test_a_second_report_of_the_month_is_a_conflict(session: Session, project: Project) -> None:
    first = saved(session, draft(project, 40, "a"))
    with pytest.raises(ConflictError) as caught:
        saved(session, draft(project, 50, "b"))
    assert caught.value.newer.id == first.id


def test_what_is_there_already_is_not_written_again(session: Session, project: Project) -> None:
    first = saved(session, draft(project, 40, "a"))
    found = save_draft(session, ProgressReport, draft(project, 40, "b", base_id=first.id), ACTOR, as_of=TODAY)
    assert (found.is_new, found.row.id) == (False, first.id)


def test_a_row_in_review_waits(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    submit(session, [key(row)], ACTOR, as_of=TODAY)
    with pytest.raises(DomainError, match="row_in_review"):
        saved(session, draft(project, 50, "b", base_id=row.id))


def test_days_to_come_are_refused(session: Session, project: Project) -> None:
    with pytest.raises(DomainError, match="future_date"):
        saved(session, draft(project, 40, "a", effective_date=date(2026, 11, 6)))


def test_a_returned_correction_rewritten_counts_once(session: Session, project: Project) -> None:
    accepted = ProgressReportFactory(
        project_id=project.id, effective_date=MONTH_END, physical_progress_pct=Decimal(30)
    )
    first = saved(session, draft(project, 40, "a", base_id=accepted.id))
    submit(session, [key(first)], ACTOR, as_of=TODAY)
    give_back(session, [key(first)], ACTOR, as_of=TODAY, remark="Xem lại")
    second = saved(session, draft(project, 35, "b", base_id=first.id))
    submit(session, [key(second)], ACTOR, as_of=TODAY)
    accept(session, [key(second)], ACTOR, as_of=TODAY)
    assert counted_pct(session, project) == 35
    states = session.scalars(select(ProgressReport.review_state).order_by(ProgressReport.id)).all()
    assert states == [ReviewState.ACCEPTED, ReviewState.REPLACED, ReviewState.ACCEPTED]


def test_a_dropped_correction_leaves_what_stood(session: Session, project: Project) -> None:
    accepted = ProgressReportFactory(
        project_id=project.id, effective_date=MONTH_END, physical_progress_pct=Decimal(30)
    )
    first = saved(session, draft(project, 40, "a", base_id=accepted.id))
    dropped = discard(session, ProgressReport, first.id, ACTOR, as_of=TODAY)
    third = saved(session, draft(project, 33, "c", base_id=dropped.id))
    submit(session, [key(third)], ACTOR, as_of=TODAY)
    accept(session, [key(third)], ACTOR, as_of=TODAY)
    assert counted_pct(session, project) == 33


def test_only_the_way_from_draft_to_judgement_is_open(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    for judge in (
        lambda: accept(session, [key(row)], ACTOR, as_of=TODAY),
        lambda: give_back(session, [key(row)], ACTOR, as_of=TODAY, remark="Không"),
    ):
        with pytest.raises(DomainError, match="rows_moved"):
            judge()
    with pytest.raises(DomainError, match="remark_missing"):
        give_back(session, [key(row)], ACTOR, as_of=TODAY, remark=" ")
    with pytest.raises(DomainError, match="row_unknown"):
        submit(session, [RowKey("account", 1)], ACTOR, as_of=TODAY)


def test_a_form_sent_twice_moves_nothing_twice(session: Session, project: Project) -> None:
    row = saved(session, draft(project, 40, "a"))
    assert [submit(session, [key(row)], ACTOR, as_of=TODAY) for _ in range(2)] == [1, 0]


def test_a_row_that_was_rewritten_is_not_handed_in(session: Session, project: Project) -> None:
    first = saved(session, draft(project, 40, "a"))
    saved(session, draft(project, 45, "b", base_id=first.id))
    with pytest.raises(DomainError, match="rows_moved"):
        submit(session, [key(first)], ACTOR, as_of=TODAY)


def test_the_database_replaces_versions_whoever_accepts(session: Session, project: Project) -> None:
    first = saved(session, draft(project, 40, "a"))
    ProgressReportFactory(project_id=project.id, effective_date=MONTH_END, corrects_id=first.id)
    session.expire_all()
    assert session.get(ProgressReport, first.id).review_state is ReviewState.REPLACED


@pytest.mark.parametrize("table", ["review_step", "period_closing"])
@pytest.mark.parametrize(
    "change", ["UPDATE {table} SET remark = 'x'", "DELETE FROM {table}", "TRUNCATE {table}"]
)
def test_steps_and_closings_only_grow(session: Session, table: str, change: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change.format(table=table)))


def test_two_payments_of_a_month_are_two(session: Session, project: Project) -> None:
    values = {
        "project_id": project.id,
        "effective_date": date(2026, 10, 7),
        "plan_year": 2026,
        "kind": "completed_volume",
        "amount_vnd": 5_000_000,
    }
    rows = [
        save_draft(session, Voucher, Draft(values=values, entry_key=name), ACTOR, as_of=TODAY).row.id
        for name in ("a", "b", "a")
    ]
    assert rows[0] == rows[2] != rows[1]
