"""A month or day that begins while somebody else writes: no figures are lost, and no two wait for each other."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.domain.ledger_codes import CompletionDateKind
from gis.models import CompletionDate
from gis.operations import ledger_effects, summaries
from tests import databases
from tests.database.test_review_at_once import is_waiting
from tests.factories import ProjectFactory
from tests.factories.base import bound_to

EVE, BEFORE, AFTER = date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)


@pytest.fixture
def owner(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Give a database of the test's own, with a project that was counted the day before."""
    with databases.copy_of(databases.template_of(request.config)) as url:
        engine = create_engine(url)
        with Session(engine) as session, bound_to(session):
            ProjectFactory(start_date=date(2026, 2, 1))
            summaries.rebuild(session, as_of=BEFORE)
            session.commit()
        yield engine
        engine.dispose()


def begin(owner: Engine) -> None:
    with Session(owner) as session:
        summaries.after_facts(session, [], as_of=AFTER)
        session.commit()


def add_on(day: date) -> Callable[[Session], None]:
    """Return what adds a project and counts it on a day."""

    def add(session: Session) -> None:
        with bound_to(session):
            project = ProjectFactory(start_date=date(2026, 3, 1))
            summaries.after_facts(session, [project.id], as_of=day)

    return add


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_what_is_written_meanwhile_is_counted(owner: Engine, day: date) -> None:
    with Session(owner) as session, ThreadPoolExecutor(1) as pool:
        add_on(day)(session)
        beginning: Future[None] = pool.submit(begin, owner)
        has_waited = is_waiting(owner, beginning)
        session.commit()
    beginning.result()
    assert has_waited
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT as_of FROM summary_day")) == AFTER
        assert connection.scalar(text("SELECT count(DISTINCT project_id) FROM project_month")) == 2


def test_whoever_edits_meanwhile_and_it_do_not_stop_each_other(owner: Engine) -> None:
    with Session(owner) as session, ThreadPoolExecutor(1) as pool:
        (project_id,) = session.scalars(text("UPDATE project SET name = name || ' 2' RETURNING id"))
        beginning: Future[None] = pool.submit(begin, owner)
        wait([beginning], timeout=1)  # it ends, or comes to wait for the row
        summaries.after_change(session, [project_id], as_of=AFTER)
        session.commit()
    beginning.result()


@pytest.mark.parametrize("day", [BEFORE, AFTER], ids=["within the month", "new month"])
def test_a_passing_day_gives_way_to_whoever_edits_a_project_that_falls_due(owner: Engine, day: date) -> None:
    with Session(owner) as session:
        (project_id,) = session.scalars(text("SELECT id FROM project"))
        dated = date(2026, 1, 1)
        session.add(
            CompletionDate(
                project_id=project_id, effective_date=dated, kind=CompletionDateKind.FIRST, new_date=EVE
            )
        )
        summaries.rebuild(session, as_of=EVE)
        # What a passing day may change of the project's own row, too.
        session.execute(text("UPDATE project SET is_behind = NOT is_behind"))
        session.commit()
    with Session(owner) as editing, Session(owner) as passing:
        editing.execute(text("UPDATE project SET name = name || ' 2'"))
        assert not ledger_effects.advance(passing, as_of=day, most_projects=10)
        assert passing.scalar(text("SHOW lock_timeout")) == "0"
        summaries.after_change(editing, [project_id])
        assert not ledger_effects.advance(passing, as_of=day, most_projects=10), "the summaries are at work"
        editing.commit()
        assert ledger_effects.advance(passing, as_of=AFTER, most_projects=0), (
            "a new month is left to the rebuild"
        )
        assert passing.scalar(text("SELECT as_of FROM summary_day")) == EVE
        assert ledger_effects.advance(passing, as_of=day, most_projects=10)
        passing.commit()
        assert passing.scalar(text("SELECT as_of FROM summary_day")) == day
        assert (
            passing.scalar(text("SELECT schedule FROM project_month ORDER BY month DESC LIMIT 1"))
            == "overdue"
        )


def test_two_who_begin_it_do_not_stop_each_other(owner: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        for beginning in [pool.submit(begin, owner) for _ in range(2)]:
            beginning.result()
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM project_summary")) == 1
