"""The month that is being written in the demonstration: something to hand in, to judge, to mend, to remind of."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from etl.demo.generate import Wish, fill
from etl.demo.mending import mend
from etl.demo.people import write_late_reports
from etl.demo.treasury_month import reconcile_month
from etl.demo.working_month import write_month
from etl.originals import FOLDER_SETTING
from gis.domain.months import month_of
from gis.models import ProgressReport
from gis.operations import ledger_effects
from gis.operations.audit import Actor
from gis.queries.demonstration import awaited_reports
from gis.queries.reporting import reporting_below
from tests import databases
from tests.demo_ledgers import AS_OF, add_communes
from tests.factories.accounts import AccountFactory
from tests.factories.base import bound_to

ACTOR = Actor("etl demo")
MONTH = month_of(AS_OF)
OPEN = text("""
SELECT project.code, report.review_state, report.physical_progress_pct, step.remark
FROM progress_report report JOIN project ON project.id = report.project_id
LEFT JOIN review_step step ON step.ledger = 'progress_report' AND step.row_id = report.id AND step.state = 'returned'
WHERE report.review_state <> 'accepted' ORDER BY project.code
""")


Rows = list[Any]


def written(session: Session) -> Rows:
    add_communes(session)
    fill(session, Wish(projects=150, seed=4, as_of=AS_OF))
    ledger_effects.rebuild(session, as_of=AS_OF)
    assert mend(session, ACTOR, as_of=AS_OF) > 8
    assert reconcile_month(session, ACTOR, as_of=AS_OF) > 10
    assert write_month(session, ACTOR, seed=4, as_of=AS_OF) > 10
    return [tuple(row) for row in session.execute(OPEN)]


@pytest.fixture(scope="module")
def twice(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Session, Rows, Rows]]:
    """Give a database of its own in which the month was written, undone and written again, and the rows of both times."""
    kept = tmp_path_factory.mktemp("imports")
    with (
        databases.copy_of(databases.template_of(request.config)) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv(FOLDER_SETTING, str(kept))
        engine = create_engine(url)
        with Session(engine) as session, bound_to(session):
            savepoint = session.begin_nested()
            undone = written(session)
            savepoint.rollback()
            yield session, undone, written(session)
        engine.dispose()


def test_the_same_seed_writes_the_same_month(twice: tuple[Session, Rows, Rows]) -> None:
    _, undone, rows = twice
    assert rows == undone


def test_every_page_of_the_month_has_something_to_show(twice: tuple[Session, Rows, Rows]) -> None:
    session, _, rows = twice
    assert {row[1] for row in rows} == {"draft", "submitted", "returned"}
    assert all(row[3] for row in rows if row[1] == "returned")
    units = reporting_below(session, None, MONTH)
    assert sum(unit.missing_count for unit in units) > 5
    assert Counter(row[1] for row in rows) >= Counter(
        {state: max(getattr(unit, f"{state}_count") for unit in units) for state in ("draft", "submitted")}
    )
    gifts = text("SELECT count(*) FROM contribution WHERE project_id IS NULL AND review_state = 'draft'")
    assert session.scalar(gifts) == 1
    warned = text("SELECT count(*) FROM review_step WHERE warnings IS NOT NULL AND remark IS NOT NULL")
    assert session.scalar(warned)


def test_errors_are_mended_and_a_month_is_reconciled(twice: tuple[Session, Rows, Rows]) -> None:
    session, _, _ = twice
    mended = session.execute(text("SELECT counted_from FROM progress_report WHERE corrects_id IS NOT NULL"))
    counted_from = list(mended.scalars())
    assert {day is None for day in counted_from} == {True, False}, (
        "of past days too, and from the day it was noticed"
    )
    gifts = text("SELECT is_withdrawn, count(*) FROM contribution WHERE corrects_id IS NOT NULL GROUP BY 1")
    assert {row.is_withdrawn for row in session.execute(gifts)} == {True, False}
    reasons = text("SELECT count(*) FROM audit_log WHERE action ~ 'correct|withdraw' AND reason IS NULL")
    assert session.scalar(reasons) == 0
    states = text("SELECT state, count(*) FROM treasury_line GROUP BY state")
    lines = {row.state: row.count for row in session.execute(states)}
    matched = lines.pop("matched")
    assert lines == {"different": 1, "missing_in_ledger": 1}
    paid = text("""SELECT count(*) FROM voucher JOIN treasury_statement ON effective_date BETWEEN first_day AND last_day
                   WHERE NOT EXISTS (SELECT FROM treasury_line WHERE voucher_id = voucher.id)""")
    assert (session.scalar(paid), matched > 10) == (1, True), "the list lacks one payment"


def test_nothing_of_it_counts_and_a_second_call_writes_nothing(twice: tuple[Session, Rows, Rows]) -> None:
    session, _, rows = twice
    summary = text("SELECT code, physical_progress_pct FROM project ORDER BY code")
    before = session.execute(summary).all()
    ledger_effects.rebuild(session, as_of=AS_OF)
    assert session.execute(summary).all() == before
    assert write_month(session, ACTOR, seed=4, as_of=AS_OF) == 0
    assert mend(session, ACTOR, as_of=AS_OF) == reconcile_month(session, ACTOR, as_of=AS_OF) == 0
    assert [tuple(row) for row in session.execute(OPEN)] == rows


def test_people_write_what_was_late_and_others_accept_it(twice: tuple[Session, Rows, Rows]) -> None:
    session, _, _ = twice
    before = (MONTH - timedelta(days=1)).replace(day=1)
    unit_id = awaited_reports(session, before)[0].unit_id
    writer, reviewer = (Actor(each.login, each.id) for each in AccountFactory.create_batch(2, is_demo=True))
    assert write_late_reports(session, writer, reviewer, unit_id=unit_id, as_of=AS_OF) > 0
    assert write_late_reports(session, writer, reviewer, unit_id=unit_id, as_of=AS_OF) == 0
    written = session.scalars(select(ProgressReport).where(ProgressReport.recorded_by == writer.account_id))
    assert {row.review_state for row in written} == {"accepted"}


def test_in_the_first_days_of_a_month_it_is_the_one_before(session: Session) -> None:
    early = AS_OF.replace(day=5)
    add_communes(session)
    fill(session, Wish(projects=150, seed=4, as_of=early))
    ledger_effects.rebuild(session, as_of=early)
    assert write_month(session, ACTOR, seed=4, as_of=early) > 10
    days = session.scalars(
        text("SELECT DISTINCT effective_date FROM progress_report WHERE review_state = 'draft'")
    )
    assert [day.isoformat() for day in days] == ["2026-10-31"]
