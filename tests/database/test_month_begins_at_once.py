"""A month that begins while somebody else writes: nobody's figures are lost, and no two wait for each other."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from gis.operations import summaries
from tests import databases
from tests.database.test_review_at_once import is_waiting
from tests.factories import ProjectFactory
from tests.factories.base import bound_to

BEFORE, AFTER = date(2026, 9, 30), date(2026, 10, 1)


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


def test_two_who_begin_it_do_not_stop_each_other(owner: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        for beginning in [pool.submit(begin, owner) for _ in range(2)]:
            beginning.result()
    with owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM project_summary")) == 1
